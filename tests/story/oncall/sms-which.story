story   two pages call one person: an SMS must say which
given   bob's number is +4915100000002
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: vera, role: admin}
          - {name: bob, role: responder, language: ko, contacts: [sms: "+4915100000002"]}
        on_call: [bob]
        channels:
          - name: sms
            kind: twilio-sms
            settings: {account: AC1, from: "+15550001", url: "$PHONES"}
            token_file: twilio.token
when    prometheus sends redis-full
and     prometheus sends checkout-slow
then    there are 2 incidents
when    bob answers by SMS: ack
then    answer 200: "2 pages call you: answer with 001 or 002."
when    bob answers by SMS: 확인 002
then    answer 200: "You have INC-2026-11-21-002"
after   60s
then    bob is paged by SMS: 확인: 001 회신
# Who sent it is easily forged; the code went to his phone.
when    bob answers by SMS: 확인
then    answer 200: "Answer with the code 001."
when    bob answers by SMS: 001
then    answer 200: "You have INC-2026-11-21-001"
and     nobody is paged for 3m
