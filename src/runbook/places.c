#include "runbook/places.h"

#include "base/limits.h"
#include "formats/shell.h"

#include <ctype.h>
#include <string.h>

static char at_of(str code, size_t at)
{
	return at < code.length ? code.bytes[at] : '\0';
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_query(enum runbook_language language)
{
	return language == RUNBOOK_PROMQL || language == RUNBOOK_LOGQL ||
	       language == RUNBOOK_TRACEQL;
}

/* -- what looks like one -- */

struct look {
	enum runbook_language language;
	str code;
	size_t at;
	struct place place; /* what was found */
};

/* A name between marks; false when something else stands there. */
static bool take_between(struct look *look, size_t before, const char *more,
			 const char *close)
{
	size_t from = look->at + before, end = from;
	str code = look->code;

	while (is_name(at_of(code, end)) ||
	       (at_of(code, end) && strchr(more, code.bytes[end])))
		end++;
	if (end == from ||
	    !str_starts_with(str_slice(code, end, code.length), str_of(close)))
		return false;
	look->place.name = str_trim(str_slice(code, from, end - from));
	look->place.end = end + strlen(close);
	return look->place.name.length > 0 &&
	       !isdigit((unsigned char)look->place.name.bytes[0]);
}

static bool take_angle(struct look *look)
{
	if (at_of(look->code, look->at) != '<')
		return false;
	if (look->language == RUNBOOK_SHELL &&
	    shell_placeholder_end(look->code, look->at) == 0)
		return false;
	return isalpha((unsigned char)at_of(look->code, look->at + 1)) &&
	       take_between(look, 1, ".- ", ">") &&
	       at_of(look->code, look->place.end - 2) != ' ';
}

/* What Go's templates say between such braces is no name. */
static bool is_template_word(str name)
{
	static const char *const words[] = { "end", "else", "break", "continue", "now" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(name, words[i]))
			return true;
	return false;
}

static bool take_braces(struct look *look)
{
	size_t blanks = 2;

	if (!str_starts_with(str_slice(look->code, look->at, 2), STR("{{")))
		return false;
	while (at_of(look->code, look->at + blanks) == ' ')
		blanks++;
	return (take_between(look, blanks, "-", "}}") ||
		take_between(look, blanks, "-", " }}")) &&
	       !is_template_word(look->place.name);
}

/* Grafana's [[name]]. */
static bool take_brackets(struct look *look)
{
	return is_query(look->language) &&
	       str_starts_with(str_slice(look->code, look->at, 2), STR("[[")) &&
	       take_between(look, 2, "", "]]");
}

/* [pod-name]: in a shell it is a pattern, so only words that nobody takes for one. */
static bool take_bracket(struct look *look)
{
	str name;

	if (look->language != RUNBOOK_SHELL || at_of(look->code, look->at) != '[' ||
	    !take_between(look, 1, "-", "]"))
		return false;
	name = look->place.name;
	for (size_t i = 0; i < name.length; i++)
		if (!islower((unsigned char)name.bytes[i]) && name.bytes[i] != '-' &&
		    name.bytes[i] != '_')
			return false;
	look->place.is_bracketed = true;
	return name.length > 3 && parameter_type_of(name) != PARAMETER_TEXT;
}

static bool is_upper_name(str name)
{
	bool has_letter = false;

	for (size_t i = 0; i < name.length; i++) {
		if (islower((unsigned char)name.bytes[i]))
			return false;
		has_letter = has_letter || isupper((unsigned char)name.bytes[i]);
	}
	return has_letter;
}

/* What a shell has by itself, or the machine gives it. */
static bool is_well_known(str name)
{
	static const char *const names[] = {
		"HOME",     "PATH",       "USER",     "PWD",    "OLDPWD",     "SHELL",
		"HOSTNAME", "LANG",       "TERM",     "UID",    "EUID",       "RANDOM",
		"SECONDS",  "LINENO",     "IFS",      "TMPDIR", "EDITOR",     "PAGER",
		"DISPLAY",  "LOGNAME",    "MAIL",     "PPID",   "REPLY",      "OPTARG",
		"OPTIND",   "PIPESTATUS", "FUNCNAME", "TZ",     "KUBECONFIG",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return str_starts_with(name, STR("BASH")) || str_starts_with(name, STR("LC_")) ||
	       str_starts_with(name, STR("XDG_"));
}

/* $NAME and ${NAME}. In a shell only what is spelled like an environment's; Grafana's
 * are spelled as they like, "${name:regex}" too. */
static bool take_variable(struct look *look)
{
	bool is_free = is_query(look->language) || look->language == RUNBOOK_SQL;
	struct place *place = &look->place;
	str format;

	if (at_of(look->code, look->at) != '$')
		return false;
	if (at_of(look->code, look->at + 1) == '{') {
		if (!take_between(look, 2, is_query(look->language) ? ":" : "", "}"))
			return false;
		str_cut(place->name, ':', &place->name, &format);
	} else if (look->language == RUNBOOK_SQL || !take_between(look, 1, "", "")) {
		return false;
	}
	if (is_free)
		return place->name.length > 0;
	place->is_variable = look->language == RUNBOOK_SHELL ||
			     look->language == RUNBOOK_YAML;
	return look->language != RUNBOOK_MONGOSH && place->name.length > 1 &&
	       is_upper_name(place->name) && !is_well_known(place->name);
}

static bool take_yours(struct look *look)
{
	size_t end = look->at;

	if (!str_starts_with(str_slice(look->code, look->at, 5), STR("YOUR_")) ||
	    (look->at > 0 && is_name(look->code.bytes[look->at - 1])))
		return false;
	while (is_name(at_of(look->code, end)))
		end++;
	look->place.name = str_slice(look->code, look->at, end - look->at);
	look->place.end = end;
	return look->place.name.length > 5 && is_upper_name(look->place.name);
}

/* psql's :name; "::" is a cast and "12:30" is a time. */
static bool take_colon(struct look *look)
{
	char before = look->at > 0 ? look->code.bytes[look->at - 1] : ' ';

	return look->language == RUNBOOK_SQL && at_of(look->code, look->at) == ':' &&
	       strchr(" \t\n(=,<>", before) &&
	       isalpha((unsigned char)at_of(look->code, look->at + 1)) &&
	       take_between(look, 1, "", "");
}

static bool take_place(struct look *look)
{
	static bool (*const takers[])(struct look * look) = {
		take_angle,    take_braces, take_brackets, take_bracket,
		take_variable, take_yours,  take_colon,
	};

	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++) {
		look->place = (struct place){ .begin = look->at };
		if (takers[i](look))
			return true;
	}
	return false;
}

/* All that look like a placeholder or a variable. */
static void look_for(struct arena *arena, enum runbook_language language, str code,
		     struct places *ret_places)
{
	struct look look = { .language = language, .code = code };

	*ret_places = (struct places){ 0 };
	for (; look.at < code.length; look.at++) {
		if (isalnum((unsigned char)code.bytes[look.at])
			    ? code.bytes[look.at] != 'Y'
			    : !strchr("<{[$:", code.bytes[look.at]))
			continue;
		if (!take_place(&look))
			continue;
		look.place.type = parameter_type_of(look.place.name);
		*list_add(arena, ret_places) = look.place;
		look.at = look.place.end - 1;
	}
}

str places_masked(struct arena *arena, str code, const struct places *places)
{
	str copy = arena_copy(arena, code);
	char *bytes = (char *)(uintptr_t)copy.bytes;

	for (size_t i = 0; i < places->count; i++)
		memset(bytes + places->items[i].begin, 'x',
		       places->items[i].end - places->items[i].begin);
	return copy;
}

/* -- what each stands in -- */

char place_at(const struct place_scan *scan, size_t at)
{
	return at_of(scan->code, at);
}

static size_t first_from(const struct places *places, size_t from)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (places->items[middle].begin < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void place_mark(struct place_scan *scan, size_t from, size_t to, enum place_kind kind,
		char quote)
{
	struct places *places = scan->places;

	places->tokens++;
	for (size_t i = first_from(places, from);
	     i < places->count && places->items[i].begin < to; i++) {
		struct place *place = &places->items[i];

		if (place->kind != PLACE_NONE)
			continue;
		place->kind = kind;
		place->from = from;
		place->to = to;
		place->quote = quote;
		place->segment = scan->segment;
	}
}

static void (*scanner_of(enum runbook_language language))(struct place_scan *scan)
{
	switch (language) {
	case RUNBOOK_SHELL: return place_scan_shell;
	case RUNBOOK_PROMQL:
	case RUNBOOK_LOGQL:
	case RUNBOOK_TRACEQL: return place_scan_query;
	case RUNBOOK_SQL: return place_scan_sql;
	case RUNBOOK_MONGOSH: return place_scan_script;
	case RUNBOOK_REDIS: return place_scan_redis;
	case RUNBOOK_YAML: return place_scan_yaml;
	case RUNBOOK_HTTP: return place_scan_http;
	case RUNBOOK_OUTPUT:
	case RUNBOOK_OTHER: break;
	}
	return NULL;
}

struct names {
	str *items;
	size_t count, capacity;
};

/* NAME=…, "for NAME in", "read NAME": what the block itself gives a value. */
static void find_assigned(struct arena *arena, str code, struct names *names)
{
	size_t end;

	for (size_t at = 0; at < code.length; at = end + (end == at)) {
		str before = str_slice(code, 0, at);

		for (end = at; is_name(at_of(code, end)); end++)
			;
		if (end == at || (at > 0 && !strchr(" \t\n;&(", code.bytes[at - 1])))
			continue;
		if (names->count < PARAMETERS_MAX &&
		    (at_of(code, end) == '=' || str_ends_with(before, STR("for ")) ||
		     str_ends_with(before, STR("read ")) ||
		     str_ends_with(before, STR("read -r "))))
			*list_add(arena, names) = str_slice(code, at, end - at);
	}
}

static bool is_assigned(const struct names *names, str name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_equal(names->items[i], name))
			return true;
	return false;
}

/* What these call a service or a container need not be a name as Kubernetes wants it. */
static bool is_named_freely(str code, const struct place *place)
{
	static const char *const programs[] = {
		"docker", "docker-compose", "podman", "systemctl", "journalctl", "service"
	};
	str command = str_trim(
		str_slice(code, place->segment, place->begin - place->segment));
	str word = command, rest;

	if (str_starts_with(command, STR("sudo ")))
		word = command = str_trim(str_slice(command, 5, command.length));
	str_cut(command, ' ', &word, &rest);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (str_is(word, programs[i]))
			return true;
	return false;
}

/* A word that only looks like one where it stands. */
static bool is_none(enum runbook_language language, str code,
		    const struct names *assigned, const struct place *place)
{
	bool is_bare = place->kind == PLACE_SHELL_WORD ||
		       place->kind == PLACE_QUERY_WORD || place->kind == PLACE_SQL_WORD ||
		       place->kind == PLACE_SCRIPT_WORD;

	if (place->kind == PLACE_NONE)
		return true;
	if (place->is_variable && language == RUNBOOK_SHELL)
		return place->kind == PLACE_SHELL_SINGLE ||
		       (place->kind == PLACE_SHELL_DOCUMENT && place->quote == '\'') ||
		       is_assigned(assigned, place->name);
	if (place->is_bracketed)
		return place->kind != PLACE_SHELL_WORD || place->from != place->begin ||
		       place->to != place->end;
	if (code.bytes[place->begin] == ':')
		return place->kind != PLACE_SQL_WORD;
	/* "a <b and c> d" compares. */
	return is_bare && language != RUNBOOK_SHELL && code.bytes[place->begin] == '<' &&
	       str_contains(place->name, STR(" "));
}

void places_find(struct arena *arena, enum runbook_language language, str code,
		 struct places *ret_places)
{
	void (*scanner)(struct place_scan * scan) = scanner_of(language);
	struct place_scan scan = { .arena = arena, .places = ret_places };
	struct names assigned = { 0 };
	size_t count = 0;

	*ret_places = (struct places){ 0 };
	if (!scanner)
		return;
	if (language == RUNBOOK_SHELL)
		find_assigned(arena, code, &assigned);
	look_for(arena, language, code, ret_places);
	scan.code = places_masked(arena, code, ret_places);
	scanner(&scan);
	for (size_t i = 0; i < ret_places->count; i++) {
		struct place *place = &ret_places->items[i];

		if (is_none(language, code, &assigned, place))
			continue;
		if (language == RUNBOOK_SHELL && place->type == PARAMETER_NAME &&
		    is_named_freely(code, place))
			place->type = PARAMETER_TEXT;
		ret_places->items[count++] = *place;
	}
	ret_places->count = count;
}

size_t places_tokens(struct arena *arena, enum runbook_language language, str code)
{
	void (*scanner)(struct place_scan * scan) = scanner_of(language);
	struct places places = { 0 };
	struct place_scan scan = { .arena = arena, .code = code, .places = &places };

	if (scanner)
		scanner(&scan);
	return places.tokens;
}
