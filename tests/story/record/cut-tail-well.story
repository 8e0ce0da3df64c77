story   a tail cut off with care is found by a head that was noted outside
when    prometheus sends redis-full
and     alice runs: ack last
and     the server is stopped
and     the server is started
and     the journal's head is noted
and     alice runs: note last "seen by many"
and     the server is stopped
and     the last journal entry is deleted and the kept head set back
and     the last journal entry is deleted and the kept head set back
and     the last journal entry is deleted and the kept head set back
and     the journal is verified
then    exit 1: "the journal is broken"
