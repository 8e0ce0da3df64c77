/* Each rule: one text that has it, on which line, and one that is near and right. */
#include "check.h"
#include "runbook/lint.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 28 };

struct fault {
	enum runbook_language language;
	const char *code;
	const char *rule; /* NULL: nothing is wrong with it */
	unsigned line;
	const char *repaired; /* NULL: whatever it says */
};

#define SHELL_FAULT(code, rule, line, repaired) \
	{ \
		RUNBOOK_SHELL, code, rule, line, repaired \
	}

static const struct fault faults[] = {
	{ RUNBOOK_PROMQL, "# fine\nsum(rate(x_total[5m]))", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "up\n\nrate(x_total[5m)", "promql-invalid", 3, NULL },
	{ RUNBOOK_PROMQL, "rate(x_total[$__rate_interval])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "rate(x_total{pod=\"<pod>\"}[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "median_over_time(x[5m])", "promql-function", 1, NULL },
	{ RUNBOOK_PROMQL, "rate(redis_memory_used_bytes[7d])", "promql-rate-of-gauge", 1,
	  "deriv(redis_memory_used_bytes[7d])" },
	{ RUNBOOK_PROMQL, "rate(node_network_receive_bytes_total[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "deriv(http_requests_total[5m])", "promql-deriv-of-counter", 1,
	  "rate(http_requests_total[5m])" },
	{ RUNBOOK_PROMQL, "deriv(queue_length[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "rate(sum(x_total)[5m:])", "promql-rate-of-sum", 1, NULL },
	{ RUNBOOK_PROMQL, "max_over_time(sum(x)[5m:])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "# Errors\nrate(r_total{status=~\"5..\"}[5m])\n# Result: 12%",
	  "promql-rate-as-percentage", 2,
	  "100 * sum(rate(r_total{status=~\"5..\"}[5m])) / sum(rate(r_total[5m]))" },
	{ RUNBOOK_PROMQL, "# Error rate\nsum(rate(r_total{job=\"a\",code=\"500\"}[5m]))",
	  "promql-rate-as-percentage", 2,
	  "100 * sum(rate(r_total{job=\"a\",code=\"500\"}[5m])) / "
	  "sum(rate(r_total{job=\"a\"}[5m]))" },
	{ RUNBOOK_PROMQL, "# Errors a second\nrate(r_total{status=~\"5..\"}[5m])", NULL,
	  0, NULL },
	{ RUNBOOK_PROMQL, "# CPU in %\n100 * rate(process_cpu_seconds_total[5m])", NULL,
	  0, NULL },
	{ RUNBOOK_PROMQL, "# rate\nrate(a_total[5m])\n# Error rate\nup", NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "100 * rate(r_total{code=~\"5..\"}[5m]) / rate(r_total[5m])",
	  "promql-ratio-without-sum", 1,
	  "100 * sum(rate(r_total{code=~\"5..\"}[5m])) / sum(rate(r_total[5m]))" },
	{ RUNBOOK_PROMQL,
	  "sum(rate(r_total{code=~\"5..\"}[5m])) / sum(rate(r_total[5m]))", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL, "rate(errors_total[5m]) / rate(r_total[5m])", NULL, 0, NULL },
	{ RUNBOOK_PROMQL,
	  "rate(r_total{code=~\"5..\"}[5m]) / ignoring (code) group_left "
	  "rate(r_total[5m])",
	  NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.99, rate(d_bucket[5m]))",
	  "promql-quantile-without-le", 1,
	  "histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m])))" },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, sum by (job) (rate(d_bucket[5m])))",
	  "promql-quantile-without-le", 1, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, sum by (le,job) (rate(d_bucket[5m])))",
	  NULL, 0, NULL },
	{ RUNBOOK_PROMQL, "histogram_quantile(0.9, rate(native_seconds[5m]))", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL, "redis_memory_used_bytes / redis_memory_limit_bytes",
	  "promql-metric", 1, "redis_memory_max_bytes" },
	{ RUNBOOK_PROMQL, "redis_memory_used_bytes / redis_memory_max_bytes", NULL, 0,
	  NULL },
	{ RUNBOOK_PROMQL,
	  "# a goroutine leak\nsum(rate(http_server_requests_seconds_count[5m]))",
	  "promql-metric-of-other-runtime", 2, NULL },
	{ RUNBOOK_YAML,
	  "groups:\n- rules:\n  - alert: A\n    expr: |\n      rate(\n      x_total\n",
	  "promql-invalid", 7, NULL },
	{ RUNBOOK_YAML, "- alert: A\n  expr: |\n    node_cpu > 1\n", "promql-metric", 3,
	  NULL },
	{ RUNBOOK_YAML, "- alert: A\n  expr: up == 0\n", NULL, 0, NULL },
	{ RUNBOOK_SHELL, "# growth\nrate(redis_memory_used_bytes[7d])", "promql-in-shell",
	  2, NULL },
	{ RUNBOOK_SHELL,
	  "curl https://m.example.com/api/v1/query?query=rate(x_total[5m])", "promql-url",
	  1,
	  "curl -fsS -G 'https://m.example.com/api/v1/query' --data-urlencode "
	  "'query=rate(x_total[5m])'" },
	{ RUNBOOK_SHELL, "curl 'https://m.example.com/api/v1/query?query=up'", NULL, 0,
	  NULL },
	{ RUNBOOK_SHELL, "curl 'https://m.example.com/query?query=up'", "promql-api-path",
	  1,
	  "curl -fsS -G 'https://m.example.com/api/v1/query' --data-urlencode "
	  "'query=up'" },
	{ RUNBOOK_SHELL, "curl 'https://s.example.com/find?query=two words'", NULL, 0,
	  NULL },
	/* shell: the text */
	SHELL_FAULT("echo 'a", "shell-syntax", 1, NULL),
	SHELL_FAULT("ls\nfor i in 1 2; do\necho", "shell-syntax", 1, NULL),
	SHELL_FAULT("for x in a...; do", NULL, 0, NULL),
	SHELL_FAULT("date \xe2\x80\x93utc", "shell-typography", 1, "date --utc"),
	SHELL_FAULT("date \xe2\x80\x93u", "shell-typography", 1, "date -u"),
	SHELL_FAULT("date \xe2\x80\x94utc", "shell-typography", 1, "date --utc"),
	SHELL_FAULT("date \xe2\x80\x9c-u\xe2\x80\x9d", "shell-typography", 1,
		    "date \"-u\""),
	SHELL_FAULT("date\xc2\xa0-u", "shell-typography", 1, "date -u"),
	SHELL_FAULT("echo 'a \xe2\x80\x93 b' # it\xe2\x80\x99s fine \xe2\x80\x93x", NULL,
		    0, NULL),
	SHELL_FAULT("echo \"it\xe2\x80\x99s\"", NULL, 0, NULL),
	SHELL_FAULT("date\r\nls\r\n", "shell-line-ends", 1, NULL),
	SHELL_FAULT("date \\ \n -u", "shell-continuation", 1, "date \\"),
	SHELL_FAULT("date \\\n# in UTC\n -u", "shell-continuation", 1, NULL),
	SHELL_FAULT("date \\\n -u", NULL, 0, NULL),
	SHELL_FAULT("date\ncat <<EOF\nx\n EOF\n", "shell-heredoc", 2, NULL),
	SHELL_FAULT("cat <<'EOF'\nx\nEOF\ncat <<-E1\n\tx\n\tE1\n", NULL, 0, NULL),
	SHELL_FAULT("echo $((1 << 2)) <<< x", NULL, 0, NULL),
	/* what the shell makes of words */
	SHELL_FAULT("kubectl -n a describe pod <pod-name> -o wide", "shell-placeholder",
		    1, "kubectl -n a describe pod \"${POD_NAME:?}\" -o wide"),
	SHELL_FAULT("ls http://<host>/x", "shell-placeholder", 1,
		    "ls \"http://${HOST:?}/x\""),
	SHELL_FAULT("kubectl -n a describe pod '<pod-name>'", NULL, 0, NULL),
	SHELL_FAULT("sort <in >out", NULL, 0, NULL),
	SHELL_FAULT("kubectl -n a exec p -- mongosh $MONGO_URI --eval 'db.version()'",
		    "shell-expands-here", 1,
		    "kubectl -n a exec p -- sh -c 'mongosh \"$MONGO_URI\" --eval "
		    "'\\''db.version()'\\'''"),
	SHELL_FAULT("MONGO_URI=x\nkubectl -n a exec p -- mongosh $MONGO_URI --eval 'x'",
		    NULL, 0, NULL),
	SHELL_FAULT("kubectl -n $NS exec $POD -- ls $DIR", NULL, 0, NULL),
	SHELL_FAULT("mongosh --eval \"db.a.aggregate([{$group: {_id: '$sku'}}])\"",
		    "shell-dollar-in-quotes", 1,
		    "mongosh --eval 'db.a.aggregate([{$group: {_id: \"$sku\"}}])'"),
	SHELL_FAULT("mongosh --eval 'db.a.aggregate([{$group: {}}])'", NULL, 0, NULL),
	SHELL_FAULT("id=1; mongosh --eval \"db.a.find($id)\"", NULL, 0, NULL),
	SHELL_FAULT("ps | awk \"{print $1}\"", "shell-dollar-in-quotes", 1,
		    "ps | awk '{print $1}'"),
	SHELL_FAULT("ps | awk '{print $1}'", NULL, 0, NULL),
	SHELL_FAULT("find /x -name *.log", "shell-glob", 1, "find /x -name '*.log'"),
	SHELL_FAULT("find /x -name '*.log'; ls *.log", NULL, 0, NULL),
	SHELL_FAULT("curl -fsS https://x.example.com/a?b=1&c=2", "shell-ampersand", 1,
		    NULL),
	SHELL_FAULT("curl -fsS 'https://x.example.com/a?b=1&c=2'", NULL, 0, NULL),
	/* pipes */
	SHELL_FAULT("make 2>&1 > log", "shell-redirect-order", 1, NULL),
	SHELL_FAULT("make > log 2>&1; make 2>&1 >/dev/null | tee x", NULL, 0, NULL),
	SHELL_FAULT("sudo -n echo 1 > /proc/sys/vm/drop_caches", "shell-sudo-redirect", 1,
		    "\xe2\x80\xa6 | sudo tee /proc/sys/vm/drop_caches >/dev/null"),
	SHELL_FAULT("sudo -n cat /etc/x > /tmp/x", NULL, 0, NULL),
	SHELL_FAULT("dmesg | grep oom", "shell-grep-exit", 1,
		    "dmesg | grep oom || [ $? -eq 1 ]"),
	SHELL_FAULT("dmesg | grep -q oom && echo yes; dmesg | grep oom | sort", NULL, 0,
		    NULL),
	SHELL_FAULT("docker logs app | grep ERROR | sort", "shell-stderr-lost", 1,
		    "docker logs app 2>&1 | grep ERROR | sort"),
	SHELL_FAULT("docker logs app 2>&1 | grep ERROR | sort", NULL, 0, NULL),
	SHELL_FAULT(
		"# Check error rates\nkubectl -n a logs p --tail=100 | grep E | wc -l",
		"shell-count-as-rate", 2, NULL),
	SHELL_FAULT("# Error rate\ntail x.log | grep E | wc -l\ncurl http://x/(a)",
		    "shell-count-as-rate", 2, NULL),
	SHELL_FAULT("# Count errors\nkubectl -n a logs p --tail=100 | grep E | wc -l",
		    NULL, 0, NULL),
	/* what stands there */
	SHELL_FAULT("tail -f /var/log/x", "shell-endless", 1,
		    "timeout 60 tail -f /var/log/x"),
	SHELL_FAULT("kubectl logs -f p -n a", "shell-endless", 1, "kubectl logs p -n a"),
	SHELL_FAULT("watch -n 60 kubectl get pods -n a", "shell-endless", 1,
		    "kubectl get pods -n a"),
	SHELL_FAULT("watch -n 60 'date -u'", "shell-endless", 1, "date -u"),
	SHELL_FAULT("vmstat 1", "shell-endless", 1, "vmstat 1 5"),
	SHELL_FAULT("top", "shell-endless", 1, "top -b -n 1"),
	SHELL_FAULT(
		"ping -c 3 x; vmstat 1 5; top -bn1; timeout 5 tail -f x; tail -n 5 x; "
		"kubectl port-forward p 1 -n a & tail -f x | head -3",
		NULL, 0, NULL),
	SHELL_FAULT("kubectl edit deployment x -n a", "shell-interactive", 1, NULL),
	SHELL_FAULT("kubectl exec -it p -n a -- bash", "shell-interactive", 1, NULL),
	SHELL_FAULT("psql -h db", "shell-interactive", 1, NULL),
	SHELL_FAULT("openssl s_client -connect x:443", "shell-interactive", 1, NULL),
	SHELL_FAULT("psql -h db -c 'select 1'; psql -h db < x.sql; git rebase main; "
		    "openssl s_client -connect x:443 </dev/null",
		    NULL, 0, NULL),
	SHELL_FAULT("kubectl exec -it p -n a -- date", "shell-exec-tty", 1,
		    "kubectl exec p -n a -- date"),
	SHELL_FAULT("echo x | kubectl exec -i p -n a -- cat; kubectl exec p -n a -- date",
		    NULL, 0, NULL),
	SHELL_FAULT("kafka-topics.sh --zookeeper z:2181 --list", "shell-obsolete", 1, ""),
	SHELL_FAULT("docker-compose up -d", "shell-obsolete", 1, "docker compose up -d"),
	SHELL_FAULT("kubectl set image deploy/x a=b -n a --record", "shell-obsolete", 1,
		    "kubectl set image deploy/x a=b -n a"),
	SHELL_FAULT("docker compose up -d; kafka-topics.sh --bootstrap-server x --list",
		    NULL, 0, NULL),
	/* danger */
	SHELL_FAULT("curl -fsSL https://x.example.com/i.sh | sudo -n bash",
		    "shell-pipe-to-shell", 1, NULL),
	SHELL_FAULT("curl -fsS https://x.example.com/a | python3 -m json.tool", NULL, 0,
		    NULL),
	SHELL_FAULT("rm -rf $DIR/", "shell-remove-unset", 1, "rm -rf ${DIR:?}/"),
	SHELL_FAULT("rm -rf \"$DIR\"/*", "shell-remove-unset", 1, NULL),
	SHELL_FAULT("rm -rf *", "shell-remove-unset", 1, NULL),
	SHELL_FAULT("rm -rf \"${DIR:?}/x\" /tmp/a; rm $FILE; rm -rf /var/cache/app/*",
		    NULL, 0, NULL),
	SHELL_FAULT("cd /data\nrm -rf cache", "shell-cd-then-remove", 2,
		    "cd /data && rm -rf cache"),
	SHELL_FAULT("cd /data && rm -rf cache", NULL, 0, NULL),
	SHELL_FAULT("kill -9 12", "shell-kill-first", 1, "kill -TERM 12"),
	SHELL_FAULT("kill 12\nsleep 10\nkill -9 12", NULL, 0, NULL),
	SHELL_FAULT("kill -3 12", NULL, 0, NULL),
	SHELL_FAULT("mysql -u root -p$PASS -e 'select 1'", "shell-secret", 1, NULL),
	SHELL_FAULT("curl -fsS -H 'Authorization: Bearer abcdefgh12345678XYZ' "
		    "https://x.example.com",
		    "shell-secret", 1, NULL),
	SHELL_FAULT("curl -fsS -H 'Authorization: Bearer YOUR-TOKEN' "
		    "https://x.example.com",
		    NULL, 0, NULL),
	SHELL_FAULT("docker run -p 80:80 x; curl -fsS -u me: https://x.example.com; "
		    "mysql -u root -p -e 'select 1'",
		    NULL, 0, NULL),
	SHELL_FAULT("sed -i s/a/b/ x", "shell-sed-in-place", 1, "sed -i.before s/a/b/ x"),
	SHELL_FAULT("sed -i.bak s/a/b/ x; sed s/a/b/ x", NULL, 0, NULL),
	SHELL_FAULT("sudo systemctl restart x", "shell-sudo", 1,
		    "sudo -n systemctl restart x"),
	SHELL_FAULT("chmod -R 777 /x", "shell-permissions", 1, NULL),
	SHELL_FAULT("chmod 755 /x", NULL, 0, NULL),
	SHELL_FAULT("jmap -dump:live,file=x 1", "shell-heap-dump", 1, NULL),
	SHELL_FAULT("git push --force origin main", "shell-no-way-back", 1, NULL),
	SHELL_FAULT("git push --force-with-lease origin x", NULL, 0, NULL),
	/* kubectl */
	SHELL_FAULT("kubectl scale deploy/x --replicas=3", "kubectl-namespace", 1,
		    "kubectl scale -n \"${NAMESPACE:?}\" deploy/x --replicas=3"),
	SHELL_FAULT("kubectl get pods -n a\nkubectl rollout status deploy/x",
		    "kubectl-namespace", 2, "kubectl rollout status -n a deploy/x"),
	SHELL_FAULT("kubectl get nodes; kubectl get pods -A; kubectl top nodes; "
		    "kubectl apply -f x; kubectl describe node x; kubectl get ns",
		    NULL, 0, NULL),
	SHELL_FAULT("kubectl config set-context --current --namespace a\n"
		    "kubectl get pods",
		    NULL, 0, NULL),
	SHELL_FAULT("kubectl rsh -n a p", "kubectl-refused", 1, "oc rsh -n a p"),
	SHELL_FAULT("kubectl rollout restart pod/x -n a", "kubectl-refused", 1, NULL),
	SHELL_FAULT("kubectl exec p -n a ls /", "kubectl-exec", 1,
		    "kubectl exec p -n a -- ls /"),
	SHELL_FAULT("kubectl exec -n a -c x p", "kubectl-exec", 1, NULL),
	SHELL_FAULT("kubectl logs -l app=x -n a", "kubectl-logs-ten-lines", 1,
		    "kubectl logs --tail=-1 -l app=x -n a"),
	SHELL_FAULT("kubectl logs -l app=x -n a --tail=100; kubectl logs x -n a", NULL, 0,
		    NULL),
	SHELL_FAULT("kubectl logs deployment/x -n a", "kubectl-logs-one-pod", 1,
		    "kubectl logs --all-pods deployment/x -n a"),
	SHELL_FAULT("kubectl logs pod/x -n a", NULL, 0, NULL),
	SHELL_FAULT("kubectl logs x -n a --previous | grep -i oom | sort",
		    "kubectl-logs-for-oom", 1,
		    "kubectl get pod x -n a -o jsonpath='{.status.containerStatuses[*]."
		    "lastState.terminated.reason}'"),
	SHELL_FAULT("kubectl logs x -n a | grep OutOfMemoryError | sort", NULL, 0, NULL),
	SHELL_FAULT("kubectl rollout undo deploy/x -n a", "kubectl-undo", 1,
		    "kubectl rollout undo --to-revision=\"${REVISION:?}\" deploy/x -n a"),
	SHELL_FAULT("kubectl rollout undo deploy/x -n a --to-revision=4", NULL, 0, NULL),
	SHELL_FAULT("kubectl get pods -n a --sort-by=restarts", "kubectl-sort-by", 1,
		    "kubectl get pods -n a "
		    "--sort-by='.status.containerStatuses[0].restartCount'"),
	SHELL_FAULT("kubectl get events -n a --sort-by='.lastTimestamp'",
		    "kubectl-sort-by", 1,
		    "kubectl get events -n a --sort-by='.metadata.creationTimestamp'"),
	SHELL_FAULT("kubectl get pods -n a --sort-by=.metadata.creationTimestamp", NULL,
		    0, NULL),
	SHELL_FAULT("kubectl top deployment x -n a", "kubectl-top", 1, NULL),
	SHELL_FAULT("kubectl top pods -n a --sort-by=memory", NULL, 0, NULL),
	SHELL_FAULT("kubectl top pods", "kubectl-namespace", 1,
		    "kubectl top pods -n \"${NAMESPACE:?}\""),
	SHELL_FAULT("kubectl set resources deploy x -n a --limits=cpu=1",
		    "kubectl-all-containers", 1, NULL),
	SHELL_FAULT("kubectl set resources deploy x -n a -c x --limits=cpu=1", NULL, 0,
		    NULL),
	SHELL_FAULT("kubectl delete pod x -n a --force --grace-period=0", "kubectl-force",
		    1, "kubectl delete pod x -n a"),
	SHELL_FAULT("kubectl delete pod x -n a", NULL, 0, NULL),
	SHELL_FAULT("kubectl get configmap -n a -o yaml", "kubectl-secrets", 1, NULL),
	SHELL_FAULT("kubectl get configmap x -n a -o yaml", NULL, 0, NULL),
	SHELL_FAULT("kubectl drain n1", "kubectl-drain", 1,
		    "kubectl drain --ignore-daemonsets n1"),
	SHELL_FAULT("kubectl drain n1 --ignore-daemonsets", NULL, 0, NULL),
	/* databases */
	{ RUNBOOK_SQL, "SELECT 1;\nDELETE FROM a;", "sql-no-where", 2,
	  "DELETE FROM a WHERE \xe2\x80\xa6" },
	{ RUNBOOK_SQL, "UPDATE a SET b = 1;", "sql-no-where", 1, NULL },
	{ RUNBOOK_SQL,
	  "DELETE FROM a WHERE b = 1; UPDATE a SET b = NULL WHERE c = 2;\n"
	  "SELECT x FROM y FOR UPDATE;",
	  NULL, 0, NULL },
	{ RUNBOOK_SQL, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity;",
	  "sql-terminate", 1, NULL },
	{ RUNBOOK_SQL,
	  "SELECT\n pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = "
	  "'active';",
	  "sql-terminate", 2,
	  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' "
	  "AND "
	  "backend_type = 'client backend' AND pid <> pg_backend_pid()" },
	{ RUNBOOK_SQL,
	  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = 12;"
	  "SELECT pg_terminate_backend(12);",
	  NULL, 0, NULL },
	{ RUNBOOK_SQL, "SELECT procpid FROM pg_stat_activity;", "sql-column", 1, "pid" },
	{ RUNBOOK_SQL, "SELECT query FROM pg_stat_statements ORDER BY total_time DESC;",
	  "sql-column", 1, "total_exec_time" },
	{ RUNBOOK_SQL,
	  "SELECT now() - query_start AS duration FROM pg_stat_activity ORDER BY "
	  "duration;"
	  "SELECT waiting FROM queue WHERE id = 1;",
	  NULL, 0, NULL },
	{ RUNBOOK_SQL, "SELECT pg_current_xlog_location();", "sql-obsolete", 1, NULL },
	{ RUNBOOK_SQL, "SHOW SLAVE STATUS;", "sql-obsolete", 1, NULL },
	{ RUNBOOK_SQL,
	  "SELECT pid FROM pg_stat_activity WHERE now() - query_start > '5 min';",
	  "sql-idle", 1, NULL },
	{ RUNBOOK_SQL,
	  "SELECT pid FROM pg_stat_activity WHERE now() - query_start > '5 min' AND "
	  "state "
	  "= 'active';",
	  NULL, 0, NULL },
	{ RUNBOOK_SQL, "CREATE INDEX a ON b (c);", "sql-locking", 1, NULL },
	{ RUNBOOK_SQL, "VACUUM FULL b;", "sql-locking", 1, NULL },
	{ RUNBOOK_SQL, "CREATE INDEX CONCURRENTLY a ON b (c); VACUUM ANALYZE b;", NULL, 0,
	  NULL },
	{ RUNBOOK_SQL, "BEGIN;\nCREATE INDEX CONCURRENTLY a ON b (c);\nCOMMIT;",
	  "sql-in-transaction", 2, NULL },
	{ RUNBOOK_SQL, "SELECT a FROM b WHERE c = NULL;", "sql-null", 1, NULL },
	{ RUNBOOK_SQL, "SELECT * FROM users;", "sql-everything", 1,
	  "SELECT * FROM users LIMIT 20" },
	{ RUNBOOK_SQL,
	  "SELECT * FROM pg_stat_replication; SELECT * FROM users LIMIT 5;\n"
	  "SELECT * FROM users WHERE id = 3;",
	  NULL, 0, NULL },
	SHELL_FAULT("psql -h db -c 'DELETE FROM a'", "sql-no-where", 1, NULL),
	SHELL_FAULT("psql -h db <<'EOF'\nDELETE FROM a;\nEOF", "sql-no-where", 2, NULL),
	{ RUNBOOK_REDIS, "PING\nKEYS *", "redis-blocking", 2, NULL },
	{ RUNBOOK_REDIS, "FLUSHALL", "redis-flush", 1, NULL },
	{ RUNBOOK_REDIS, "CONFIG SET maxmemory 1gb", "redis-lost", 1, NULL },
	{ RUNBOOK_REDIS, "SLAVEOF NO ONE", "redis-obsolete", 1, "REPLICAOF" },
	{ RUNBOOK_REDIS, "BGSAVE\nSCAN 0\nCONFIG GET save\nGET keys", NULL, 0, NULL },
	{ RUNBOOK_REDIS, "CONFIG SET maxmemory 1gb\nCONFIG REWRITE", NULL, 0, NULL },
	SHELL_FAULT("redis-cli -h r FLUSHALL", "redis-flush", 1, NULL),
	SHELL_FAULT("kubectl -n a exec r -- redis-cli KEYS 'x:*'", "redis-blocking", 1,
		    NULL),
	SHELL_FAULT("redis-cli -h r --scan --pattern 'x:*'; redis-cli GET keys", NULL, 0,
		    NULL),
	SHELL_FAULT("# OOM kill by kernel\nredis-cli CONFIG GET maxmemory-policy",
		    "redis-policy", 2, "redis-cli CONFIG GET maxmemory"),
	SHELL_FAULT("redis-cli CONFIG GET maxmemory\nredis-cli CONFIG GET "
		    "maxmemory-policy # OOM kill",
		    NULL, 0, NULL),
	SHELL_FAULT("REDIS_MEMORY_LIMIT=2Gi\n# maxmemory: 2147483648", "redis-limit", 2,
		    "maxmemory 1610612736"),
	SHELL_FAULT("REDIS_MEMORY_LIMIT=2Gi\n# maxmemory: 1610612736", NULL, 0, NULL),
	{ RUNBOOK_MONGOSH,
	  "const a = db.b.aggregate([\n {$match: {c: \")\"}}])\ndb.b.updateOne({d: 1}, "
	  "{$set: {e: a.total}})",
	  "mongosh-cursor", 3, "a.next().total" },
	{ RUNBOOK_MONGOSH,
	  "const a = db.b.aggregate([]).next()\nprint(a.total)\nlet c = db.b.find({x: "
	  "1})\n"
	  "c.forEach(print)",
	  NULL, 0, NULL },
	SHELL_FAULT("mongosh --eval 'db.setProfilingLevel(1, {slowms: 5})'",
		    "mongosh-profiler", 1, "db.setProfilingLevel(0)"),
	{ RUNBOOK_MONGOSH, "db.setProfilingLevel(1)\n// later\ndb.setProfilingLevel(0)",
	  NULL, 0, NULL },
	{ RUNBOOK_MONGOSH, "db.a.updateMany({}, {$set: {b: 1}})", "mongosh-no-filter", 1,
	  NULL },
	{ RUNBOOK_MONGOSH, "db.a.deleteMany({b: 1}); db.a.find({})", NULL, 0, NULL },
	{ RUNBOOK_MONGOSH, "db.a.find({b: 1}).forEach(d => db.a.deleteOne({_id: d._id}))",
	  "mongosh-loop", 1, NULL },
	{ RUNBOOK_MONGOSH, "db.a.ensureIndex({b: 1})", "mongosh-obsolete", 1,
	  "createIndex" },
	{ RUNBOOK_MONGOSH, "db.killOp(<opid>)", "mongosh-placeholder", 1, NULL },
	SHELL_FAULT("kubectl logs -l app=x -n a --tail=5 pod-1", "kubectl-refused", 1,
		    "kubectl logs -l app=x -n a --tail=5"),
	/* other programs */
	SHELL_FAULT("gh issue create -t x \\\n --assignee @engineer", "gh-assignee", 2,
		    "gh issue create -t x --assignee engineer"),
	SHELL_FAULT("gh issue create -t x --assignee @me", NULL, 0, NULL),
	SHELL_FAULT("kafka-console-producer.sh --bootstrap-server k:9092 --topic t",
		    "kafka-producer", 1,
		    "kafka-topics.sh --bootstrap-server k:9092 --describe --topic t"),
	SHELL_FAULT("echo x | kafka-console-producer.sh --bootstrap-server k --topic t",
		    NULL, 0, NULL),
	SHELL_FAULT("aws logs filter-log-events --start-time $(date -d '1 hour ago' +%s)",
		    "aws-milliseconds", 1, NULL),
	SHELL_FAULT("aws logs start-query --start-time $(date +%s)", NULL, 0, NULL),
};

