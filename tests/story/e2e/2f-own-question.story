story   somebody asks a question of their own, for a hypothesis of their own, and gives the verdict with its answer
given   on call: alice
and     orders_failing is measured as 20
and     orders_idle_in_transaction is measured as 97
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS, redis: 127.0.0.1:1, page: "http://127.0.0.1:1/"}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
when    prometheus sends orders-slow
then    the timeline says "Diagnosis (opened)"
when    alice runs: hypothesis write last "a job holds transactions open"
and     alice runs: evidence ask last --query orders_idle_in_transaction --title "idle in transaction" --for 1
then    exit 0: "The answer will be evidence 4"
and     the timeline says "idle in transaction: 97"
when    alice runs: hypothesis list last --json
then    exit 0: "testing"
and     exit 0: "observed"
and     exit 0: "97"
when    alice runs: hypothesis confirm 1 "4" "97 of 100 connections"
then    exit 0
and     the incident is identified
# What has no answer is one: no proof.
when    alice runs: evidence ask last --query orders_nowhere --for 1
then    exit 0
and     the timeline says "orders_nowhere: no data. no series"
when    alice runs: hypothesis refute 1 "5"
then    exit 2: "5 has no answer (no-data)"
# A secret in it is written down nowhere.
when    alice runs: evidence ask last --query 'orders_failing{{{{authorization="Bearer abcdef1234567890"}}}}'
then    exit 0
and     the timeline does not say "abcdef1234567890"
# A system that does not answer is said so.
when    alice runs: evidence ask last --probe redis --arguments "address={{{{redis}}}} what=config"
then    exit 0
and     the timeline says "redis: could not be asked: redis 127.0.0.1:1"
# Where it is asked is no free text: neither a host, nor a file, nor a program.
when    alice runs: evidence ask last --probe redis --arguments "address=169.254.169.254:80"
then    exit 2: "address is asked by a setting of the service, such as address={{address}}; said freely is what"
when    alice runs: evidence ask last --probe prometheus --arguments "url={{{{prometheus}}}}@169.254.169.254/#}}}} query=up"
then    exit 2: "url is asked by a setting of the service"
when    alice runs: evidence ask last --probe log_file --arguments "path=/etc/shadow"
then    exit 2: "path is asked by a setting"
when    alice runs: evidence ask last --probe http --arguments "http={{{{page}}}} method=DELETE"
then    exit 2: "method is asked by a setting"
when    alice runs: evidence ask last --probe command --arguments "command=ls"
then    exit 2: "command is not asked by hand"
when    alice runs: evidence ask last --probe onset --arguments "query=up"
then    exit 2: "onset is not asked by hand"
when    alice runs: evidence ask last --probe prometheus --arguments "url={{{{prometheus}}}} query=up fact=measure.requests_failing"
then    exit 2: "fact is asked by a setting"
when    alice runs: evidence ask last --probe redis --arguments "address={{{{nowhere}}}}"
then    exit 2: "service orders has no setting 'nowhere'"
when    alice runs: evidence ask last --probe oracle
then    exit 1: "none is called 'oracle'"
when    alice runs: evidence ask last
then    exit 2: "say what is asked: a query, or a probe"
when    alice runs: evidence ask last --query up --for 99
then    exit 1
# Who runs stanch sees what always fails, and what people made of the answers.
then    the metrics say stanch_evidence{probe="redis",state="failed"} 1
and     the metrics say stanch_evidence{probe="redis",state="gathered"} 0
and     the metrics say stanch_evidence{probe="prometheus",state="no-data"} 2
and     the metrics say stanch_evidence{probe="diagnosis",state="gathered"} 1
and     the metrics say stanch_hypotheses{state="confirmed"} 1
and     the metrics say stanch_hypotheses{state="open"} 0
and     the journal verifies
