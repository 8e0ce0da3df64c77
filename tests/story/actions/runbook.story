story   a runbook is matched and pre-filled; its steps are actions, and nothing of it runs by itself
given   the file old
and     configuration:
        runbook_classes:
          18bbe94b389ff61a849b3b01125165ab74a4ad7600353892ce7c985899a57bb0: read
          37a5985089e5eaf1dfadf600aaa8a67f274f9ea804a2e5d36ef5dc9ba02ccc17: read
          687ec647a1e783a73f6d7c7a67c1e2d12d49f6a6621c2be186599b5da1b64963: read
          d248cfafa540224421cdf9b063e45590871169cf7e0046c54ee5b49fb8f98f4c: read
and     the runbook storage/disk-full:
        # The disk is full

        ## Symptoms

        Writes are refused: `alertname="DiskFull"`.

        ## Diagnosis

        Which file is it:

        ```sh {name=look expect="old" empty=fail}
        ls <folder> | grep <file-name>
        ```

        How many there are:

        ```sh {name=count expect="< 2"}
        ls <folder> | grep -c .
        ```

        What is not there:

        ```sh {name=nothing expect="x"}
        grep nothing-like-it /etc/hosts
        ```

        Each of them:

        ```sh {name=loop}
        for f in old new; do rm /srv/$f; done
        ```

        Of a pod:

        ```sh {name=pod}
        ls /srv/<pod-name>
        ```

        ## Resolution

        If nobody needs it:

        ```sh {name=remove verify=look-again undo=put-back}
        rm "<folder>/<file-name>"
        ```

        ```sh {name=look-again}
        ls <folder>
        ```

        ```sh {name=put-back}
        touch "<folder>/<file-name>"
        ```
when    carol runs: runbook list
then    exit 0: "storage/disk-full"
when    carol runs: runbook show disk-full
then    exit 0: "a loop is not run"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "DiskFull", "severity": "critical", "file": "old", "pod": "--all"},
          "annotations": {"summary": "the disk is full",
                          "runbook_url": "https://wiki.example.org/runbooks/disk-full.md#diagnosis"}}]
then    alice is paged
and     no action is offered

# Which runbook, and why; what the alert says fills it, and what it must not say does not.
when    carol runs: runbook match last
then    exit 0: "because the alert DiskFull names it as its runbook_url; it speaks of the alert DiskFull"
and     exit 0: "<file-name> = old (label file of the alert DiskFull)"
and     exit 0: "<pod-name> is not known: label pod of the alert DiskFull is refused"
and     exit 0: "'--all' begins with '-': it would be an option"
and     exit 0: "<folder> is not known"

# To look is an action, too: classed, previewed, approved, and kept as evidence.
when    vera runs: runbook run disk-full look folder={dir}
then    exit 1: "vera is viewer"
when    carol runs: runbook run disk-full look folder={dir} --incident last
then    exit 0: "Proposed as action 1: Which file is it [read]"
and     action 1 is offered: runs  ls
and     action 1 is offered: ! <file-name> is what an alert said: old
and     the file old is there
when    bob runs: approve last 1
then    exit 0
and     action 1 is succeeded
and     its state is declared
when    bob runs: evidence list last
then    exit 0: "Which file is it"
when    bob runs: evidence show 1
then    exit 0: "old"
when    carol runs: runbook show disk-full look
then    exit 0: "worked last"

# What it printed is judged: no data is never a pass.
when    carol runs: runbook run disk-full count folder={dir}
then    action 2 is offered
when    bob runs: approve last 2
then    action 2 is failed: expected is < 2
when    carol runs: runbook run disk-full nothing
then    exit 0
and     action 3 is offered
when    bob runs: approve last 3
then    action 3 is failed: it printed nothing: no data is no pass

# What has no value, is none of its kind, or cannot run is refused by name.
when    carol runs: runbook run disk-full pod
then    exit 2: "<pod-name> has no value"
when    carol runs: runbook run disk-full pod pod-name=--all
then    exit 2: "pod-name"
when    carol runs: runbook run disk-full pod pot-name=web-1
then    exit 2: "pot-name: this step has no such parameter; did you mean pod-name?"
when    carol runs: runbook run disk-full loop
then    exit 2: "a loop is not run"
when    carol runs: runbook run disk-full remove folder={dir} file-name=$(reboot)
then    exit 2: "file-name"
when    carol runs: runbook run disk-full removed
then    exit 1: "has no step 'removed'; there are: look, count, nothing, loop, pod, remove, look-again, put-back"
when    carol runs: runbook run disc-full look
then    exit 1: "there is no runbook 'disc-full'"
# And nobody goes round the runbook.
when    carol runs: action propose last step old --plan "language=shell code=reboot"
then    exit 1: "a step comes out of a runbook"

# What destroys takes two people, and is checked and undone as its runbook says.
when    carol runs: runbook run disk-full remove folder={dir}
then    exit 0: "Proposed as action 4: If nobody needs it [destructive]"
and     action 4 is offered: then checks: ls
and     the file old is there
when    carol runs: approve last 4
then    exit 1
and     the file old is there
when    bob runs: approve last 4
then    action 4 is succeeded
and     the file old is gone
when    bob runs: undo last 4
then    exit 0
and     action 5 is offered: runs  touch
when    alice runs: approve last 5
and     bob runs: approve last 5
then    action 5 is succeeded
and     the file old is there
and     the journal verifies
