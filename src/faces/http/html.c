#include "faces/http/html.h"

#include "base/visible.h"

#include "faces/http/request.h"

void html_add_escaped(struct text *text, str s)
{
	s = visible_turns(text->arena, s);
	for (size_t i = 0; i < s.length; i++) {
		switch (s.bytes[i]) {
		case '&': text_add(text, STR("&amp;")); break;
		case '<': text_add(text, STR("&lt;")); break;
		case '>': text_add(text, STR("&gt;")); break;
		case '"': text_add(text, STR("&quot;")); break;
		case '\'': text_add(text, STR("&#39;")); break;
		default: text_add_char(text, s.bytes[i]);
		}
	}
}

void html_begin(struct text *text, str title)
{
	text_add(text,
		 STR("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		     "<meta name=\"viewport\" content=\"width=device-width, "
		     "initial-scale=1\"><meta name=\"color-scheme\" "
		     "content=\"dark light\"><meta name=\"robots\" "
		     "content=\"noindex\"><title>"));
	html_add_escaped(text, title);
	text_add(text,
		 STR("</title><link rel=\"stylesheet\" href=\"/assets/web/app.css\">"
		     "</head><body><main class=\"alone\"><h1>"));
	html_add_escaped(text, title);
	text_add(text, STR("</h1>"));
}

void html_answer(struct request *request, int status, struct text *text)
{
	text_add(text, STR("</main></body></html>\n"));
	answer_bytes(request, status, "text/html; charset=utf-8", text_of(text));
	http_add_header(request->out, "Cache-Control", STR("no-store"));
	http_add_header(request->out, "Content-Security-Policy",
			STR("default-src 'none'; style-src 'self'; form-action 'self'; "
			    "base-uri 'none'; frame-ancestors 'none'"));
}
