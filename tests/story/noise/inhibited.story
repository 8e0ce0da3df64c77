story   while the worse alert fires, what follows from it pages nobody
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        inhibit:
          - name: node-down
            source_matchers: ['alertname="NodeDown"']
            target_matchers: ['kind="pod"']
            equal: [node]
        maintenance:
          - {name: upgrade, match: {service: batch}, from: "2026-11-21T02:00:00Z", until: "2026-11-21T03:10:00Z", reason: "new major version"}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "NodeDown", "node": "n1", "service": "nodes", "severity": "critical"}}]
then    alice is paged once
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "PodGone", "kind": "pod", "node": "n1", "service": "cart", "severity": "critical"}},
         {"labels": {"alertname": "PodGone", "kind": "pod", "node": "n2", "service": "pay", "severity": "critical"}}]
then    alice is paged once
and     there are 2 incidents
and     the journal says "Alert PodGone pages nobody: inhibited while NodeDown fires: the rule node-down"
when    alice runs: explain 2
then    exit 0: "inhibited while NodeDown fires: the rule node-down"
# The worse one ends: the other is a fire of its own.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "NodeDown", "node": "n1", "service": "nodes", "severity": "critical"}, "endsAt": "2026-11-21T03:00:00Z"}]
and     somebody waits for 20s
then    the journal says "Alert PodGone is held back no longer: inhibited:1 is over"
and     there are 3 incidents
and     alice is paged
# Maintenance was written down beforehand, and ends.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "JobFailed", "service": "batch", "severity": "critical"}, "endsAt": "2026-11-21T05:00:00Z"}]
then    nobody is paged
and     the journal says "Alert JobFailed pages nobody: maintenance upgrade until 2026-11-21T03:10:00Z: new major version"
when    somebody waits for 11m
then    the journal says "Alert JobFailed is held back no longer: maintenance:upgrade is over"
