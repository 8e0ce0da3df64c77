story   a service takes all patterns that fit: its alert's words choose, and what two ask is asked once
given   ready_messages is measured as 5000
and     consumers is measured as 0
and     the pattern queue:
        title: A queue is not emptied
        signs: [slow*, queue]
        metrics:
          - {fact: queue.ready, title: Messages waiting, unit: messages, query: ready_messages}
          - {fact: queue.consumers, title: Consumers, query: consumers}
        hypotheses:
          - key: nobody-takes
            claim: Nothing takes messages from the queue
            supported_by:
              - {fact: queue.ready, compares: above 1000, says: messages pile up}
              - {fact: queue.consumers, compares: at most 0, says: there is no consumer}
            refuted_by:
              - {fact: queue.ready, compares: below 10, says: the queue is empty}
            helps: [Start the consumers again, Undo their last change]
and     the pattern queue-general:
        title: A queue
        metrics:
          - {fact: queue.ready, title: Messages waiting, unit: messages, query: ready_messages}
        hypotheses:
          - key: queue-is-empty
            claim: The queue is empty
            supported_by:
              - {fact: queue.ready, compares: at most 0, says: nothing waits}
            refuted_by:
              - {fact: queue.ready, compares: above 0, says: something waits}
and     the pattern printers:
        title: Printers
        signs: [label printer*]
        metrics:
          - {fact: printers.out, title: Printers out of paper, query: printers}
        hypotheses:
          - key: out-of-paper
            claim: A printer has no paper
            supported_by:
              - {fact: printers.out, compares: above 0, says: one is empty}
            refuted_by:
              - {fact: printers.out, compares: at most 0, says: none is}
and     the pattern other-settings:
        title: Needs what the service does not have
        metrics:
          - {fact: other.fact, title: Other, query: 'x{a="{{other}}"}'}
        hypotheses:
          - key: needs-other
            claim: Never asked here
            supported_by:
              - {fact: other.fact, compares: above 0, says: it is}
            refuted_by:
              - {fact: other.fact, compares: at most 0, says: it is not}
and     everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            patterns: fitting
when    prometheus sends orders-slow
then    the hypothesis nobody-takes is supported
and     the hypothesis queue-is-empty is refuted
and     there is no hypothesis out-of-paper
and     there is no hypothesis needs-other
and     Messages waiting was asked once
and     what helps against nobody-takes: Start the consumers again, Undo their last change
when    alice runs: hypothesis known queue
then    exit 0: "Nothing takes messages from the queue"
