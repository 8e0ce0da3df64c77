story   the database of a newer version is left alone
when    prometheus sends redis-full
and     the server is stopped
and     a newer stanch has used the database
and     a server starts on the directory
then    exit 3 with one line: "newer"
