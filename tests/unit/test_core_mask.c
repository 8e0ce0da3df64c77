/* Secrets are masked before the first write; nothing else is touched. */
#include "check.h"

#include "base/text.h"
#include "core/evidence/evidence.h"

static str masked(struct arena *arena, const char *text)
{
	return secrets_mask(arena, str_of(text));
}

/* What is "" in the second column is unchanged. */
static void check_all(const char *const (*cases)[2], size_t count)
{
	scoped_arena arena = arena_new(1 << 24);

	for (size_t i = 0; i < count; i++) {
		str got = masked(arena, cases[i][0]);
		str want = str_of(cases[i][1][0] ? cases[i][1] : cases[i][0]);

		CHECK_STR_EQ(got, want);
		CHECK_STR_EQ(secrets_mask(arena, got), want);
	}
}

static void secrets_in_addresses_are_masked(void)
{
	static const char *const cases[][2] = {
		{ "redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0" },
		{ "postgres://app:p@ss@db/orders", "postgres://app:***@db/orders" },
		{ "amqp://app:a/b#c@mq:5672/x", "amqp://app:***@mq:5672/x" },
		{ "redis://:12/34+x=@cache/0", "redis://:***@cache/0" },
		{ "see \"https://a:b@h/x\", or http://h2/",
		  "see \"https://a:***@h/x\", or http://h2/" },
		{ "https://ghp_0123456789abcdefABCDEF@github.com/a/b",
		  "https://***@github.com/a/b" },
		{ "https://h/x?token=abc123&page=2", "https://h/x?token=***&page=2" },
		{ "https://h/x?page=2&api_key=abc123", "https://h/x?page=2&api_key=***" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void secrets_that_are_named_are_masked(void)
{
	static const char *const cases[][2] = {
		{ "password=hunter2", "password=***" },
		{ "PASSWORD = hunter2 user = bob", "PASSWORD = *** user = bob" },
		{ "DB_PASSWD: hunter2\nuser: bob", "DB_PASSWD: ***\nuser: bob" },
		{ "password=p,ss;w)rd", "password=***" },
		{ "Server=a;Password=b;User=c", "Server=a;Password=***;User=c" },
		{ "secret: abc", "secret: ***" },
		{ "--api-key=abc --verbose", "--api-key=*** --verbose" },
		{ "apiKey: abc", "apiKey: ***" },
		{ "aws_secret_access_key = wJalr/XUtn", "aws_secret_access_key = ***" },
		{ "X-Auth-Token: abc\r\nHost: h", "X-Auth-Token: ***\r\nHost: h" },
		{ "token: Bearer abc def", "token: Bearer *** def" },
		{ "if password == \"hunter2\":", "if password == \"***\":" },
		{ "(token=abc123)", "(token=***)" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void secrets_in_quotes_are_masked(void)
{
	static const char *const cases[][2] = {
		{ "{\"password\":\"hunter2\",\"user\":\"bob\"}",
		  "{\"password\":\"***\",\"user\":\"bob\"}" },
		{ "{\"client_secret\" : \"a\\\"b\", \"x\": 1}",
		  "{\"client_secret\" : \"***\", \"x\": 1}" },
		{ "{\"log\":\"{\\\"password\\\":\\\"a b\\\",\\\"x\\\":1}\"}",
		  "{\"log\":\"{\\\"password\\\":\\\"***\\\",\\\"x\\\":1}\"}" },
		{ "{\"log\":\"line\\npassword=abc\\nnext\"}",
		  "{\"log\":\"line\\npassword=***\\nnext\"}" },
		{ "{\"token\": 12345}", "{\"token\": ***}" },
		{ "password: 'it is long'", "password: '***'" },
		{ "password=\"cut off", "password=\"***" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void authorization_is_masked(void)
{
	static const char *const cases[][2] = {
		{ "Authorization: Bearer eyJhbGciOi.abc.def\nHost: h",
		  "Authorization: Bearer ***\nHost: h" },
		{ "authorization: basic YWxpY2U6cHc= from 192.0.2.1",
		  "authorization: basic *** from 192.0.2.1" },
		{ "Authorization: Digest username=\"a\", response=\"b\"\nHost: h",
		  "Authorization: Digest ***\nHost: h" },
		{ "Authorization: s3cret", "Authorization: ***" },
		{ "Authorization: Own s3cret and more", "Authorization: ***" },
		{ "curl -H 'Authorization: Own s3cret' http://h/",
		  "curl -H 'Authorization: ***' http://h/" },
		{ "curl -H \"Authorization: Bearer abc\" http://h/",
		  "curl -H \"Authorization: Bearer ***\" http://h/" },
		{ "{\"Authorization\":\"Bearer abc\",\"x\":1}",
		  "{\"Authorization\":\"Bearer ***\",\"x\":1}" },
		{ "sent with Bearer abcdef0123", "sent with Bearer ***" },
		{ "sent with Basic YWxpY2U6cHc= twice", "sent with Basic *** twice" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void keys_known_by_their_form_are_masked(void)
{
	static const char *const cases[][2] = {
		{ "key AKIAIOSFODNN7EXAMPLE was used", "key *** was used" },
		{ "id=ASIAIOSFODNN7EXAMPLE", "id=***" },
		{ "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE "
		  "KEY-----\nb",
		  "a\n***\nb" },
		{ "{\"pem\":\"x\\n-----BEGIN PRIVATE KEY-----\\nMI\\n-----END PRIVATE "
		  "KEY-----\"}",
		  "{\"pem\":\"x\\n***\"}" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "***" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void passwords_of_redis_are_masked(void)
{
	static const char *const cases[][2] = {
		{ "port 6379\nrequirepass foobared\nmaxmemory 1gb",
		  "port 6379\nrequirepass ***\nmaxmemory 1gb" },
		{ "masterauth \"foo bared\"", "masterauth \"***\"" },
		{ "CONFIG SET requirepass foobared maxmemory 1gb",
		  "CONFIG SET requirepass *** maxmemory 1gb" },
		{ "[\"config\",\"set\",\"requirepass\",\"foobared\"]",
		  "[\"config\",\"set\",\"requirepass\",\"***\"]" },
		{ "1) \"requirepass\"\n2) \"foobared\"",
		  "1) \"requirepass\"\n2) \"***\"" },
		{ "$11\r\nrequirepass\r\n$8\r\nfoobared\r\n",
		  "$11\r\nrequirepass\r\n$8\r\n***\r\n" },
		{ "requirepass=foobared", "requirepass=***" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void all_else_stays(void)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "Redis uses 96 % of its memory", "" },
		{ "http://prometheus:9090/api/v1/query?query=up", "" },
		{ "ssh://git@github.com/a/b and bob@example.org", "" },
		{ "http://[::1]:9090/x@y and http://h:8080/a@b", "" },
		{ "http://h:8080?mail=a@b.c", "" },
		{ "the password is wrong", "" },
		{ "Enter password: ", "" },
		{ "max_tokens=5, token_count: 7, tokens: 9", "" },
		{ "password_file: /run/secrets/redis", "" },
		{ "{\"password\":null,\"token\":\"\",\"secret\":{\"name\":\"x\"}}", "" },
		{ "password: ${REDIS_PASSWORD} or {{password}} or <password>", "" },
		{ "token={{token}}", "" },
		{ "a bearer of bad news, Bearer internationalisation", "" },
		{ "Basic authentication of PostgreSQL, basic http2", "" },
		{ "Authorization: required", "" },
		{ "AKIAIOSFODNN7EXAMPLEX and xAKIAIOSFODNN7EXAMPLE", "" },
		{ "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "" },
		{ "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", "" },
		{ "kind: Secret\nmetadata:\n  name: db", "" },
		{ "CONFIG GET requirepass\nmaxmemory", "" },
		{ "requirepass is not set", "" },
		{ "1) \"requirepass\"\n2) \"\"\n3) \"maxmemory\"", "" },
		{ "DEL session:token:17", "" },
		{ "rate(redis_commands_total{cmd=\"set\"}[1m]) > 0.05", "" },
		{ "OOM command not allowed when used memory > 'maxmemory'.", "" },
		{ "author: bob, authority=none, secretary: eve, key=value", "" },
		{ "ünïcode — \\u00e9 \\ \\\\ \"quoted\" 'single'", "" },
	};

	check_all(cases, COUNT_OF(cases));
}

static void a_hostile_text_takes_no_longer_than_its_length(void)
{
	static const char *const pieces[] = {
		"a://",
		"authorization: x ",
		"token=\"",
		"requirepass ",
		"\\",
		"password=",
		"-----BEGIN ",
		"a,",
		"'authorization: digest ",
		"Bearer a ",
		"://a:b@",
		"1) \"requirepass\"\n",
	};
	scoped_arena arena = arena_new(1 << 28);

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct text text = text_new(arena, 256 << 10);

		while (!text.full)
			text_add(&text, str_of(pieces[i]));

		int64_t start = clock_monotonic_us();

		secrets_mask(arena, text_of(&text));
		CHECK_CASE(clock_monotonic_us() - start < 1000000, pieces[i]);
		arena_reset(arena);
	}
}

/* An error may quote an address with its password, and so may a query. */
static void all_that_is_shown_of_an_evidence_is_masked(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct evidence evidence = {
		.question = STR("GET http://a:hunter2@db/x"),
		.meaning = STR("it logs password=hunter2"),
		.problem = STR("redis://:hunter2@cache:6379 refused"),
	};

	evidence_mask(arena, &evidence);
	CHECK_STR(evidence.question, "GET http://a:***@db/x");
	CHECK_STR(evidence.meaning, "it logs password=***");
	CHECK_STR(evidence.problem, "redis://:***@cache:6379 refused");
}

const struct test tests[] = {
	{ "secrets in addresses are masked", secrets_in_addresses_are_masked },
	{ "secrets that are named are masked", secrets_that_are_named_are_masked },
	{ "secrets in quotes are masked", secrets_in_quotes_are_masked },
	{ "authorization is masked", authorization_is_masked },
	{ "keys known by their form are masked", keys_known_by_their_form_are_masked },
	{ "passwords of Redis are masked", passwords_of_redis_are_masked },
	{ "all else stays", all_else_stays },
	{ "all that is shown of an evidence is masked",
	  all_that_is_shown_of_an_evidence_is_masked },
	{ "a hostile text takes no longer than its length",
	  a_hostile_text_takes_no_longer_than_its_length },
	{ 0 },
};
