#include "watchdog/trial.h"

#include "base/hash.h"
#include "base/thread.h"
#include "formats/json.h"
#include "net/http_server.h"
#include "watchdog/client.h"
#include "watchdog/say.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	NONCE_BYTES = 12,
	NONCE_TEXT_BYTES = 32,
	LINK_BYTES_MAX = 1024,
	POST_BYTES_MAX = 256 << 10,
};

struct trial {
	const struct watchdog_options *options;
	struct http_server *server;
	int64_t began_us;
	struct lock lock;             /* of what follows */
	char nonce[NONCE_TEXT_BYTES]; /* "" : nothing is waited for */
	char link[LINK_BYTES_MAX];
	int64_t arrived_us; /* 0: not yet */
};

/* -- the listener -- */

static bool is_page_with(const struct tree *body, str nonce)
{
	return nonce.length > 0 && tree_get_bool(body, "urgent", false) &&
	       (str_contains(tree_get_text(body, "title"), nonce) ||
		str_contains(tree_get_text(body, "subject"), nonce) ||
		str_contains(tree_get_text(body, "text"), nonce));
}

static void take(struct trial *trial, const struct tree *body)
{
	str link = tree_get_text(body, "ack_link");
	scoped_lock(held, &trial->lock);

	/* A repeat may come before the first is acknowledged. */
	if (trial->arrived_us != 0 || !is_page_with(body, str_of(trial->nonce)))
		return;
	snprintf(trial->link, sizeof(trial->link), STR_FMT, STR_ARG(link));
	trial->arrived_us = clock_monotonic_us();
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct error unreadable;
	const struct tree *body = json_parse(in->arena, in->body, &unreadable);

	*ret_out = (struct http_outgoing){
		.status = body ? 200 : 400,
		.content_type = STR("application/json"),
		.body = body ? STR("{}\n") : STR("{\"error\":\"no JSON\"}\n")
	};
	if (body)
		take(context, body);
}

static size_t body_bytes_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return POST_BYTES_MAX;
}

struct trial *trial_open(const struct watchdog_options *options, struct error *error)
{
	struct trial *trial = calloc(1, sizeof(*trial));
	struct http_server_options listener = { .listen = options->listen,
						.connections_max = 16,
						.connections_per_address_max = 16,
						.body_bytes_max = body_bytes_max,
						.handle = handle,
						.context = trial };

	if (!trial)
		abort();
	trial->options = options;
	lock_init(&trial->lock);
	trial->server = http_server_start(&listener, error);
	if (trial->server)
		return trial;
	error_wrap(error, "--listen " STR_FMT, STR_ARG(options->listen));
	trial_close(trial);
	return NULL;
}

void trial_close(struct trial *trial)
{
	if (trial->server)
		http_server_stop(trial->server);
	lock_destroy(&trial->lock);
	free(trial);
}

unsigned trial_port(const struct trial *trial)
{
	return http_server_port(trial->server);
}

/* -- one trial -- */

static void expect(struct trial *trial, struct arena *arena)
{
	unsigned char bytes[NONCE_BYTES];
	scoped_lock(held, &trial->lock);

	random_bytes(bytes, sizeof(bytes));
	snprintf(trial->nonce, sizeof(trial->nonce), STR_FMT,
		 STR_ARG(hex_of(arena, (str){ (const char *)bytes, sizeof(bytes) })));
	trial->link[0] = '\0';
	trial->arrived_us = 0;
}

static void expect_nothing(struct trial *trial)
{
	scoped_lock(held, &trial->lock);

	trial->nonce[0] = '\0';
}

bool trial_begin(struct trial *trial, struct error *error)
{
	const struct watchdog_options *options = trial->options;
	scoped_arena arena = arena_new(1 << 20);

	expect(trial, arena);
	trial->began_us = clock_monotonic_us();
	if (client_post_alert(options->server, options->door_key, str_of(trial->nonce),
			      false, error))
		return true;
	expect_nothing(trial);
	return false;
}

static int64_t arrived_us(struct trial *trial)
{
	scoped_lock(held, &trial->lock);

	return trial->arrived_us;
}

static void end_alert(struct trial *trial)
{
	const struct watchdog_options *options = trial->options;
	struct error error = { 0 };

	/* It would go stale by itself, so this is worth a line and no page. */
	if (!client_post_alert(options->server, options->door_key, str_of(trial->nonce),
			       true, &error))
		say("the test alert could not be ended: %s", error.text);
	expect_nothing(trial);
}

enum trial_state trial_look(struct trial *trial, duration_ms *ret_took,
			    struct error *error)
{
	int64_t at_us = arrived_us(trial);
	bool done;

	if (at_us == 0) {
		if (clock_monotonic_us() - trial->began_us < TRIAL_MS_MAX * 1000)
			return TRIAL_WAITING;
		end_alert(trial);
		error_set(error, ERROR_TIMEOUT,
			  "a test page did not arrive within %lld s",
			  (long long)(TRIAL_MS_MAX / SECOND_MS));
		return TRIAL_FAILED;
	}
	*ret_took = (at_us - trial->began_us) / 1000;
	done = client_acknowledge(trial->options->server, str_of(trial->link), error);
	end_alert(trial);
	return done ? TRIAL_ARRIVED : TRIAL_FAILED;
}
