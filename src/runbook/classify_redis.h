/* One command of Redis, judged by its name and, where it has some, its second word. */
#ifndef RUNBOOK_CLASSIFY_REDIS_H
#define RUNBOOK_CLASSIFY_REDIS_H

#include "runbook/classify_verdict.h"

void redis_judge(struct verdict *verdict, const str *words, size_t count, unsigned line);

#endif
