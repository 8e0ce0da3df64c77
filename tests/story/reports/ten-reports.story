story   ten reports are one candidate, and page at the threshold
given   on call: alice
and     configuration:
        reports: {page_after: 10, within: 10m}
        services:
          - {name: order-service}
when    bob runs: report "order-service shows errors" --source support --ref SUP-1
then    exit 0: "candidate"
and     nobody is paged
when    bob runs: report "I get 500s from the order service" --source user
and     bob runs: report "orders fail for me" --source social --url https://social.example/1
and     bob runs: report "order svc throws errors" --source support --ref SUP-2
and     bob runs: report "order-service broken" --source support --ref SUP-2
and     bob runs: report "order_service down?"
and     bob runs: report "OrderService is down"
and     bob runs: report "cannot order: order-service 502"
and     bob runs: report "order-service is not responding"
then    there is 1 incident
and     nobody is paged
when    bob runs: report "thanks!"
then    exit 0: "says of nothing that it fails"
when    bob runs: report "order-service errors" --source test
then    exit 0: "That is enough: it pages now."
and     alice is paged
when    bob runs: show last
then    exit 0: "10 reports: 5 by user 3 by support 1 by social 1 by test; tickets SUP-1, SUP-2"
crash   kill -9, start again
then    the timeline says "A candidate no more: 10 reports within 10:00"
and     the journal verifies
