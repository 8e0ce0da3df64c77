/* Changes one of two settings of a running Redis: how much memory it may use, and
 * what it gives up when that is full. Both can be put back. */
#include "net/redis.h"
#include "actuators/actuators.h"
#include "base/limits.h"
#include "base/text.h"
#include "config/address.h"

enum {
	ARGC = 4, /* CONFIG SET name value */
	/* Over this share of the machine's memory the system itself is in danger. */
	MEMORY_WARN_PERCENT = 80,
};

#define MAXMEMORY STR("maxmemory")
#define POLICY    STR("maxmemory-policy")

static const char *const policies[] = { "noeviction",      "allkeys-lru",  "allkeys-lfu",
					"allkeys-random",  "volatile-lru", "volatile-lfu",
					"volatile-random", "volatile-ttl" };

static bool is_policy(str value)
{
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (str_is(value, policies[i]))
			return true;
	return false;
}

/* Digits only, so that "-1" and " 1" are none. */
static bool read_bytes(str value, int64_t *ret_bytes)
{
	for (size_t i = 0; i < value.length; i++)
		if (value.bytes[i] < '0' || value.bytes[i] > '9')
			return false;
	return str_to_int(value, ret_bytes);
}

static str shown_bytes(struct arena *arena, int64_t bytes)
{
	return arena_format(arena, "%lld (" STR_FMT ")", (long long)bytes,
			    STR_ARG(quantity_format(arena, (double)bytes, STR("bytes"))));
}

static struct redis *open_target(const struct actuator_call *call, struct error *error)
{
	const struct redis_config *known = call->config ? config_redis(call->config,
								       call->target)
							: NULL;

	if (call->config && call->config->drill && !address_is_loopback(call->target)) {
		error_set(error, ERROR_FORBIDDEN,
			  "this is a drill: " STR_FMT " is not on this machine",
			  STR_ARG(call->target));
		return NULL;
	}
	if (!address_is_host_port(call->target)) {
		error_set(error, ERROR_INVALID, "the target is no host:port");
		return NULL;
	}
	/* Read, set, read back: each within a share of the whole. */
	return redis_open_as(call->target, known ? known->user : STR(""),
			     known ? known->password : STR(""), call->wait_ms / 4, error);
}

static bool read_setting(struct arena *arena, struct redis *redis, str name,
			 str *ret_value, struct error *error)
{
	str argv[] = { STR("CONFIG"), STR("GET"), name };
	struct redis_reply reply = { 0 };

	if (!redis_command(arena, redis, argv, 3, &reply, error))
		return false;
	if (reply.count != 2)
		return error_set(error, ERROR_UNAVAILABLE, "redis does not know " STR_FMT,
				 STR_ARG(name));
	*ret_value = reply.items[1];
	return true;
}

struct memory {
	int64_t used, system; /* 0: not said */
};

static bool read_memory(struct arena *arena, struct redis *redis,
			struct memory *ret_memory, struct error *error)
{
	str argv[] = { STR("INFO"), STR("memory") };
	struct memory memory = { 0 };
	struct redis_reply reply = { 0 };
	str rest, line, name, value;

	if (!redis_command(arena, redis, argv, 2, &reply, error))
		return false;
	rest = reply.count == 1 ? reply.items[0] : STR("");
	while (str_next(&rest, '\n', &line)) {
		if (!str_cut(str_trim(line), ':', &name, &value))
			continue;
		if (str_is(name, "used_memory"))
			read_bytes(value, &memory.used);
		if (str_is(name, "total_system_memory"))
			read_bytes(value, &memory.system);
	}
	*ret_memory = memory;
	return true;
}

/* "double", "64mb", "67108864". */
static bool read_new_limit(str to, int64_t now, int64_t *ret_bytes, struct error *error)
{
	static const struct {
		str suffix;
		int shift;
	} units[] = { { STR_INIT("kb"), 10 },
		      { STR_INIT("mb"), 20 },
		      { STR_INIT("gb"), 30 } };
	int64_t number;
	int shift = 0;

	if (str_is(to, "double")) {
		if (now > INT64_MAX / 2)
			return error_set(error, ERROR_INVALID, "it cannot be doubled");
		*ret_bytes = now * 2;
		return true;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_ends_with(to, units[i].suffix)) {
			shift = units[i].shift;
			to = str_slice(to, 0, to.length - units[i].suffix.length);
			break;
		}
	if (!read_bytes(to, &number) || number <= 0 || number > INT64_MAX >> shift)
		return error_set(error, ERROR_INVALID,
				 "'to' is a number of bytes, one with kb, mb or gb, or "
				 "double");
	*ret_bytes = number << shift;
	return true;
}

