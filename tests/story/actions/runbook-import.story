story   a runbook is imported byte for byte; a file of the configuration is followed
given   the document redis:
        # Redis â€“ memory

        ```sh
        redis-cli INFO memory
        ```
and     the runbook queue:
        # The queue
when    vera runs: runbook import {dir}/redis.md
then    exit 1: "vera is viewer"
when    carol runs: runbook import {dir}/redis.md
then    exit 0: "Kept redis: Redis – memory, 1 steps"
and     exit 0: "garbled"
when    carol runs: runbook show redis
then    exit 0: "line 1 is garbled, and read as: # Redis – memory"
when    carol runs: runbook import {dir}/runbooks
then    exit 1: "queue is the file"
when    carol runs: runbook import {dir}/nothing.md
then    exit 2: "nothing.md"
when    carol runs: runbook import {dir}/inbox
then    exit 2
when    somebody writes the runbook queue:
        # The queue is long

        ```sh
        uptime
        ```
and     the configuration becomes, and SIGHUP comes:
        hold: 5m
and     carol runs: runbook list
then    exit 0: "The queue is long"
and     the journal says "Runbook queue read: The queue is long, 1 steps"
and     the journal verifies
