story   an app that Argo CD calls degraded pages, and ends when it is healthy again
when    somebody posts to /hooks/argocd:
        {"metadata": {"name": "checkout", "namespace": "argocd"},
         "status": {"health": {"status": "Healthy"}, "sync": {"status": "Synced", "revision": "v7"},
                    "operationState": {"phase": "Succeeded", "finishedAt": "2026-11-21T02:58:00Z"}}}
then    answer 202: "changes":1"
and     the journal says "Change at 2026-11-21T02:58:00Z: Sync of checkout to v7: Succeeded" once
and     there are 0 alerts
when    somebody posts to /hooks/argocd:
        {"metadata": {"name": "checkout", "namespace": "argocd"},
         "status": {"health": {"status": "Degraded", "message": "0 of 3 pods are ready"}, "sync": {"status": "Synced", "revision": "v7"},
                    "operationState": {"phase": "Succeeded", "finishedAt": "2026-11-21T02:58:00Z"}}}
then    the alert ArgoCDAppUnhealthy is firing
and     its service is checkout
and     alice is paged once
and     the journal says "Change at 2026-11-21T02:58:00Z: Sync of checkout to v7: Succeeded" once
crash   kill -9, start again
when    somebody posts to /hooks/argocd:
        {"metadata": {"name": "checkout", "namespace": "argocd"}, "status": {"health": {"status": "Healthy"}}}
then    the alert ArgoCDAppUnhealthy is resolved
and     the incident is monitoring
when    somebody posts to /hooks/argocd:
        {"message": "a template of another kind"}
then    answer 400: "metadata.name is missing: does the template in docs/senders.md stand in argocd-notifications-cm?"
and     the journal verifies
