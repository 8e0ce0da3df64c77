story   what looks after silences is tried again for ever, whatever stood in its way
when    alice runs: silence add service=shop --for 3m --comment "new version"
and     somebody posts 2 alerts of the service shop
and     the labels of alert 1 cannot be read
then    nobody is paged
when    somebody waits for 20m
and     the labels of alert 1 can be read again
and     somebody waits for 2m
then    alice is paged
