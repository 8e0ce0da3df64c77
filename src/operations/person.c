/* person: who may do what, and how they come in. */
#include "app/access/access.h"
#include "app/app.h"
#include "operations/noun.h"

struct add_input {
	str name;
	enum role role;
};
static const struct field add_fields[] = {
	{ .name = "name",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, name),
	  .required = true,
	  .help = "a short name: alice" },
	{ .name = "role",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct add_input, role),
	  .names = role_names,
	  .required = true,
	  .help = "viewer, responder, approver or admin" },
};
static const struct shape add_shape = SHAPE("person", struct add_input, add_fields);

static bool is_name(str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
		      c == '_' || c == '.'))
			return false;
	}
	return name.length > 0 && name.length <= 60;
}

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct person person = { .name = in->name,
				 .role = in->role,
				 .created_at = work->now };
	struct person other;
	bool found;

	if (str_is(in->name, "stanch") || in->role == ROLE_NONE)
		return fail(work, ERROR_INVALID,
			    "'stanch' is our own name, and 'none' no role");
	if (!is_name(in->name))
		return fail(work, ERROR_INVALID,
			    "name: a-z, 0-9, - _ and . only, at most 60");
	if (!store_person_find(work, in->name, &other, &found))
		return false;
	if ((found && other.removed_at == 0) || config_person(work->config, in->name))
		return fail(work, ERROR_CONFLICT, "there is a person " STR_FMT " already",
			    STR_ARG(in->name));
	if (!store_add(work, &person_shape, &person) ||
	    !note(work, "person.added", 0, subject_of(work, "person", person.id),
		  { "name", person.name }, { "role", str_of(role_names[person.role]) }))
		return false;
	tree_put(work->arena, answer, "person",
		 row_tree(work->arena, &person_shape, &person));
	return true;
}

struct name_input {
	str person;
};
static const struct field name_fields[] = {
	{ .name = "person",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct name_input, person),
	  .required = true,
	  .help = "the person's name" },
};
static const struct shape name_shape = SHAPE("person", struct name_input, name_fields);

static bool remove_person(struct work *work, const void *input, struct tree *answer)
{
	const struct name_input *in = input;
	struct person person;
	bool found;

	if (!store_person_find(work, in->person, &person, &found))
		return false;
	if (!found)
		return fail(work, ERROR_NOT_FOUND,
			    "no person " STR_FMT " was added here (people "
			    "of the configuration are removed there)",
			    STR_ARG(in->person));
	person.removed_at = work->now;
	tree_put_text(work->arena, answer, "name", person.name);
	return store_save(work, &person_shape, &person) &&
	       store_tokens_delete(work, person.name) &&
	       note(work, "person.removed", 0, subject_of(work, "person", person.id),
		    { "name", person.name });
}

static void add_one(struct work *work, struct tree *list, str name, enum role role,
		    const char *where)
{
	struct tree *one = tree_map(work->arena);

	tree_put_text(work->arena, one, "name", name);
	tree_put_text(work->arena, one, "role", str_of(role_names[role]));
	tree_put_text(work->arena, one, "from", str_of(where));
	tree_add(work->arena, list, one);
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct person *people;
	size_t count;

	(void)input;
	if (!store_people(work, &people, &count))
		return false;
	for (size_t i = 0; i < work->config->person_count; i++)
		add_one(work, list, work->config->people[i].name,
			work->config->people[i].role, "configuration");
	for (size_t i = 0; i < count; i++)
		if (people[i].removed_at == 0)
			add_one(work, list, people[i].name, people[i].role, "added");
	tree_put(work->arena, answer, "people", list);
	return true;
}

static bool make(struct work *work, str name, enum token_kind kind, duration_ms lasts,
		 const char *member, struct tree *answer)
{
	struct actor person;
	str secret, csrf;

	if (!access_person(work, name, &person) ||
	    !access_make_token(work, kind, person.name, lasts, &secret, &csrf))
		return false;
	tree_put_text(work->arena, answer, "person", person.name);
	tree_put_text(work->arena, answer, member, secret);
	return true;
}

static bool token(struct work *work, const void *input, struct tree *answer)
{
	const struct name_input *in = input;

	return make(work, in->person, TOKEN_API, 0, "token", answer);
}

static bool login(struct work *work, const void *input, struct tree *answer)
{
	const struct name_input *in = input;

	if (!make(work, in->person, TOKEN_LOGIN_LINK, LOGIN_LINK_LASTS_MS, "secret",
		  answer))
		return false;
	tree_put_text(work->arena, answer, "link",
		      arena_format(work->arena, STR_FMT "/login/" STR_FMT,
				   STR_ARG(app_public_url(work)),
				   STR_ARG(tree_get_text(answer, "secret"))));
	return true;
}

static const struct operation operations[] = {
	{ .noun = "person",
	  .verb = "list",
	  .help = "who is known, and their role",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "people",
		    .columns = { { "name", "name", 0 },
				 { "role", "role", 0 },
				 { "from", "from", 0 } },
		    .empty = "Nobody." } },
	{ .noun = "person",
	  .verb = "add",
	  .help = "add a person",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template = "Added {{person.name}}. Let them in with: stanch person "
				"login "
				"{{person.name}}\n" } },
	{ .noun = "person",
	  .verb = "remove",
	  .help = "remove a person that was added here",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .input = &name_shape,
	  .run = remove_person,
	  .view = { .template = "Removed {{name}}.\n" } },
	{ .noun = "person",
	  .verb = "token",
	  .help = "make a token for scripts; shown once",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .answers_once = true,
	  .input = &name_shape,
	  .run = token,
	  .view = { .template = "{{token}}\n" } },
	{ .noun = "person",
	  .verb = "login",
	  .help = "make a link that signs in once, for a day",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .answers_once = true,
	  .input = &name_shape,
	  .run = login,
	  .view = { .template = "{{link}}\n" } },
};

NOUN(person, operations);
