#include "watchdog/watchdog.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "net/http_client.h"
#include "watchdog/client.h"
#include "watchdog/options.h"
#include "watchdog/pager.h"
#include "watchdog/say.h"
#include "watchdog/trial.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

enum {
	TICK_MS = 200,
	PAGE_AGAIN_MS = 60 * 1000,
	/* Later than a server's usual hold: until then the incident of the last test is
	 * open, and a further alert would join it. */
	TRIAL_AGAIN_MS = 15 * 60 * 1000,
	PAGE_ARENA_BYTES_MAX = 1 << 20,
};

/* Times to act are on the monotonic clock; what is shown is the wall's. */
struct watchdog {
	struct arena *arena;
	struct watchdog_options options;
	struct config *config;
	struct pager pager;
	struct trial *trial; /* NULL: no test pages */
	int64_t next_look, next_trial;
	int64_t answered;       /* the last time it did, or the start */
	instant_ms answered_at; /* the same on the wall clock */
	int64_t next_page;
	bool pages;        /* missing, and people are told so */
	bool acknowledged; /* somebody said that this is enough */
	bool trial_runs, trial_is_broken, had_to_page;
	bool looked_well, tried_well; /* for --once */
};

static int64_t monotonic_ms(void)
{
	return clock_monotonic_us() / 1000;
}

static void page(struct watchdog *watchdog, const char *thread, bool urgent, str subject,
		 str text)
{
	scoped_arena arena = arena_new(PAGE_ARENA_BYTES_MAX);
	struct alarm_text alarm = {
		.subject = subject,
		.text = text,
		.thread = arena_format(arena, "stanch-watchdog-%s-%lld", thread,
				       (long long)watchdog->answered_at),
		.urgent = urgent,
	};
	size_t sent;

	watchdog->had_to_page = watchdog->had_to_page || urgent;
	say("%s: " STR_FMT, urgent ? "PAGES" : "tells", STR_ARG(subject));
	sent = pager_send(&watchdog->pager, &alarm);
	if (sent == 0)
		say("NOBODY was reached: no contact took it");
}

/* -- does it answer? -- */

static void page_missing(struct watchdog *watchdog, int64_t now)
{
	scoped_arena arena = arena_new(PAGE_ARENA_BYTES_MAX);
	str server = watchdog->options.server;
	str subject = arena_format(
		arena, "stanch at " STR_FMT " does not answer since " STR_FMT,
		STR_ARG(server), STR_ARG(instant_format(arena, watchdog->answered_at)));
	str text = arena_format(
		arena,
		STR_FMT ".\n\nNo alert that it should take pages anybody now, unless a "
			"standby does.\nThis is paged each minute until it answers, or "
			"until kill -USR1 %lld where this watchdog runs.\n",
		STR_ARG(subject), (long long)getpid());

	watchdog->pages = true;
	watchdog->next_page = now + PAGE_AGAIN_MS;
	page(watchdog, "silent", true, subject, text);
}

static void tell_answers(struct watchdog *watchdog, int64_t now)
{
	scoped_arena arena = arena_new(PAGE_ARENA_BYTES_MAX);
	str subject = arena_format(
		arena, "stanch at " STR_FMT " answers again after " STR_FMT,
		STR_ARG(watchdog->options.server),
		STR_ARG(duration_format(arena, now - watchdog->answered)));

	page(watchdog, "silent", false, subject, subject);
	watchdog->pages = false;
	watchdog->acknowledged = false;
}

static void look(struct watchdog *watchdog)
{
	struct error error = { 0 };
	bool answers = client_is_healthy(watchdog->options.server, &error);
	int64_t now = monotonic_ms();

	watchdog->next_look = now + watchdog->options.every;
	watchdog->looked_well = answers;
	if (!answers) {
		say("does not answer: %s", error.text);
		return;
	}
	if (watchdog->pages)
		tell_answers(watchdog, now);
	watchdog->answered = now;
	watchdog->answered_at = clock_now();
}

static void watch(struct watchdog *watchdog)
{
	int64_t now = monotonic_ms();

	if (now >= watchdog->next_look)
		look(watchdog);
	now = monotonic_ms();
	if (watchdog->looked_well || now - watchdog->answered < watchdog->options.missing)
		return;
	if (!watchdog->pages || (!watchdog->acknowledged && now >= watchdog->next_page))
		page_missing(watchdog, now);
}

/* -- does a page arrive? -- */

static void trial_failed(struct watchdog *watchdog, const struct error *error)
{
	scoped_arena arena = arena_new(PAGE_ARENA_BYTES_MAX);
	str subject = arena_format(arena, "stanch at " STR_FMT ": %s",
				   STR_ARG(watchdog->options.server), error->text);
	str text = arena_format(
		arena,
		STR_FMT ".\n\nIt answers, and yet pages may not arrive: look at 'stanch "
			"doctor' there, and at the deliveries of the service "
			"stanch-watchdog. The next test is in %d minutes at most.\n",
		STR_ARG(subject), TRIAL_AGAIN_MS / 60000);

	watchdog->trial_is_broken = true;
	watchdog->next_trial = monotonic_ms() + TRIAL_AGAIN_MS;
	page(watchdog, "trial", true, subject, text);
}

