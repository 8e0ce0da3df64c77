#include "store_fixture.h"

#include "base/thread.h"
#include "core/paging/page.h"

#include <sys/stat.h>

static struct store *open_again(struct fixture *f)
{
	f->error = (struct error){ 0 };
	return store_open(f->arena, &f->options, &f->error);
}

static bool is_there(struct fixture *f, const char *name)
{
	str path = arena_format(f->arena, "%s/%s", f->directory, name);
	struct stat found;

	return stat(path.bytes, &found) == 0;
}

CLAIM(a_second_server_on_the_directory_is_refused)
{
	CHECK(!open_again(f));
	CHECK_INT(f->error.kind, ERROR_CONFLICT);

	str wanted = arena_format(f->arena, "another stanch serves %s (pid %ld)",
				  f->directory, (long)getpid());

	CHECK(str_contains(str_of(f->error.text), wanted));
}

/* On another machine, the directory is another and only the database is shared. */
CLAIM(a_second_server_on_the_database_is_refused)
{
	char other[] = "/tmp/stanch-store-XXXXXX";

	if (!f->server)
		return;
	MUST(f, mkdtemp(other));

	str first = f->options.directory;

	f->options.directory = str_of(other);
	CHECK(!open_again(f));
	CHECK_INT(f->error.kind, ERROR_CONFLICT);
	CHECK(str_contains(str_of(f->error.text),
			   STR("another stanch serves this database")));
	f->options.directory = first;
	MUST(f, system(arena_format(f->arena, "rm -rf %s", other).bytes) == 0);
}

CLAIM(a_directory_is_made_with_those_above_it_for_its_owner_only)
{
	str deep = arena_format(f->arena, "%s/a/b//c/", f->directory);
	struct store_options options = { .directory = deep };
	struct store *store = store_open(f->arena, &options, &f->error);
	struct stat found;

	MUST(f, store);
	store_close(store);
	MUST(f, stat(deep.bytes, &found) == 0);
	CHECK_INT(found.st_mode & 0777, 0700);
	CHECK(is_there(f, "a/b/c/lock"));
	CHECK(is_there(f, "a/b/c/stanch.db"));
}

static void a_directory_that_cannot_be_made_is_told_in_one_line(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct store_options options = { .directory = STR("/dev/null/stanch") };
	struct error error;

	CHECK(!store_open(arena, &options, &error));
	CHECK_INT(error.kind, ERROR_UNAVAILABLE);
	CHECK_STR(str_of(error.text), "open the store: /dev/null is not a directory");
}

CLAIM(data_of_a_newer_program_is_refused)
{
	fixture_sql(f, "UPDATE meta SET value = '7' WHERE name = 'schema'");
	store_close(f->store);
	f->store = open_again(f);
	CHECK(!f->store);
	CHECK_INT(f->error.kind, ERROR_CONFLICT);
	CHECK(str_contains(
		str_of(f->error.text),
		STR("holds data of a newer stanch (schema 7, this one knows ")));
}

CLAIM(the_key_of_alerts_is_made_once)
{
	unsigned char first[16], nothing[16] = { 0 };

	memcpy(first, store_key(f->store), sizeof(first));
	CHECK(memcmp(first, nothing, sizeof(first)) != 0);
	fixture_reopen(f);
	CHECK(memcmp(first, store_key(f->store), sizeof(first)) == 0);
}

/* -- readers -- */

CLAIM(a_reader_beyond_the_pool_waits_no_longer_than_it_may)
{
	struct sql *first = store_reader_take(f->store, 10, &f->error);
	struct sql *second = store_reader_take(f->store, 10, &f->error);

	MUST(f, first && second && first != second);
	CHECK(first != store_writer(f->store));

	int64_t before = clock_monotonic_us();

	CHECK(!store_reader_take(f->store, 50, &f->error));
	CHECK_INT(f->error.kind, ERROR_UNAVAILABLE);
	CHECK_STR(str_of(f->error.text), "all 2 readers of the store are busy");
	CHECK(clock_monotonic_us() - before >= 50000);
	CHECK(clock_monotonic_us() - before < 2000000);
	store_reader_give(f->store, first);

	struct sql *again = store_reader_take(f->store, 0, &f->error);

	CHECK(again == first);
	store_reader_give(f->store, again);
	store_reader_give(f->store, second);
}

