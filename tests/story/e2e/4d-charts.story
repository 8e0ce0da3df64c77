story   the charts of a diagnosis are in the postmortem, also when nobody can be asked any more
given   it is 2026-03-04T12:00:00Z
and     orders_failing is measured as 5
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        grafana:
          url: https://grafana.example.org
          sources: [{url: $PROMETHEUS, uid: PROM1}]
          dashboards: [{service: orders, path: /d/abc123/orders}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            after_change: {watch: 0s}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 1m, proves_recovery: true}
when    it is 14:30:00
# A title comes from outside: in a document that is rendered it must stay text.
and     alice runs: change add "v2.3.4 <script>alert(1)</script> ![x](http://evil/x)" --service orders --kind deploy --revision v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 20
and     it is 14:38:00
and     prometheus sends orders-slow
then    the timeline says "Diagnosis (opened): orders stands out most"
when    alice runs: diagnosis finding last F1
then    exit 0: "in Grafana: https://grafana.example.org/explore?schemaVersion=1&panes=%7B%22sta%22"
when    alice runs: diagnose last
then    exit 0: "dashboard: https://grafana.example.org/d/abc123/orders?from=1772633820000&to="
when    prometheus cannot evaluate it any more
and     alice runs: diagnosis ask last
then    the timeline says "diagnosis: could not be asked"
when    alice runs: ack last
and     alice runs: resolve last --unproven --reason "seen by hand"
then    exit 0
and     the incident is resolved
and     the postmortem says "### F1: requests failing of orders"
and     the postmortem says "](INC-2026-03-04-001.charts/F1.svg)"
and     the postmortem says "▁████"
and     the postmortem says "between 5 and 20 percent; 5 before, 20 since; onset at 14:32:00; change at 14:30:00: v2.3.4 \<script\>"
and     the postmortem says "- [the same in Grafana](https://grafana.example.org/explore?schemaVersion=1&panes="
and     the postmortem says "[Its dashboard in Grafana](https://grafana.example.org/d/abc123/orders?from="
and     the postmortem does not say "<script>"
and     the postmortem does not say "![x]"
and     the postmortem says "- asked: `orders_failing`"
and     the file data/postmortems/INC-2026-03-04-001.md says "F1.svg"
and     the file data/postmortems/INC-2026-03-04-001.charts/F1.svg says "onset at 14:32:00"
and     the file data/postmortems/INC-2026-03-04-001.charts/F1.svg says "v2.3.4 &lt;script&gt;"
