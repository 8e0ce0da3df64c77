story   E2E-7, its containment: stock is written wrong; the state is kept and writes are halted before any repair
# The repair itself, its dry run, its two people and its undo are runbooks and MongoDB.
given   stock_wrong is measured as 10
and     the flag writes is on by HTTP
and     the file duplicates.txt:
        SKU-17 twice
        SKU-23 twice
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: approver, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        on_call: [alice]
        commands: {duplicates: $DIR/duplicates.sh, repair: /bin/true}
        http_actions:
          - name: gateway
            url: $FLAGS
            requests:
              - {name: halt-writes, method: PATCH, path: /flags/writes, body: {enabled: false}, read: /flags/writes, value: /enabled, becomes: false, undo: {do: resume-writes}}
              - {name: resume-writes, method: PATCH, path: /flags/writes, body: {enabled: true}, read: /flags/writes, value: /enabled, becomes: true, undo: {do: halt-writes}}
        routes:
          - {match: {service: inventory, data_integrity: "true"}, urgency: page, rank: 0}
        services:
          - name: inventory
            profile: inventory
            patterns: [data-integrity]
            settings: {prometheus: $PROMETHEUS, wrong_records: stock_wrong, state: duplicates, write_switch: gateway}
            measurements:
              - {name: wrong records, query: stock_wrong, unit: records, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
and     the program duplicates.sh: cat duplicates.txt
when    prometheus sends stock-wrong
then    only alice is paged
and     its severity is P0
and     the hypothesis written-wrong is supported
and     action 1 is offered: Halt writes, preserve the state
and     action 1 is offered: is set to true → false
and     the flag writes is on by HTTP
when    alice runs: ack last
and     alice runs: approve last 1
then    exit 0
and     action 1 is succeeded: read back: false
# The state is evidence before anybody touched it.
and     the timeline says "The state before anything is changed" before "Action 1 approved"
and     the flag writes is off by HTTP
# A repair takes two people, and names what it can be put back from.
when    alice runs: action propose last command stock --plan "command=repair" --class data-repair
then    exit 0: "[data-repair]"
and     action 2 is offered
when    alice runs: approve last 2
then    exit 1: "alice asked for it: a data-repair action needs a second person"
when    bob runs: approve last 2
then    exit 1: "name the snapshot that it can be put back from"
# That writes are halted is no state to stay in.
when    stock_wrong is measured as 0
and     prometheus says that stock-wrong ended
and     somebody waits for 80s
then    the incident is monitoring
when    alice runs: resolve last
then    exit 0
when    alice runs: incident close last
then    exit 1: "temporary fix 1 is open: Halt writes, preserve the state"
when    alice runs: undo last 1
then    action 3 is offered: is set to false → true
when    alice runs: approve last 3
then    action 1 is undone
and     the flag writes is on by HTTP
when    alice runs: incident close last
then    exit 0: "Closed"
and     the journal verifies
