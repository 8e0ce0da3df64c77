story   a flag behind a URL is turned off, read back, and turned on again
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the flag new-checkout is on by HTTP
and     configuration:
        http_actions:
          - name: flags
            url: $FLAGS
            parameters: {flag: name}
            requests:
              - {name: disable, method: PATCH, path: /flags/<flag>, body: {enabled: false}, read: /flags/<flag>, value: /enabled, becomes: false, undo: {do: enable}}
              - {name: enable, method: PATCH, path: /flags/<flag>, body: {enabled: true}, read: /flags/<flag>, value: /enabled, becomes: true, undo: {do: disable}}
when    prometheus sends redis-full
and     bob runs: action propose last http flags --plan "do=disable flag=new-checkout" --class reversible
then    exit 0: "[reversible]"
and     action 1 is offered: {"enabled":false}
and     action 1 is offered: is set to true → false
and     flags were changed never by HTTP
# What is not in the list is not sent, wherever it leads.
when    bob runs: action propose last http flags --plan "do=delete flag=new-checkout"
then    action 2 is refused: flags has no request 'delete'
when    bob runs: action propose last http http://evil.example.org --plan "do=disable flag=a"
then    action 3 is refused: the configuration names no http action
# Somebody was quicker: what was approved is not done.
when    somebody turns the flag new-checkout off by HTTP
and     bob runs: approve last 1
then    action 1 is refused: it was set to true at the preview and is false now
and     flags were changed never by HTTP
when    somebody turns the flag new-checkout on by HTTP
and     bob runs: action propose last http flags --plan "do=disable flag=new-checkout" --class reversible --why again
then    action 5 is offered
when    bob runs: approve last 5
then    action 5 is succeeded: read back: false
and     the flag new-checkout is off by HTTP
when    bob runs: undo last 5
then    action 6 is offered
when    bob runs: approve last 6
then    action 6 is succeeded
and     action 5 is undone
and     the flag new-checkout is on by HTTP
and     flags were changed twice by HTTP
and     the journal verifies
