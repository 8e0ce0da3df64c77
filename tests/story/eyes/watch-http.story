story   a page that answers 503 is an alert by three of five looks, and ends by two of three
given   on call: alice
and     /health answers 200 and says {"status": "up"}
and     configuration:
        watches:
          - name: shop
            http: $RECEIVER/health
            pointer: /status
            equals: up
            every: 30s
            timeout: 300ms
            service: shop
when    somebody waits for 1m
and     alice runs: watch list
then    exit 0: "good"
when    alice runs: watch test shop
then    exit 0: "it answered 200, 16 bytes, sha256"
when    /health answers 503
and     alice runs: watch test shop
then    exit 1: "it answered 503, not a success"
when    somebody waits for 1m
then    there are 0 alerts
when    somebody waits for 30s
then    alice is paged
and     the timeline says "shop: it answered 503, not a success (3 of the last 5 looks)"
and     its service is "shop"
when    /health answers 200 and says {"status": "up"}
and     somebody waits for 30s
then    the alert shop is firing
when    somebody waits for 30s
then    the alert shop is resolved
# Its body counts, too, and what it says there is told.
when    /health answers 200 and says {"status": "down"}
and     somebody waits for 90s
then    the alert shop is firing
and     the timeline says "Alert shop fires again"
when    the configuration becomes, and SIGHUP comes:
        watches: []
then    the alert shop is resolved
