story   what traces teach folds a storm, and garbage takes nothing away
given   on call: alice
and     configuration:
        storm: {within: 5m}
        services:
          - {name: checkout, aliases: [checkout-api]}
          - {name: pay}
        service_map: {jaeger: $RECEIVER, every: 1m, forget_after: 10m}
and     /api/dependencies answers 200 and says {"data": [{"parent": "checkout-api", "child": "postgres-main", "callCount": 812}, {"parent": "pay", "child": "postgres-main", "callCount": 40}, {"parent": "", "child": "nobody"}, {"parent": "search", "child": "index", "callCount": 3}], "total": 0, "limit": 0, "offset": 0, "errors": null}
when    somebody waits for 1s
and     alice runs: service map
then    exit 0: "postgres-main"
# Now it is another system that answers: the map stays as it was.
when    /api/dependencies answers 200 and says <html>Welcome to nginx!</html>
and     somebody waits for 61s
and     /api/dependencies answers 200 and says {"data": [{"child": 7}]}
and     somebody waits for 61s
and     /api/dependencies answers 503
and     somebody waits for 15m
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "checkout", "severity": "critical"}}]
then    alice is paged
when    somebody waits for 2s
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "pay", "severity": "critical"}}]
then    there is 1 incident
and     the timeline says "pay alerts too and comes to this incident: by the learned service map it shares postgres-main with checkout"
# What it does not see any more is forgotten only when it says so itself.
when    /api/dependencies answers 200 and says {"data": [{"parent": "pay", "child": "postgres-main", "callCount": 1}]}
and     somebody waits for 61s
and     alice runs: journal list
then    exit 0: "Service map learned from jaeger: 0 dependencies new, 2 forgotten"
