story   an alert that flaps wakes nobody the fourth time, and is looked at when it is calm
given   configuration:
        flapping: {changes: 4, within: 30m, calm: 10m}
        hold: 1m
when    prometheus sends checkout-slow
then    alice is paged
when    alice runs: ack last
and     prometheus says that checkout-slow ended
and     somebody waits for 20s
and     prometheus sends checkout-slow
then    the timeline says "Alert CheckoutSlow fires again"
when    prometheus says that checkout-slow ended
and     somebody waits for 20s
and     prometheus sends checkout-slow
then    nobody is paged for 3m
and     the timeline says "Alert CheckoutSlow pages nobody: it changed 4 times in 0:40 and was not calm for 10:00 since"
and     there is 1 incident
# It still fires: nothing is called resolved.
and     the incident is monitoring
when    prometheus repeats checkout-slow
and     somebody waits for 3m
and     prometheus repeats checkout-slow
and     somebody waits for 3m
and     prometheus repeats checkout-slow
then    nobody is paged
when    somebody waits for 1m20s
then    the timeline says "Alert CheckoutSlow is held back no longer: flapping is over"
and     the incident is reopened
