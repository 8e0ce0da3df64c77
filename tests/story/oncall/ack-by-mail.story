story   a mail acknowledges when a person wrote it whom the page called; nothing else does
given   everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice", email: alice@example.org]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob", email: bob@example.org]}
        on_call: [alice, bob]
        smtp: {relay: "127.0.0.1:1", from: stanch@example.org}
when    prometheus sends redis-full
then    alice is paged once
# Her absence note, at once and by itself.
when    a mail answers alice's page:
        From: Alice <alice@example.org>
        Message-ID: <1@example.org>
        Auto-Submitted: auto-replied
        Subject: Out of office

        ack
then    exit 0
and     the timeline says "was written by a program and stops nothing"
and     the timeline does not say "acknowledged"
when    somebody waits for 60s
then    alice is paged once
# Somebody else, who got it forwarded.
when    a mail answers alice's page:
        From: bob@example.org
        Message-ID: <2@example.org>
        Subject: Re: page

        ack
then    exit 67: "no address of whom it called"
when    a mail answers alice's page:
        From: alice@example.org
        Message-ID: <3@example.org>
        Subject: Re: page

        who should do this?

        > ack
then    exit 67: "Not understood"
when    alice's mail scanner fetches her ack link
then    there is one button: Acknowledge
after   60s
then    alice is paged once
when    a mail answers alice's page:
        From: Alice <ALICE@example.org>
        Message-ID: <4@example.org>
        Subject: Re: page

        On it

        > the page
then    exit 0
and     its commander is alice
and     the timeline says "alice acknowledged by mail"
and     nobody is paged for 15m
# The mail server is not sure that it was taken and brings it again.
when    the journal's head is noted
and     a mail answers alice's page:
        From: Alice <ALICE@example.org>
        Message-ID: <4@example.org>
        Subject: Re: page

        On it
then    exit 0
and     nothing was written down by that
