story   a person called it the worst: a silence that does not name it stops no page of it
when    prometheus sends checkout-slow
then    alice is paged
when    bob runs: incident severity last 0 "all shops are down"
and     alice runs: silence add 'alertname="CheckoutSlow"' --for 30m --comment "new version goes out"
then    exit 0
when    somebody waits for 20s
and     somebody waits for 60s
then    alice is paged
and     the timeline does not say "Paging stopped"
