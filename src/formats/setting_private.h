/* What the files of setting share. */
#ifndef FORMATS_SETTING_PRIVATE_H
#define FORMATS_SETTING_PRIVATE_H

#include "formats/setting.h"

bool setting_find_env(struct arena *arena, str text, str key, struct setting *ret_setting,
		      struct error *error) MUST_CHECK;
bool setting_spell_env(struct arena *arena, str text, const struct setting *setting,
		       str to, str *ret_raw, struct error *error) MUST_CHECK;
/* Every other line is the same, and this one still sets only this name. */
bool setting_check_env(struct arena *arena, str before, str after, str key,
		       const struct setting *setting, struct error *error) MUST_CHECK;

#endif
