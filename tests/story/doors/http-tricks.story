story   where one request ends is never a matter of opinion
when    somebody posts to /api/v2/alerts with both Content-Length and Transfer-Encoding
then    answer 400: "both Content-Length and Transfer-Encoding"
when    prometheus sends redis-full
then    alice is paged