static void find(struct arena *arena, const struct fault *fault,
		 const struct finding **ret_findings, size_t *ret_count)
{
	str code = str_of(fault->code);
	struct runbook_block block = { .number = 1,
				       .language = fault->language,
				       .code = code,
				       .line = 1,
				       .code_line = 1,
				       .part = RUNBOOK_DIAGNOSIS };
	struct runbook runbook = {
		.source = code, .repaired = code, .blocks = &block, .block_count = 1
	};

	const struct lint_settings settings = { 0 };

	runbook_lint(arena, &runbook, &settings, ret_findings, ret_count);
}

/* Of whole documents, read as they are. */
static const struct fault documents[] = {
	{ 0, "# A\n\n```bash\n$ date\nSun\n```\n", "shell-prompt", 3, NULL },
	{ 0, "# A\n\n```console\n$ date\nSun\n```\n", NULL, 0, NULL },
	{ 0, "# A\n\n[x](none.md) and [y](there.md#z) and [w](https://x.example.com)\n",
	  "document-link", 3, NULL },
	{ 0, "# A b\n\n[x](#a-c)\n", "document-link", 3, NULL },
	{ 0, "# A b\n\n[x](#a-b) [y](there.md) [z](/site/x) [w](mailto:x@example.com)\n",
	  NULL, 0, NULL },
	{ 0, "# A\n\n## B\n\nx\n\n## C\n\nx\n\n## B\n\nx\n", "document-heading", 11,
	  NULL },
	{ 0, "# A\n\n## B\n\n### X\n\nx\n\n## C\n\n### X\n\nx\n", NULL, 0, NULL },
	{ 0, "# A\n\n## Mitigation\n\n## B\n\nx\n", "document-empty", 3, NULL },
	{ 0, "# A\n\n## B\n\n### C\n\nx\n", NULL, 0, NULL },
	{ 0, "# A\n\n```sh\ndate\n\n## Mitigation\n\nx\n", "document-fence", 3, NULL },
	{ 0, "# A\n\n```sh\ndate\n```\n\n## Mitigation\n\nx\n", NULL, 0, NULL },
	{ 0, "# A\n\n```\nkubectl get pods -n a\n```\n", "document-language", 3,
	  "```sh" },
	{ 0, "# A\n\n```\nNAME   READY\nx      1/1\n```\n", NULL, 0, NULL },
	{ 0, "# A\n\n```sh {name=x blass=read}\ndate\n```\n", "document-attribute", 3,
	  NULL },
	{ 0, "# A\n\n```sql {name=x class=read}\nDELETE FROM x WHERE a = 1;\n```\n",
	  "document-class", 3, NULL },
	{ 0, "# A\n\n```sql {name=x class=read}\nSELECT a FROM x WHERE a = 1;\n```\n",
	  NULL, 0, NULL },
	{ 0, "# A\n\nTODO: ask Ann\n", "prose-todo", 3, NULL },
	{ 0, "# A\n\nTODO_LIST and JIRA-TBD-1 and todo\n", NULL, 0, NULL },
	{ 0, "# A\n\n| What | Due |\n|---|---|\n| x | 3/15 |\n", "prose-date", 5, NULL },
	{ 0, "# A\n\n| What | Due |\n|---|---|\n| 1/2 of x | 2026-03-16 |\n", NULL, 0,
	  NULL },
	{ 0, "# A\n\n| What | Due |\n|---|---|\n| x | 2025-11-15 |\n", "prose-weekend", 5,
	  NULL },
	{ 0,
	  "# A\n\n## Action Items\n\n- [ ] Add a monitor\n- [ ] Fix it (@ann, "
	  "2026-03-16)\n",
	  "prose-action", 5, NULL },
	{ 0,
	  "# A\n\n## Action Items\n\n- [ ] Fix it (@ann, 2026-03-16)\n\n## Checks\n\n- [ "
	  "] It works again\n",
	  NULL, 0, NULL },
	{ 0,
	  "# A\n\n| Severity | x |\n|--|--|\n| SEV-1 | a |\n| SEV-2 | b |\n\nOr:\n\n| "
	  "Sev | y |\n|--|--|\n| 1 | c |\n| 2 | d |\n",
	  "prose-severities", 10, NULL },
	{ 0, "# A\n\n| Severity | x |\n|--|--|\n| SEV-1 | a |\n| SEV-2 | b |\n", NULL, 0,
	  NULL },
	{ 0,
	  "# A\n\n- SEV2: every 30 minutes\n\nText:\n\n> **Severity**: SEV2\n>\n> "
	  "Updates will be provided every 15 minutes.\n",
	  "prose-cadence", 9, NULL },
	{ 0, "# A\n\nNext update in 15 minutes.\n\nNext update in 10 minutes.\n",
	  "prose-cadence", 5, NULL },
	{ 0,
	  "# A\n\n- SEV2: every 30 minutes\n\nText:\n\n> **Severity**: SEV2\n>\n> "
	  "Updates will be provided every 30 minutes.\n",
	  NULL, 0, NULL },
	{ 0, "# A\n\n| Cause | Fix |\n|--|--|\n| OOM | more |\n| disk full | |\n",
	  "prose-fix", 6, NULL },
	{ 0, "# A\n\n| Cause | Fix |\n|--|--|\n| OOM | more |\n", NULL, 0, NULL },
	{ 0, "# A\n\nThen run `kubectl -n a delete pod x` on each.\n", "prose-command", 3,
	  NULL },
	{ 0, "# A\n\nSee `kubectl get` and `docs/a b c d`.\n", NULL, 0, NULL },
	{ 0, "# A\n\nLatency p99 (target: <500ms), now 520ms (within SLO)\n",
	  "prose-objective", 3, NULL },
	{ 0, "# A\n\nAlert: p99 > 5s (SLO: 500ms)\n", "prose-objective", 3, NULL },
	{ 0,
	  "# A\n\nLatency p99 (target: <500ms), from 8.4s to 485ms (within SLO)\np99 > "
	  "600ms (SLO: 500ms)\n",
	  NULL, 0, NULL },
	{ 0, "# A\n\n### P1\n\n- Response Time: 15 minutes\n- Escalation: Slack\n",
	  "prose-wakes-nobody", 6, NULL },
	{ 0,
	  "# A\n\n### P1\n\n- Response Time: 15 minutes\n- Escalation: page, then "
	  "Slack\n\n### P3\n\n- Response Time: 2 days\n- Escalation: Slack\n",
	  NULL, 0, NULL },
	{ 0, "---\nlast_verified: 2026-01-01\n---\n\n# A\n\nx\n", "document-age", 1,
	  NULL },
	{ 0, "---\nlast_verified: 2026-11-01\n---\n\n# A\n\nx\n", NULL, 0, NULL },
	{ 0, "# A\n\nDone \xc3\xa2\xc5\x93\xe2\x80\xa6\n", "document-letters", 3,
	  "Done \xe2\x9c\x85" },
	{ 0, "# A\n\n## Diagnosis\n\nx\n\n## Resolution\n\n```sql\nDROP TABLE x;\n```\n",
	  "document-undo", 9, NULL },
	{ 0, "# A\n\n## Resolution\n\n```sql\nUPDATE x SET a = 1 WHERE b = 2;\n```\n",
	  "document-verification", 5, NULL },
	{ 0,
	  "# A\n\n## Diagnosis\n\nx\n\n## Resolution\n\n```sql\nUPDATE x SET a = 1 WHERE "
	  "b = 2;\n```\n",
	  "document-escalation", 1, NULL },
	{ 0, "# A\n\n## Diagnosis\n\nx\n\n## Resolution\n\nx\n", "document-alert", 1,
	  NULL },
	{ 0,
	  "# KubePodNotReady\n\n## Diagnosis\n\nx\n\n## Resolution\n\n```sql\nUPDATE x "
	  "SET a = 1 WHERE b = 2;\n```\n\n## Verification\n\nx\n\n## Rollback\n\nx\n\n## "
	  "Escalation\n\nx\n",
	  NULL, 0, NULL },
	{ 0,
	  "# A\n\nPods: x-0 x-1\n\n```sh\nkubectl rollout status deployment/x -n "
	  "a\n```\n",
	  "kubectl-owner", 6, NULL },
	{ 0,
	  "# A\n\nPods: x-0 x-1\n\n```sh\nkubectl rollout status statefulset/x -n "
	  "a\n```\n",
	  NULL, 0, NULL },
};

