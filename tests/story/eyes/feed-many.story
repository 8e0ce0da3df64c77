story   many commits at once are written down in several turns, all of them, each once
given   the repository orders with 50 commits by Carol from 2026-11-21T01:00:00Z on
and     configuration:
        changes:
          feeds:
            - {name: orders-config, git: $DIR/orders, service: orders}
        services:
          - {name: orders}
when    somebody waits for 2s
then    the journal says "commit 0 of many"
and     the journal says "commit 49 of many" once
and     there are 50 changes
after   2m
then    there are 50 changes
