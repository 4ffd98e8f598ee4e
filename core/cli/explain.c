#include "cli/explain.h"

#include <math.h>

#include "base/json.h"
#include "base/str.h"

static int percent(const struct json *page) {
	return (int)lround(100 * json_num(page, "full", 0));
}

static void add_float(const struct json *box, const char *page, struct buf *out) {
	const char *at = json_str(box, "at", ""), *written = json_str(box, "written", "");

	if (str_eq(at, "here")) {
		return;
	}
	buf_addf(out, "%24s%s stands %s", "", json_str(box, "block", ""), str_eq(at, "page") ? "without text" : "at its ");
	buf_addf(out, "%s%s%s\n", str_eq(at, "page") ? "" : at, str_eq(page, written) ? "" : ", written on page ",
	         str_eq(page, written) ? "" : written);
}

static void add_page(const struct json *page, struct buf *out) {
	const struct json *other = json_lookup(page, "other"), *floats = json_lookup(page, "floats");
	const char *label = json_str(page, "page", "");

	buf_addf(out, "page %-6s %3d %% full  ends %s: %s\n", label, percent(page), json_str(page, "ends", ""), json_str(page, "why", ""));
	if (other != NULL) {
		buf_addf(out, "%24selse %s, %d %% full: %s (%lld points more)\n", "", json_str(other, "ends", ""), percent(other),
		         json_str(other, "why", ""), (long long)json_int(other, "more", 0));
	}
	for (const struct json *f = floats != NULL ? floats->first : NULL; f != NULL; f = f->next) {
		add_float(f, label, out);
	}
}

static void add_change(const struct json *change, struct buf *out) {
	const char *file = json_str(change, "file", NULL);

	buf_addf(out, "section \"%s\": %s", json_str(change, "section", ""), json_str(change, "what", ""));
	if (file != NULL) {
		buf_addf(out, " (%s:%lld)", file, (long long)json_int(change, "line", 0));
	}
	buf_addc(out, '\n');
}

/* The element of list whose section is id. */
static const struct json *of_section(const struct json *list, const char *id) {
	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
		if (str_eq(json_str(v, "section", ""), id)) {
			return v;
		}
	}
	return NULL;
}

static void add_section(const struct json *section, const struct json *layout, struct buf *out) {
	const char *id = json_str(section, "section", "");
	const struct json *set = of_section(layout, id);
	double bytes = json_num(section, "bytes", 0) + json_num(set, "bytes", 0);

	buf_addf(out, "%-28s %9.2f %9.2f %9.2f %9.0f\n", id, json_num(section, "collect_ms", 0), json_num(section, "build_ms", 0),
	         json_num(set, "cpu_ms", 0), bytes / 1024);
}

static void add_phases(const struct json *record, struct buf *out) {
	const struct json *phases = json_lookup(record, "cpu_ms");

	for (const struct json *p = phases != NULL ? phases->first : NULL; p != NULL; p = p->next) {
		buf_addf(out, "%s%s %.2f ms", p == phases->first ? "" : ", ", p->key, p->number);
	}
	buf_addf(out, "; memory %.0f kB\n", json_num(json_lookup(record, "explain"), "bytes", 0) / 1024);
}

void explain_text(const struct json *record, struct buf *out) {
	const struct json *explain = json_lookup(record, "explain");
	const struct json *pages = json_lookup(explain, "pages"), *changed = json_lookup(explain, "changed");
	const struct json *sections = json_lookup(explain, "sections"), *layout = json_lookup(explain, "layout");

	buf_adds(out, "Why pages end where they do\n");
	for (const struct json *p = pages != NULL ? pages->first : NULL; p != NULL; p = p->next) {
		add_page(p, out);
	}
	if (changed != NULL && changed->first != NULL) {
		buf_adds(out, "\nWhat was scaled, cut or divided\n");
		for (const struct json *c = changed->first; c != NULL; c = c->next) {
			add_change(c, out);
		}
	}
	buf_addf(out, "\n%-28s %9s %9s %9s %9s\n", "What sections took (CPU)", "collect", "build", "layout ms", "kB");
	for (const struct json *s = sections != NULL ? sections->first : NULL; s != NULL; s = s->next) {
		add_section(s, layout, out);
	}
	add_phases(record, out);
}
