story   a change whose answer was lost is unknown, and reading what is set tells
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the flag new-checkout is on by HTTP
and     the flags answer nothing after a change
and     configuration:
        http_actions:
          - name: flags
            url: $FLAGS
            parameters: {flag: name}
            requests:
              - {name: disable, method: PATCH, path: /flags/<flag>, body: {enabled: false}, read: /flags/<flag>, value: /enabled, becomes: false}
when    prometheus sends redis-full
and     bob runs: action propose last http flags --plan "do=disable flag=new-checkout" --class reversible
# It has no way back: so it is destructive, whatever bob says.
then    exit 0: "[destructive]"
and     action 1 is offered
when    alice runs: approve last 1
then    action 1 is unknown
and     flags were changed once by HTTP
when    bob runs: action settle last 1
then    action 1 is succeeded: it is set to false now
and     flags were changed once by HTTP
