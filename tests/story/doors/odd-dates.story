story   an alert without a date begins now; the year 9999 is no end
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "NoDate", "service": "a"}}]
then    answer 200
and     the alert NoDate is firing
and     alice is paged once
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "FarEnd", "service": "b"},
          "startsAt": "2026-11-21T02:59:00Z", "endsAt": "9999-12-31T23:59:59Z"}]
then    answer 200
and     the alert FarEnd is firing
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "FarStart", "service": "c"},
          "startsAt": "9999-12-31T23:59:59Z"}]
then    it answers as before and takes less than 100 MiB
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "NoSuchDay"}, "startsAt": "2026-02-30T00:00:00Z"}]
then    answer 400: "startsAt"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Backwards"}, "startsAt": "2026-11-21T03:00:00Z",
          "endsAt": "2026-11-21T02:00:00Z"}]
then    answer 400: "start time must be before end time"
when    alice runs: show last
then    exit 0
and     the journal verifies
after   30m
then    it answers as before and takes less than 100 MiB
