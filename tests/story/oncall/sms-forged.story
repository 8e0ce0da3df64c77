story   a forged, a replayed and a wrong person's SMS stop nothing
given   bob's number is +4915100000002
and     carol's number is +4915100000003
and     mallory's number is +4915100000009
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: vera, role: admin}
          - {name: bob, role: responder, contacts: [sms: "+4915100000002"]}
          - {name: carol, role: responder, contacts: [sms: "+4915100000003"]}
        on_call: [bob, carol]
        channels:
          - name: sms
            kind: twilio-sms
            settings: {account: AC1, from: "+15550001", url: "$PHONES"}
            token_file: twilio.token
when    prometheus sends redis-full
then    bob is paged by SMS: Reply 001 to acknowledge
when    somebody forges an SMS of bob: ack
then    answer 401
and     the timeline does not say "acknowledged"
after   60s
then    only bob is paged
# A number that nobody here has.
when    mallory answers by SMS: ack 001
then    answer 200: "Nobody here has this address"
and     the journal says "An answer by sms was not taken"
after   60s
then    only bob is paged
# Carol is not called; without the code there is nothing that she could mean.
when    carol answers by SMS: ack
then    answer 200: "No page calls you now."
when    bob answers by SMS: what is that?
then    answer 200: "Not understood"
when    bob answers by SMS: 042
then    answer 200: "No page has the code 042."
after   60s
then    only bob is paged
when    bob answers by SMS: 001
then    answer 200: "You have INC-2026-11-21-001: Writes to the session cache fail. Paging has stopped."
and     its commander is bob
and     nobody is paged for 1m
# The same message again says the same and does nothing.
when    the journal's head is noted
and     the same SMS of bob comes once more: 001
then    answer 200: "You have INC-2026-11-21-001"
and     nothing was written down by that
when    the same SMS of carol comes once more: 001
then    its commander is bob
