story   a drill reaches no real recipient
given   configuration:
        drill: true
when    prometheus sends redis-full
then    alice is paged
and     its code is DRILL-2026-11-21-001
when    a server starts with this configuration:
        drill: true
        people:
          - {name: dora, role: admin, contacts: [{ntfy: "https://ntfy.example.org/dora"}]}
        on_call: [dora]
then    exit 3: "a drill reaches nobody outside this machine"
when    the server is stopped
and     a server starts on the directory with this configuration:
        people:
          - {name: dora, role: admin, contacts: [{ntfy: "https://ntfy.example.org/dora"}]}
        on_call: [dora]
then    exit 3 with one line: "holds practice data and this configuration is a real one"