struct giver {
	struct store *store;
	struct sql *db;
};

static void *give_later(void *argument)
{
	struct giver *giver = argument;

	usleep(20000);
	store_reader_give(giver->store, giver->db);
	return NULL;
}

CLAIM(a_waiting_reader_gets_the_one_that_is_given_back)
{
	struct sql *first = store_reader_take(f->store, 10, &f->error);
	struct sql *second = store_reader_take(f->store, 10, &f->error);
	struct giver giver = { f->store, first };
	int64_t before = clock_monotonic_us();
	pthread_t thread = thread_start("giver", give_later, &giver);
	struct sql *third = store_reader_take(f->store, 5000, &f->error);

	CHECK(third == first);
	CHECK(clock_monotonic_us() - before < 4000000); /* woken, not timed out */
	pthread_join(thread, NULL);
	store_reader_give(f->store, third);
	store_reader_give(f->store, second);
}

CLAIM(a_reader_does_not_see_what_is_not_committed)
{
	struct sql *writer = store_writer(f->store);
	struct page page = { 0 }, *pages;
	size_t count;

	begin(f);
	MUST(f, store_add(&f->work, &page_shape, &page));
	MUST(f, store_latest(take(f), &page_shape, 10, &pages, &count));
	CHECK_INT(count, 0);
	give(f);
	f->work.db = writer;
	commit(f);
	MUST(f, store_latest(take(f), &page_shape, 10, &pages, &count));
	CHECK_INT(count, 1);
	give(f);
}

/* -- a connection that was lost -- */

CLAIM(a_lost_connection_is_opened_anew_by_the_next_group)
{
	struct page page = { 0 };
	struct error unheeded;

	if (!f->server)
		return;
	MUST(f, store_add(begin(f), &page_shape, &page));
	commit(f);
	MUST(f, store_add(begin(f), &page_shape, &page));
	if (sql_run(store_writer(f->store),
		    "SELECT pg_terminate_backend(pg_backend_pid())", SQL_NOTHING,
		    &unheeded))
		CHECK(false);
	CHECK(!store_commit(f->store, &f->error));
	store_roll_back(f->store);
	MUST(f, store_add(begin(f), &page_shape, &page));
	CHECK_INT(page.id, 2);
	commit(f);
}

CLAIM(a_broken_reader_does_not_go_back_to_the_pool)
{
	struct sql *first;
	struct error unheeded;
	struct page page = { 0 };

	if (!f->server)
		return;
	for (int i = 0; i < 5; i++) {
		first = store_reader_take(f->store, 100, &f->error);
		MUST(f, first);
		if (sql_run(first, "SELECT pg_terminate_backend(pg_backend_pid())",
			    SQL_NOTHING, &unheeded))
			CHECK(false);
		store_reader_give(f->store, first);
	}
	CHECK(!store_get(take(f), &page_shape, 1, &page));
	CHECK_INT(f->work.error.kind, ERROR_NOT_FOUND);
	give(f);
}

/* -- alone, as the simulation has it -- */

CLAIM(an_exclusive_store_has_one_connection_in_all)
{
	struct page page = { 0 };

	if (f->server)
		return;
	f->options.exclusive = true;
	fixture_reopen(f);
	MUST(f, store_add(begin(f), &page_shape, &page));
	commit(f);
	CHECK(take(f)->db == store_writer(f->store));
	MUST(f, store_get(&f->work, &page_shape, 1, &page));
	give(f);
}

/* -- on disk -- */

CLAIM(the_store_says_how_large_it_is_and_can_be_checkpointed)
{
	struct page page = { 0 };

	MUST(f, store_add(begin(f), &page_shape, &page));
	commit(f);
	CHECK(f->server || store_bytes(f->store) > 4096);
	CHECK(store_checkpoint(f->store, &f->error));
}

static int64_t pages_in(struct fixture *f)
{
	struct page *pages;
	size_t count;

	MUST(f, store_latest(take(f), &page_shape, 10, &pages, &count));
	give(f);
	return (int64_t)count;
}

static void add_page(struct fixture *f)
{
	struct page page = { 0 };

	MUST(f, store_add(begin(f), &page_shape, &page));
	commit(f);
}

