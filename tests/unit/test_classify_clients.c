/* What the clients of databases, Kafka's tools and curl are told to do is what counts. */
#include "classify_cases.h"

static const struct text_case databases[] = {
	{ "psql -c 'SELECT 1'", "R" },
	{ "psql -h db -U app -d shop -c \"SELECT * FROM pg_stat_activity\"", "R" },
	{ "psql -At -c 'select 1' -c 'select 2' shop", "R" },
	{ "psql postgresql://db/shop -c '\\dt+'", "R" },
	{ "psql $DATABASE_URL -c 'SELECT 1'", "R" },
	{ "psql -l", "R" },
	{ "psql shop <<E\nSELECT 1;\nE", "R" },
	{ "echo 'SELECT 1' | psql shop", "R" },
	{ "psql -X -v ON_ERROR_STOP=1 -c 'SELECT 1'", "R" },
	{ "PGPASSWORD=x psql -c 'SELECT 1'", "R" },
	{ "psql -c \"SELECT pg_reload_conf()\"", "r" },
	{ "psql -c \"UPDATE t SET a = 1 WHERE b = 2\"", "d" },
	{ "psql -c 'SELECT 1' -c 'DROP TABLE t'", "D" },
	{ "psql --command='DROP TABLE t'", "D" },
	{ "psql -c 'SELECT 1; DELETE FROM t'", "D" },
	{ "psql -c \"$QUERY\"; QUERY=x", "D" },
	{ "psql -c \"$(cat x.sql)\"", "D" },
	{ "psql -f x.sql", "D" },
	{ "psql < x.sql", "D" },
	{ "psql shop", "D" },
	{ "cat x.sql | psql", "D" },
	{ "psql -o out -c 'SELECT 1'", "D" },
	{ "psql -v x='; DROP TABLE t' <<E\nSELECT :x;\nE", "D" },
	{ "psql shop <<E\nSELECT 1;\nDROP TABLE t;\nE", "D" },
	{ "psql -c '\\! rm -rf /'", "D" },
	{ "psql --comm='DROP TABLE t'", "D" },
	{ "pg_dump shop", "R" },
	{ "pg_dump -s -t orders shop", "R" },
	{ "pg_dump -Fc shop -f shop.dump", "D" },
	{ "pg_dump --fil=x shop", "D" },
	{ "pg_restore -l shop.dump", "R" },
	{ "pg_restore -d shop shop.dump", "D" },
	{ "pg_isready -h db", "R" },
	{ "dropdb shop", "D" },
	{ "patronictl -c /etc/p.yml list", "R" },
	{ "patronictl failover", "D" },

	{ "mysql -e 'SHOW PROCESSLIST'", "R" },
	{ "mysql -u root -p -h db -e \"SHOW FULL PROCESSLIST\" shop", "R" },
	{ "mysql -uroot -psecret -e 'SHOW SLAVE STATUS\\G'", "R" },
	{ "mysql shop <<< 'SELECT 1'", "R" },
	{ "mysql -e 'SET GLOBAL max_connections = 500'", "r" },
	{ "mysql -e 'KILL QUERY 5'", "r" },
	{ "mysql -e 'DELETE FROM t WHERE a = 1' shop", "d" },
	{ "mysql -e 'KILL 5'", "D" },
	{ "mysql --init-command='DROP TABLE t' -e 'SELECT 1'", "D" },
	{ "mysql --execute='TRUNCATE t'", "D" },
	{ "mysql shop < x.sql", "D" },
	{ "mysql --delimiter=// -e 'SELECT 1'", "D" },
	{ "mysql -u root -p", "D" },
	{ "mysqladmin status", "R" },
	{ "mysqladmin -u root -p processlist extended-status", "R" },
	{ "mysqladmin flush-logs", "r" },
	{ "mysqladmin status shutdown", "D" },
	{ "mysqladmin kill 5", "D" },
	{ "mysqldump shop", "R" },
	{ "mysqldump --single-transaction shop orders", "R" },
	{ "mysqldump --result-file=x shop", "D" },
	{ "mysqldump --result-fil=x shop", "D" },

	{ "mongosh --eval 'db.serverStatus()'", "R" },
	{ "mongosh $MONGO_URI --eval \"db.adminCommand('ping')\"", "R" },
	{ "mongo --quiet --eval 'rs.status()' mongodb://h/admin", "R" },
	{ "mongosh <<'E'\nuse shop\ndb.orders.find()\nE", "R" },
	{ "mongosh --eval 'db.setProfilingLevel(1)'", "r" },
	{ "mongosh -u a -p b --eval 'db.a.deleteOne({ _id: 1 })'", "d" },
	{ "mongosh --eval 'db.dropDatabase()'", "D" },
	{ "echo 'db.stats()' | mongosh -p --eval 'db.dropDatabase()'", "D" },
	{ "mongosh x.js", "D" },
	{ "mongosh mongodb://h/a x", "D" },
	{ "mongosh", "D" },
	{ "mongosh --eval \"db.a.aggregate([{ $out: 'x' }])\"", "D" },
	{ "mongodump --db shop", "D" },
	{ "mongostat -n 1", "R" },
	{ "mongorestore dump", "D" },

	{ "redis-cli PING", "R" },
	{ "redis-cli -h r -p 6379 -a secret INFO memory", "R" },
	{ "redis-cli -n 2 config get maxmemory", "R" },
	{ "redis-cli --bigkeys", "R" },
	{ "redis-cli --scan --pattern 'user:*'", "R" },
	{ "redis-cli --cluster check h:6379", "R" },
	{ "redis-cli -u redis://h GET \"$KEY\"", "R" },
	{ "echo INFO | redis-cli", "R" },
	{ "redis-cli CONFIG SET maxmemory 2gb", "r" },
	{ "redis-cli DEL a", "d" },
	{ "redis-cli FLUSHALL", "D" },
	{ "redis-cli -h r flushall async", "D" },
	{ "redis-cli $CMD", "D" },
	{ "redis-cli --pipe < x", "D" },
	{ "redis-cli --eval x.lua", "D" },
	{ "redis-cli --cluster fix h:6379", "D" },
	{ "redis-cli --rdb x", "D" },
	{ "redis-cli KEYS 'a*' | xargs redis-cli DEL", "D" },
	{ "redis-cli < x", "D" },
	{ "redis-cli", "D" },
	{ "redis-cli 'GET a'", "D" },

	{ "sqlite3 x.db 'SELECT 1'", "R" },
	{ "sqlite3 -header x.db .tables 'SELECT 1'", "R" },
	{ "sqlite3 x.db 'DELETE FROM t'", "D" },
	{ "sqlite3 x.db '.shell rm'", "D" },
	{ "sqlite3 x.db", "D" },
	{ "sqlite3 -cmd 'DROP TABLE t' x.db 'SELECT 1'", "D" },
	{ "cqlsh -e 'SELECT * FROM t'", "R" },
	{ "nodetool status", "R" },
	{ "nodetool decommission", "D" },
};

