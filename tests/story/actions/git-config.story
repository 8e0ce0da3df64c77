story   a limit is raised in Git: config.env, rendered, validated, committed, and reverted
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the repository sites.git with config.env:
        # limits of the cache
        REDIS_MEMORY_LIMIT=1Gi
        REDIS_EVICTION_POLICY=noeviction
and     a commit "Render" of render.sh:
        sed -n 's/REDIS_MEMORY_LIMIT=/memory: /p' config.env > values.yaml
and     a commit "Validate" of validate.sh:
        if grep -q 64Gi values.yaml; then echo "$1: more than a node has"; exit 1; fi
and     configuration:
        repositories:
          - {name: sites, url: $DIR/sites.git, push: branch, render: [/bin/sh, render.sh], validate: [/bin/sh, validate.sh, <app>]}
when    prometheus sends redis-full
and     bob runs: action propose last git sites --class reversible --plan "do=set file=config.env key=REDIS_MEMORY_LIMIT to=64Gi app=redis"
then    action 1 is refused: validate: exit 1: redis: more than a node has
and     main of sites.git has 3 commits, the last "Validate"
when    bob runs: action propose last git sites --class reversible --why "the limit is too low" --plan "do=set file=config.env key=REDIS_MEMORY_LIMIT to=2Gi key2=REDIS_EVICTION_POLICY to2=allkeys-lru app=redis"
then    exit 0: "[reversible]"
and     action 2 is offered: +REDIS_EVICTION_POLICY=allkeys-lru
and     action 2 is offered: +memory: 2Gi
and     main of sites.git has 3 commits, the last "Validate"
# Somebody pushes between preview and approval.
when    ann commits "Another limit" of other.env:
        RATE=10
and     bob runs: approve last 2
then    action 2 is refused: main was at
and     main of sites.git has 4 commits, the last "Another limit"
and     action 3 is offered: +memory: 2Gi
when    bob runs: approve last 3
then    action 3 is succeeded: pushed and looked at: main is at
and     main of sites.git has 5 commits, the last "Set REDIS_MEMORY_LIMIT to 2Gi in config.env, and 1 more"
and     the last commit of main of sites.git says "bob\nSet REDIS"
and     the last commit of main of sites.git says "Why: the limit is too low"
and     the last commit of main of sites.git says "Incident: INC-2026-11-21-001"
and     values.yaml of sites.git at main says "memory: 2Gi"
and     ann's checkout is as she left it
when    bob runs: undo last 3
then    action 4 is offered: -REDIS_MEMORY_LIMIT=2Gi
when    bob runs: approve last 4
then    action 3 is undone
and     main of sites.git has 6 commits, the last "Revert "Set REDIS_MEMORY_LIMIT to 2Gi in config.env, and 1 more""
and     config.env of sites.git at main says "REDIS_EVICTION_POLICY=noeviction"
and     the journal verifies
