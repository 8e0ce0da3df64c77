story   pages that hang hold up neither each other nor what is well
given   on call: alice
and     /slow hangs
and     /well answers 200
and     configuration:
        watches:
          - {name: slow1, http: "$RECEIVER/slow", every: 10s, timeout: 200ms}
          - {name: slow2, http: "$RECEIVER/slow", every: 10s, timeout: 200ms}
          - {name: slow3, http: "$RECEIVER/slow", every: 10s, timeout: 200ms}
          - {name: slow4, http: "$RECEIVER/slow", every: 10s, timeout: 200ms}
          - {name: slow5, http: "$RECEIVER/slow", every: 10s, timeout: 200ms}
          - {name: well, http: "$RECEIVER/well", every: 10s, timeout: 200ms}
when    somebody waits for 30s
then    the alert slow5 is firing
and     the journal says "slow1: GET http://127.0.0.1"
and     the journal says "no whole answer within 200 ms"
and     there are 5 alerts
when    alice runs: watch show well
then    exit 0: "well (http) is good"
