/* The clients of databases: what they are told to run is judged in its own language. */
#include "runbook/classify_private.h"
#include "runbook/classify_redis.h"

#include <string.h>

/* -- texts that they run -- */

/* Each value of these options; false when none was given. */
static bool run_options(const struct call *call, const char *names,
			classify_text *classify)
{
	bool has_any = false;

	for (size_t i = 0; i < call->option_count; i++) {
		if (!is_one_of(call->options[i].name, names))
			continue;
		has_any = true;
		if (call->options[i].value)
			call_run_text(call, call->options[i].value, classify);
		else
			call_unknown(call, "the text to run is missing");
	}
	return has_any;
}

/* What it reads from its input, or a terminal that somebody types into. */
static void run_input(const struct call *call, classify_text *classify)
{
	struct classified inner = { 0 };
	str text;

	if (call->input.kind == INPUT_NONE)
		judge_refuse(call->judging,
			     arena_format(call->judging->arena,
					  STR_FMT " waits for somebody who types",
					  STR_ARG(call->name)),
			     STR(""));
	if (!call_input_text(call, &text))
		return;
	call_check_secret(call, text);
	classify(call->judging->arena, text, &inner);
	judge_like(call->judging, &inner);
}

/* Files are not looked into; "-" is the input. */
static bool run_files(const struct call *call, const char *names, classify_text *classify)
{
	const struct option_given *option = call_any(call, names);

	if (!option)
		return false;
	if (str_is(call_value(call, names), "-"))
		run_input(call, classify);
	else
		call_unknown(call, "what the file says is not known");
	return true;
}

static bool is_plain(str text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567"
			    "89_"
			    "=.-",
			    text.bytes[i]))
			return false;
	return true;
}

/* -- PostgreSQL -- */

/* "-v x='; DROP …'" and ":x" are the same as writing it out. */
static void judge_variables(const struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];

		if (is_one_of(option->name, "-v|--set|--variable") &&
		    (!option->value || !option->value->is_static ||
		     !is_plain(option->value->value)))
			call_unknown(call, "a variable may bring SQL with it");
	}
}

static void judge_psql(struct call *call)
{
	bool has_text, has_file;

	judge_variables(call);
	if (call_any(call, "-l|--list")) {
		call_judge(call, ACTION_READ, "-l only lists databases");
		return;
	}
	has_text = run_options(call, "-c|--command", classify_sql);
	has_file = run_files(call, "-f|--file", classify_sql);
	if (!has_text && !has_file)
		run_input(call, classify_sql);
}

/* To a database it writes, to its output it only shows. */
static void judge_pg_restore(struct call *call)
{
	str file = call_value(call, "-f|--file");

	if (call_any(call, "-l|--list") && !call_any(call, "-f|--file"))
		call_judge(call, ACTION_READ, "-l only lists what is in the file");
	else if (call_any(call, "-d|--dbname") || !str_is(file, "-"))
		call_judge(call, ACTION_DESTRUCTIVE, "writes into a database or a file");
	else
		call_judge(call, ACTION_READ, "-f - only shows");
}

