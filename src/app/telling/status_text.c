/* The status page's words in each language, its times, and text made harmless. */
#include "app/telling/status_page.h"

#include "base/visible.h"
#include "formats/place.h"

static const struct word {
	const char *name, *en, *ko;
} words[] = {
	{ "all_operational", "All systems operational", "모든 시스템 정상" },
	{ "nothing_known", "No incident is known", "알려진 장애 없음" },
	{ "minor", "Some systems are degraded", "일부 시스템 성능 저하" },
	{ "major", "Some systems are down", "일부 시스템 중단" },
	{ "critical", "Major outage", "심각한 장애" },

	{ "operational", "Operational", "정상" },
	{ "degraded_performance", "Degraded", "성능 저하" },
	{ "partial_outage", "Partial outage", "부분 중단" },
	{ "major_outage", "Major outage", "전면 중단" },
	{ "under_maintenance", "Maintenance", "점검 중" },
	{ "no_data", "No data", "데이터 없음" },

	{ "investigating", "Investigating", "조사 중" },
	{ "identified", "Identified", "원인 파악" },
	{ "monitoring", "Monitoring", "경과 관찰 중" },
	{ "resolved", "Resolved", "해결됨" },

	{ "open_incidents", "Open incidents", "진행 중인 장애" },
	{ "components", "Components", "구성 요소" },
	{ "days_ago", "90 days ago", "90일 전" },
	{ "today", "today", "오늘" },
	{ "history", "History", "이력" },
	{ "last_90_days", "The last 90 days", "최근 90일" },
	{ "no_history", "Nothing was reported in the last 90 days.",
	  "최근 90일 동안 보고된 장애가 없습니다." },
	{ "feed", "Atom feed", "Atom 피드" },
	{ "json", "JSON", "JSON" },
	{ "current", "Current status", "현재 상태" },
	{ "as_of", "As of", "기준 시각" },
	{ "last_update", "Last update", "마지막 소식" },
	{ "never", "none yet", "아직 없음" },
	{ "stale",
	  "This page renews itself. If the time above is more than ten minutes ago, it "
	  "does not reach its source, and what it says may no longer be true.",
	  "이 페이지는 자동으로 갱신됩니다. 위 시각이 10분 이상 지났다면 갱신이 끊긴 "
	  "것이므로 내용이 사실과 다를 수 있습니다." },
	{ "started", "Started", "시작" },
	{ "affected", "Affected", "영향" },
};

void status_add_escaped(struct text *text, str s)
{
	s = visible_turns(text->arena, s);
	for (size_t i = 0; i < s.length;) {
		str one = str_slice(s, i, utf8_length((unsigned char)s.bytes[i]));
		unsigned char c = (unsigned char)one.bytes[0];

		i += one.length;
		if (c == '&')
			text_add(text, STR("&amp;"));
		else if (c == '<')
			text_add(text, STR("&lt;"));
		else if (c == '>')
			text_add(text, STR("&gt;"));
		else if (c == '"')
			text_add(text, STR("&quot;"));
		else if (c == '\'')
			text_add(text, STR("&#39;"));
		/* XML 1.0, 2.2: no other control character, and no U+FFFE or U+FFFF. */
		else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ||
			 str_is(one, "\xef\xbf\xbe") || str_is(one, "\xef\xbf\xbf"))
			text_add(text, STR("\xef\xbf\xbd"));
		else
			text_add(text, one);
	}
}

str status_time(const struct status_view *view, instant_ms at)
{
	struct civil civil = zone_civil(view->zone, at);

	return arena_format(view->arena, "%04d-%02d-%02d %02d:%02d " STR_FMT, civil.year,
			    civil.month, civil.day, civil.hour, civil.minute,
			    STR_ARG(zone_abbreviation(view->zone, at)));
}

str status_day(const struct status_view *view, instant_ms at)
{
	struct civil civil = zone_civil(view->zone, at);

	return arena_format(view->arena, "%04d-%02d-%02d", civil.year, civil.month,
			    civil.day);
}

static str in_language(const struct status_view *view, const struct word *word)
{
	return str_of(str_is(view->language, "ko") ? word->ko : word->en);
}

str status_word(const struct status_view *view, const char *name)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(str_of(name), words[i].name))
			return in_language(view, &words[i]);
	return str_of(name);
}

str status_summary(const struct status_view *view)
{
	if (!str_is(str_of(view->indicator), "none"))
		return status_word(view, view->indicator);
	return status_word(view, view->component_count > 0 ? "all_operational"
							   : "nothing_known");
}

struct tree *status_words(const struct status_view *view)
{
	struct tree *tree = tree_map(view->arena);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		tree_put_text(view->arena, tree, words[i].name,
			      in_language(view, &words[i]));
	return tree;
}
