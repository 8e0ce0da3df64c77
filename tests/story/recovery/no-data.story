story   no data is never a pass
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     prometheus has no series of it
when    prometheus sends redis-full
and     alice runs: ack last
and     prometheus says that redis-full ended
and     somebody waits for 10m
then    the check is no-data
when    alice runs: resolve last
then    exit 1: "no series; no data is never a pass"
# Good for most of the hold, then gone: nobody saw what happened meanwhile.
when    writes failing: 0 %
and     somebody waits for 50s
then    the check is green
when    prometheus has no series of it any more
and     somebody waits for 5m
and     alice runs: resolve last
then    exit 1: "no series"
when    writes failing: 0 %
and     somebody waits for 10s
and     alice runs: resolve last
then    exit 1: "green for 0:00 of 1:00, 1:00 missing"
when    writes failing: NaN %
and     somebody waits for 10s
and     alice runs: resolve last
then    exit 1: "the result is not a number"
when    prometheus gives several series of it
and     somebody waits for 10s
and     alice runs: resolve last
then    exit 1: "8 series where one number is needed"
when    prometheus cannot evaluate it any more
and     somebody waits for 10s
and     alice runs: resolve last
then    exit 1: "many-to-many matching not allowed"
when    prometheus goes down
and     somebody waits for 10s
and     alice runs: resolve last
then    exit 1: "no data"
when    prometheus is up again
and     writes failing: 0 %
and     somebody waits for 80s
then    the check is held
# A proof grows old when nothing new is measured.
when    prometheus scrapes nothing new
and     somebody waits for 5m
and     alice runs: resolve last
then    exit 1: "nothing new for"
