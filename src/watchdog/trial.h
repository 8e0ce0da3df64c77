/* A test page that goes the whole way: in by the server's door as an alert, out by its
 * desks as a page, to a small listener of ours, and back as an acknowledgement. */
#ifndef WATCHDOG_TRIAL_H
#define WATCHDOG_TRIAL_H

#include "watchdog/options.h"

#define TRIAL_MS_MAX (60 * SECOND_MS)

enum trial_state { TRIAL_WAITING, TRIAL_ARRIVED, TRIAL_FAILED };

struct trial;

/* Listens, and waits for nothing yet. */
struct trial *trial_open(const struct watchdog_options *options,
			 struct error *error) MUST_CHECK;
void trial_close(struct trial *trial);
unsigned trial_port(const struct trial *trial);

/* Posts the alert; false when the door did not take it. */
bool trial_begin(struct trial *trial, struct error *error) MUST_CHECK;
/* Has it arrived? Then it is acknowledged, and either way the alert ends. ret_took is
 * from the post to the arrival. The error says what failed. */
enum trial_state trial_look(struct trial *trial, duration_ms *ret_took,
			    struct error *error);

#endif
