story   two incidents become one, and one becomes two
when    prometheus sends redis-full
and     prometheus sends checkout-slow
then    there are 2 incidents
and     alice is paged twice
when    alice runs: merge 2 1 --reason "checkout waits for redis"
then    exit 0: "INC-2026-11-21-002 is part of INC-2026-11-21-001 now"
and     the journal says "INC-2026-11-21-002 was merged into this one with 1 alerts: checkout waits for redis"
# The old code stays good, and says where to look.
when    alice runs: show 2
then    exit 0: "merged into INC-2026-11-21-001"
# What nobody had answered goes on under the other code.
when    somebody waits for 60s
then    alice is paged
when    alice runs: ack 1
then    exit 0, and nobody is paged for 15m
# What comes later of the merged one's service comes to the one that took it.
when    prometheus says that checkout-slow ended
and     prometheus sends checkout-slow
then    there are 2 incidents
and     nobody is paged
# Nothing may be joined to itself, and what is over stays over.
when    alice runs: merge 1 1
then    exit 2: "into: INC-2026-11-21-001 is the same incident"
when    alice runs: merge 2 1
then    exit 1: "INC-2026-11-21-002 is merged: only open ones are joined or parted"
# A split is a new fire: somebody is called.
when    alice runs: split 1 2 --reason "it was not redis"
then    exit 0: "Opened INC-2026-11-21-003"
and     alice is paged once
and     the journal says "Split from INC-2026-11-21-001 with 1 alerts: it was not redis"
when    alice runs: split 1 1
then    exit 1: "alerts: INC-2026-11-21-001 would be left with none that fires"
when    alice runs: split 1 2
then    exit 1: "alerts: 2 is not in INC-2026-11-21-001"
when    alice runs: split 1 x
then    exit 2: "alerts: 'x' is no alert's number"
and     the journal verifies
