/* quote: see quote.h. */
#include "base/quote.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

#define STATEMENT_MAX 20000          /* bytes that are looked through */
#define PATH_MARK " › "

struct span {
	const char *p;
	size_t n;
};

static bool find_line(struct span text, int line, size_t *at) {
	size_t start = 0;
	for (int i = 1; i < line; i++) {
		const char *nl = memchr(text.p + start, '\n', text.n - start);
		if (nl == NULL) {
			return false;
		}
		start = (size_t)(nl - text.p) + 1;
	}
	*at = start;
	return true;
}

static size_t skip_string(const char *p, size_t n) {
	size_t i = 1;
	while (i < n && p[i] != p[0] && p[i] != '\n') {
		i += p[i] == '\\' ? 2 : 1;
	}
	return i < n ? i : n - 1;
}

/* From the line on to where all its brackets are closed; at least the line. */
static size_t statement_length(const char *p, size_t n) {
	int depth = 0;
	n = n < STATEMENT_MAX ? n : STATEMENT_MAX;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '"' || p[i] == '\'') {
			i += skip_string(p + i, n - i);
		} else if (p[i] == '-' && i + 1 < n && p[i + 1] == '-') {
			while (i + 1 < n && p[i + 1] != '\n') {
				i++;
			}
		} else if (memchr("([{", p[i], 3) != NULL) {
			depth++;
		} else if (memchr(")]}", p[i], 3) != NULL) {
			depth--;
		} else if (p[i] == '\n' && depth <= 0) {
			return i;
		}
	}
	return n;
}

/* Of prose: to the empty line that ends the paragraph. */
static size_t paragraph_length(const char *p, size_t n) {
	const char *end = memmem(p, n, "\n\n", 2);
	return end != NULL ? (size_t)(end - p) : n;
}

static bool is_word(char c) {
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_edge(struct span in, size_t at) {
	return at == 0 || at >= in.n || !is_word(in.p[at]) || !is_word(in.p[at - 1]);
}

/* How often name stands in it by itself, up to two; the first place in *at. */
static int count_words(struct span in, struct span name, size_t *at) {
	int count = 0;
	for (size_t i = 0; name.n > 0 && i + name.n <= in.n && count < 2; i++) {
		if (memcmp(in.p + i, name.p, name.n) == 0 && is_edge(in, i) && is_edge(in, i + name.n) && count++ == 0) {
			*at = i;
		}
	}
	return count;
}

/* Where "name =" stands. */
static bool find_option(struct span in, struct span name, size_t *at) {
	for (size_t i = 0; i + name.n < in.n; i++) {
		if (memcmp(in.p + i, name.p, name.n) == 0 && is_edge(in, i)) {
			size_t after = i + name.n;
			while (after < in.n && in.p[after] == ' ') {
				after++;
			}
			if (after + 1 < in.n && in.p[after] == '=' && in.p[after + 1] != '=') {
				*at = i;
				return true;
			}
		}
	}
	return false;
}

/* What the message says behind the path of blocks. */
static const char *after_path(const char *msg) {
	const char *mark = NULL;
	for (const char *p = strstr(msg, PATH_MARK); p != NULL; p = strstr(p + 1, PATH_MARK)) {
		mark = p;
	}
	const char *colon = mark != NULL ? strstr(mark, ": ") : NULL;
	return colon != NULL ? colon + 2 : msg;
}

/* 'x' or "x"; an apostrophe within a word is none. */
static const char *next_quoted(const char *p, const char *begin, struct span *quoted) {
	for (p = strpbrk(p, "'\""); p != NULL; p = strpbrk(p + 1, "'\"")) {
		const char *end = strchr(p + 1, *p);
		if (end != NULL && (p == begin || !is_word(p[-1]))) {
			*quoted = (struct span){ p + 1, (size_t)(end - p) - 1 };
			return end + 1;
		}
	}
	return NULL;
}

/* What Lua says of values that it cannot reckon with, and the signs of which one stands there. */
static const struct { const char *says, *signs; } reckoned[] = {
	{ "attempt to compare ", "<>" },
	{ "attempt to concatenate ", "." },
	{ "attempt to perform arithmetic ", "+-*/%^" },
};

/* The one operator of signs in the line: runs of a sign, or one with '=' behind it, count once. */
static bool find_operator(struct span in, const char *signs, size_t *at) {
	int count = 0;
	for (size_t i = 0; i < in.n && in.p[i] != '\n'; i++) {
		if (in.p[i] == '"' || in.p[i] == '\'') {
			i += skip_string(in.p + i, in.n - i);
		} else if (in.p[i] == '-' && i + 1 < in.n && in.p[i + 1] == '-') {
			break;
		} else if (strchr(signs, in.p[i]) != NULL && (in.p[i] != '.' || (i + 1 < in.n && in.p[i + 1] == '.'))) {
			count++;
			*at = i;
			i += i + 1 < in.n && in.p[i + 1] == in.p[i];
		}
	}
	return count == 1;
}

static bool find_reckoned(const char *msg, struct span in, size_t *at) {
	for (size_t i = 0; i < sizeof(reckoned) / sizeof(reckoned[0]); i++) {
		if (str_prefix(msg, reckoned[i].says)) {
			return find_operator(in, reckoned[i].signs, at);
		}
	}
	return false;
}

/* A name that stands there otherwise, too: what is read or called stands behind a colon or dot. */
static bool find_member(struct span in, struct span name, size_t *at) {
	size_t n = 0;
	for (size_t i = 1; name.n > 0 && i + name.n <= in.n; i++) {
		if ((in.p[i - 1] == ':' || in.p[i - 1] == '.') && memcmp(in.p + i, name.p, name.n) == 0 && is_edge(in, i + name.n)) {
			n++;
			*at = i;
		}
	}
	return n == 1;
}

/* Whether the message says that the name it quotes is one of something: "field 'name'". */
static bool is_member(const char *begin, struct span quoted) {
	static const char *const kinds[] = { "field ", "method ", "parameter " };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = strlen(kinds[i]);
		if ((size_t)(quoted.p - begin) > n && memcmp(quoted.p - 1 - n, kinds[i], n) == 0) {
			return true;
		}
	}
	return false;
}

