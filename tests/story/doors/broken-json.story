story   what cannot be read is refused in words, and nothing of it is taken
when    somebody posts to /api/v2/alerts:
        {"labels": {"alertname": "NoList"}}
then    answer 400: "the body must be a list of alerts, not an object"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Broken"
then    answer 400
when    somebody posts to /api/v2/alerts:
        "text"
then    answer 400: "not text"
when    somebody posts bytes to /api/v2/alerts: [{"labels":{"alertname":"Caf\xe9"}}]
then    answer 400: "UTF-8"
when    somebody posts bytes to /api/v2/alerts: \x00\x01\x02
then    answer 400
when    somebody posts to /api/v2/alerts:
        []
then    answer 200
and     there are 0 alerts
and     nobody is paged
# What stood before the broken end was whole.
when    somebody posts bytes to /api/v2/alerts: [{"labels":{"alertname":"Whole","service":"shop"}},{"labels":{"alertname":"\xff"}}]
then    answer 400: "the alerts before it were taken"
and     there is 1 alert
