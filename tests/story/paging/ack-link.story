story   an ack link is one button, and fetching it changes nothing
when    prometheus sends redis-full
then    alice is paged
when    the journal's head is noted
and     alice's mail scanner fetches her ack link
then    there is one button: Acknowledge
and     nothing was written down by that
after   60s
then    alice is paged
when    somebody presses the button of a forged link
then    answer 404: "not made by this server"
after   60s
then    alice is paged
when    alice presses its button
then    answer 200: "Nobody else is paged"
and     nobody is paged for 19m
and     the timeline says "alice acknowledged by link"
when    alice opens her ack link
then    there is no button
