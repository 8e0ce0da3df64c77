story   files alone are looked at, and wrong use is told
given   on call: alice
and     the file series.csv:
        time,cart.latency (ms)
        2026-11-21T10:00:00Z,12.5
when    somebody runs: diagnose --help
then    exit 0: "usage: stanch diagnose FOLDER"
when    somebody runs: diagnose -h
then    exit 0: "usage: stanch diagnose FOLDER"
when    somebody runs: diagnose show {dir}/series.csv F1 --json
then    exit 2: "show takes no --json"
when    somebody runs: diagnose {dir}/series.csv
then    exit 3: "all that is known is of one instant"
