#include "drill/inbox.h"

#include "base/text.h"
#include "base/thread.h"
#include "formats/json.h"
#include "net/http_server.h"

#include <stdlib.h>
#include <string.h>

enum {
	LETTERS_MAX = 500, /* of webhook and ntfy together; what comes later is dropped */
	POST_BYTES_MAX = 64 << 10,
	LETTERS_ARENA_BYTES_MAX = 512 << 20,
	PAGE_BYTES_MAX = 32 << 20,
};

struct inbox {
	struct http_server *server;
	const char *maildir;
	struct lock lock; /* of what follows */
	struct arena *arena;
	struct letters posted;
};

static bool keep(struct inbox *inbox, const struct letter *letter)
{
	scoped_lock(held, &inbox->lock);
	struct arena *arena = inbox->arena;

	if (inbox->posted.count == LETTERS_MAX)
		return false;
	*list_add(arena, &inbox->posted) = (struct letter){
		.channel = arena_copy(arena, letter->channel),
		.at = clock_now(),
		.to = arena_copy(arena, letter->to),
		.subject = arena_copy(arena, letter->subject),
		.text = arena_copy(arena, letter->text),
		.link = arena_copy(arena, letter->link),
		.ack_link = arena_copy(arena, letter->ack_link),
		.key = arena_copy(arena, letter->key),
		.urgent = letter->urgent,
	};
	return true;
}

static bool read_webhook(const struct http_incoming *in, struct letter *ret_letter)
{
	struct error unreadable;
	const struct tree *body = json_parse(in->arena, in->body, &unreadable);

	*ret_letter = (struct letter){
		.channel = STR("webhook"),
		.to = in->path,
		.subject = tree_get_text(body, "subject"),
		.text = tree_get_text(body, "text"),
		.link = tree_get_text(body, "link"),
		.ack_link = tree_get_text(body, "ack_link"),
		.key = http_header(in, "Idempotency-Key"),
		.urgent = tree_get_bool(body, "urgent", false),
	};
	return body && ret_letter->key.length > 0;
}

/* ntfy's headers as docs.ntfy.sh/publish names them; priority 5 is what wakes. */
static void read_ntfy(const struct http_incoming *in, struct letter *ret_letter)
{
	static const str title = STR_INIT("Subject: ");
	str subject = arena_format(in->arena, STR_FMT STR_FMT "\n\n", STR_ARG(title),
				   STR_ARG(http_header(in, "Title")));
	str rest = http_header(in, "Actions"), piece;

	*ret_letter = letter_parse(in->arena, subject);
	ret_letter->channel = STR("ntfy");
	ret_letter->to = in->path;
	ret_letter->text = in->body;
	ret_letter->link = http_header(in, "Click");
	ret_letter->key = http_header(in, "X-Sequence-ID");
	ret_letter->urgent = str_is(http_header(in, "Priority"), "5");
	/* "http, Acknowledge, URL, method=POST; view, Room, URL" */
	while (str_next(&rest, ',', &piece))
		if (str_contains(piece, STR("/ack/")))
			ret_letter->ack_link = str_trim(piece);
}

static void take(struct inbox *inbox, const struct http_incoming *in,
		 struct http_outgoing *out)
{
	bool is_webhook = str_is(in->path, "/webhook");
	struct letter letter;

	if (is_webhook && !read_webhook(in, &letter)) {
		out->status = 400;
		out->body = STR("no JSON object with an Idempotency-Key\n");
		return;
	}
	if (!is_webhook)
		read_ntfy(in, &letter);
	out->status = keep(inbox, &letter) ? 200 : 507;
	out->content_type = STR("application/json");
	out->body = STR("{\"event\":\"message\"}\n");
}

/* Mails first, then what was posted, each in the order of arrival. */
static struct letters all_letters(struct inbox *inbox, struct arena *arena)
{
	struct letters letters = { 0 };

	mailbox_read(arena, inbox->maildir, &letters);

	scoped_lock(held, &inbox->lock);

	for (size_t i = 0; i < inbox->posted.count; i++)
		*list_add(arena, &letters) = inbox->posted.items[i];
	return letters;
}

static void add_escaped(struct text *text, str s)
{
	for (size_t i = 0; i < s.length; i++) {
		switch (s.bytes[i]) {
		case '&': text_add(text, STR("&amp;")); break;
		case '<': text_add(text, STR("&lt;")); break;
		case '>': text_add(text, STR("&gt;")); break;
		case '"': text_add(text, STR("&quot;")); break;
		default: text_add_char(text, s.bytes[i]);
		}
	}
}

static void add_link(struct text *page, str link, const char *words)
{
	if (!str_starts_with(link, STR("http://127.0.0.1:")))
		return;
	text_add(page, STR(" <a href=\""));
	add_escaped(page, link);
	text_addf(page, "\">%s</a>", words);
}

static void add_letter(struct text *page, struct arena *arena,
		       const struct letter *letter)
{
	text_addf(page, "<article><header><time>" STR_FMT "</time> <b>" STR_FMT "</b>%s ",
		  STR_ARG(instant_format_time(arena, letter->at)),
		  STR_ARG(letter->channel), letter->urgent ? " <mark>wakes</mark>" : "");
	add_escaped(page, letter->to);
	text_add(page, STR("</header><h2>"));
	add_escaped(page, letter->subject);
	text_add(page, STR("</h2><pre>"));
	add_escaped(page, letter->text);
	text_add(page, STR("</pre><p>"));
	add_link(page, letter->ack_link, "Acknowledge");
	add_link(page, letter->link, "Room");
	text_add(page, STR("</p></article>"));
}

