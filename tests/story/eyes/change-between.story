story   what is between two deployed versions is told from the Git of the service
given   the repository sites.git with retries.yaml:
        retries: 1
and     the last commit is tagged v1.0.0
and     a commit "Simplify the settings" of retries.yaml:
        retries: 9
and     a commit "Say goodbye" of bye.txt:
        bye
and     the last commit is tagged v1.1.0
and     configuration:
        services:
          - {name: orders, settings: {git: $DIR/sites.git}}
          - {name: mail}
when    bob runs: change add "orders v1.1.0" --service orders --kind deploy --revision v1.1.0 --previous v1.0.0
and     bob runs: change show 1
then    exit 0: "version v1.0.0 → v1.1.0"
and     exit 0: "Between: v1.0.0 to v1.1.0: 2 commits came, of 1 author; 2 files, 2 lines more and 1 less"
and     exit 0: "Simplify the settings"
and     exit 0: "retries.yaml: +1 −1"
when    bob runs: change show 1 --all
then    exit 0: "+retries: 9"
# What is not known is said with its reason.
when    bob runs: change add "orders v1.2.0" --service orders --kind deploy --revision v1.2.0
and     bob runs: change show 2
then    exit 0: "Between: not known: 'v1.2.0' is neither a tag nor a commit of "
when    bob runs: change add "orders --output=x" --service orders --kind deploy --revision=--output=/tmp/stanch-x --previous v1.0.0
and     bob runs: change show 3
then    exit 0: "cannot be a version of a repository"
when    bob runs: change add "mail v2" --service mail --kind deploy --revision v2 --previous v1
and     bob runs: change show 4
then    exit 0: "Between: no repository is named for it"
when    bob runs: change show 99
then    exit 1: "no change has the number 99: stanch change list"
