story   what is too large is named, and the server does not grow
when    somebody posts an alert with a label of 100 kB
then    answer 400: "labels.text is longer than 16 KiB"
when    somebody posts an alert with 100000 labels
then    answer 400: "labels has more than 128 pairs"
and     there are 0 alerts
when    somebody posts 65 MiB of alerts
then    answer 413: "batch truncated"
when    prometheus sends redis-full
then    alice is paged
and     it answers as before and takes less than 200 MiB
