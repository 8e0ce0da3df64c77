story   a maintenance window that begins is a change, told once
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        services:
          - {name: batch, match: {job: jobs}}
        maintenance:
          - {name: upgrade, match: {job: jobs, alertname: JobFailed}, from: "2026-11-21T03:10:00Z", until: "2026-11-21T03:40:00Z", reason: "new major version"}
          - {name: earlier, match: {team: shop}, from: "2026-11-21T02:50:00Z", until: "2026-11-21T03:05:00Z", reason: "new disks"}
when    alice runs: change list
then    exit 0: "maintenance earlier until 2026-11-21T03:05:00Z: new disks"
when    somebody waits for 11m
and     alice runs: change list
then    exit 0: "maintenance upgrade until 2026-11-21T03:40:00Z: new major version"
crash   kill -9, start again
then    the journal says "maintenance upgrade until" once
and     the journal says "maintenance earlier until" once
# Another alert of the service breaks meanwhile: the work on it is among what changed.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "BatchDown", "job": "jobs", "severity": "critical"}}]
then    alice is paged
when    alice runs: rollback last
then    exit 0: "maintenance upgrade"
