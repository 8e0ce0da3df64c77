story   an alert says what is hit, and never what is done
given   configuration:
        services:
          - name: web
            settings: {action: log}
and     the runbook web:
        # Web

        `alertname="WebDown"`

        ```sh {name=kind}
        kubectl delete <resource> <pod-name> -n <namespace>
        ```

        ```sh {name=verb}
        git <verb> -n 1
        ```

        ```sh {name=back undo="kubectl <way> deployment <pod-name> -n <namespace>"}
        echo <way> <pod-name> <namespace>
        ```

        ```sh {name=logs}
        grep -c <pod-name> /etc/hosts
        ```

        ```sh {name=set}
        git <action> -n 1
        ```
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "WebDown", "service": "web", "severity": "critical", "resource": "pvc", "verb": "push", "way": "delete", "pod": "localhost", "namespace": "shop"}}]
then    alice is paged
when    carol runs: runbook run web kind
then    exit 2: "label resource of the alert WebDown is refused: it would decide what step kind does"
when    carol runs: runbook run web verb
then    exit 2: "label verb of the alert WebDown is refused: it would decide what step verb does"
# A way back that stands in the block says what it does, too.
when    carol runs: runbook run web back
then    exit 2: "label way of the alert WebDown is refused: it would decide what step back does"
when    carol runs: runbook match last
then    exit 0: "label verb of the alert WebDown is refused"
# What it is done to may come from there.
when    carol runs: runbook run web logs
then    exit 0
and     action 1 is offered: grep -c localhost /etc/hosts
# A person may say it, and it is no read any more; a setting is ours.
when    carol runs: runbook run web verb verb=log
then    exit 0
and     action 2 is offered: reversible: <verb> decides what it does, and was given by a person: log
when    carol runs: runbook run web set
then    exit 0
and     action 3 is offered: read: 
