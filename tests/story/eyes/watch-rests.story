story   a watch that is known to fail leaves a system alone that gives no answer, and looks often again once it does
given   on call: alice
and     /page hangs
and     configuration:
        watches:
          - {name: page, http: "$RECEIVER/page", every: 2s, timeout: 100ms, failures: 3 of 5, recoveries: 2 of 3}
when    somebody waits for 8s
then    the alert page is firing
when    somebody waits for 2m
then    /page was called 8 to 18 times
when    /page answers 200
and     somebody waits for 22s
then    the alert page is resolved