static bool is_there(void *context, str path)
{
	(void)context;
	return str_is(path, "there.md");
}

static void read_and_find(struct arena *arena, const struct fault *fault,
			  const struct finding **ret_findings, size_t *ret_count)
{
	struct lint_settings settings = { .has_file = is_there };
	struct error error = { 0 };
	struct runbook *runbook;

	CHECK_OK(instant_parse(STR("2026-11-29T00:00:00Z"), &settings.now, &error),
		 error);
	*ret_count = 0;
	if (runbook_read(arena, STR("x.md"), str_of(fault->code), &runbook, &error))
		runbook_lint(arena, runbook, &settings, ret_findings, ret_count);
	else
		check_failed(__FILE__, __LINE__, "%s: %s", fault->code, error.text);
}

static void compare_with(const struct fault *fault, const struct finding *findings,
			 size_t count)
{
	const struct finding *found = NULL;

	for (size_t i = 0; i < count; i++)
		if (fault->rule && str_is(findings[i].rule, fault->rule) &&
		    findings[i].line == fault->line)
			found = &findings[i];
	if (!fault->rule && count > 0)
		check_failed(__FILE__, __LINE__, "%s: line %u: " STR_FMT ": " STR_FMT,
			     fault->code, findings[0].line, STR_ARG(findings[0].rule),
			     STR_ARG(findings[0].text));
	if (!fault->rule)
		return;
	CHECK_CASE(found, fault->code);
	if (found && fault->repaired)
		CHECK_STR_EQ(found->repaired, str_of(fault->repaired));
}