static bool warn_of_limit(struct arena *arena, const struct memory *memory, int64_t limit,
			  str *ret_warning, struct error *error)
{
	double percent = memory->system > 0 ? 100 * (double)limit / (double)memory->system
					    : 0;
	str shown = quantity_format(arena, (double)limit, STR("bytes"));

	*ret_warning = STR("");
	if (percent > 100)
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is more than the machine's memory",
				 STR_ARG(shown));
	if (percent > MEMORY_WARN_PERCENT)
		*ret_warning = arena_format(arena,
					    STR_FMT " is %.0f %% of the machine's memory",
					    STR_ARG(shown), percent);
	else if (limit < memory->used)
		*ret_warning = arena_format(
			arena,
			STR_FMT " is less than what is used: keys are evicted or "
				"writes refused",
			STR_ARG(shown));
	return true;
}

/* A preview on its way: from what is (was) to what is wanted (value). */
struct draft {
	struct arena *arena;
	struct redis *redis;
	str to; /* as the plan says it */
	str was, value;
	struct actuator_preview preview;
};

static bool draft_limit(struct draft *draft, struct error *error)
{
	struct arena *arena = draft->arena;
	struct actuator_preview *preview = &draft->preview;
	struct memory memory = { 0 };
	int64_t now = 0, limit = 0;

	if (!read_setting(arena, draft->redis, MAXMEMORY, &draft->was, error) ||
	    !read_memory(arena, draft->redis, &memory, error))
		return false;
	if (!read_bytes(draft->was, &now))
		return error_set(error, ERROR_UNAVAILABLE,
				 "maxmemory is no number there");
	if (now == 0)
		return error_set(error, ERROR_INVALID, "there is no limit to raise");
	if (!read_new_limit(draft->to, now, &limit, error) ||
	    !warn_of_limit(arena, &memory, limit, &preview->warning, error))
		return false;
	draft->value = arena_format(arena, "%lld", (long long)limit);
	preview->preview = arena_format(arena, "maxmemory  " STR_FMT " → " STR_FMT,
					STR_ARG(shown_bytes(arena, now)),
					STR_ARG(shown_bytes(arena, limit)));
	preview->undo_text = arena_format(arena, "sets maxmemory back to " STR_FMT,
					  STR_ARG(shown_bytes(arena, now)));
	return true;
}

static bool draft_policy(struct draft *draft, struct error *error)
{
	struct arena *arena = draft->arena;
	struct actuator_preview *preview = &draft->preview;

	if (!is_policy(draft->to))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no eviction policy",
				 STR_ARG(str_clip(draft->to, 40)));
	if (!read_setting(arena, draft->redis, POLICY, &draft->was, error))
		return false;
	if (!is_policy(draft->was))
		return error_set(error, ERROR_UNAVAILABLE,
				 "the policy there is unknown to us: " STR_FMT,
				 STR_ARG(draft->was));
	draft->value = draft->to;
	preview->preview = arena_format(arena, "maxmemory-policy  " STR_FMT " → " STR_FMT,
					STR_ARG(draft->was), STR_ARG(draft->to));
	preview->undo_text = arena_format(arena,
					  "sets maxmemory-policy back to " STR_FMT
					  "; keys evicted meanwhile do not come back",
					  STR_ARG(draft->was));
	if (!str_is(draft->to, "noeviction"))
		preview->warning = STR("keys are evicted when memory is full");
	return true;
}

static struct tree *plan_tree(struct arena *arena, str set, str to)
{
	struct tree *plan = tree_map(arena);

	tree_put_text(arena, plan, "set", set);
	tree_put_text(arena, plan, "to", to);
	return plan;
}

static bool fill_draft(const struct actuator_call *call, struct draft *draft,
		       struct error *error)
{
	struct arena *arena = draft->arena;
	struct actuator_preview *preview = &draft->preview;
	str name;
	bool is_limit;

	if (!plan_need(call, "set", &name, error) ||
	    !plan_need(call, "to", &draft->to, error))
		return false;
	is_limit = str_equal(name, MAXMEMORY);
	if (!is_limit && !str_equal(name, POLICY))
		return error_set(error, ERROR_INVALID,
				 "'set' is maxmemory or maxmemory-policy");
	if (is_limit ? !draft_limit(draft, error) : !draft_policy(draft, error))
		return false;
	if (str_equal(draft->was, draft->value))
		return error_set(error, ERROR_CONFLICT, STR_FMT " is " STR_FMT " already",
				 STR_ARG(name), STR_ARG(draft->was));

