story   markup in an alert is text, to everybody who reads it
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        status_page: {title: Acme, components: [{name: Shop, services: [shop]}]}
        services: [{name: shop}]
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "X", "service": "shop", "severity": "critical"},
          "annotations": {"summary": "<script>alert(1)</script> {{code}} \u202e<b>"}}]
then    alice's page says "<script>alert(1)</script> {{code}}"
when    alice runs: ack last
and     alice runs: message send last --audience everyone
then    the service desk is told: <script>alert(1)</script> {{code}}
when    alice runs: message draft last --kind initial --audience public --impact "<img src=x onerror=alert(2)> {{title}}"
and     alice runs: message approve last
and     alice runs: message send last --audience public
then    exit 0
when    somebody opens /status
then    answer 200: "alert(2)"
and     the answer does not say <img
and     the answer does not say <script
when    somebody opens /status/history
then    the answer does not say <img
when    somebody opens /status/feed.atom
then    the answer does not say <img
