#include "render/about.h"

#include <assert.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"

static void add(struct about *about, const char *name, const char *value) {
	assert(about->n < sizeof(about->properties) / sizeof(*about->properties));
	if (value != NULL && *value != '\0') {
		about->properties[about->n++] = (struct pdf_property){ name, value };
	}
}

/* Words that somebody would look for, and programs sort by: no sentence. */
static const char *keywords(struct arena *arena, const struct about_report *report) {
	const char *const words[] = {
		report->doc->report_title, report->as_of, report->series, report->doc->edition, report->doc->marking,
	};
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (words[i] != NULL && *words[i] != '\0') {
			buf_addf(&text, "%s%s", text.len > 0 ? "; " : "", words[i]);
		}
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

void about_tell(struct arena *arena, const struct about_report *report, struct about *about) {
	*about = (struct about){ .keywords = keywords(arena, report) };
	add(about, "Report", report->name);
	add(about, "AsOf", report->as_of);
	if (report->period_from != NULL) {
		add(about, "Period", arena_printf(arena, "%s/%s", report->period_from, report->period_to));
	}
	add(about, "Series", report->series);
	add(about, "Edition", report->edition > 0 ? arena_printf(arena, "%lld", (long long)report->edition) : NULL);
	add(about, "Marking", report->doc->marking);
}
