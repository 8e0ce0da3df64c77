story   a journal whose tail was cut off does not verify
when    prometheus sends redis-full
and     alice runs: ack last
and     the journal's head is noted
and     the server is stopped
and     the last journal entry is deleted
and     the journal is verified
then    exit 1: "the journal is broken"
