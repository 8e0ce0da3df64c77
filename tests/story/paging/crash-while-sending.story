story   a crash while a page is being sent repeats it under the same key
given   on call: alice, bob
and     whoever is told takes long to answer
when    prometheus sends redis-full
crash   while a page is being sent: kill -9, start again
then    all pages to alice carried the same key
and     the timeline says "Sent to alice by webhook" once
