story   what Opsgenie's API would not take is named, and opens nothing
when    somebody posts to /v2/alerts:
        {"message": "", "alias": {"a": 1}}
then    answer 422: "alias must be text"
when    somebody posts to /v2/alerts:
        {"description": "no message"}
then    answer 422: "message can not be empty"
when    somebody posts to /v2/alerts:
        [{"message": "a list"}]
then    answer 400: "must be an object, not a list"
when    somebody posts bytes to /v2/alerts: \xff\x00
then    answer 400: "the body is no JSON"
when    somebody posts to /v2/alerts/x/explode:
        {}
then    answer 404: "there is nothing at POST"
and     there are 0 alerts
and     nobody is paged
# Odd fields do not cost the page.
when    somebody posts to /v2/alerts:
        {"message": "Down\u0000", "alias": 17, "priority": "urgent", "tags": "one", "details": [1],
         "responders": 7, "entity": "web1"}
then    answer 202
and     alice is paged once
and     the alert web1 is firing
