story   a system that cannot be asked supports nothing, and pages all the same
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is down
and     writes failing: 96 %
when    prometheus sends redis-full
then    alice is paged
and     the hypothesis maxmemory-too-low is open
and     the hypothesis noeviction-at-limit is open
and     no action is offered
and     the timeline says "Redis INFO: could not be asked"
