story   nobody else may approve: the glass may be broken at once, and a data repair still names its snapshot
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     on call: alice
and     configuration:
        commands: {make: /bin/mkdir}
when    prometheus sends redis-full
and     alice runs: action propose last command the-stock --plan "command=make arg1={dir}/made" --class data-repair
then    exit 0: "[data-repair]"
and     action 1 is offered
and     the timeline says "A second person must approve it"
when    alice runs: action break-glass last 1 the-stock "stock is wrong"
then    exit 1: "action 1 rewrites data: name the snapshot that it can be put back from"
when    bob runs: approve last 1
then    exit 1: "action 1 rewrites data"
when    alice runs: action break-glass last 1 the-stock "stock is wrong" --snapshot 4711
then    exit 1: "snapshot: there is no evidence 4711"
when    alice runs: action break-glass last 1 the-stock "stock is wrong" --snapshot "dump of 02:50 in the vault"
then    exit 0: "You run 1"
and     action 1 is succeeded
and     the timeline says "There was nobody to tell"
and     the journal verifies