CLAIM(a_backup_can_be_restored_and_what_was_there_is_kept)
{
	str path = arena_format(f->arena, "%s/copy.db", f->directory);

	if (f->server)
		return;
	add_page(f);
	MUST(f, store_backup(f->store, path.bytes, &f->error));
	CHECK(!store_backup(f->store, path.bytes, &f->error));
	CHECK_INT(f->error.kind, ERROR_CONFLICT);
	add_page(f);

	CHECK(!store_restore(path.bytes, f->directory, &f->error));
	CHECK_INT(f->error.kind, ERROR_CONFLICT);
	CHECK(str_contains(str_of(f->error.text), STR("another stanch serves")));

	store_close(f->store);
	f->error = (struct error){ 0 };
	MUST(f, store_restore(path.bytes, f->directory, &f->error));
	CHECK(is_there(f, "stanch.db.before-restore"));
	CHECK(!is_there(f, "stanch.db.restoring"));
	f->store = store_open(f->arena, &f->options, &f->error);
	MUST(f, f->store);
	f->app.store = f->store;
	CHECK_INT(pages_in(f), 1);

	store_close(f->store);
	f->store = NULL;
	CHECK(!store_restore(path.bytes, f->directory, &f->error));
	CHECK(str_contains(str_of(f->error.text), STR("move it away first")));
}

CLAIM(a_damaged_or_foreign_backup_is_refused_and_nothing_is_moved)
{
	str path = arena_format(f->arena, "%s/copy.db", f->directory);
	str damage = arena_format(f->arena,
				  "dd if=/dev/urandom of=%s bs=1 seek=20000 count=9000 "
				  "conv=notrunc 2>/dev/null",
				  path.bytes);
	str junk = arena_format(f->arena, "echo hello > %s.txt", path.bytes);
	str text = arena_format(f->arena, "%s.txt", path.bytes);

	if (f->server)
		return;
	add_page(f);
	MUST(f, store_backup(f->store, path.bytes, &f->error));
	store_close(f->store);
	f->store = NULL;
	MUST(f, system(damage.bytes) == 0 && system(junk.bytes) == 0);
	CHECK(!store_restore(path.bytes, f->directory, &f->error));
	CHECK(!store_restore(text.bytes, f->directory, &f->error));
	CHECK(!store_restore("/nowhere/copy.db", f->directory, &f->error));
	CHECK_STR(str_of(f->error.text),
		  "restore: read /nowhere/copy.db: No such file or directory");
	CHECK(is_there(f, "stanch.db"));
	CHECK(!is_there(f, "stanch.db.before-restore"));
	CHECK(!is_there(f, "stanch.db.restoring"));
}

const struct test tests[] = {
	{ "a second server on the directory is refused",
	  a_second_server_on_the_directory_is_refused },
	{ "a second server on the database is refused",
	  a_second_server_on_the_database_is_refused },
	{ "a directory is made, with those above it, for its owner only",
	  a_directory_is_made_with_those_above_it_for_its_owner_only },
	{ "a directory that cannot be made is told in one line",
	  a_directory_that_cannot_be_made_is_told_in_one_line },
	{ "data of a newer program is refused", data_of_a_newer_program_is_refused },
	{ "the key of alerts is made once", the_key_of_alerts_is_made_once },
	{ "a reader beyond the pool waits no longer than it may",
	  a_reader_beyond_the_pool_waits_no_longer_than_it_may },
	{ "a waiting reader gets the one that is given back",
	  a_waiting_reader_gets_the_one_that_is_given_back },
	{ "a reader does not see what is not committed",
	  a_reader_does_not_see_what_is_not_committed },
	{ "a lost connection is opened anew by the next group",
	  a_lost_connection_is_opened_anew_by_the_next_group },
	{ "a broken reader does not go back to the pool",
	  a_broken_reader_does_not_go_back_to_the_pool },
	{ "an exclusive store has one connection in all",
	  an_exclusive_store_has_one_connection_in_all },
	{ "the store says how large it is and can be checkpointed",
	  the_store_says_how_large_it_is_and_can_be_checkpointed },
	{ "a backup can be restored, and what was there is kept",
	  a_backup_can_be_restored_and_what_was_there_is_kept },
	{ "a damaged or foreign backup is refused and nothing is moved",
	  a_damaged_or_foreign_backup_is_refused_and_nothing_is_moved },
	{ 0 },
};
