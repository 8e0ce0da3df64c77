story   an approval that a crash overtook still runs, once
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
then    action 1 is offered
crash   kill -9, start again
then    action 1 is offered
when    bob runs: approve last 1
then    action 1 is succeeded
crash   kill -9, start again
then    action 1 is succeeded
and     redis was changed once