static const struct program patroni_verbs[] = {
	{ .names = "list|topology|history|show-config|version|dsn" },
	{ .names = "pause|resume|reload", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program cluster_verbs[] = {
	{ .names = "status" },
	{ 0 },
};

/* -- MySQL -- */

static void judge_mysql(struct call *call)
{
	bool has_text = run_options(call, "-e|--execute", classify_sql);

	(void)run_options(call, "--init-command", classify_sql);
	if (!has_text)
		run_input(call, classify_sql);
}

static void judge_mysqladmin(struct call *call)
{
	static const char reading[] = "status|extended-status|processlist|variables|ping|"
				      "version";
	static const char changing[] =
		"flush-hosts|flush-logs|flush-privileges|flush-status|flush-tables|"
		"flush-threads|refresh|reload|start-slave|stop-slave|start-replica|"
		"stop-replica|create|debug";

	if (call->count == 0)
		call_unknown(call, "what it should do is missing");
	for (size_t i = 0; i < call->count; i++) {
		str verb = call_operand(call, i);

		if (is_one_of(verb, reading))
			continue;
		call_judge(call,
			   is_one_of(verb, changing) ? ACTION_REVERSIBLE
						     : ACTION_DESTRUCTIVE,
			   is_one_of(verb, changing)
				   ? "changes what can be put back"
				   : "does what cannot be undone, or is not known");
		break;
	}
}

#define MYSQL_ACCESS \
	"-u= -p? -h= -P= -S= -C --user= --password? --host= --port= --socket= " \
	"--protocol= --defaults-file= --defaults-extra-file= --defaults-group-suffix= " \
	"--no-defaults --login-path= --ssl? --skip-ssl --ssl-mode= --ssl-ca= " \
	"--ssl-cert= --ssl-key= --compress --connect-timeout= --default-auth= " \
	"--default-character-set= --enable-cleartext-plugin --get-server-public-key " \
	"--tls-version= --print-defaults "

/* -- MongoDB -- */

static bool names_script(str operand)
{
	return str_ends_with(operand, STR(".js")) ||
	       str_ends_with(operand, STR(".mongodb")) ||
	       str_ends_with(operand, STR(".cjs")) || str_ends_with(operand, STR(".mjs"));
}

static void judge_mongosh(struct call *call)
{
	str password = call_value(call, "-p|--password");
	bool has_text;

	/* -p without a password asks for one, and the next option is one still. */
	if (password.length > 0 && password.bytes[0] == '-') {
		call_unknown(call, "-p is followed by an option");
		return;
	}
	/* The address is the first; what follows are scripts. */
	if (call->count > 1 || names_script(call_operand(call, 0)) ||
	    call_any(call, "-f|--file")) {
		call_unknown(call, "what the script says is not known");
		return;
	}
	if (call_any(call, "--shell"))
		judge_refuse(call->judging, STR("it waits for somebody who types"),
			     STR(""));
	has_text = run_options(call, "--eval", classify_mongosh);
	if (!has_text)
		run_input(call, classify_mongosh);
}

/* mongostat and mongotop go on until they are told how often. */
static void judge_mongostat(struct call *call)
{
	if (!call_any(call, "-n|--rowcount"))
		judge_refuse(call->judging,
			     arena_format(call->judging->arena,
					  STR_FMT " without --rowcount never ends",
					  STR_ARG(call->name)),
			     STR(""));
}

#define MONGO_ACCESS \
	"-h= -u= -p= -d= -c= -v? -q= --host= --port= --username= --password= " \
	"--authenticationDatabase= --authenticationMechanism= --uri= --tls --ssl " \
	"--tlsCAFile= --tlsCertificateKeyFile= --tlsCertificateKeyFilePassword= " \
	"--tlsAllowInvalidCertificates --tlsAllowInvalidHostnames --sslCAFile= " \
	"--sslPEMKeyFile= --sslAllowInvalidCertificates --sslAllowInvalidHostnames " \
	"--db= --collection= --quiet --verbose? --readPreference= --query= "

/* -- Redis -- */

/* The first word names the command; the others are its arguments, one each. */
static void run_redis(const struct call *call)
{
	str *words = arena_many(call->judging->arena, str, call->rest_count + 1);
	struct classified inner = { 0 };
	struct verdict verdict = verdict_begin(call->judging->arena, &inner);

	for (size_t i = 0; i < call->rest_count; i++) {
		const struct shell_word *word = &call->rest[i];

		if ((i == 0 && !word->is_static) || word_is_open(call->judging, word)) {
			call_unknown(call, "which command it is shows only when it runs");
			return;
		}
		words[i] = word->value;
	}
	redis_judge(&verdict, words, call->rest_count, call->judging->line);
	inner.line = call->judging->line;
	judge_like(call->judging, &inner);
}

static void judge_cluster(const struct call *call)
{
	if (is_one_of(call_value(call, "--cluster"), "check|info|help"))
		call_judge(call, ACTION_READ, "--cluster only looks");
	else
		call_judge(call, ACTION_DESTRUCTIVE,
			   "--cluster moves slots or changes who belongs to it");
}

static void judge_redis_cli(struct call *call)
{
	str repeat = call_value(call, "-r");

	if (call_option(call, "-r") && (repeat.length == 0 || repeat.bytes[0] == '-'))
		judge_refuse(call->judging, STR("redis-cli -r -1 never ends"), STR(""));
	if (call_option(call, "--cluster"))
		judge_cluster(call);
	else if (call->rest_count > 0)
		run_redis(call);
	else if (call_any(call, "--bigkeys|--memkeys|--memkeys-samples|--hotkeys|--scan|"
				"--stat|--latency|--latency-history|--latency-dist|"
				"--intrinsic-latency"))
		call_judge(call, ACTION_READ, "only measures");
	else
		run_input(call, classify_redis);
}

/* -- SQLite and others -- */

static void judge_sqlite(struct call *call)
{
	(void)run_options(call, "-cmd", classify_sql);
	for (size_t i = 1; i < call->count; i++)
		call_run_text(call, &call->operands[i], classify_sql);
	if (call->count < 2)
		run_input(call, classify_sql);
}

static void judge_sql_client(struct call *call)
{
	bool has_text = run_options(call, "-q|--query|-e|--execute", classify_sql);
	bool has_file = run_files(call, "-f|--file|--queries-file", classify_sql);

	if (!has_text && !has_file)
		run_input(call, classify_sql);
}

static const struct program nodetool_verbs[] = {
	{ .names =
		  "status|info|ring|version|tpstats|compactionstats|compactionhistory|"
		  "describecluster|describering|gossipinfo|netstats|cfstats|tablestats|"
		  "cfhistograms|tablehistograms|proxyhistograms|toppartitions|"
		  "statusbinary|statusgossip|statusbackup|statushandoff|statusthrift|"
		  "statusautocompaction|listsnapshots|viewbuildstatus|getendpoints|"
		  "getlogginglevels|getstreamthroughput|getcompactionthroughput|"
		  "getcompactionthreshold|gettimeout|gettraceprobability|failuredetector|"
		  "gcstats|rangekeysample|getseeds|help" },
	{ .names =
		  "flush|snapshot|setlogginglevel|setcompactionthroughput|"
		  "setstreamthroughput|settraceprobability|enableautocompaction|"
		  "disableautocompaction|enablebinary|disablebinary|enablegossip|"
		  "disablegossip|enablehandoff|disablehandoff|pausehandoff|resumehandoff",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

const struct program client_programs[] = {
	{ .names = "psql",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_psql,
	  .options = "-aAbeEnqtxXHlw0z1SV -W@ -s@ -c= -d= -f= -F= -R= -h= -p= -P= -T= "
		     "-U= -v= "
		     "-o=! -L=! --command= --dbname= --file= --list --variable= --set= "
		     "--host= --port= --username= --no-psqlrc --tuples-only --csv --html "
		     "--expanded --single-transaction --no-align --field-separator= "
		     "--record-separator= --field-separator-zero --record-separator-zero "
		     "--output=! --log-file=! --echo-all --echo-queries --echo-hidden "
		     "--echo-errors --quiet --pset= --no-password --password@ "
		     "--no-readline --single-line --single-step@ --table-attr=" },
	{ .names = "pg_dump|pg_dumpall",
	  .options = "-abBcCOsxvwglr -W@ -d= -h= -p= -U= -n= -N= -t= -T= -F= -j= -Z= -E= "
		     "-S= -e= -l= -f=! --file=! --dbname= --host= --port= --username= "
		     "--schema= --exclude-schema= --table= --exclude-table= --format= "
		     "--jobs= --compress= --encoding= --role= --data-only --schema-only "
		     "--clean --create --no-owner --no-acl --no-privileges --blobs "
		     "--no-blobs --large-objects --if-exists --inserts "
		     "--column-inserts --verbose --no-password --password@ "
		     "--exclude-table-data= --no-comments --no-publications "
		     "--no-subscriptions --no-tablespaces --serializable-deferrable "
		     "--globals-only --roles-only --tablespaces-only --database= "
		     "--section= --snapshot= --strict-names --quote-all-identifiers "
		     "--lock-wait-timeout= --rows-per-insert= --extension=" },
	{ .names = "pg_restore",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_pg_restore,
	  .options =
		  "-acCeOsxvwl1 -d= -h= -p= -U= -n= -N= -t= -T= -F= -j= -f= -I= -P= -L= "
		  "-S= -W@ --list --dbname= --file= --format= --jobs= --schema= "
		  "--table= --data-only --schema-only --clean --create --no-owner "
		  "--no-acl --no-privileges --if-exists --verbose --host= --port= "
		  "--username= --use-list= --section=" },
	{ .names = "pg_isready",
	  .options = "-qV -d= -h= -p= -t= -U= --dbname= --host= --port= --timeout= "
		     "--username= --quiet" },
	{ .names = "pg_controldata|pg_waldump|pg_lsclusters|pg_config|pg_test_timing" },
	{ .names = "pg_ctl|pg_ctlcluster", .options = "-D= -s", .verbs = cluster_verbs },
	{ .names = "patronictl",
	  .options = "-kfe -c= -d= -W --config-file= --dcs-url= --insecure --format= "
		     "--extended --timestamp --group=",
	  .verbs = patroni_verbs },
	{ .names = "pgbouncer|pgbench|pg_basebackup|pg_rewind|pg_resetwal|pg_upgrade|"
		   "dropdb|"
		   "dropuser|initdb",
	  .class = ACTION_DESTRUCTIVE },
	{ .names = "vacuumdb|reindexdb|createdb|createuser|clusterdb",
	  .class = ACTION_REVERSIBLE },

	{ .names = "mysql|mariadb",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mysql,
	  .options = MYSQL_ACCESS
	  "-e= -D= -ABEfGHiLnNqrstTvwX -I --execute= --database= --batch --silent "
	  "--skip-column-names --column-names --table --vertical --verbose --raw "
	  "--force --no-auto-rehash --auto-rehash --disable-auto-rehash "
	  "--skip-auto-rehash --html --xml --no-beep --unbuffered --quick "
	  "--safe-updates --comments --skip-comments --skip-line-numbers "
	  "--max-allowed-packet= --show-warnings --wait --init-command= "
	  "--pager?! --tee=! --delimiter=! --reconnect --skip-reconnect "
	  "--sigint-ignore --column-type-info --binary-as-hex --ignore-spaces "
	  "--skip-pager --skip-tee" },
	{ .names = "mysqladmin|mariadb-admin",
	  .judge = judge_mysqladmin,
	  .options = MYSQL_ACCESS "-i=~ -c= -rvEfsbw? --sleep=~ --count= --relative "
				  "--verbose --vertical --force --silent --wait?" },
	{ .names = "mysqldump|mariadb-dump",
	  .options = MYSQL_ACCESS
	  "-ABCdRvtEnNcqQKef -F^ -x^ -w= -r=! -T=! --all-databases --databases "
	  "--no-data --no-create-info --no-create-db --routines --triggers "
	  "--events --single-transaction --quick --skip-lock-tables "
	  "--add-drop-table --skip-add-drop-table --add-drop-database "
	  "--no-tablespaces --set-gtid-purged= --column-statistics= --where= "
	  "--ignore-table= --skip-triggers --hex-blob --opt --skip-opt "
	  "--extended-insert --skip-extended-insert --complete-insert "
	  "--compact --tables --verbose --force --max-allowed-packet= "
	  "--skip-comments --insert-ignore --replace --lock-all-tables^ "
	  "--lock-tables^ --flush-logs^ --flush-privileges --master-data?^ "
	  "--source-data?^ --dump-slave?^ --dump-replica?^ --result-file=! --tab=! "
	  "--delete-master-logs! --delete-source-logs! --log-error=!" },
	{ .names = "mysqlshow|mariadb-show|mysqlbinlog|mariadb-binlog",
	  .options = MYSQL_ACCESS "-ikstvR -d= -j= -o= --status --keys --count --verbose "
				  "--start-datetime= --stop-datetime= --start-position= "
				  "--stop-position= --base64-output= --database= "
				  "--read-from-remote-server --to-last-log --hexdump "
				  "--result-file=!" },
	{ .names = "mysqlcheck|mariadb-check|mysqlimport|mysqlslap|mysql_upgrade|"
		   "myisamchk",
	  .class = ACTION_DESTRUCTIVE },

	{ .names = "mongosh|mongo",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mongosh,
	  .options = MONGO_ACCESS
	  "-f= --file= --eval= --shell --nodb --norc --json? --apiVersion= "
	  "--apiStrict --retryWrites= --gssapiServiceName= --awsIamSessionToken= "
	  "--directConnection --serverSelectionTimeoutMS= --skipStartupWarnings" },
	{ .names = "mongostat|mongotop",
	  .judge = judge_mongostat,
	  .options = MONGO_ACCESS "-n= -o= -O= --rowcount= --discover --noheaders --json "
				  "--humanReadable= --all --locks --interactive@" },
	{ .names = "mongoexport",
	  .options = MONGO_ACCESS "-f= -o=! --fields= --out=! --type= --sort= --limit= "
				  "--skip= --jsonArray --pretty --noHeaderLine "
				  "--forceTableScan --queryFile= --fieldFile= "
				  "--jsonFormat=" },
	{ .names = "bsondump",
	  .options = "-v? --type= --pretty --quiet --objcheck --outFile=! --bsonFile=" },
	{ .names = "mongodump",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "only reads the database, but writes files where it runs" },
	{ .names = "mongorestore|mongoimport|mongofiles", .class = ACTION_DESTRUCTIVE },

	{ .names = "redis-cli|valkey-cli|keydb-cli",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_redis_cli,
	  .options = "-h= -p= -a= -n= -u= -s= -r= -i= -t= -d= -D= -23c46xe -X= --user= "
		     "--pass= --askpass@ --tls --insecure --cacert= --cacertdir= --cert= "
		     "--key= --sni= --tls-ciphers= --raw --no-raw --csv --json "
		     "--quoted-input --quoted-json --no-auth-warning --show-pushes= "
		     "--stat~ --latency~ --latency-history~ --latency-dist~ "
		     "--intrinsic-latency= --bigkeys --memkeys --memkeys-samples= "
		     "--hotkeys --scan --pattern= --quoted-pattern= --count= --cursor= "
		     "--top= --verbose --name= --cluster= --replica!~ --slave!~ --rdb=! "
		     "--functions-rdb=! --pipe! --pipe-timeout= --lru-test=! --eval=! "
		     "--ldb! --ldb-sync-mode! --test_hint= --test_hint_file=" },
	{ .names = "redis-check-rdb" },
	{ .names = "redis-check-aof", .options = "--fix! --truncate-to-timestamp=!" },
	{ .names = "redis-benchmark|memtier_benchmark", .class = ACTION_DESTRUCTIVE },

	{ .names = "sqlite3",
	  .flags = PROGRAM_WORDS | PROGRAM_DECIDES,
	  .judge = judge_sqlite,
	  .options = "-header -noheader -column -csv -json -line -list -html -tabs -box "
		     "-markdown -table -quote -ascii -readonly -safe -batch -bail -echo "
		     "-stats -separator= -nullvalue= -newline= -cmd= -init=! "
		     "-interactive@ -version -help" },
	{ .names = "clickhouse-client|clickhouse-local",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_sql_client,
	  .options =
		  "-h= -u= -d= -q= -f= -nmtEs --host= --port= --user= --password= "
		  "--database= --query= --format= --vertical --time --secure "
		  "--multiquery --multiline --readonly= --queries-file= --stacktrace" },
	{ .names = "cqlsh",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_sql_client,
	  .options = "-u= -p= -k= -e= -f= --username= --password= --keyspace= --execute= "
		     "--file= --ssl --no-color --request-timeout= --connect-timeout= "
		     "--cqlversion= --debug" },
	{ .names = "nodetool",
	  .options = "-h= -p= -u= -pw= --host= --port= --username= --password= "
		     "--resolve-ip --human-readable -rH",
	  .verbs = nodetool_verbs },
	{ 0 },
};
