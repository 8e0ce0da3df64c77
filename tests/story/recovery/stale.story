story   an alert whose sender fell silent is not recovered
given   on call: alice, bob
and     configuration:
        resolve_timeout: 5m
when    prometheus sends redis-full
and     somebody waits for 6m
then    the alert RedisWritesFail is stale
and     alice is paged
and     the timeline says "went silent: its sender did not repeat it, nor end it"
and     the incident is declared
and     the timeline does not say "ended"
when    alice runs: ack last
and     alice runs: resolve last
then    exit 1: "nothing proves the recovery"
# Its sender comes back: the same alert, no second page.
when    prometheus repeats redis-full
then    the alert RedisWritesFail is firing
and     there is 1 incident
and     nobody is paged
# Whoever has it in hand is told that its sender fell silent again.
when    alice runs: ack last
and     somebody waits for 6m
then    the alert RedisWritesFail is stale
and     alice is told: went silent
