story   an alert that names only a pod is its workload's, and one node explains two workloads
given   on call: alice
and     configuration:
        storm: {within: 5m}
        service_map: {kubernetes: {url: $RECEIVER}}
and     /api/v1/pods answers 200 and says {"kind": "PodList", "metadata": {"resourceVersion": "3365"}, "items": [{"metadata": {"name": "order-service-575d554968-2w65m", "namespace": "production", "labels": {"pod-template-hash": "575d554968"}, "ownerReferences": [{"kind": "ReplicaSet", "name": "order-service-575d554968", "controller": true}]}, "spec": {"nodeName": "worker-7"}, "status": {"phase": "Running"}}, {"metadata": {"name": "postgres-0", "namespace": "production", "ownerReferences": [{"kind": "StatefulSet", "name": "postgres", "controller": true}]}, "spec": {"nodeName": "worker-7"}, "status": {"phase": "Running"}}]}
when    somebody waits for 1s
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "KubePodCrashLooping", "namespace": "production", "pod": "order-service-575d554968-2w65m", "severity": "critical"}}]
then    alice is paged
and     its service is order-service
when    somebody waits for 2s
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "KubePodNotReady", "namespace": "production", "pod": "postgres-0", "severity": "critical"}}]
then    there is 1 incident
and     the timeline says "postgres alerts too and comes to this incident: by the learned service map it shares node:worker-7 with order-service"
