story   a crash between the 200 and the page: the page arrives
given   on call: alice, bob
and     the inboxes are out of reach
when    prometheus sends redis-full
crash   kill -9
when    the inboxes are in reach again
and     the server is started
and     somebody waits for 1m
then    alice is paged
and     the journal verifies
