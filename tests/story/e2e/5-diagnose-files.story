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

# Windows need series that agree; that nothing stands out must not be followed by when.
when    somebody writes the file series.csv:
        time,cart.latency (ms),web.latency (ms)
        2026-11-21T10:00:00Z,100,200
        2026-11-21T10:02:00Z,101,201
        2026-11-21T10:04:00Z,102,202
        2026-11-21T10:06:00Z,100,203
        2026-11-21T10:08:00Z,101,200
        2026-11-21T10:10:00Z,102,201
        2026-11-21T10:12:00Z,100,202
        2026-11-21T10:14:00Z,101,203
        2026-11-21T10:16:00Z,102,200
        2026-11-21T10:18:00Z,100,201
        2026-11-21T10:20:00Z,101,202
        2026-11-21T10:22:00Z,102,203
        2026-11-21T10:24:00Z,100,200
        2026-11-21T10:26:00Z,101,201
        2026-11-21T10:28:00Z,105,209
        2026-11-21T10:30:00Z,103,210
        2026-11-21T10:32:00Z,104,207
        2026-11-21T10:34:00Z,105,208
        2026-11-21T10:36:00Z,103,209
        2026-11-21T10:38:00Z,104,210
and     somebody runs: diagnose {dir}/series.csv
then    exit 1: "Nothing stands out from quiet times."
and     exit 1 without: "It began"
