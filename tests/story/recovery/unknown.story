story   an alert that is silent for a day ends as unknown, never as recovered
given   configuration:
        resolve_timeout: 5m
        paging: {ack_lapse: 0s}
when    prometheus sends redis-full
and     alice runs: ack last
and     somebody waits for 6m
then    the alert RedisWritesFail is stale
when    somebody waits for 23h
then    the alert RedisWritesFail is stale
when    somebody waits for 1h
then    the alert RedisWritesFail is unknown
and     the timeline says "whether it recovered is unknown"
and     the timeline does not say "All alerts ended"
and     the incident is investigating
when    alice runs: resolve last
then    exit 1: "nothing proves the recovery"
# It comes back: the same incident, and news.
when    prometheus repeats redis-full
then    the alert RedisWritesFail is firing
and     there is 1 incident
