/* A cause that only repeats what was seen is no cause: "OOMKilled" of an alert that is
 * called OOMKilled says nothing of why. */
#ifndef CORE_DIAGNOSIS_SYMPTOM_H
#define CORE_DIAGNOSIS_SYMPTOM_H

#include "base/arena.h"

/* Every word of the claim that says anything is in the symptom as well, in any order and
 * case; "OOMKilled" is in "KubeContainerOOMKilled", too. Words of less than three letters
 * and those that join others do not count; a claim of nothing else is no symptom. */
bool claim_is_symptom(str claim, str symptom);

#endif
