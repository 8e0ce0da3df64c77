story   a merge loses no page: neither into what called nobody, nor into what was not so bad
given   configuration:
        routes:
          - {match: {part: quiet}, urgency: notify, group_by: [part]}
          - {match: {part: worst}, urgency: page, rank: 0, group_by: [part]}
          - {match: {part: loud}, urgency: page, group_by: [part]}
          - {match: {part: other}, urgency: page, group_by: [part]}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "A", "service": "shop", "part": "quiet", "severity": "critical"}}]
then    nobody is paged
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "B", "service": "shop", "part": "loud", "severity": "critical"}}]
then    there are 2 incidents
and     alice is paged once
when    bob runs: merge 2 1 --reason "the same thing"
then    exit 0
when    somebody waits for 60s
then    alice is paged
when    bob runs: ack 1
then    exit 0, and nobody is paged for 5m
# What is worse than what was answered for is not answered by that.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "C", "service": "shop", "part": "worst", "severity": "critical"}}]
then    there are 3 incidents
and     alice is paged
when    alice runs: merge 3 1 --reason "the same thing"
then    exit 0
when    somebody waits for 60s
then    alice is paged
and     its rank is 0
