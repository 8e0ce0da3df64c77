story   an alert that fires again within 10 minutes opens its incident again
given   configuration:
        hold: 1m
when    prometheus sends redis-full
and     prometheus says that redis-full ended
and     somebody waits for 1m
then    the incident is resolved
after   9m
when    prometheus sends redis-full
then    alice is paged once
and     the incident is reopened
and     there is 1 incident
and     the timeline says "Reopened: an alert fires again after it was resolved"
when    prometheus says that redis-full ended
and     somebody waits for 1m
then    the incident is resolved
after   11m
when    prometheus sends redis-full
then    there are 2 incidents
and     alice is paged once
