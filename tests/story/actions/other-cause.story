story   another cause: neither hypothesis is supported and nothing is offered
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis has room: 8 MiB used of 32
and     writes failing: 100 %
when    prometheus sends redis-full
then    the hypothesis maxmemory-too-low is refuted
and     the hypothesis noeviction-at-limit is refuted
and     no action is offered
and     the timeline does not say "Action"
and     alice is paged
