story   a backup of the running server is restored, whole
only    sqlite: PostgreSQL is backed up by its own tools
when    prometheus sends redis-full
and     alice runs: ack last
and     alice runs: backup {dir}/copy.db
then    exit 0: "Backup written to"
when    alice runs: backup {dir}/copy.db
then    exit 1: "exists already"
when    alice runs: note last "after the backup"
and     somebody runs: restore {dir}/copy.db --data {data}
then    exit 1: "another stanch serves"
when    the server is stopped
and     somebody runs: restore {dir}/copy.db --data {data}
then    exit 0: "The journal is whole"
when    the server is started
then    the timeline says "alice acknowledged"
and     the timeline does not say "after the backup"
and     the journal verifies
and     nobody is paged for 10m
