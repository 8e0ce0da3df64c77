story   reports that name no service cluster by their words
given   on call: alice
and     configuration:
        services:
          - {name: order-service}
when    bob runs: report "The blue button on the welcome page does nothing"
and     bob runs: report "blue button of the welcome page: nothing happens"
then    there is 1 incident
when    bob runs: report "invoices have the wrong currency"
then    there are 2 incidents
and     nobody is paged
when    bob runs: incident confirm last
then    exit 0: "pages now"
and     alice is paged
when    bob runs: incident confirm last
then    exit 1: "no candidate"
# What somebody is called for stays that in whatever it is merged into.
when    bob runs: merge 2 1 --reason "one broken deployment"
then    exit 0: "INC-2026-11-21-002 is part of INC-2026-11-21-001 now"
when    bob runs: show 1
then    exit 0: "declared"
and     exit 0: "3 reports: 3 by user"
crash   kill -9, start again
then    the journal verifies
