story   the journal's chain finds a changed byte and a deleted tail
when    prometheus sends redis-full
and     alice runs: ack last
and     the server is stopped
and     the journal is verified
then    exit 0: "The journal is whole"
when    one byte of a journal entry is changed
and     the journal is verified
then    exit 1: "the journal is broken"
