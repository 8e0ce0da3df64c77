/* The part of /metrics on what was asked, what came of it and what is believed. */
#include "faces/http/metrics.h"

#include "app/ports.h"
#include "app/store.h"

static void add_one(struct text *text, const char *probe, const int64_t *states)
{
	for (int state = 0; evidence_state_names[state]; state++)
		text_addf(text, "stanch_evidence{probe=\"%s\",state=\"%s\"} %lld\n",
			  probe, evidence_state_names[state], (long long)states[state]);
}

/* The label is one of our own names, never a text from the store: what an action or an
 * older version left there is "other". */
static void add_asked(struct text *text, const struct ports *ports,
		      const struct store_counts *stored)
{
	struct asked_count other = { 0 }, diagnosis = { 0 };

	for (size_t i = 0; i < stored->asked_count; i++) {
		const struct asked_count *asked = &stored->asked[i];
		const struct probe *probe = ports_probe(ports, asked->probe);

		if (probe) {
			add_one(text, probe->name, asked->states);
			continue;
		}
		if (str_is(asked->probe, "diagnosis")) {
			diagnosis = *asked;
			continue;
		}
		for (int state = 0; evidence_state_names[state]; state++)
			other.states[state] += asked->states[state];
	}
	add_one(text, "diagnosis", diagnosis.states);
	add_one(text, "other", other.states);
}

void metrics_add_investigation(struct text *text, const struct ports *ports,
			       const struct store_counts *stored)
{
	metric_head(
		text, "stanch_evidence", "gauge",
		"Of the last 5000 questions of incidents, by probe and what became of "
		"them: one that only fails is set up wrongly or asks a system that is "
		"down.");
	add_asked(text, ports, stored);
	metric_head(text, "stanch_diagnosis_seconds", "gauge",
		    "How long the last diagnoses took, with all they asked: p50, p99 and "
		    "max.");
	metric_waits(text, "stanch_diagnosis_seconds", &stored->diagnoses);
	metric_head(text, "stanch_hypotheses", "gauge", "Hypotheses by verdict.");
	for (int state = 0; hypothesis_state_names[state]; state++)
		text_addf(text, "stanch_hypotheses{state=\"%s\"} %lld\n",
			  hypothesis_state_names[state],
			  (long long)stored->hypotheses[state]);
}
