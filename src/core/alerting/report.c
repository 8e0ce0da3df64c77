#include "core/alerting/report.h"

const char *const report_source_names[] = {
	[REPORT_USER] = "user", [REPORT_SUPPORT] = "support", [REPORT_SOCIAL] = "social",
	[REPORT_TEAM] = "team", [REPORT_TEST] = "test",       NULL,
};

static const struct field report_fields[] = {
	F(struct report, id, FIELD_INT),
	F(struct report, incident, FIELD_INT),
	F(struct report, at, FIELD_INSTANT),
	F_ENUM(struct report, source, report_source_names),
	F(struct report, text, FIELD_TEXT),
	F(struct report, reporter, FIELD_TEXT),
	F(struct report, ref, FIELD_TEXT),
	F(struct report, url, FIELD_TEXT),
	F(struct report, service, FIELD_TEXT),
	F(struct report, environment, FIELD_TEXT),
	F(struct report, symptom, FIELD_TEXT),
	F(struct report, why, FIELD_TEXT),
	F(struct report, counts, FIELD_BOOL),
	F(struct report, door, FIELD_TEXT),
};
const struct shape report_shape = SHAPE("report", struct report, report_fields);

bool report_source_parse(str name, enum report_source *ret_source)
{
	for (int i = 0; report_source_names[i]; i++) {
		if (!str_is(name, report_source_names[i]))
			continue;
		*ret_source = (enum report_source)i;
		return true;
	}
	return false;
}

static bool check_length(const char *name, str value, size_t most, struct error *error)
{
	return value.length <= most ||
	       error_set(error, ERROR_TOO_LARGE, "%s: at most %zu bytes", name, most);
}

bool report_check(const struct report *report, struct error *error)
{
	if (str_trim(report->text).length == 0)
		return error_set(error, ERROR_INVALID,
				 "text: is required: say what you see");
	if (report->url.length > 0 && !str_starts_with(report->url, STR("https://")) &&
	    !str_starts_with(report->url, STR("http://")))
		return error_set(error, ERROR_INVALID,
				 "url: must begin with https:// or http://");
	return check_length("text", report->text, REPORT_TEXT_BYTES_MAX, error) &&
	       check_length("reporter", report->reporter, REPORT_FIELD_BYTES_MAX,
			    error) &&
	       check_length("ref", report->ref, REPORT_FIELD_BYTES_MAX, error) &&
	       check_length("url", report->url, REPORT_URL_BYTES_MAX, error) &&
	       check_length("service", report->service, REPORT_FIELD_BYTES_MAX, error) &&
	       check_length("environment", report->environment, REPORT_FIELD_BYTES_MAX,
			    error);
}
