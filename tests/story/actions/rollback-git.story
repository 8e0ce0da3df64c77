story   a commit shortly before is put on top as its own revert, and a flag as the request that sets it back
given   the repository sites.git with retries.yaml:
        retries: 1
and     a commit "Retry nine times" of retries.yaml:
        retries: 9
and     the flag new-checkout is on by HTTP
and     configuration:
        repositories: [{name: sites, url: $DIR/sites.git, push: branch}]
        http_actions:
          - name: flags
            url: $FLAGS
            parameters: {flag: name}
            requests:
              - {name: "off", method: PATCH, path: /flags/<flag>, body: {enabled: false}, read: /flags/<flag>, value: /enabled, becomes: false, undo: {do: "on"}}
              - {name: "on", method: PATCH, path: /flags/<flag>, body: {enabled: true}, read: /flags/<flag>, value: /enabled, becomes: true, undo: {do: "off"}}
        services:
          - name: orders
            rollback:
              - {kind: deploy, actuator: git, target: sites, plan: {do: revert, commit: "{{revision}}"}}
              - {kind: flag, actuator: http, target: flags, plan: {do: "{{previous}}", flag: "{{target}}"}}
when    bob runs: change add "Retry nine times" --service orders --kind deploy --revision "{Retry nine times}" --previous 1 --at 2026-11-21T02:58:00Z
and     bob runs: change add "new-checkout is on" --service orders --kind flag --target new-checkout --revision on --previous off --at 2026-11-21T02:55:00Z
and     prometheus sends orders-slow
then    action 1 is offered: Roll back orders
and     action 1 is offered: -retries: 9
when    bob runs: approve last 1
then    action 1 is succeeded: pushed and looked at: main is at
and     retries.yaml of sites.git at main says "retries: 1"
and     main of sites.git has 3 commits, the last "Revert "Retry nine times""
when    bob runs: approve last 2
then    action 2 is succeeded: read back: false
and     the flag new-checkout is off by HTTP
