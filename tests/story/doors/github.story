story   what GitHub tells of pushes, deployments and workflows stands beside the incident
given   configuration:
        services:
          - {name: orders, match: {repository: acme/shop}}
when    somebody posts to /hooks/github with X-GitHub-Event: ping:
        {"zen": "Design for failure.", "hook_id": 1}
then    answer 200: "pong"
when    somebody posts to /hooks/github with X-GitHub-Event: deployment_status:
        {"deployment": {"id": 4, "ref": "v7", "sha": "0123456789", "environment": "prod", "creator": {"login": "dana"}},
         "deployment_status": {"id": 5, "state": "success"},
         "repository": {"name": "shop", "full_name": "acme/shop", "default_branch": "main"}}
then    answer 202: "changes":1"
and     the journal says "Deployment of v7 (0123456) to prod: success (deploy of orders by dana)"
# A redelivery is no second change.
when    somebody posts to /hooks/github with X-GitHub-Event: deployment_status:
        {"deployment": {"id": 4, "ref": "v7", "sha": "0123456789", "environment": "prod", "creator": {"login": "dana"}},
         "deployment_status": {"id": 5, "state": "success"},
         "repository": {"name": "shop", "full_name": "acme/shop", "default_branch": "main"}}
then    answer 202
and     the journal says "Deployment of v7" once
when    somebody posts to /hooks/github with X-GitHub-Event: workflow_run:
        {"action": "completed", "workflow_run": {"id": 8, "workflow_id": 3, "name": "nightly", "event": "schedule",
          "head_branch": "main", "conclusion": "failure"},
         "repository": {"name": "shop", "full_name": "acme/shop", "default_branch": "main"}}
then    answer 202: "alerts":1"
and     the alert WorkflowFailed is firing
and     nobody is paged
when    somebody posts to /hooks/github with X-GitHub-Event: workflow_run:
        {"action": "completed", "workflow_run": {"id": 9, "workflow_id": 3, "name": "nightly", "event": "schedule",
          "head_branch": "main", "conclusion": "success"},
         "repository": {"name": "shop", "full_name": "acme/shop", "default_branch": "main"}}
then    the alert WorkflowFailed is resolved
when    somebody posts to /hooks/github with X-GitHub-Event: stars:
        {}
then    answer 202: "nothing is kept of stars events"
when    somebody posts to /hooks/github:
        {}
then    answer 400: "X-GitHub-Event is missing"
when    somebody posts to /hooks/github with X-GitHub-Event: push:
        {"ref": "refs/heads/main", "repository": {"full_name":
then    answer 400: "the payload is no JSON"
and     the journal verifies
