story   a page climbs when nobody answers
given   on call: alice, bob
and     paging every 5m, 1 round each
when    prometheus sends redis-full
then    only alice is paged
and     alice's page came by webhook and by ntfy at priority 5
after   5m
then    only bob is paged
when    bob runs: page acknowledge last
then    exit 0, and nobody is paged for 19m
crash   kill -9, start again
then    the timeline says "bob acknowledged by cli after 5:00"
and     the journal verifies
