/* Configuration problems as a compiler prints them: file:line:column: where: what. */
#ifndef MAIN_PROBLEMS_H
#define MAIN_PROBLEMS_H

#include "config/config.h"

#include <stdio.h>

void problems_print(FILE *out, const struct config_problems *problems);

#endif