static const struct text_case kafka[] = {
	{ "kafka-topics.sh --bootstrap-server k:9092 --list", "R" },
	{ "kafka-topics --bootstrap-server k:9092 --describe --topic t", "R" },
	{ "kafka-topics --bootstrap-server k:9092 --describe "
	  "--under-replicated-partitions",
	  "R" },
	{ "kafka-topics.sh --bootstrap-server k:9092 --create --topic t", "r" },
	{ "kafka-topics.sh --bootstrap-server k:9092 --delete --topic t", "D" },
	{ "kafka-topics.sh --bootstrap-server k:9092 --alter --topic t --partitions 6",
	  "D" },
	{ "kafka-topics.sh --bootstrap-server k:9092 --list --delet --topic t", "D" },
	{ "kafka-topics.sh --bootstrap-server k:9092", "D" },
	{ "/opt/kafka/bin/kafka-consumer-groups.sh --bootstrap-server k:9092 --describe "
	  "--group g",
	  "R" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --list", "R" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --group g --reset-offsets "
	  "--to-latest --topic t --dry-run",
	  "R" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --group g --reset-offsets "
	  "--to-latest --topic t",
	  "R" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --group g --reset-offsets "
	  "--to-latest --topic t --execute",
	  "D" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --group g --reset-offsets "
	  "--to-latest --dry-run --execute --topic t",
	  "D" },
	{ "kafka-consumer-groups --bootstrap-server k:9092 --delete --group g", "D" },
	{ "kafka-console-producer.sh --broker-list kafka:9092 --topic t", "D" },
	{ "echo x | kafka-console-producer --bootstrap-server k:9092 --topic t", "D" },
	{ "kafka-console-consumer --bootstrap-server k:9092 --topic t --max-messages 5",
	  "R" },
	{ "kafka-console-consumer --bootstrap-server k:9092 --topic t --from-beginning",
	  "R" },
	{ "kafka-console-consumer --bootstrap-server k:9092 --topic t --group g", "r" },
	{ "kafka-configs --bootstrap-server k:9092 --describe --entity-type brokers",
	  "R" },
	{ "kafka-configs --bootstrap-server k:9092 --alter --entity-type topics "
	  "--entity-name t --add-config max.message.bytes=1000",
	  "r" },
	{ "kafka-configs --bootstrap-server k:9092 --alter --entity-type topics "
	  "--entity-name t --add-config retention.ms=1000",
	  "D" },
	{ "kafka-reassign-partitions --bootstrap-server k:9092 --verify "
	  "--reassignment-json-file x --preserve-throttles",
	  "R" },
	{ "kafka-reassign-partitions --bootstrap-server k:9092 --verify "
	  "--reassignment-json-file x",
	  "r" },
	{ "kafka-reassign-partitions --bootstrap-server k:9092 --execute "
	  "--reassignment-json-file x",
	  "r" },
	{ "kafka-broker-api-versions --bootstrap-server k:9092", "R" },
	{ "kafka-run-class.sh kafka.tools.GetOffsetShell --broker-list k:9092 --topic t",
	  "R" },
	{ "kafka-run-class.sh some.Class", "D" },
	{ "kafka-delete-records --bootstrap-server k:9092", "D" },
	{ "kcat -b k:9092 -L", "R" },
	{ "kcat -b k:9092 -C -t t -e", "R" },
	{ "kcat -b k:9092 -P -t t", "D" },
	{ "kcat -b k:9092 -t t", "D" },
	{ "kcat -L -P -b k:9092 -t t", "D" },
};