	str argv[ARGC] = { STR("CONFIG"), STR("SET"), name, draft->value };

	preview->argv = argv_tree(arena, argv, ARGC);
	preview->condition = tree_map(arena);
	tree_put_str(arena, preview->condition, name, tree_text(arena, draft->was));
	preview->undo = plan_tree(arena, name, draft->was);
	return true;
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	scoped_redis redis = open_target(call, error);
	struct draft draft = { .arena = call->arena, .redis = redis };

	if (!redis || !fill_draft(call, &draft, error))
		return false;
	*ret = draft.preview;
	return true;
}

/* What was approved, taken apart again: nothing but these two settings can run. */
struct order {
	str *argv;
	str name, value, was;
};

static bool read_order(const struct actuator_call *call, struct order *ret_order,
		       struct error *error)
{
	struct order order = { 0 };
	size_t argc;
	int64_t bytes;

	if (!argv_read(call->arena, call->argv, &order.argv, &argc) || argc != ARGC ||
	    !str_is(order.argv[0], "CONFIG") || !str_is(order.argv[1], "SET"))
		return error_set(error, ERROR_INVALID,
				 "what was approved is no CONFIG SET");
	order.name = order.argv[2];
	order.value = order.argv[3];
	if (!(str_equal(order.name, MAXMEMORY) && read_bytes(order.value, &bytes)) &&
	    !(str_equal(order.name, POLICY) && is_policy(order.value)))
		return error_set(error, ERROR_INVALID,
				 "what was approved may not be set");
	order.was = tree_get_text(call->condition,
				  arena_c_string(call->arena, order.name));
	*ret_order = order;
	return true;
}

static bool check_condition(const struct actuator_call *call, struct redis *redis,
			    const struct order *order, struct error *error)
{
	str now = { 0 };

	if (!read_setting(call->arena, redis, order->name, &now, error))
		return false;
	if (str_equal(now, order->was))
		return true;
	return error_set(error, ERROR_CONFLICT,
			 STR_FMT " was " STR_FMT " at the preview and is " STR_FMT " now",
			 STR_ARG(order->name), STR_ARG(order->was), STR_ARG(now));
}

static bool set(const struct actuator_call *call, struct redis *redis,
		const struct order *order, struct actuator_result *ret,
		struct error *error)
{
	struct redis_reply reply = { 0 };

	if (redis_command(call->arena, redis, order->argv, ARGC, &reply, error))
		return true;
	/* A refusal is an answer. Without one it may have been done all the same. */
	if (error->kind == ERROR_CONFLICT)
		error->kind = ERROR_INVALID;
	else
		ret->unknown = true;
	return false;
}

static bool read_back(const struct actuator_call *call, struct redis *redis,
		      const struct order *order, struct actuator_result *ret,
		      struct error *error)
{
	str now = { 0 };

	if (!read_setting(call->arena, redis, order->name, &now, error)) {
		ret->unknown = true;
		return false;
	}
	if (!str_equal(now, order->value))
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is " STR_FMT " after it was set to " STR_FMT,
				 STR_ARG(order->name), STR_ARG(now),
				 STR_ARG(order->value));
	ret->output = arena_format(call->arena, "OK; read back: " STR_FMT " is " STR_FMT,
				   STR_ARG(order->name), STR_ARG(now));
	return true;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct order order = { 0 };

	*ret = (struct actuator_result){ 0 };
	if (!read_order(call, &order, error))
		return false;

	scoped_redis redis = open_target(call, error);

	return redis && check_condition(call, redis, &order, error) &&
	       set(call, redis, &order, ret, error) &&
	       read_back(call, redis, &order, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct error error = { 0 };
	struct order order = { 0 };
	str now = { 0 };

	if (!read_order(call, &order, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}

	scoped_redis redis = open_target(call, &error);

	if (!redis || !read_setting(call->arena, redis, order.name, &now, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = arena_format(call->arena, STR_FMT " is " STR_FMT " now",
				STR_ARG(order.name), STR_ARG(now));
	if (str_equal(now, order.value))
		return 1;
	return str_equal(now, order.was) ? 0 : -1;
}

/* Both settings can be put back; what else there is in Redis is none of ours. */
static enum action_class class_of(const struct actuator_call *call)
{
	str name = plan_value(call, "set");

	return str_equal(name, MAXMEMORY) || str_equal(name, POLICY) ? ACTION_REVERSIBLE
								     : ACTION_DESTRUCTIVE;
}

const struct actuator redis_actuator = {
	.name = "redis",
	.help = "sets maxmemory or maxmemory-policy of a running Redis: set, to",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.target_tells = true,
	.class_of = class_of,
};