static void each_rule_finds_its_own_and_nothing_else(void)
{
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct finding *findings;
		size_t count;

		find(arena, &faults[i], &findings, &count);
		compare_with(&faults[i], findings, count);
	}
}

static void documents_are_looked_at_as_a_whole(void)
{
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct finding *findings;
		size_t count;

		read_and_find(arena, &documents[i], &findings, &count);
		compare_with(&documents[i], findings, count);
	}
}

static void each_rule_has_a_sample_and_a_name_of_its_own(void)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++) {
		bool is_shown = false;

		for (size_t j = 0; j < COUNT_OF(faults); j++)
			is_shown |= faults[j].rule &&
				    strcmp(faults[j].rule, rules[i].name) == 0;
		for (size_t j = 0; j < COUNT_OF(documents); j++)
			is_shown |= documents[j].rule &&
				    strcmp(documents[j].rule, rules[i].name) == 0;
		CHECK_CASE(is_shown, rules[i].name);
		for (size_t j = 0; j < i; j++)
			CHECK_CASE(strcmp(rules[i].name, rules[j].name) != 0,
				   rules[i].name);
	}
}

const struct test tests[] = {
	{ "lint: each rule finds its own and nothing else",
	  each_rule_finds_its_own_and_nothing_else },
	{ "lint: documents are looked at as a whole",
	  documents_are_looked_at_as_a_whole },
	{ "lint: each rule has a sample and a name of its own",
	  each_rule_has_a_sample_and_a_name_of_its_own },
	{ 0 },
};
