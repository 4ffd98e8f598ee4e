/* err: see err.h. */
#include "base/err.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Drop what a cut at the end of s left of a UTF-8 sequence. */
static void trim_cut_utf8(char *s) {
	size_t len = strlen(s), start = len > 0 ? utf8_start(s, len - 1) : 0;
	uint32_t cp;
	if (start < len && utf8_decode(s + start, len - start, &cp) == 0) {
		s[start] = '\0';
	}
}

static void format_into(char *dst, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void format_into(char *dst, size_t size, const char *fmt, va_list ap) {
	if ((size_t)vsnprintf(dst, size, fmt, ap) >= size) {
		trim_cut_utf8(dst);
	}
}

static void start_afresh(struct err *err, enum err_code code, const char *msg) {
	memset(err, 0, sizeof(*err));
	err->code = code;
	STR_COPY(err->msg, msg);
}

bool err_vset(struct err *err, enum err_code code, const char *fmt, va_list ap) {
	if (!err) {
		return false;
	}
	char msg[sizeof(err->msg)];
	format_into(msg, sizeof(msg), fmt, ap);
	start_afresh(err, code, msg);
	return false;
}

bool err_set(struct err *err, enum err_code code, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	err_vset(err, code, fmt, ap);
	va_end(ap);
	return false;
}

bool err_sys(struct err *err, const char *fmt, ...) {
	int saved = errno;
	if (!err) {
		return false;
	}
	char msg[sizeof(err->msg)], whole[sizeof(err->msg)];
	va_list ap;
	va_start(ap, fmt);
	format_into(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	if ((size_t)snprintf(whole, sizeof(whole), "%s: %s", msg, strerror(saved)) >= sizeof(whole)) {
		trim_cut_utf8(whole);
	}
	start_afresh(err, ERR_SYSTEM, whole);
	errno = saved;
	return false;
}

bool err_wrap(struct err *err, const char *fmt, ...) {
	if (!err) {
		return false;
	}
	char context[sizeof(err->msg)], whole[sizeof(err->msg)];
	va_list ap;
	va_start(ap, fmt);
	format_into(context, sizeof(context), fmt, ap);
	va_end(ap);
	if ((size_t)snprintf(whole, sizeof(whole), "%s: %s", context, err->msg) >= sizeof(whole)) {
		trim_cut_utf8(whole);
	}
	STR_COPY(err->msg, whole);
	return false;
}

bool err_hint(struct err *err, const char *fmt, ...) {
	if (!err) {
		return false;
	}
	va_list ap;
	va_start(ap, fmt);
	format_into(err->hint, sizeof(err->hint), fmt, ap);
	va_end(ap);
	return false;
}

void err_at(struct err *err, const char *file, int line, int col) {
	if (!err) {
		return;
	}
	STR_COPY(err->at.file, file ? file : "");
	err->at.line = line;
	err->at.col = col;
}

void err_at_file(struct err *err, const char *file) {
	if (err) {
		STR_COPY(err->at.file, file);
	}
}

/* Bytes of the character at s; bytes that are no UTF-8 count one each. */
static size_t char_len(const char *s, size_t n) {
	uint32_t cp;
	size_t len = utf8_decode(s, n, &cp);
	return len ? len : 1;
}

/*
 * Keep of line (len bytes) what fits into err->source and holds the byte at
 * `at`. A long line loses its beginning, so that a third of what is kept
 * stands before the place.
 */
static void keep_source(struct err *err, const char *line, size_t len, size_t at) {
	size_t room = sizeof(err->source) - 1, start = 0;
	int cut = 0;
	if (len > room && at > room / 3) {
		while (start < at - room / 3) {
			start += char_len(line + start, len - start);
			cut++;
		}
	}
	size_t end = start;
	while (end < len) {
		size_t n = char_len(line + end, len - end);
		if (end + n - start > room) {
			break;
		}
		end += n;
	}
	memcpy(err->source, line + start, end - start);
	err->source[end - start] = '\0';
	for (char *p = err->source; p < err->source + (end - start); p++) {
		if (*p == '\0') {
			*p = ' ';
		}
	}
	err->source_cut = cut;
}

void err_at_offset(struct err *err, const char *text, size_t len, size_t offset) {
	if (!err) {
		return;
	}
	if (offset > len) {
		offset = len;
	}
	size_t start = 0;
	int line = 1, col = 1;
	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	for (size_t i = start; i < offset; i += char_len(text + i, len - i)) {
		col++;
	}
	size_t end = start;
	while (end < len && text[end] != '\n' && text[end] != '\r') {
		end++;
	}
	err->at.line = line;
	err->at.col = col;
	keep_source(err, text + start, end - start, offset - start);
}

static void add_caret(struct buf *out, const struct err *err) {
	buf_adds(out, "    ");
	buf_add_visible(out, err->source);
	buf_addc(out, '\n');
	if (err->at.col == 0) {
		return;                  /* the line is known, the place in it is not */
	}
	buf_adds(out, "    ");
	size_t n = strlen(err->source), i = 0;
	for (int col = 1 + err->source_cut; col < err->at.col && i < n; col++) {
		buf_addc(out, err->source[i] == '\t' ? '\t' : ' ');
		i += char_len(err->source + i, n - i);
	}
	buf_adds(out, "^\n");
}

static void add_context(struct buf *out, const struct err *err) {
	const struct { const char *name, *value; } parts[] = {
		{ "plugin", err->plugin },
		{ "section", err->section },
		{ "called from", err->from },
		{ "request key", err->key },
	};
	const char *sep = "    in ";
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (*parts[i].value) {
			buf_addf(out, "%s%s ", sep, parts[i].name);
			buf_add_visible(out, parts[i].value);
			sep = ", ";
		}
	}
	if (*sep == ',') {
		buf_addc(out, '\n');
	}
}

void err_format(const struct err *err, struct buf *out) {
	if (*err->at.file) {
		buf_add_visible(out, err->at.file);
		buf_addc(out, ':');
	}
	if (err->at.line > 0) {
		buf_addf(out, "%d:", err->at.line);
		if (err->at.col > 0) {
			buf_addf(out, "%d:", err->at.col);
		}
	}
	if (*err->at.file || err->at.line > 0) {
		buf_addc(out, ' ');
	}
	buf_add_visible(out, err->msg);
	buf_addc(out, '\n');
	if (*err->source) {
		add_caret(out, err);
	}
	add_context(out, err);
	if (*err->hint) {
		buf_adds(out, "    hint: ");
		buf_add_visible(out, err->hint);
		buf_addc(out, '\n');
	}
}

const char *err_code_name(enum err_code code) {
	static const char *const names[] = {
		[ERR_NONE] = "none",
		[ERR_INPUT] = "input",
		[ERR_PLUGIN] = "plugin",
		[ERR_LIMIT] = "limit",
		[ERR_LATE] = "late",
		[ERR_SYSTEM] = "system",
		[ERR_BUG] = "bug",
	};
	return names[code];
}

enum err_code err_code_parse(const char *name) {
	static const enum err_code codes[] = { ERR_INPUT, ERR_PLUGIN, ERR_LIMIT, ERR_LATE, ERR_SYSTEM, ERR_BUG };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		if (str_eq(err_code_name(codes[i]), name)) {
			return codes[i];
		}
	}
	return ERR_BUG;
}

