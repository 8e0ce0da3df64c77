story   of a service that nothing measures, the two rivals are written all the same, for people to decide
given   on call: alice
and     configuration:
        services:
          - name: orders
            profile: platform-ops
when    prometheus sends orders-slow
then    the timeline says "Hypothesis: No change did it"
and     the timeline says "Hypothesis: The cause is outside of what is measured"
and     the timeline does not say "Diagnosis (opened)"
when    alice runs: hypothesis list last
then    exit 0: "nothing measured can test it: neither orders nor its neighbours have"
and     the journal verifies
