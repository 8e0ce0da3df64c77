story   alerts that end before anybody answers need nobody
given   on call: alice, bob
and     configuration:
        hold: 5m
when    prometheus sends redis-full
then    only alice is paged
when    prometheus says that redis-full ended
then    nobody is paged
and     alice gets one quiet notice: nobody needs to get up
and     the incident is monitoring
and     the timeline says "Paging stopped: all its alerts have ended"
after   4m59s
then    the incident is monitoring
after   1s
then    the incident is resolved
and     nobody is told anything
and     the timeline says "no check measures this service"
and     nobody is paged for 30m
