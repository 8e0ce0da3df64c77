#include "app/investigation/keep.h"

#include "app/app.h"
#include "app/engine/desk.h"
#include "app/intervention/intervention.h"
#include "app/note.h"
#include "base/hash.h"
#include "base/limits.h"

enum { SHOWN_BYTES_MAX = 4 << 10 };

const char *keep_first(const struct work *work, const struct action *action)
{
	const struct actuator *actuator = ports_actuator(work->app->ports,
							 action->actuator);

	return actuator && actuator->keep ? "keep" : "apply";
}

/* -- the job -- */

/* One piece as it will be stored: masked and hashed by the desk, not by the scribe. */
struct piece {
	str title, question;
	str masked, hash; /* what is kept */
	str original_hash;
	int64_t original_bytes;
	bool begins;
	str why_not;
};

struct keeping {
	struct action action;
	const struct actuator *actuator;
	struct actuator_call call;
	/* The outcome. */
	struct piece *pieces;
	size_t count;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct keeping *keeping = arena_one(work->arena, struct keeping);

	if (!store_get(work, &action_shape, job->ref, &keeping->action))
		return false;
	if (keeping->action.state != ACTION_APPROVED)
		return true;
	keeping->actuator = ports_actuator(work->app->ports, keeping->action.actuator);
	*ret_task = keeping;
	return action_call(work, &keeping->action, &keeping->call);
}

/* Of what is too long the end is kept: there it says how it ended. */
static str end_of(str bytes, size_t most)
{
	size_t from = bytes.length > most ? bytes.length - most : 0;

	/* Never from the middle of a character. */
	while (from < bytes.length && ((unsigned char)bytes.bytes[from] & 0xc0) == 0x80)
		from++;
	return str_slice(bytes, from, bytes.length);
}

static str begin_of(str bytes, size_t most)
{
	size_t length = bytes.length < most ? bytes.length : most;

	while (length > 0 && length < bytes.length &&
	       ((unsigned char)bytes.bytes[length] & 0xc0) == 0x80)
		length--;
	return str_slice(bytes, 0, length);
}

static struct piece piece_of(struct arena *arena, const struct actuator_kept *kept)
{
	str part = kept->begins ? begin_of(kept->body, KEPT_BYTES_MAX)
				: end_of(kept->body, KEPT_BYTES_MAX);
	str masked = secrets_mask(arena, part);

	return (struct piece){
		.title = secrets_mask(arena, kept->title),
		.question = secrets_mask(arena, kept->question),
		.masked = masked,
		.hash = sha256_hex(arena, sha256_of(masked)),
		.original_hash = sha256_hex(arena, sha256_of(kept->body)),
		.original_bytes = (int64_t)kept->body.length,
		.begins = kept->begins,
		.why_not = secrets_mask(arena, kept->why_not),
	};
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct keeping *keeping = task;
	const struct actuator_kept *kept = NULL;
	size_t count = 0;

	(void)app;
	keeping->call.arena = arena;
	keeping->call.config = config;
	keeping->call.wait_ms = KEEP_MS_MAX;
	if (!keeping->actuator || !keeping->actuator->keep ||
	    !keeping->actuator->keep(&keeping->call, &kept, &count, &keeping->error))
		return;
	keeping->pieces = arena_many(arena, struct piece, count + 1);
	keeping->count = count;
	for (size_t i = 0; i < count; i++)
		keeping->pieces[i] = piece_of(arena, &kept[i]);
}

static bool keep_content(struct work *work, const struct piece *piece)
{
	struct content known, content = {
		.hash = piece->hash,
		.bytes = piece->masked,
		.size = (int64_t)piece->masked.length,
		.kept_at = work->now,
	};
	bool is_known;

	if (!store_content_find(work, content.hash, &known, &is_known))
		return false;
	return is_known || store_add(work, &content_shape, &content);
}

static str why_not(struct arena *arena, const struct piece *piece)
{
	if (piece->why_not.length == 0)
		return STR("there was nothing to keep");
	return arena_format(arena, "not kept: " STR_FMT, STR_ARG(piece->why_not));
}

/* One that nobody could have is told with its reason. */
static bool note_kept(struct work *work, const struct action *action,
		      const struct evidence *evidence, str why_not)
{
	if (why_not.length > 0)
		return note(work, "evidence.not-kept", action->incident,
			    subject_of(work, "evidence", evidence->id),
			    { "number", text_of_int(work, action->number) },
			    { "problem",
			      arena_format(work->arena, STR_FMT ": " STR_FMT,
					   STR_ARG(evidence->title), STR_ARG(why_not)) });
	return note(work, "evidence.kept", action->incident,
		    subject_of(work, "evidence", evidence->id),
		    { "number", text_of_int(work, action->number) },
		    { "title", evidence->title },
		    { "bytes", text_of_int(work, evidence->body_bytes) },
		    { "hash", evidence->body_hash }, { "content", evidence->content });
}

