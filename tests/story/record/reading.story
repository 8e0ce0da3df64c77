story   reading changes nothing, however often and by whom
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     writes failing: 96 %
when    prometheus sends redis-full
then    alice is paged
when    the journal's head is noted
and     everything that can be read is fetched
then    nothing was written down by that
