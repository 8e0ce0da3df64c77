story   an acknowledgement stops the page, for everybody and for good
given   on call: alice, bob
and     configuration:
        paging: {repeat: 60s, rounds: 2, ack_lapse: 0}
when    prometheus sends redis-full
then    alice is paged once
after   60s
then    alice is paged once
when    alice runs: ack last
then    exit 0, and nobody is paged for 1h
and     its commander is alice
and     the incident is investigating
when    bob runs: ack last
then    exit 1: "acknowledged already by alice"
