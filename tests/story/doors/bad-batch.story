story   of a bad batch the good is stored and the bad is named
when    somebody posts to /api/v2/alerts:
        [
          {"labels": {"alertname": "GoodOne", "service": "redis"}},
          {"labels": {}},
          {"labels": {"alertname": "BadLabel", "1x": "y"}},
          {"labels": {"alertname": "GoodToo", "service": "redis"}},
          {"labels": {"alertname": 7}},
          {"labels": {"alertname": "BadTime"}, "startsAt": "yesterday"},
          "no alert at all"
        ]
then    answer 400: "alert 1: at least one label pair required"
and     answer 400: "alert 2: invalid label set: invalid name \"1x\""
and     answer 400: "alert 4: labels.alertname must be text"
and     answer 400: "alert 5: startsAt: "
and     answer 400: "alert 6: an alert must be an object"
and     there are 2 alerts
and     alice is paged once
