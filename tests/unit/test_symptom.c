/* A cause that only repeats what was seen. */
#include "check.h"

#include "core/diagnosis/symptom.h"

static void a_cause_that_repeats_the_symptom_is_found(void)
{
	static const struct {
		const char *claim, *symptom;
		bool is_one;
	} cases[] = {
		{ "OOMKilled", "KubeContainerOOMKilled", true },
		{ "pods are OOMKilled", "order-service pods restart: OOMKilled", true },
		{ "The orders fail", "orders fail for many", true },
		{ "goroutine leak", "KubeContainerOOMKilled", false },
		{ "OOMKilled by a goroutine leak", "OOMKilled", false },
		{ "", "orders fail", false },
		{ "it is", "it is broken", false },
		{ "– … –", "orders", false },
		{ "orders", "", false },
		{ "API 지연", "API 지연이 큼", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_CASE(claim_is_symptom(str_of(cases[i].claim),
					    str_of(cases[i].symptom)) == cases[i].is_one,
			   cases[i].claim);
}

const struct test tests[] = {
	{ "a cause that repeats the symptom is found",
	  a_cause_that_repeats_the_symptom_is_found },
	{ 0 },
};
