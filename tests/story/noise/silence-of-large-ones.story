story   alerts of any size are held back and let go
given   configuration:
        inhibit:
          - {source: {service: power}, target: {service: lab}}
when    somebody posts 200 alerts of the service lab with 200 kB each
then    answer 200
and     alice is paged
when    alice runs: ack last
and     alice runs: silence add service=shop --for 3m --comment "new version"
then    exit 0
when    somebody posts 190 alerts of the service shop with 200 kB each
then    answer 200
and     nobody is paged
when    alice runs: silence expire 1
then    exit 0
and     alice is paged
and     the journal says "Alert Nr189 is held back no longer"
when    alice runs: silence add service=shop --for 3m --comment "new version"
then    exit 0
when    somebody waits for 20s
then    the log does not say "timer.failed"