static bool find_culprit(const char *msg, struct span in, size_t *at) {
	const char *begin = after_path(msg);
	struct span quoted, word = { begin, strcspn(begin, " ") };
	int count = 0;
	for (const char *p = next_quoted(begin, begin, &quoted); p != NULL && count == 0;) {
		count = count_words(in, quoted, at);
		p = count == 0 ? next_quoted(p, begin, &quoted) : p;
	}
	if (count == 1 || (count > 1 && is_member(begin, quoted) && find_member(in, quoted, at))) {
		return true;
	}
	return find_reckoned(msg, in, at) || (str_prefix(begin + word.n, " is ") && find_option(in, word, at)) ||
	       (str_prefix(begin + word.n, " is not to be had") && count_words(in, word, at) == 1);
}

static bool find_called(struct span in, const char *called, size_t *at) {
	const char *end = memchr(in.p, '\n', in.n);
	struct span line = { in.p, end != NULL ? (size_t)(end - in.p) : in.n }, name = { called, called != NULL ? strlen(called) : 0 };
	return count_words(line, name, at) == 1 || find_member(line, name, at);
}

void err_quote(struct err *err, const char *text, size_t len, const char *called) {
	struct span all = { text, len };
	size_t start, at = 0;
	if (err == NULL || err->at.line <= 0 || err->source[0] != '\0' || !find_line(all, err->at.line, &start)) {
		return;
	}
	const char *begin = text + start;
	bool is_prose = str_suffix(err->at.file, ".md");
	struct span in = { begin, is_prose ? paragraph_length(begin, len - start) : statement_length(begin, len - start) };
	bool found = find_culprit(err->msg, in, &at) || find_called(in, called, &at);
	at = found ? at : 0;
	while (!found && at < in.n && isspace((unsigned char)in.p[at]) && in.p[at] != '\n') {
		at++;
	}
	err_at_offset(err, text, len, start + at);
	err->at.col = found ? err->at.col : 0;
}
