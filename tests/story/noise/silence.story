story   a silence stops a page, hides nothing, and what still fires at its end pages
when    prometheus sends checkout-slow
then    alice is paged
when    alice runs: silence add 'alertname="CheckoutSlow"' --for 30m --comment "new version goes out"
then    exit 0
# It is looked at within seconds: the page in progress stops, and says why.
when    somebody waits for 20s
then    the timeline says "Alert CheckoutSlow pages nobody: silenced by alice until"
and     the timeline says "Paging stopped: all its alerts are held back"
and     nobody is paged for 2m
and     there is 1 incident
and     the incident is declared
when    prometheus repeats checkout-slow
and     somebody waits for 3m
and     prometheus repeats checkout-slow
then    nobody is paged for 1m
# Another of the same service is not covered.
when    prometheus sends shop-database
then    alice is paged
when    prometheus says that shop-database ended
and     alice runs: silence expire 1
then    exit 0
and     alice is paged
and     the journal says "Alert CheckoutSlow is held back no longer"
