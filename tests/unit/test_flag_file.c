/* The actuator flag_file on real files. */
#include "actuator_fixture.h"
#include "config_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of flags, and one beside it that is none of ours. */
struct place {
	struct arena *arena;
	char folder[64], other[64];
	struct config *config;
};

static const char *path_in(struct place *place, const char *folder, const char *name)
{
	return arena_format(place->arena, "%s/%s", folder, name).bytes;
}

static void write_file(struct place *place, const char *name, const char *text)
{
	FILE *file = fopen(path_in(place, place->folder, name), "wb");

	CHECK(file);
	fputs(text, file);
	fclose(file);
}

static str read_bytes(struct place *place, const char *name)
{
	static char bytes[4096];
	FILE *file = fopen(path_in(place, place->folder, name), "rb");
	size_t length = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

	if (file)
		fclose(file);
	return arena_copy(place->arena, (str){ bytes, length });
}

static const char flags[] = "# flags of the shop\r\n"
			    "checkout:\r\n"
			    "  new: true   # INC-12\r\n"
			    "  mode: 'fast'\r\n";

static void begin(struct place *place)
{
	*place = (struct place){ .folder = "/tmp/stanch-flags-XXXXXX",
				 .other = "/tmp/stanch-other-XXXXXX" };
	place->arena = arena_new(ACTING_BYTES_MAX);
	CHECK(mkdtemp(place->folder) && mkdtemp(place->other));
	place->config = parse_well(
		place->arena,
		arena_format(place->arena, "flag_folders: [{name: shop, folder: %s}]\n",
			     place->folder)
			.bytes);
	mkdir(path_in(place, place->folder, "eu"), 0755);
	write_file(place, "eu/flags.yaml", flags);
}

static void end(struct place *place)
{
	const char *remove = arena_format(place->arena, "rm -rf %s %s", place->folder,
					  place->other)
				     .bytes;

	CHECK_INT(system(remove), 0);
	config_release(place->config);
	arena_free(place->arena);
}
#define scoped_place scoped(end) struct place

static struct acting set(struct place *place, const char *file, const char *key,
			 const char *to)
{
	return acting_on(place->arena, "flag_file", place->config, "shop",
			 arena_format(place->arena,
				      "{\"file\":\"%s\",\"key\":\"%s\",\"to\":\"%s\"}",
				      file, key, to));
}

static size_t names_in(const char *folder)
{
	char command[200], line[16] = "";
	FILE *pipe;

	snprintf(command, sizeof(command), "ls -A %s | wc -l", folder);
	pipe = popen(command, "r");
	CHECK(pipe && fgets(line, sizeof(line), pipe));
	pclose(pipe);
	return (size_t)strtoul(line, NULL, 10);
}

static void a_flag_is_set_and_put_back_byte_for_byte(void)
{
	scoped_place place;
	struct stat before, after;
	struct acting off, on;

	begin(&place);
	chmod(path_in(&place, place.folder, "eu/flags.yaml"), 0640);
	stat(path_in(&place, place.folder, "eu/flags.yaml"), &before);
	off = set(&place, "eu/flags.yaml", "checkout.new", "false");
	CHECK_INT(off.actuator->class_of(&off.call), ACTION_REVERSIBLE);
	CHECK_OK(acting_preview(&off), off.error);
	CHECK_STR_EQ(off.preview.preview, arena_format(place.arena,
						       "%s/eu/flags.yaml\n"
						       "   2   checkout:\n"
						       "   3 -   new: true   # INC-12\n"
						       "   3 +   new: false   # INC-12\n"
						       "   4     mode: 'fast'",
						       place.folder));
	CHECK_STR_EQ(read_bytes(&place, "eu/flags.yaml"), str_of(flags));
	CHECK_INT(acting_was_done(&off), 0);
	CHECK_OK(acting_apply(&off), off.error);
	CHECK_STR(read_bytes(&place, "eu/flags.yaml"), "# flags of the shop\r\n"
						       "checkout:\r\n"
						       "  new: false   # INC-12\r\n"
						       "  mode: 'fast'\r\n");
	stat(path_in(&place, place.folder, "eu/flags.yaml"), &after);
	CHECK_INT(after.st_mode, before.st_mode);
	CHECK_INT(after.st_uid, before.st_uid);
	/* A new file was put in its place, and nothing lies beside it. */
	CHECK(after.st_ino != before.st_ino);
	CHECK_INT(names_in(path_in(&place, place.folder, "eu")), 1);
	CHECK_INT(acting_was_done(&off), 1);
	on = acting_undo(&off);
	CHECK_OK(acting_preview(&on), on.error);
	CHECK_OK(acting_apply(&on), on.error);
	CHECK_STR_EQ(read_bytes(&place, "eu/flags.yaml"), str_of(flags));
}

