#include "lua/sheet.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

bool sheet_fail(struct sheet *sheet, const char *at, const char *fmt, ...) {
	va_list ap;

	va_start(ap, fmt);
	err_vset(sheet->err, ERR_PLUGIN, fmt, ap);
	va_end(ap);
	err_at_offset(sheet->err, sheet->text, (size_t)(sheet->end - sheet->text), (size_t)(at - sheet->text));
	return false;
}

bool sheet_miscounted(struct sheet *sheet, const char *at, size_t n, size_t columns) {
	sheet_fail(sheet, at, "the line has %zu cell%s; the first one names %zu columns", n, n == 1 ? "" : "s", columns);
	return err_hint(sheet->err, n > columns ? "a cell with '%c' in it stands in quotes" : "a cell that is empty has its '%c', too",
	                sheet->separator);
}

static char find_separator(const char *p, const char *end) {
	static const char candidates[] = { ',', ';', '\t' };
	size_t counts[sizeof(candidates)] = { 0 }, best = 0;
	bool is_quoted = false;

	for (; p < end && (is_quoted || *p != '\n'); p++) {
		is_quoted ^= *p == '"';
		for (size_t i = 0; i < sizeof(candidates); i++) {
			counts[i] += !is_quoted && *p == candidates[i];
		}
	}
	for (size_t i = 1; i < sizeof(candidates); i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return candidates[best];
}

bool sheet_open(struct sheet *sheet, struct arena *arena, const char *text, size_t len, struct err *err) {
	size_t bad = 0;

	*sheet = (struct sheet){ .arena = arena, .text = text, .p = text, .end = text + len, .err = err };
	if (!utf8_valid(text, len, &bad) || memchr(text, '\0', len) != NULL) {
		sheet_fail(sheet, utf8_valid(text, len, &bad) ? text : text + bad, "the file is no UTF-8 text");
		return err_hint(err, "save it as UTF-8; of a spreadsheet, as \"CSV UTF-8\"");
	}
	sheet->p += len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (sheet->p == sheet->end) {
		return sheet_fail(sheet, text, "the file is empty: its first line names the columns");
	}
	sheet->separator = find_separator(sheet->p, sheet->end);
	return true;
}

static bool ends_line(const struct sheet *sheet, const char *p) {
	return *p == '\n' || (*p == '\r' && p + 1 < sheet->end && p[1] == '\n');
}

static bool ends_cell(const struct sheet *sheet, const char *p) {
	return p == sheet->end || *p == sheet->separator || ends_line(sheet, p);
}

/* From its first quote on; a quote in it is written twice. */
static bool read_quoted(struct sheet *sheet, struct buf *text) {
	const char *begin = sheet->p++;

	for (; sheet->p < sheet->end && (*sheet->p != '"' || (sheet->p + 1 < sheet->end && sheet->p[1] == '"')); sheet->p++) {
		buf_addc(text, *sheet->p);
		sheet->p += *sheet->p == '"';
	}
	if (sheet->p == sheet->end || !ends_cell(sheet, sheet->p + 1)) {
		return sheet_fail(sheet, begin, "a quote is not closed, or something stands behind it");
	}
	sheet->p++;
	return true;
}

bool sheet_cell(struct sheet *sheet, const char **cell, size_t *len, bool *goes_on) {
	struct buf text = BUF_INIT;
	bool ok = true;

	if (sheet->p < sheet->end && *sheet->p == '"') {
		ok = read_quoted(sheet, &text);
	} else {
		const char *begin = sheet->p;
		while (!ends_cell(sheet, sheet->p)) {
			sheet->p++;
		}
		buf_add(&text, begin, (size_t)(sheet->p - begin));
	}
	if (ok) {
		*cell = arena_strndup(sheet->arena, buf_str(&text), text.len);
		*len = text.len;
		*goes_on = sheet->p < sheet->end && *sheet->p == sheet->separator;
		sheet->p += *goes_on;
	}
	buf_fini(&text);
	return ok;
}

bool sheet_next(struct sheet *sheet) {
	while (sheet->p < sheet->end && ends_line(sheet, sheet->p)) {
		sheet->p += *sheet->p == '\r' ? 2 : 1;
	}
	return sheet->p < sheet->end;
}