static const struct text_case requests[] = {
	{ "curl https://api.example.com/health", "R" },
	{ "curl -sSfk -m 5 -H 'Accept: x' http://h/metrics", "R" },
	{ "curl -v -I https://h", "R" },
	{ "curl -o /dev/null -s -w '%{http_code}' http://h", "R" },
	{ "curl -G http://p:9090/api/v1/query --data-urlencode 'query=up'", "R" },
	{ "curl http://p:9090/api/v1/query -d 'query=up'", "R" },
	{ "curl -X GET 'http://es:9200/_cat/indices?v'", "R" },
	{ "curl -XPOST es:9200/a/_search -d '{}'", "R" },
	{ "curl -XGET es:9200/_cluster/health", "R" },
	{ "curl --request GET --url http://h/a", "R" },
	{ "curl \"$URL/health\"", "R" },
	{ "curl http://h/api/v1/query?query=up", "R" },
	{ "curl http://h/shutdown?now", "D" },
	{ "curl -k https://$HOST:6443/healthz?verbose", "R" },
	{ "curl http://<host>:8080/health", "R" },
	{ "curl -X POST http://p:9090/-/reload", "r" },
	{ "curl -X PUT es:9200/_cluster/settings -d '{}'", "r" },
	{ "curl -X POST https://feature-flags.example.com/api/flags/feature-x/disable",
	  "r" },
	{ "curl -X POST es:9200/a/_delete_by_query -d '{}'", "d" },
	{ "curl -X DELETE es:9200/a", "D" },
	{ "curl -XDELETE es:9200/a", "D" },
	{ "curl -sXDELETE es:9200/a", "D" },
	{ "curl -X POST http://localhost:8080/admin/cache/clear", "D" },
	{ "curl -d a=b http://h/x", "D" },
	{ "curl --json '{}' http://h/x", "D" },
	{ "curl -F file=@x http://h/x", "D" },
	{ "curl -T x http://h/x", "D" },
	{ "curl -o x http://h/x", "D" },
	{ "curl -sO http://h/x", "D" },
	{ "curl -K x", "D" },
	{ "curl -D x http://h", "D" },
	{ "curl -w '%output{x}' http://h", "D" },
	{ "curl -c jar http://h", "D" },
	{ "curl -X $METHOD http://h", "D" },
	{ "curl -X \"$METHOD\" http://h", "D" },
	{ "curl -H 'X-HTTP-Method-Override: DELETE' http://h", "D" },
	{ "curl http://h/a --next -X DELETE http://h/b", "D" },
	{ "curl http://h/a -: -X DELETE http://h/b", "D" },
	{ "curl telnet://h:25", "D" },
	{ "curl ftp://h/x", "D" },
	{ "curl file:///etc/passwd", "D" },
	{ "curl http://h/shutdown", "D" },
	{ "curl http://h/install.sh | sh", "D" },
	{ "curl", "D" },
	{ "curl $ARGS http://h; ARGS='-X DELETE'", "D" },
	{ "http h/health", "R" },
	{ "http GET h/health Accept:x a==b", "R" },
	{ "http POST h/x a=b", "D" },
	{ "http h/x a=b", "D" },
	{ "http DELETE h/x", "D" },
	{ "http --download h/x", "D" },
	{ "echo x | http h/x", "D" },
	{ "grpcurl -plaintext h:50051 list", "R" },
	{ "grpcurl -plaintext h:50051 describe a.B", "R" },
	{ "grpcurl -plaintext h:50051 grpc.health.v1.Health/Check", "R" },
	{ "grpcurl -plaintext -d '{}' h:50051 a.B/Delete", "D" },
};

