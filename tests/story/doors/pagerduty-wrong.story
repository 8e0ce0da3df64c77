story   a bad event is named in PagerDuty's words, and opens nothing
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "trigger", "payload": {"source": 7, "severity": "fatal"}}
then    answer 400: "invalid event"
and     answer 400: "payload.summary is missing"
and     answer 400: "payload.source must be text"
and     answer 400: "payload.severity must be critical, error, warning or info"
when    somebody posts to /v2/enqueue:
        {"event_action": "explode", "dedup_key": "a"}
then    answer 400: "event_action must be trigger, acknowledge or resolve"
when    somebody posts to /v2/enqueue:
        {"event_action": "trigger", "event_action": "resolve", "dedup_key": "a"}
then    answer 400: "event_action"
when    somebody posts bytes to /v2/enqueue: \x00\xff
then    answer 400: "the event is no JSON"
and     there are 0 alerts
and     nobody is paged
# A time a day ahead is not believed, a NUL does not cost the page.
when    somebody posts to /v2/enqueue:
        {"event_action": "trigger", "payload": {"summary": "Down\u0000", "source": "web1",
         "severity": "error", "timestamp": "2026-11-22T03:00:00Z"}}
then    answer 202
and     alice is paged once
when    somebody posts to /v2/change/enqueue:
        {"payload": {"summary": "Deploy v7 to web1", "source": "web1"}}
then    answer 202: "Change event processed"
when    somebody posts to /v2/change/enqueue:
        {"payload": {"source": "web1"}}
then    answer 400: "payload.summary is missing"