static const char page_head[] =
	"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
	"content='width=device-width'><meta http-equiv=refresh content=3>"
	"<title>Practice inbox</title><style>:root{color-scheme:light dark}"
	"body{font:15px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}"
	"article{border:1px solid #8886;border-radius:6px;padding:.6rem 1rem;margin:1rem "
	"0}"
	"h2{font-size:1rem;margin:.3rem 0}pre{white-space:pre-wrap;margin:.3rem 0}"
	"header{opacity:.75}mark{background:#c62828;color:#fff;padding:0 .3em}</style>"
	"<h1>Practice inbox</h1><p>All that stanch sent in this drill, the latest first. "
	"Mails came through a real SMTP server; what takes the webhook and ntfy here is "
	"a double that only stores. Nothing leaves this machine.</p>";

static str page_of(struct arena *arena, const struct letters *letters)
{
	struct text page = text_new(arena, PAGE_BYTES_MAX);
	bool *shown = arena_many(arena, bool, letters->count + 1);

	text_add(&page, str_of(page_head));
	for (size_t n = 0; n < letters->count; n++) {
		size_t latest = letters->count;

		for (size_t i = 0; i < letters->count; i++)
			if (!shown[i] &&
			    (latest == letters->count ||
			     letters->items[i].at >= letters->items[latest].at))
				latest = i;
		shown[latest] = true;
		add_letter(&page, arena, &letters->items[latest]);
	}
	if (letters->count == 0)
		text_add(&page, STR("<p>Nothing yet.</p>"));
	return text_of(&page);
}

static str json_of(struct arena *arena, const struct letters *letters)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < letters->count; i++) {
		const struct letter *letter = &letters->items[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "channel", letter->channel);
		tree_put_text(arena, one, "at", instant_format(arena, letter->at));
		tree_put_text(arena, one, "to", letter->to);
		tree_put_text(arena, one, "subject", letter->subject);
		tree_put_text(arena, one, "text", letter->text);
		tree_put_text(arena, one, "link", letter->link);
		tree_put_text(arena, one, "ack_link", letter->ack_link);
		tree_put_text(arena, one, "key", letter->key);
		tree_put_bool(arena, one, "urgent", letter->urgent);
		tree_add(arena, list, one);
	}
	return json_write(arena, list);
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	struct inbox *inbox = context;
	bool posts = strcmp(in->method, "POST") == 0 || strcmp(in->method, "PUT") == 0;

	*ret_out = (struct http_outgoing){ .status = 404,
					   .content_type = STR("text/plain"),
					   .body = STR("not here\n") };
	if (posts &&
	    (str_is(in->path, "/webhook") || str_starts_with(in->path, STR("/ntfy/")))) {
		take(inbox, in, ret_out);
		return;
	}
	if (posts || (!str_is(in->path, "/") && !str_is(in->path, "/inbox.json")))
		return;

	struct letters letters = all_letters(inbox, in->arena);
	bool is_page = str_is(in->path, "/");

	ret_out->status = 200;
	ret_out->content_type = is_page ? STR("text/html; charset=utf-8")
					: STR("application/json");
	ret_out->body = is_page ? page_of(in->arena, &letters)
				: json_of(in->arena, &letters);
}

static size_t body_bytes_max(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return POST_BYTES_MAX;
}

struct inbox *inbox_start(const char *maildir, struct error *error)
{
	struct inbox *inbox = calloc(1, sizeof(*inbox));
	struct error port_taken;
	struct http_server_options options = { .listen = STR("127.0.0.1:8025"),
					       .connections_max = 32,
					       .connections_per_address_max = 32,
					       .body_bytes_max = body_bytes_max,
					       .handle = handle,
					       .context = inbox };

	if (!inbox)
		abort();
	inbox->maildir = maildir;
	inbox->arena = arena_new(LETTERS_ARENA_BYTES_MAX);
	lock_init(&inbox->lock);
	inbox->server = http_server_start(&options, &port_taken);
	if (!inbox->server) {
		options.listen = STR("127.0.0.1:0");
		inbox->server = http_server_start(&options, error);
	}
	if (inbox->server)
		return inbox;
	inbox_stop(inbox);
	return NULL;
}

void inbox_stop(struct inbox *inbox)
{
	if (inbox->server)
		http_server_stop(inbox->server);
	lock_destroy(&inbox->lock);
	arena_free(inbox->arena);
	free(inbox);
}

unsigned inbox_port(const struct inbox *inbox)
{
	return http_server_port(inbox->server);
}

size_t inbox_count(struct inbox *inbox, const char *channel, str about, bool urgent)
{
	scoped_arena arena = arena_new(LETTERS_ARENA_BYTES_MAX);
	struct letters letters = all_letters(inbox, arena);
	size_t count = 0;

	for (size_t i = 0; i < letters.count; i++)
		count += str_is(letters.items[i].channel, channel) &&
			 letters.items[i].urgent == urgent &&
			 str_contains(letters.items[i].subject, about);
	return count;
}
