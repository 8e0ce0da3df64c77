story   who joins after the acknowledgement pages nobody, unless it is worse
given   configuration:
        routes:
          - {match: {alertname: RedisMemoryHigh}, urgency: page}
          - {match: {alertname: RedisDown}, urgency: page, rank: 0}
when    prometheus sends redis-full
then    alice is paged
when    alice runs: ack last
and     prometheus sends redis-memory
then    nobody is paged
and     there is 1 incident
and     its severity is P1
when    prometheus sends redis-down
then    alice is paged once
and     there is 1 incident
and     its severity is P0
