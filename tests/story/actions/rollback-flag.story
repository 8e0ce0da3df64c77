story   a flag that was turned on shortly before is offered to be turned off again
given   configuration:
        commands: {flag: /bin/echo}
        services:
          - name: orders
            rollback:
              - kind: flag
                actuator: command
                target: "flag {{target}}"
                plan: {command: flag, arg1: "{{target}}", arg2: "{{previous}}", undo_command: flag, undo_arg1: "{{target}}", undo_arg2: "{{revision}}"}
when    bob runs: change add "new-checkout is on" --service orders --kind flag --target new-checkout --revision on --previous off --at 2026-11-21T02:57:00Z
and     bob runs: change add "fast-cart is on" --service orders --kind flag --target "fast cart; id" --revision on --previous off --at 2026-11-21T02:50:00Z
and     bob runs: change add "Deploy v2" --service orders --kind deploy --revision v2 --previous v1 --at 2026-11-21T02:40:00Z
and     prometheus sends orders-slow
then    action 1 is offered: Put flag new-checkout of orders back from on to off
and     action 1 is offered: runs  /bin/echo new-checkout off
and     the timeline says "'fast cart; id' must not stand in a command"
and     the timeline says "No rollback: Roll back orders from v2 to v1: it is not known how to put it back"
when    bob runs: approve last 1
then    action 1 is succeeded: new-checkout off