static void trial_arrived(struct watchdog *watchdog, duration_ms took)
{
	say("a test page arrived after %" PRId64 " ms and was acknowledged", took);
	watchdog->tried_well = true;
	if (watchdog->trial_is_broken)
		page(watchdog, "trial", false, STR("stanch: test pages arrive again"),
		     STR("A test page arrived and was acknowledged.\n"));
	watchdog->trial_is_broken = false;
}

static void begin_trial(struct watchdog *watchdog)
{
	struct error error = { 0 };

	watchdog->next_trial = monotonic_ms() + watchdog->options.test_every;
	watchdog->trial_runs = trial_begin(watchdog->trial, &error);
	if (!watchdog->trial_runs)
		trial_failed(watchdog, &error);
}

static void try_page(struct watchdog *watchdog)
{
	struct error error = { 0 };
	duration_ms took = 0;

	if (!watchdog->trial_runs) {
		/* While it does not answer at all, that is what is paged. */
		if (watchdog->looked_well && monotonic_ms() >= watchdog->next_trial)
			begin_trial(watchdog);
		return;
	}
	switch (trial_look(watchdog->trial, &took, &error)) {
	case TRIAL_WAITING: return;
	case TRIAL_ARRIVED: trial_arrived(watchdog, took); break;
	case TRIAL_FAILED: trial_failed(watchdog, &error); break;
	}
	watchdog->trial_runs = false;
}

/* -- all of it -- */

static void block(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* False when it is asked to end. */
static bool rest(struct watchdog *watchdog, const sigset_t *signals)
{
	struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	int number = sigtimedwait(signals, NULL, &tick);

	if (number == SIGUSR1) {
		watchdog->acknowledged = watchdog->pages;
		say("%s", watchdog->pages
				  ? "acknowledged: no further page until it answers"
				  : "nothing is paged that could be acknowledged");
	}
	return number != SIGINT && number != SIGTERM;
}

/* With --once: when all that was asked has an answer. */
static bool is_done(const struct watchdog *watchdog)
{
	if (watchdog->had_to_page)
		return true;
	return watchdog->looked_well && (!watchdog->trial || watchdog->tried_well);
}

static int run(struct watchdog *watchdog, const sigset_t *signals)
{
	watchdog->answered = monotonic_ms();
	watchdog->answered_at = clock_now();
	do {
		watch(watchdog);
		if (watchdog->trial)
			try_page(watchdog);
		if (watchdog->options.once && is_done(watchdog))
			return watchdog->had_to_page ? 1 : 0;
	} while (rest(watchdog, signals));
	say("stops");
	return watchdog->options.once ? 1 : 0;
}

static bool start(struct watchdog *watchdog, const struct watchdog_needs *needs, int argc,
		  char **argv, struct error *error)
{
	struct watchdog_options *options = &watchdog->options;

	if (!watchdog_options_read(watchdog->arena, argc, argv, options, error))
		return false;
	watchdog->config = needs->read_config(watchdog->arena, options->config);
	if (!watchdog->config)
		return error_set(error, ERROR_UNAVAILABLE,
				 "--config %s: it cannot be used", options->config);
	watchdog->pager = (struct pager){ .ports = needs->ports,
					  .config = watchdog->config };
	if (pager_reach(&watchdog->pager) == 0)
		return error_set(error, ERROR_INVALID,
				 "--config %s: its first policy reaches nobody now",
				 options->config);
	if (options->test_every == 0)
		return true;
	watchdog->trial = trial_open(options, error);
	return watchdog->trial != NULL;
}

static void announce(const struct watchdog *watchdog)
{
	const struct watchdog_options *options = &watchdog->options;
	struct arena *arena = watchdog->arena;

	say("watches " STR_FMT " every " STR_FMT
	    ", pages %zu contacts when it is silent for " STR_FMT,
	    STR_ARG(options->server), STR_ARG(duration_format(arena, options->every)),
	    pager_reach(&watchdog->pager),
	    STR_ARG(duration_format(arena, options->missing)));
	if (watchdog->trial)
		say("test page every " STR_FMT ", awaited at port %u",
		    STR_ARG(duration_format(arena, options->test_every)),
		    trial_port(watchdog->trial));
}

int watchdog_main(int argc, char **argv, const struct watchdog_needs *needs)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct watchdog watchdog = { .arena = arena };
	struct error error = { 0 };
	sigset_t signals;
	int code;

	block(&signals);
	http_client_start();
	if (start(&watchdog, needs, argc, argv, &error)) {
		announce(&watchdog);
		code = run(&watchdog, &signals);
	} else {
		fprintf(stderr, "stanch watchdog: %s\n", error.text);
		code = error.kind == ERROR_INVALID ? 2 : 3;
	}
	if (watchdog.trial)
		trial_close(watchdog.trial);
	if (watchdog.config)
		config_release(watchdog.config);
	return code;
}
