story   a command that cannot be is refused with the field's name
when    prometheus sends redis-full
and     bob asks with a token: page/acknowledge {}
then    answer 400: "incident"
when    bob asks with a token: page/acknowledge {"incident": 7, "extra": true}
then    answer 400
when    bob asks with a token: incident/severity {"incident": "last", "rank": "high", "reason": "x"}
then    answer 400: "rank"
when    bob asks with a token: page/acknowledge {"incident": "INC-1999-01-01-001"}
then    answer 404: "INC-1999-01-01-001"
when    vera asks with a token: page/acknowledge {"incident": "last"}
then    answer 403: "needs the role responder; vera is viewer"
when    somebody posts to /api/v1/page/acknowledge:
        {"incident": "last"}
then    answer 401: "who asks?"
after   60s
then    alice is paged
when    bob runs: ack
then    exit 2: "incident is missing"
when    bob runs: akc last
then    exit 2: "did you mean"