static bool keep_one(struct work *work, const struct action *action,
		     const struct piece *piece)
{
	bool has_any = piece->original_bytes > 0;
	struct evidence evidence = {
		.incident = action->incident,
		.state = has_any ? EVIDENCE_GATHERED : EVIDENCE_NO_DATA,
		.title = piece->title,
		.probe = action->actuator,
		.target = action->target,
		.plan = STR("{}"),
		.question = piece->question,
		.occasion = arena_format(work->arena, "before action %lld",
					 (long long)action->number),
		.meaning = has_any ? STR("kept as it was before the action")
				   : why_not(work->arena, piece),
		.facts = STR("[]"),
		.body = piece->begins ? begin_of(piece->masked, SHOWN_BYTES_MAX)
				      : end_of(piece->masked, SHOWN_BYTES_MAX),
		.body_hash = piece->original_hash,
		.body_bytes = piece->original_bytes,
		.content = has_any ? piece->hash : STR(""),
		.wanted_at = work->now,
		.gathered_at = work->now,
	};

	if (has_any && !keep_content(work, piece))
		return false;
	return store_add(work, &evidence_shape, &evidence) &&
	       note_kept(work, action, &evidence, piece->why_not);
}

bool keep_output(struct work *work, const struct action *action)
{
	struct piece piece = {
		.masked = action->output,
		.hash = sha256_hex(work->arena, sha256_of(action->output)),
		.original_bytes = (int64_t)action->output.length,
	};
	bool has_any = str_trim(action->output).length > 0;
	struct evidence evidence = {
		.incident = action->incident,
		.state = has_any ? EVIDENCE_GATHERED : EVIDENCE_NO_DATA,
		.title = action->title,
		.probe = action->actuator,
		.target = action->target,
		.plan = STR("{}"),
		.question = action->argv,
		.occasion = arena_format(work->arena, "by action %lld",
					 (long long)action->number),
		.meaning = has_any ? STR("what the step printed")
				   : STR("the step printed nothing"),
		.facts = STR("[]"),
		.body = end_of(piece.masked, SHOWN_BYTES_MAX),
		.body_hash = piece.hash,
		.body_bytes = piece.original_bytes,
		.content = has_any ? piece.hash : STR(""),
		.wanted_at = action->started_at,
		.gathered_at = work->now,
		.took_ms = work->now - action->started_at,
	};

	if (has_any && !keep_content(work, &piece))
		return false;
	return store_add(work, &evidence_shape, &evidence) &&
	       note(work, "evidence.printed", action->incident,
		    subject_of(work, "evidence", evidence.id),
		    { "number", text_of_int(work, action->number) },
		    { "title", evidence.title },
		    { "bytes", text_of_int(work, evidence.body_bytes) },
		    { "hash", evidence.body_hash }, { "content", evidence.content });
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct keeping *keeping = task;
	const struct action *action = &keeping->action;

	(void)ret_end;
	/* To get the service back comes first: what cannot be kept is said, no more. */
	if (keeping->error.kind != ERROR_NONE &&
	    !note(work, "evidence.not-kept", action->incident,
		  subject_of(work, "action", action->number),
		  { "number", text_of_int(work, action->number) },
		  { "problem", str_of(keeping->error.text) }))
		return false;
	for (size_t i = 0; i < keeping->count; i++)
		if (!keep_one(work, action, &keeping->pieces[i]))
			return false;
	return job_add(work, LANE_WORK, "apply", job->ref, action->incident, work->now);
}

const struct job_kind keep_job = {
	.name = "keep",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

/* -- reading -- */

bool keep_open(struct work *work, int64_t id, str why, struct evidence *ret_evidence,
	       str *ret_bytes)
{
	struct content content = { 0 };
	bool is_there = false;

	if (!store_get(work, &evidence_shape, id, ret_evidence))
		return false;
	if (str_trim(why).length == 0)
		return fail(work, ERROR_INVALID, "why: say what it is read for");
	if (ret_evidence->content.length > 0 &&
	    !store_content_find(work, ret_evidence->content, &content, &is_there))
		return false;
	*ret_bytes = is_there ? content.bytes : ret_evidence->body;

	struct evidence_access access = {
		.incident = ret_evidence->incident,
		.evidence = id,
		.who = work->actor.name,
		.why = str_trim(why),
		.at = work->now,
	};

	return store_add(work, &evidence_access_shape, &access) &&
	       note(work, "evidence.opened", ret_evidence->incident,
		    subject_of(work, "evidence", id), { "title", ret_evidence->title },
		    { "who", access.who }, { "why", access.why });
}
