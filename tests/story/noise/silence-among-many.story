story   what a silence held back pages at its end, however much another one still holds back
when    alice runs: silence add service=lab --for 6h --comment "the lab moves"
and     alice runs: silence add service=shop --for 3m --comment "new version"
and     somebody posts 450 alerts of the service lab
and     somebody posts 1 alerts of the service shop
then    nobody is paged
when    somebody waits for 4m
then    alice is paged
and     the journal says "Alert Nr0 is held back no longer"
and     there is 1 incident
