/* A store with a configuration: who is on call, and turns on them by hand. */
#ifndef TESTS_ONCALL_FIXTURE_H
#define TESTS_ONCALL_FIXTURE_H

#include "store_fixture.h"

#include "base/text.h"
#include "config/config.h"
#include "core/access/person.h"
#include "formats/json.h"
#include "notifiers/notifiers.h"
#include "operations/operation.h"

static inline void configure(struct fixture *f, const char *yaml)
{
	struct config_problems problems = { 0 };
	struct config *config = config_parse(f->arena, STR("test.yaml"), str_of(yaml),
					     &problems);

	if (!config) {
		check_failed(__FILE__, __LINE__, STR_FMT ": " STR_FMT,
			     STR_ARG(problems.items[0].where),
			     STR_ARG(problems.items[0].what));
		exit(1);
	}
	if (f->work.config)
		config_release(f->app.config);
	f->app.config = config;
	f->work.config = config;
}

static inline void equip(struct fixture *f, struct ports *ports, const char *yaml)
{
	*ports = (struct ports){ 0 };
	ports->notifiers = notifiers_all(&ports->notifier_count);
	f->app.ports = ports;
	f->app.own_url = STR("http://stanch.test");
	lock_init(&f->app.config_lock);
	configure(f, yaml);
}

static inline void unequip(struct fixture *f)
{
	config_release(f->app.config);
	lock_destroy(&f->app.config_lock);
}

static inline instant_ms at(const char *instant)
{
	instant_ms ret = 0;
	struct error error;

	if (!instant_parse(str_of(instant), &ret, &error)) {
		check_failed(__FILE__, __LINE__, "%s", error.text);
		exit(1);
	}
	return ret;
}

static inline void as(struct fixture *f, const char *name, enum role role)
{
	f->work.actor = (struct actor){ .kind = ACTOR_PERSON,
					.name = str_of(name),
					.role = role,
					.via = STR("cli") };
}

/* What a person sees: the operation's text, or "error KIND: why". */
static inline str ask(struct fixture *f, const char *noun, const char *verb,
		      const char *inputs)
{
	const struct operation *operation = operation_find(str_of(noun), str_of(verb));
	struct tree *answer = tree_map(f->arena), *tree;
	void *input = NULL;
	bool ok;

	MUST(f, operation);
	tree = json_parse(f->arena, str_of(inputs), &f->error);
	MUST(f, tree);
	begin(f);
	if (operation->input) {
		input = arena_alloc(f->arena, 1, operation->input->size, 16);
		ok = row_bind(f->arena, operation->input, tree, f->work.now, input,
			      &f->work.error);
	} else {
		ok = true;
	}
	ok = ok && operation->run(&f->work, input, answer);
	commit(f);
	if (!ok)
		return arena_format(f->arena, "error %s: %s",
				    error_name(f->work.error.kind), f->work.error.text);
	return operation_text(f->arena, operation, answer, 120);
}

/* Subject and text of what was queued for people since the last call, in order. */
static inline str told(struct fixture *f, int64_t *after)
{
	struct text text = text_new(f->arena, 64 << 10);
	struct delivery *deliveries;
	size_t count;

	begin(f);
	MUST(f, store_latest(&f->work, &delivery_shape, 100, &deliveries, &count));
	commit(f);
	for (size_t i = count; i > 0; i--) {
		const struct delivery *one = &deliveries[i - 1];

		if (one->id <= *after)
			continue;
		*after = one->id;
		text_addf(&text, "%s to " STR_FMT ": " STR_FMT "\n" STR_FMT,
			  delivery_purpose_names[one->purpose], STR_ARG(one->person),
			  STR_ARG(one->subject), STR_ARG(one->text));
	}
	return text_of(&text);
}

static inline str timeline(struct fixture *f)
{
	return ask(f, "journal", "list", "{}");
}

#endif
