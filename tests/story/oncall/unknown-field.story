story   a template with an unknown field is refused before it is used
given   on call: alice, bob
when    prometheus sends redis-full
then    alice is paged
when    the profile acme becomes, and SIGHUP comes:
        title: Default
        levels:
          - {name: P0, means: a}
          - {name: P1, means: b}
          - {name: P2, means: c}
          - {name: P3, means: d}
        default: {rank: 2, says: no rule}
        templates:
          - kind: update
            subject: "{{code}}"
            text: "{{titel}}"
then    the log says "there is no 'titel' to tell; did you mean title?"
# The old one goes on.
after   60s
then    alice is paged once
