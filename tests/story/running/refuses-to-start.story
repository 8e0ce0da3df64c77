story   what keeps a server from starting is one clear line, and exit 3
when    prometheus sends redis-full
and     a second server starts on the same directory
then    exit 3 with one line: "another stanch serves"
when    a server starts on the port of another
then    exit 3 with one line: "in use"
when    a server starts with a configuration that is not there
then    exit 3: "none.yaml"
when    a server starts with this configuration:
        people:
          - {name: alice, rol: admin}
then    exit 3: "other.yaml:2:19: people[0].rol: unknown; did you mean role?"
when    a server starts on a directory that it may not write
then    exit 3 with one line: "Permission denied"
when    alice runs: list
then    exit 0: "INC-2026-11-21-001"
