story   a diagnosis reads what a deployment changed, by the Git of its service, and not its title
given   it is 2026-03-10T10:00:00Z
and     orders_failing is measured as 1
and     the repository sites.git with pool.yaml:
        pool_size: 50
and     the last commit is tagged v1.0.0
and     a commit "Simplify the settings" of pool.yaml:
        pool_size: 5
and     the last commit is tagged v1.1.0
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS, git: $DIR/sites.git}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    it is 12:00:00
and     bob runs: change add "orders v1.1.0" --service orders --kind deploy --revision v1.1.0 --previous v1.0.0
and     bob runs: change add "orders v7" --service orders --kind deploy --revision v7 --previous v1.1.0 --at 2026-03-10T11:20:00Z
and     it is 12:01:00
and     orders_failing is measured as 40
and     it is 12:03:00
and     prometheus sends orders-slow
and     somebody waits for 2m
and     bob runs: diagnosis show last
then    exit 0: "pool_size"
and     exit 0: "what is in "orders v7": not known: 'v7' is neither a tag nor a commit of "
