story   alerts that join an incident page nobody anew
when    prometheus sends redis-full
then    alice is paged once
when    prometheus sends redis-memory
then    nobody is paged
and     there is 1 incident
and     there are 2 alerts
and     the timeline says "joins INC-2026-11-21-001"
when    prometheus repeats redis-full
and     prometheus repeats redis-memory
then    nobody is paged
# One of two ends: the page goes on.
when    prometheus says that redis-full ended
and     somebody waits for 60s
then    alice is paged
when    prometheus says that redis-memory ended
then    nobody is paged for 30m
when    prometheus sends checkout-slow
then    there are 2 incidents
and     alice is paged once