/* Even where the new value was written in other quotes. */
static void the_way_back_knows_the_bytes(void)
{
	scoped_place place;
	struct acting other, back;

	begin(&place);
	write_file(&place, "a.yaml", "a: fast # x\n");
	other = set(&place, "a.yaml", "a", "slow: 1");
	CHECK_OK(acting_preview(&other), other.error);
	CHECK_OK(acting_apply(&other), other.error);
	CHECK_STR(read_bytes(&place, "a.yaml"), "a: \"slow: 1\" # x\n");
	back = acting_undo(&other);
	CHECK_OK(acting_preview(&back), back.error);
	CHECK_OK(acting_apply(&back), back.error);
	CHECK_STR(read_bytes(&place, "a.yaml"), "a: fast # x\n");
}

static void a_file_that_was_changed_is_left_alone(void)
{
	scoped_place place;
	struct acting off;

	begin(&place);
	off = set(&place, "eu/flags.yaml", "checkout.new", "false");
	CHECK_OK(acting_preview(&off), off.error);
	write_file(&place, "eu/flags.yaml", "checkout: {new: true, mode: slow}\n");
	CHECK_REFUSED(acting_apply(&off), off, ERROR_CONFLICT,
		      "eu/flags.yaml is not any more what it was at the preview");
	CHECK_STR(read_bytes(&place, "eu/flags.yaml"),
		  "checkout: {new: true, mode: slow}\n");
	/* Whatever else was changed, the flag is as it was; then it is as nobody knows.
	 */
	CHECK_INT(acting_was_done(&off), 0);
	write_file(&place, "eu/flags.yaml", "checkout: {new: perhaps}\n");
	CHECK_INT(acting_was_done(&off), -1);
	CHECK_INT(names_in(path_in(&place, place.folder, "eu")), 1);
}

static void nothing_outside_the_folder_is_reached(void)
{
	scoped_place place;
	static const struct {
		const char *file;
		enum error_kind kind;
		const char *says;
	} cases[] = {
		{ "../flags.yaml", ERROR_INVALID, "leads out of that folder" },
		{ "eu/../../x.yaml", ERROR_INVALID, "leads out of that folder" },
		{ "/etc/flags.yaml", ERROR_INVALID, "is no name of a file" },
		{ "link.yaml", ERROR_FORBIDDEN, "link.yaml is a symbolic link" },
		{ "away/flags.yaml", ERROR_FORBIDDEN, "away is a symbolic link" },
		{ "twice.yaml", ERROR_FORBIDDEN, "twice.yaml has a second name" },
		{ "pipe.yaml", ERROR_FORBIDDEN, "pipe.yaml is no regular file" },
		{ "eu.yaml", ERROR_NOT_FOUND, "eu.yaml: No such file" },
		{ "passwd", ERROR_INVALID, "ends in none of" },
		{ "", ERROR_INVALID, "the plan does not say 'file'" },
	};

	begin(&place);
	CHECK_INT(symlink("eu/flags.yaml", path_in(&place, place.folder, "link.yaml")),
		  0);
	CHECK_INT(symlink(place.other, path_in(&place, place.folder, "away")), 0);
	CHECK_INT(mkfifo(path_in(&place, place.folder, "pipe.yaml"), 0600), 0);
	write_file(&place, "once.yaml", flags);
	CHECK_INT(link(path_in(&place, place.folder, "once.yaml"),
		       path_in(&place, place.folder, "twice.yaml")),
		  0);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct acting acting = set(&place, cases[i].file, "checkout.new",
					   "false");

		CHECK_REFUSED(acting_preview(&acting), acting, cases[i].kind,
			      cases[i].says);
	}
}

