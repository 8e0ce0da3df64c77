story   E2E-7b: duplicates are removed by two people, from a snapshot, exactly as was shown, and put back byte for byte
# The stock is a file and its repair a program, in place of MongoDB; 16 records of 7 SKUs.
given   stock_duplicates is measured as 9
and     the file stock.txt:
        SKU-1 4 08:00
        SKU-2 7 08:00
        SKU-1 5 08:01
        SKU-3 1 08:02
        SKU-2 6 08:03
        SKU-4 9 08:03
        SKU-3 2 08:04
        SKU-1 6 08:05
        SKU-5 3 08:05
        SKU-4 8 08:06
        SKU-6 1 08:07
        SKU-5 2 08:08
        SKU-7 5 08:08
        SKU-6 0 08:09
        SKU-7 4 08:10
        SKU-7 3 08:11
and     the program would-delete.sh: tac stock.txt | awk 's[$1]++' | tac
and     the program repair.sh: cp -p stock.txt stock.snapshot && tac stock.snapshot | awk '!s[$1]++' | tac > stock.new && mv stock.new stock.txt && echo "repaired" >> repairs.log
and     the program restore.sh: cp -p stock.snapshot stock.txt
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: approver, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: carol, role: responder, contacts: [webhook: "$INBOX/webhook/carol"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice, bob]
        autonomy:
          - {name: mild, class: reversible, do: pre-approved, agreed_by: vera}
        commands: {would-delete: $DIR/would-delete.sh, repair: $DIR/repair.sh, other: $DIR/restore.sh, restore: $DIR/restore.sh}
        services:
          - name: inventory
            profile: inventory
            patterns: [data-integrity]
            settings: {prometheus: $PROMETHEUS, wrong_records: stock_duplicates, state: would-delete, write_switch: nowhere}
            measurements:
              - {name: duplicate records, query: stock_duplicates, unit: records, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends stock-wrong
and     alice runs: ack last
# What would be deleted is evidence, before anything is: nine records, the latest of each SKU stays.
then    the timeline says "The state before anything is changed"
when    alice runs: action propose last command the-stock --plan "command=repair undo_command=restore" --class data-repair --title "Remove nine duplicates"
then    exit 0: "[data-repair]"
and     action 2 is offered: repair.sh
# Not one person, not without a snapshot, not by who may not, and not another one than was shown.
when    alice runs: approve last 2 --snapshot "stock.snapshot of 08:12"
then    exit 1: "alice asked for it: a data-repair action needs a second person"
when    carol runs: approve last 2
then    exit 1: "needs the role approver"
when    bob runs: approve last 2
then    exit 1: "name the snapshot that it can be put back from"
when    bob runs: approve last 2 --digest 0000 --snapshot "stock.snapshot of 08:12"
then    exit 1: "the preview has changed"
and     the file stock.txt says "SKU-1 4 08:00\nSKU-2 7 08:00\n"
when    bob runs: approve last 2 --snapshot "stock.snapshot of 08:12"
then    exit 0
and     action 2 is succeeded
and     the timeline says "Action 2 approved" before "Action 2 started"
and     the file stock.txt says "SKU-2 6 08:03\nSKU-3 2 08:04\nSKU-1 6 08:05\nSKU-4 8 08:06\nSKU-5 2 08:08\nSKU-6 0 08:09\nSKU-7 3 08:11\n"
and     the file repairs.log says "repaired\n"
when    stock_duplicates is measured as 0
and     somebody waits for 20s
then    the timeline says "Action 2: helped: 9 records → 0 records"
# Its way back takes two, too, and is exact.
when    alice runs: undo last 2
then    action 3 is offered
when    alice runs: approve last 3
then    exit 1: "alice asked for it"
when    bob runs: approve last 3
then    action 2 is undone
and     the file stock.txt says "SKU-1 4 08:00\nSKU-2 7 08:00\nSKU-1 5 08:01\nSKU-3 1 08:02\nSKU-2 6 08:03\nSKU-4 9 08:03\nSKU-3 2 08:04\nSKU-1 6 08:05\nSKU-5 3 08:05\nSKU-4 8 08:06\nSKU-6 1 08:07\nSKU-5 2 08:08\nSKU-7 5 08:08\nSKU-6 0 08:09\nSKU-7 4 08:10\nSKU-7 3 08:11\n"
and     the journal verifies
