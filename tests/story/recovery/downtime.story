story   our own downtime makes no alert stale
when    prometheus sends redis-full
and     alice runs: ack last
crash   kill -9
when    the server starts 20m later
then    the alert RedisWritesFail is firing
after   4m
then    the alert RedisWritesFail is firing
after   2m
then    the alert RedisWritesFail is stale
