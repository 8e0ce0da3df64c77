story   a Prometheus that does not answer is left alone by the checks, and recovery is proven all the same
given   the service session-cache, whose failing writes must stay below 1 % for 1m
when    prometheus sends redis-full
and     alice runs: ack last
and     prometheus says that redis-full ended
and     writes failing: 0 %
and     somebody waits for 20s
then    the check is green
when    prometheus is overloaded
and     somebody waits for 2m
then    prometheus was asked 5 to 9 times meanwhile
when    alice runs: resolve last
then    exit 1: "no data is never a pass"
# It is back, and asked again within fifteen seconds. What nobody saw counts for nothing.
when    prometheus has room again
and     writes failing: 0 %
and     somebody waits for 20s
then    the check is green
when    alice runs: resolve last
then    exit 1: "missing"
when    somebody waits for 60s
then    the check is held
