story   what a person declared pages on, though the alert that joined it is silenced
when    bob runs: declare "checkout is broken, all orders fail" --service checkout
then    alice is paged
when    prometheus sends checkout-slow
then    there is 1 incident
when    alice runs: silence add 'alertname="CheckoutSlow"' --for 30m --comment "new version goes out"
then    exit 0
when    somebody waits for 20s
and     somebody waits for 60s
then    alice is paged
and     the timeline does not say "Paging stopped"
