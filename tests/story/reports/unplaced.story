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
crash   kill -9, start again
then    the journal verifies