static void what_a_crash_left_is_cleared_away_when_it_is_looked_at(void)
{
	scoped_place place;
	struct acting off;

	begin(&place);
	off = set(&place, "eu/flags.yaml", "checkout.new", "false");
	CHECK_OK(acting_preview(&off), off.error);
	write_file(&place, "eu/.flags.yaml.stanch-17", "half of");
	/* It is nobody's to be overwritten. */
	CHECK_REFUSED(acting_apply(&off), off, ERROR_UNAVAILABLE, "File exists");
	write_file(&place, "eu/.flags.yaml.stanch-17", "half of");
	CHECK_INT(acting_was_done(&off), 0);
	CHECK_INT(names_in(path_in(&place, place.folder, "eu")), 1);
	CHECK_OK(acting_apply(&off), off.error);
}

static void a_link_put_there_after_the_preview_is_not_followed(void)
{
	scoped_place place;
	struct acting off;
	const char *outside;
	FILE *file;

	begin(&place);
	off = set(&place, "eu/flags.yaml", "checkout.new", "false");
	CHECK_OK(acting_preview(&off), off.error);
	outside = path_in(&place, place.other, "flags.yaml");
	file = fopen(outside, "wb");
	CHECK(file);
	fputs(flags, file);
	fclose(file);
	unlink(path_in(&place, place.folder, "eu/flags.yaml"));
	CHECK_INT(symlink(outside, path_in(&place, place.folder, "eu/flags.yaml")), 0);
	CHECK_REFUSED(acting_apply(&off), off, ERROR_FORBIDDEN, "is a symbolic link");
}

static void what_may_not_be_set_is_refused(void)
{
	scoped_place place;
	struct acting acting;

	begin(&place);
	write_file(&place, "shop.env", "DB_PASSWORD=hunter22\nRATE=10\n");
	acting = set(&place, "shop.env", "DB_PASSWORD", "other");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "line 1 holds a secret");
	CHECK(!str_contains(str_of(acting.error.text), STR("hunter22")));
	/* Beside it, it is not shown. */
	acting = set(&place, "shop.env", "RATE", "20");
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK(!str_contains(acting.preview.preview, STR("hunter22")));
	acting = set(&place, "shop.env", "RATE", "10");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_CONFLICT,
		      "RATE is 10 already");
	acting = set(&place, "eu/flags.yaml", "checkout.new", "maybe");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_INVALID,
		      "it is true now: 'maybe' is not true or false");
	acting.call.target = STR("shed");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "the configuration names no flag folder 'shed'");
	acting = set(&place, "shop.env", "RATE", "20");
	place.config->drill = true;
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "this is a drill");
}

static void the_folder_of_the_configuration_is_what_was_approved(void)
{
	scoped_place place;
	struct acting off;

	begin(&place);
	off = set(&place, "eu/flags.yaml", "checkout.new", "false");
	CHECK_OK(acting_preview(&off), off.error);
	place.config->flag_folders[0].folder = str_of(place.other);
	CHECK_REFUSED(acting_apply(&off), off, ERROR_CONFLICT,
		      "shop is another folder now than at the preview");
}

const struct test tests[] = {
	{ "a flag is set and put back, byte for byte",
	  a_flag_is_set_and_put_back_byte_for_byte },
	{ "the way back knows the bytes", the_way_back_knows_the_bytes },
	{ "a file that was changed is left alone",
	  a_file_that_was_changed_is_left_alone },
	{ "nothing outside the folder is reached",
	  nothing_outside_the_folder_is_reached },
	{ "what a crash left is cleared away when it is looked at",
	  what_a_crash_left_is_cleared_away_when_it_is_looked_at },
	{ "a link put there after the preview is not followed",
	  a_link_put_there_after_the_preview_is_not_followed },
	{ "what may not be set is refused", what_may_not_be_set_is_refused },
	{ "the folder of the configuration is what was approved",
	  the_folder_of_the_configuration_is_what_was_approved },
	{ 0 },
};
