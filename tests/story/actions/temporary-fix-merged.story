story   what an incident left behind keeps the one it was merged into from being closed
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
when    prometheus sends redis-full
and     bob runs: ack last
and     somebody posts 1 alerts of the service shop
then    there are 2 incidents
when    bob runs: fix add INC-2026-11-21-002 "the limit is off" --until 2d
then    exit 0
when    bob runs: incident merge INC-2026-11-21-002 INC-2026-11-21-001
then    exit 0
when    bob runs: resolve INC-2026-11-21-001 --reason "we see" --unproven
then    exit 0
when    bob runs: incident close INC-2026-11-21-001
then    exit 1: "not closed: temporary fix 1 is open: the limit is off"
when    bob runs: fix remove 1 "it is on"
then    exit 0
when    bob runs: incident close INC-2026-11-21-001
then    exit 0
