story   the commit to blame is reverted for people to merge, and a hotfix branch is made
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the repository sites.git with retries.yaml:
        retries: 1
and     a commit "Retry nine times" of retries.yaml:
        retries: 9
and     a commit "A page for the shop" of page.yaml:
        title: shop
and     configuration:
        repositories: [{name: sites, url: $DIR/sites.git}]
when    prometheus sends redis-full
# What stands last need not be to blame.
and     bob runs: action propose last git sites --class reversible --plan "do=revert commit=HEAD"
then    action 1 is refused: 'HEAD' is no commit
when    bob runs: action propose last git sites --class reversible --plan "do=revert commit={Retry nine times}"
then    action 2 is offered: -retries: 9
and     action 2 is offered: reverts
when    bob runs: approve last 2
then    action 2 is succeeded
and     sites.git has the branches main stanch/INC-2026-11-21-001-2
and     retries.yaml of sites.git at stanch/INC-2026-11-21-001-2 says "retries: 1"
and     page.yaml of sites.git at stanch/INC-2026-11-21-001-2 says "title: shop"
and     retries.yaml of sites.git at main says "retries: 9"
when    bob runs: undo last 2
then    action 3 is offered: deletes the branch stanch/INC-2026-11-21-001-2
when    bob runs: approve last 3
then    action 2 is undone
and     sites.git has the branches main
when    bob runs: action propose last git sites --class reversible --plan "do=hotfix"
then    action 4 is offered: git switch hotfix/incident-20261121
when    bob runs: approve last 4
then    action 4 is succeeded
and     sites.git has the branches hotfix/incident-20261121 main
and     the journal verifies
