/* The families of programs that are known. */
#include "runbook/classify_private.h"

const struct program *const classify_families[] = {
	builtin_programs, wrapper_programs,     file_programs,       script_programs,
	system_programs,  network_programs,     kubernetes_programs, container_programs,
	cloud_programs,   client_programs,      kafka_programs,      request_programs,
	service_programs, development_programs, tool_programs,
};
const size_t classify_family_count = sizeof(classify_families) /
				     sizeof(classify_families[0]);