/* v always has room for one more than it holds: past ERRS_MAX that one is the scratch. */
struct err *errs_add(struct errs *errs) {
	if (errs->n < ERRS_MAX) {
		return VEC_PUSH(errs->v, errs->n, errs->cap);
	}
	errs->v = mem_grow(errs->v, errs->n, &errs->cap, sizeof(*errs->v));
	errs->dropped++;
	return &errs->v[errs->n];
}

void errs_fini(struct errs *errs) {
	mem_free(errs->v);
	*errs = (struct errs)ERRS_INIT;
}

void errs_format(const struct errs *errs, struct buf *out) {
	for (size_t i = 0; i < errs->n; i++) {
		err_format(&errs->v[i], out);
	}
	if (errs->dropped) {
		buf_addf(out, "and %zu more\n", errs->dropped);
	}
}

#define WORD_MAX 64

/* People mix these up as they mix up case. */
static char folded(char c) {
	return c == '_' ? '-' : (char)tolower((unsigned char)c);
}

/* Edits (insert, delete, replace, swap of neighbours) that turn a into b; both at most WORD_MAX long. */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];
	for (size_t j = 0; j <= m; j++) {
		last[j] = j;
	}
	for (size_t i = 1; i <= n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			bool same = folded(a[i - 1]) == folded(b[j - 1]);
			size_t best = last[j - 1] + !same;
			best = last[j] + 1 < best ? last[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
			    folded(a[i - 2]) == folded(b[j - 1]) && before[j - 2] + 1 < best) {
				best = before[j - 2] + 1;
			}
			now[j] = best;
		}
		size_t *oldest = before;
		before = last;
		last = now;
		now = oldest;
	}
	return last[m];
}

static bool begins_with(const char *a, size_t n, const char *b, size_t m) {
	size_t i = 0;
	while (i < m && i < n && folded(a[i]) == folded(b[i])) {
		i++;
	}
	return i == m;
}

/* One is the other's beginning or end: "lang" of "language", "zone" of "timezone". */
static bool is_part(const char *a, size_t n, const char *b, size_t m) {
	if (n < m) {
		return is_part(b, m, a, n);
	}
	return m >= 4 && (begins_with(a, n, b, m) || begins_with(a + n - m, m, b, m));
}

static const char *whole_or_part(const char *word, size_t n, const char *const *names) {
	for (; *names; names++) {
		if (is_part(word, n, *names, strlen(*names))) {
			return *names;
		}
	}
	return NULL;
}

/* Near: fewer than half of the longer word's letters, and three edits at most; else a part of the other. */
const char *err_nearest(const char *word, const char *const *names) {
	const char *nearest = NULL;
	size_t best = 4, n = strlen(word);
	if (n > WORD_MAX) {
		return NULL;
	}
	for (size_t i = 0; names[i]; i++) {
		size_t m = strlen(names[i]);
		if (m > WORD_MAX) {
			continue;
		}
		size_t d = distance(word, n, names[i], m);
		if (d < best && d * 2 < (n > m ? n : m)) {
			best = d;
			nearest = names[i];
		}
	}
	return nearest != NULL ? nearest : whole_or_part(word, n, names);
}
