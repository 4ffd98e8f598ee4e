/*
 * closing: see closing.h. Only cmark knows what closes what, and it takes marks that nothing closes for words. So the marks in the
 * words are counted, and those that the text escapes: more than these are a mistake.
 */
#include "doc/closing.h"

#define CMARK_NO_SHORT_NAMES
#include <cmark-gfm.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"

size_t closing_code(const char *text) {
	size_t ticks = strspn(text, "`"), n;

	for (const char *p = text + ticks; *p != '\0' && !(p[0] == '\n' && p[1] == '\n'); p += n) {
		n = strspn(p, "`");
		if (n == ticks) {
			return (size_t)(p - text) + n;
		}
		n += n == 0;
	}
	return ticks;
}

size_t *closing_brackets(const char *text, size_t len) {
	size_t *closing = mem_alloc((len + 1) * 2 * sizeof(*closing)), *open = closing + len + 1;
	size_t depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\' && i + 1 < len) {
			i++;
		} else if (text[i] == '`') {
			i += closing_code(text + i) - 1;
		} else if (text[i] == '[') {
			open[depth++] = i;
		} else if (text[i] == ']' && depth > 0) {
			closing[open[--depth]] = i;
		}
	}
	return closing;
}

static const struct closing_mark marks[] = {
	{ "**", "this '**' opens or closes nothing", "strong words stand in **…**, without spaces inside; write \\*\\* for stars that are meant as such" },
	{ "](#", "this reference is never closed", "write [](#id) or [words](#id), without spaces in the id; or \\[ for a bracket that is meant as such" },
	{ "](http", "this link is never closed", "write [words](https://…), without spaces in the address; or \\[ for a bracket that is meant as such" },
	{ "[@", "this citation is never closed", "write [@key], or \\[ for a bracket that is meant as such" },
	{ "[^", "this note's mark is never closed", "write [^key], or \\[ for a bracket that is meant as such" },
};

static size_t count_in(const char *text, const char *mark) {
	size_t n = 0;

	for (const char *p = strstr(text, mark); p != NULL; p = strstr(p + strlen(mark), mark)) {
		n++;
	}
	return n;
}

/* The length of mark at p, which any of its signs may be escaped in; *escaped says whether one is. 0: it is not there. */
static size_t mark_length(const char *p, const char *mark, bool *escaped) {
	const char *begin = p;

	*escaped = false;
	for (; *mark != '\0'; mark++, p++) {
		if (*p == '\\' && p[1] == *mark) {
			*escaped = true;
			p++;
		}
		if (*p != *mark) {
			return 0;
		}
	}
	return (size_t)(p - begin);
}

/* How often text escapes mark. A link's words may begin with the bracket that is: \[words](#id). */
static size_t count_escaped(const char *text, const char *mark) {
	size_t n = 0, open = 0;

	for (size_t i = 0, len; text[i] != '\0'; i += len) {
		bool escaped;
		len = mark_length(text + i, mark, &escaped);
		if (len > 0 && (escaped || (mark[0] == ']' && open > 0))) {
			n++;
			open -= open > 0;
		} else {
			open += text[i] == '\\' && text[i + 1] == '[';
			len = text[i] == '\\' && text[i + 1] != '\0' ? 2 : 1;
		}
	}
	return n;
}

static cmark_node *find_words(cmark_node *document, const char *mark, size_t *count) {
	cmark_node *first = NULL;
	cmark_iter *iter = cmark_iter_new(document);

	*count = 0;
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const char *words = cmark_node_get_type(node) == CMARK_NODE_TEXT ? cmark_node_get_literal(node) : NULL;
		size_t n = words != NULL ? count_in(words, mark) : 0;
		first = first == NULL && n > 0 ? node : first;
		*count += n;
	}
	cmark_iter_free(iter);
	return first;
}

const struct closing_mark *closing_missing(const char *seen, struct cmark_node *document, struct cmark_node **node) {
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t count;
		if (strstr(seen, marks[i].mark) == NULL) {
			continue;
		}
		*node = find_words(document, marks[i].mark, &count);
		if (count > count_escaped(seen, marks[i].mark)) {
			return &marks[i];
		}
	}
	return NULL;
}
