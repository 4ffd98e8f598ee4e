#include "deliver/phrase.h"

#include "base/err.h"
#include "base/str.h"

const struct phrase_value phrase_values[] = {
	{ "as_of", "the day the report is true as of" },
	{ "bytes", "the size of the PDF" },
	{ "day", "of as_of, two digits" },
	{ "due", "the instant a scheduled run was due" },
	{ "edition", "its number in the series" },
	{ "error", "why it failed" },
	{ "event", "what is told: \"issued\", \"corrected\", \"withdrawn\", \"failed\", \"late\" or \"missed\"" },
	{ "file", "the name of the PDF" },
	{ "folder", "where the request lay below the inbox, with a '/' behind where it lay in one" },
	{ "issued", "when it was issued" },
	{ "job", "the job's id" },
	{ "language", "the language it is in" },
	{ "link", "the target's link" },
	{ "missed", "the runs that were missed, a line each stretch" },
	{ "month", "of as_of, two digits" },
	{ "name", "the name of the PDF without \".pdf\"" },
	{ "pages", "how many it has" },
	{ "period", "the days it covers" },
	{ "period_from", "the first of them" },
	{ "period_to", "the last of them" },
	{ "reason", "why an edition is corrected or withdrawn" },
	{ "report", "the report's name" },
	{ "request", "the request as it was dropped" },
	{ "schedule", "the schedule that asked for it" },
	{ "series", "the series it is an edition of" },
	{ "sha256", "of the PDF" },
	{ "target", "the target's name" },
	{ "title", "what the report is called on its cover" },
	{ "warnings", "how many there were; nothing for none" },
	{ "year", "of as_of" },
	{ NULL, NULL }
};
_Static_assert(sizeof(phrase_values) / sizeof(*phrase_values) == PHRASE_VALUES + 1, "PHRASE_VALUES counts the table");

int phrase_index(const char *name, int n) {
	for (int i = 0; i < PHRASE_VALUES; i++) {
		if ((int)strlen(phrase_values[i].name) == n && memcmp(phrase_values[i].name, name, (size_t)n) == 0) {
			return i;
		}
	}
	return -1;
}

bool phrase_check(const char *text, struct err *err) {
	for (const char *s = text; (s = strpbrk(s, "{}")) != NULL; s++) {
		const char *end = *s == '{' ? strpbrk(s + 1, "{}\n") : NULL;
		if (end == NULL || *end != '}') {
			err_set(err, ERR_INPUT, "a brace stands alone");
			return err_hint(err, "values are written {title}");
		}
		if (phrase_index(s + 1, (int)(end - s - 1)) < 0) {
			const char *names[PHRASE_VALUES + 1];
			char name[64];
			for (int i = 0; i <= PHRASE_VALUES; i++) {
				names[i] = phrase_values[i].name;
			}
			snprintf(name, sizeof(name), "%.*s", (int)(end - s - 1), s + 1);
			err_set(err, ERR_INPUT, "there is no value {%s}", name);
			const char *near = err_nearest(name, names);
			return near != NULL ? err_hint(err, "did you mean {%s}?", near) : err_hint(err, "`sitrep help targets` lists the values");
		}
		s = end;
	}
	return true;
}

/* One line of n bytes; false when it names values and has nothing of any. */
static bool fill_line(const char *text, size_t n, const char *const values[PHRASE_VALUES], struct buf *out) {
	bool names = false, has = false;

	for (size_t i = 0; i < n; i++) {
		const char *end = text[i] == '{' ? memchr(text + i, '}', n - i) : NULL;
		int value = end != NULL ? phrase_index(text + i + 1, (int)(end - text - (ptrdiff_t)i - 1)) : -1;
		if (value < 0) {
			buf_addc(out, text[i]);
			continue;
		}
		names = true;
		if (values[value] != NULL && *values[value] != '\0') {
			has = true;
			buf_adds(out, values[value]);
		}
		i = (size_t)(end - text);
	}
	return has || !names;
}

void phrase_fill(const char *text, const char *const values[PHRASE_VALUES], struct buf *out) {
	struct buf line = BUF_INIT;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		buf_reset(&line);
		bool is_kept = fill_line(text, n, values, &line);
		text += n;
		if (is_kept) {
			buf_add(out, line.p, line.len);
			buf_adds(out, *text == '\n' ? "\n" : "");
		}
		text += *text == '\n';
	}
	buf_fini(&line);
}

/* A name that stays in its folder, is seen, and that other systems take. */
static void add_part(const char *p, size_t n, struct buf *out) {
	size_t at = out->len;

	while (n > 0 && (*p == '.' || *p == ' ')) {
		p++, n--;
	}
	while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '.')) {
		n--;
	}
	if (n == 0) {
		return;
	}
	if (at > 0) {
		buf_addc(out, '/');
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		buf_addc(out, c < 0x20 || c == 0x7F || strchr("\\:*?\"<>|", c) != NULL ? '-' : (char)c);
	}
}

/* A value may not make folders of its own; {folder} is one of folders, and the only one that may. */
static void add_value(const char *name, const char *value, struct buf *out) {
	for (; *value != '\0'; value++) {
		buf_addc(out, *value == '/' && !str_prefix(name, "folder}") ? '-' : *value);
	}
}

void phrase_path(const char *text, const char *const values[PHRASE_VALUES], struct buf *out) {
	struct buf whole = BUF_INIT;

	for (const char *s = text; *s != '\0'; s++) {
		const char *end = *s == '{' ? strchr(s, '}') : NULL;
		int value = end != NULL ? phrase_index(s + 1, (int)(end - s - 1)) : -1;
		if (value < 0) {
			buf_addc(&whole, *s);
			continue;
		}
		add_value(s + 1, values[value] != NULL ? values[value] : "", &whole);
		s = end;
	}
	for (const char *part = whole.p; *part != '\0';) {
		size_t n = strcspn(part, "/");
		add_part(part, n, out);
		part += n + (part[n] == '/');
	}
	buf_fini(&whole);
}
