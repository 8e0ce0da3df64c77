#include "core/telling/words.h"

struct unit {
	duration_ms length;
	const char *one, *many, *korean;
};
static const struct unit units[] = {
	{ DAY_MS, "day", "days", "일" },
	{ HOUR_MS, "hour", "hours", "시간" },
	{ MINUTE_MS, "minute", "minutes", "분" },
	{ SECOND_MS, "second", "seconds", "초" },
};

static str one_unit(struct arena *arena, str language, const struct unit *unit,
		    int64_t number)
{
	if (str_is(language, "ko"))
		return arena_format(arena, "%lld%s", (long long)number, unit->korean);
	return arena_format(arena, "%lld %s", (long long)number,
			    number == 1 ? unit->one : unit->many);
}

str words_duration(struct arena *arena, str language, duration_ms duration)
{
	size_t unit = 0;

	if (duration < 0)
		duration = -duration;
	while (unit < 3 && duration < units[unit].length)
		unit++;

	str words = one_unit(arena, language, &units[unit],
			     duration / units[unit].length);
	duration_ms rest = duration % units[unit].length;

	if (unit >= 2 || rest < units[unit + 1].length)
		return words;
	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(words),
			    STR_ARG(one_unit(arena, language, &units[unit + 1],
					     rest / units[unit + 1].length)));
}

static const struct {
	const char *english, *korean;
} statuses[] = {
	[INCIDENT_CANDIDATE] = { "Investigating", "조사 중" },
	[INCIDENT_DECLARED] = { "Investigating", "조사 중" },
	[INCIDENT_INVESTIGATING] = { "Investigating", "조사 중" },
	[INCIDENT_IDENTIFIED] = { "Identified", "원인 파악" },
	[INCIDENT_MITIGATING] = { "Mitigating", "조치 중" },
	[INCIDENT_MITIGATED] = { "Mitigated", "완화됨" },
	[INCIDENT_MONITORING] = { "Monitoring", "경과 관찰 중" },
	[INCIDENT_RESOLVED] = { "Resolved", "해결됨" },
	[INCIDENT_CLOSED] = { "Resolved", "해결됨" },
	[INCIDENT_REOPENED] = { "Investigating", "조사 중" },
	[INCIDENT_DISMISSED] = { "No incident", "장애 아님" },
	[INCIDENT_MERGED] = { "Handled with another incident",
			      "다른 장애와 함께 처리 중" },
};

str words_status(str language, enum incident_state state)
{
	return str_of(str_is(language, "ko") ? statuses[state].korean
					     : statuses[state].english);
}

static bool begins_character(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

size_t words_length(str s)
{
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++)
		length += begins_character(s.bytes[i]);
	return length;
}

str words_clip(struct arena *arena, str s, size_t characters)
{
	size_t length = 0, end = 0;

	if (words_length(s) <= characters)
		return s;
	while (end < s.length) {
		if (begins_character(s.bytes[end]) && ++length == characters)
			break;
		end++;
	}
	return arena_format(arena, STR_FMT "…", STR_ARG(str_trim(str_slice(s, 0, end))));
}
