story   when the list runs out everybody is alarmed, and it goes on
given   on call: alice, bob
and     paging every 60s, 2 rounds each
when    prometheus sends redis-full
then    only alice is paged
after   60s
then    only alice is paged
after   60s
then    only bob is paged
after   60s
then    only bob is paged
after   60s
then    alice and bob are paged
and     the timeline says "NOBODY ANSWERED: everybody is paged" once
after   60s
then    alice and bob are paged
after   10m
then    bob is paged 10 times
and     the timeline says "NOBODY ANSWERED" once
when    alice runs: ack last
then    exit 0, and nobody is paged for 15m
