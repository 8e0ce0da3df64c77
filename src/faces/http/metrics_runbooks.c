/* The part of /metrics on runbooks and how their steps went. */
#include "faces/http/metrics.h"

#include "app/store.h"

void metrics_add_runbooks(struct text *text, const struct runbook_counts *counts)
{
	metric_head(text, "stanch_runbooks", "gauge",
		    "Runbooks by where they are from; gone: their files are not there "
		    "any more.");
	for (size_t i = 0; runbook_origin_names[i]; i++)
		text_addf(text, "stanch_runbooks{from=\"%s\"} %lld\n",
			  runbook_origin_names[i], (long long)counts->known[i]);
	text_addf(text, "stanch_runbooks{from=\"gone\"} %lld\n", (long long)counts->gone);
	metric_head(text, "stanch_runbooks_asked_about", "gauge",
		    "Runbooks by what live systems said last of what they take for "
		    "granted.");
	text_addf(text, "stanch_runbooks_asked_about{said=\"holds\"} %lld\n",
		  (long long)counts->proven);
	text_addf(text, "stanch_runbooks_asked_about{said=\"fails\"} %lld\n",
		  (long long)counts->failing);
	text_addf(text, "stanch_runbooks_asked_about{said=\"untold\"} %lld\n",
		  (long long)counts->untold);
	metric_head(text, "stanch_runbook_steps", "gauge",
		    "Steps of runbooks that were proposed as actions, by what became of "
		    "them.");
	for (size_t i = 0; action_state_names[i]; i++)
		text_addf(text, "stanch_runbook_steps{state=\"%s\"} %lld\n",
			  action_state_names[i], (long long)counts->steps[i]);
}
