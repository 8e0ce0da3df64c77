story   an acknowledgement without any act lapses after 20 minutes
given   on call: alice, bob
when    prometheus sends redis-full
and     alice runs: ack last
then    exit 0, and nobody is paged for 19m59s
after   1s
then    only alice is paged
and     the timeline says "Ack lapsed: alice did nothing for 20:00; paging starts again"
when    alice runs: ack last
then    exit 0, and nobody is paged for 15m
# A note is an act: the 20 minutes count from it.
when    alice runs: note last "the log of the writer shows OOM"
then    exit 0, and nobody is paged for 19m
after   2m
then    alice is paged
