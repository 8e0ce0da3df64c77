story   a promise has a clock: reminded, missed in plain words, kept by the next message
when    prometheus sends redis-full
and     alice runs: ack last
then    a draft lies ready: initial
when    alice runs: message send last --next-update 30m
then    exit 0
and     the service desk is told: Writes to the session cache fail
and     the timeline says "Promised: next update to everyone by 03:30:00"
and     no draft lies ready
after   26m59s
then    no draft lies ready
after   1s
then    a draft lies ready: update
and     the timeline says "Soon due: next update to everyone by 03:30:00"
after   2m59s
then    the promise is open
after   2s
then    the promise is missed
and     the timeline says "PROMISE MISSED: next update to everyone was due at 03:30:00"
when    alice runs: message send last --next-update 10m
then    exit 0
and     the promise is open
when    alice runs: message draft last --kind update
and     alice runs: message send last --next-update 20m
then    exit 0
and     the timeline says "Promise kept: next update to everyone" once
crash   kill -9, start again
after   20m1s
then    the timeline says "PROMISE MISSED" twice
