story   a rule that the configuration switches off says nothing, and blocks nothing
given   configuration:
        runbook_lint: {off: [kubectl-top]}
and     the runbook web:
        # Web

        ```sh {name=top}
        kubectl top services -n shop
        ```

        ```sh {name=issue}
        gh issue create --title x --assignee @bob
        ```
when    prometheus sends redis-full
and     carol runs: runbook run web issue
then    exit 2: "(gh-assignee)"
when    carol runs: runbook run web top
then    exit 0
