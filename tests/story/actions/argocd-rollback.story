story   Argo CD would take a rollback back: auto-sync goes off first, and is on again before closing
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     Argo CD syncs shop by itself
and     configuration:
        argocd: [{name: eu, url: $ARGOCD}]
when    prometheus sends redis-full
and     bob runs: ack last
and     bob runs: action propose last argocd eu/shop --class reversible --plan "do=rollback"
then    action 1 is refused: auto-sync is on: Argo CD refuses a rollback then, and would take it back
and     Argo CD was asked to change nothing
when    bob runs: action propose last argocd eu/shop --class reversible --plan "do=rollback auto_sync=off"
then    exit 0: "[reversible]"
and     action 2 is offered: auto-sync is turned off first
when    bob runs: approve last 2
then    action 2 is succeeded: rolled back and read back: 2 (aaaaaaaaaaaa
and     Argo CD runs shop at aaaa, with auto-sync off
and     the timeline says "Git still has bbbbbbbbbbbb for shop"
and     the timeline says "auto-sync of shop is off"
when    writes failing: 0 %
and     prometheus says that redis-full ended
and     somebody waits for 80s
then    the incident is monitoring
when    bob runs: resolve last
then    exit 0
when    bob runs: incident close last
then    exit 1: "auto-sync of shop is off"
# Who says that it is on again is contradicted by Argo CD itself.
when    alice runs: fix remove 1 "I think it is on"
then    exit 0
and     the timeline says "Temporary fix 1 is NOT gone, as alice said"
when    Argo CD syncs shop by itself again
and     alice runs: fix remove 1 "turned on in its UI"
and     alice runs: fix remove 2 "reverted in Git"
and     bob runs until it says "Closed": incident close last
then    exit 0: "Closed"
and     the journal verifies