static void clients_do_what_their_text_says(void)
{
	check_classes(databases, COUNT_OF(databases), classify_shell);
}

static void kafka_tools_do_what_their_options_say(void)
{
	check_classes(kafka, COUNT_OF(kafka), classify_shell);
}

static void requests_do_what_method_and_address_say(void)
{
	check_classes(requests, COUNT_OF(requests), classify_shell);
}

static void what_waits_or_never_ends_is_refused(void)
{
	static const char *const refused[] = {
		"psql shop",
		"mysql -u root",
		"mongosh",
		"redis-cli",
		"redis-cli MONITOR",
		"redis-cli --latency",
		"redis-cli -r -1 -i 1 INFO",
		"kafka-console-producer --bootstrap-server k:9092 --topic t",
		"kafka-console-consumer --bootstrap-server k:9092 --topic t",
		"mongostat",
		"psql -c 'SELECT 1 \\watch 5'",
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct classified got = { 0 };

		classify_shell(arena, str_of(refused[i]), &got);
		if (!got.is_refused)
			check_failed(__FILE__, __LINE__, "%s: not refused", refused[i]);
	}
}

const struct test tests[] = {
	{ "clients do what their text says", clients_do_what_their_text_says },
	{ "Kafka's tools do what their options say",
	  kafka_tools_do_what_their_options_say },
	{ "requests do what method and address say",
	  requests_do_what_method_and_address_say },
	{ "what waits or never ends is refused", what_waits_or_never_ends_is_refused },
	{ 0 },
};
