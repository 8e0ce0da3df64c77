story   a secret of a runbook is known when its step runs, and nowhere else
given   the file hush
and     configuration:
        runbook_secrets: [{name: SHOP_TOKEN, file: hush}]
and     the runbook shop:
        # The shop

        ```sh {name=ask}
        echo "with $SHOP_TOKEN"
        ```

        ```sh {name=other}
        echo "with $OTHER_TOKEN"
        ```
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "ShopDown", "severity": "critical"}}]
then    alice is paged
when    carol runs: runbook run shop ask SHOP_TOKEN=mine
then    exit 2: "a secret is never typed here: runbook_secrets names it"
when    carol runs: runbook run shop other
then    exit 2: "OTHER_TOKEN"
when    carol runs: runbook run shop ask
then    exit 0
and     action 1 is offered: {{secret.SHOP_TOKEN}}
when    bob runs: approve last 1
then    action 1 is succeeded
when    bob runs: action show last 1
then    exit 0: "with ***"
when    bob runs: evidence show 1
then    exit 0: "with ***"
and     the timeline does not say "something"
and     the log does not say "something"
and     the journal verifies
