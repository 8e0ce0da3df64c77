/* What a request does, told from its method and its address. */
#ifndef RUNBOOK_CLASSIFY_HTTP_H
#define RUNBOOK_CLASSIFY_HTTP_H

#include "runbook/classify_verdict.h"

/* "url" with or without scheme and host; method in any case. */
void http_judge(struct verdict *verdict, str method, str url, unsigned line);

#endif
