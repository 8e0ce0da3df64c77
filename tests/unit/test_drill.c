#include "base/text.h"
#include "check.h"
#include "drill/child.h"
#include "drill/mailbox.h"
#include "drill/marker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

enum { TEST_BYTES_MAX = 16 << 20 };

static str new_directory(struct arena *arena)
{
	char path[] = "/tmp/stanch-drill-XXXXXX";

	if (!mkdtemp(path))
		abort();
	return arena_copy(arena, str_of(path));
}

static str put_file(struct arena *arena, str directory, const char *name)
{
	str path = arena_format(arena, STR_FMT "/%s", STR_ARG(directory), name);
	scoped_fd fd = open(path.bytes, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CHECK(fd >= 0 && write(fd, "mine\n", 5) == 5);
	return path;
}

static void remove_files(struct arena *arena, str directory)
{
	static const char *const names[] = { "drill", "stanch.db", "notes" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlink(arena_format(arena, STR_FMT "/%s", STR_ARG(directory), names[i])
			       .bytes);
	CHECK(rmdir(directory.bytes) == 0);
}

static void a_real_server_refuses_practice_data(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str directory = new_directory(arena);
	struct error error;

	CHECK_OK(marker_check(arena, directory, true, &error), error);
	CHECK_OK(marker_check(arena, directory, true, &error), error);
	CHECK(!marker_check(arena, directory, false, &error));
	CHECK(str_contains(str_of(error.text), STR("practice data")));
	remove_files(arena, directory);
}

static void a_drill_refuses_real_data(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str directory = new_directory(arena);
	struct error error;
	int fd;

	CHECK_OK(marker_check(arena, directory, false, &error), error);
	put_file(arena, directory, "stanch.db");
	CHECK_OK(marker_check(arena, directory, false, &error), error);
	CHECK(!marker_check(arena, directory, true, &error));
	CHECK(str_contains(str_of(error.text), STR("real incidents")));
	CHECK(!marker_take(arena, directory, &fd, &error));
	remove_files(arena, directory);
}

static void a_drill_empties_only_what_a_drill_made(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str directory = new_directory(arena);
	str path = put_file(arena, directory, "notes");
	struct error error;
	int fd;

	CHECK(!marker_take(arena, directory, &fd, &error));
	/* A file of somebody's that has the marker's name marks nothing. */
	put_file(arena, directory, "drill");
	CHECK(!marker_take(arena, directory, &fd, &error));
	CHECK(access(path.bytes, F_OK) == 0);
	unlink(path.bytes);
	unlink(arena_format(arena, STR_FMT "/drill", STR_ARG(directory)).bytes);
	CHECK_OK(marker_take(arena, directory, &fd, &error), error);
	close(fd);
	put_file(arena, directory, "notes");
	CHECK_OK(marker_take(arena, directory, &fd, &error), error);
	close(fd);
	CHECK(access(path.bytes, F_OK) != 0);
	remove_files(arena, directory);
}

static void two_drills_do_not_share_a_directory(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str directory = new_directory(arena);
	struct error error;
	int fd, second;

	CHECK_OK(marker_take(arena, directory, &fd, &error), error);
	CHECK(!marker_take(arena, directory, &second, &error));
	CHECK(str_contains(str_of(error.text), STR("another drill")));
	close(fd);
	remove_files(arena, directory);
}

static void a_mail_is_shown_as_it_was_written(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct letter letter = letter_parse(
		arena,
		STR("To: you@practice.example\r\n"
		    "Subject: =?UTF-8?B?UmVkaXMg4oaS?=\r\n =?UTF-8?B?IGZ1bGw=?=\r\n"
		    "Message-ID: <stanch-1-2@stanch>\r\n"
		    "Content-Transfer-Encoding: quoted-printable\r\n"
		    "Importance: high\r\n\r\n"
		    "100 =E2=86=92 0 =3D=\r\n good\r\n"
		    "Acknowledge: http://127.0.0.1:9099/ack/ab=\r\ncd\r\n"));

	CHECK_STR(letter.subject, "Redis → full");
	CHECK_STR(letter.text, "100 → 0 = good\n"
			       "Acknowledge: http://127.0.0.1:9099/ack/abcd\n");
	CHECK_STR(letter.ack_link, "http://127.0.0.1:9099/ack/abcd");
	CHECK_STR(letter.key, "<stanch-1-2@stanch>");
	CHECK(letter.urgent);
}

static void a_mail_without_headers_is_no_harm(void)
{
	static const char *const mails[] = { "",
					     "\n\n",
					     "Subject",
					     ": \n",
					     "=?UTF-8?B?",
					     "Subject: =?UTF-8?B?\n\n=",
					     "\n\n=\r",
					     "Content-Transfer-Encoding: "
					     "quoted-printable\n\n=4",
					     "Content-Transfer-Encoding: "
					     "quoted-printable\n\n=" };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(mails); i++)
		CHECK_CASE(!letter_parse(arena, str_of(mails[i])).urgent, mails[i]);
}

/* Whoever adopted it may take its time to look at its end. */
static bool has_ended(struct arena *arena, int64_t pid)
{
	str path = arena_format(arena, "/proc/%lld/stat", (long long)pid);

	for (int i = 0; i < 100; i++) {
		scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC);
		char text[200] = "";

		if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0 ||
		    strstr(text, ") Z "))
			return true;
		poll(NULL, 0, 20);
	}
	return false;
}

static void children_end_with_their_children(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const char *argv[] = { "/bin/sh", "-c",
			       "(trap '' TERM; exec sleep 60) & echo $!; wait", NULL };
	str directory = new_directory(arena);
	struct child child = { .name = "shell",
			       .log = put_file(arena, directory, "notes") };
	struct error error;
	char text[64] = "";
	int64_t grandchild = 0;

	CHECK_OK(child_start(&child, argv, &error), error);
	for (int i = 0; i < 100 && grandchild == 0; i++) {
		scoped_fd log = open(child.log.bytes, O_RDONLY | O_CLOEXEC);
		ssize_t length = read(log, text, sizeof(text) - 1);

		/* "mine" stood there before. */
		if (length > 5)
			str_to_int(str_trim(str_slice(str_of(text), 5, sizeof(text))),
				   &grandchild);
		poll(NULL, 0, 20);
	}
	CHECK(grandchild > 1);
	CHECK(child_runs(&child));
	children_stop(&child, 1);
	CHECK(child.pid == 0);
	CHECK(has_ended(arena, grandchild));
	remove_files(arena, directory);
}

const struct test tests[] = {
	{ "a real server refuses practice data", a_real_server_refuses_practice_data },
	{ "a drill refuses real data", a_drill_refuses_real_data },
	{ "a drill empties only what a drill made",
	  a_drill_empties_only_what_a_drill_made },
	{ "two drills do not share a directory", two_drills_do_not_share_a_directory },
	{ "a mail is shown as it was written", a_mail_is_shown_as_it_was_written },
	{ "a mail without headers is no harm", a_mail_without_headers_is_no_harm },
	{ "children end with their children", children_end_with_their_children },
	{ 0 },
};
