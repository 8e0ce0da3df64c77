story   what was never heard is missed, too, and a misspelled ping is told
given   on call: alice
and     configuration:
        heartbeats:
          - {name: backup, every: 20m, severity: warning}
when    somebody opens /heartbeats/bakcup
then    answer 404: "no heartbeat is called bakcup"
and     the journal says "A ping came for bakcup from heartbeat"
when    alice runs: heartbeat list
then    exit 0: "bakcup"
when    alice runs: heartbeat ping bakcup
then    exit 1: "no heartbeat is called bakcup"
when    somebody waits for 31m
then    the timeline says "backup was never heard: nothing for 30:00"
# A warning wakes nobody.
and     nobody is paged
# Not configured any more: its alert is over.
when    the configuration becomes, and SIGHUP comes:
        heartbeats: []
then    the alert backup is resolved
