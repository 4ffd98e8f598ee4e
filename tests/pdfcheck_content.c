/* pdfcheck: content streams: what is marked, what is shown. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pdfcheck_part.h"

/* Where a content stream's reader stands. */
#define OPERANDS_MAX 512     /* strings of one operator */
#define NESTING_MAX 28       /* of q (Annex C) */

struct shown {
	const char *p;
	size_t n;
};

struct content {
	const char *p, *end;
	const char *tag, *props;     /* operands of BDC, as far as seen */
	size_t tag_len, props_len;
	int depth;                   /* of all marked content */
	int kinds[64];               /* by depth: 0 neither, 1 with MCID, 2 artifact */
	int mcids[64];
	bool complained;
	char name[64];               /* the last name operand */
	struct shown strings[OPERANDS_MAX];
	size_t string_count;
	struct font *font, *fonts[NESTING_MAX + 4];      /* as q keeps them */
	int nesting;
	bool has_actual;             /* within a stretch of ActualText */
	int actual_depth;
};

static void begin_content(struct check *c, struct page *page, struct content *s) {
	bool is_actual = s->props && memmem(s->props, s->props_len, "/ActualText", 11);
	bool is_artifact = s->tag && s->tag_len == 9 && memcmp(s->tag, "/Artifact", 9) == 0;
	const char *mcid = s->props ? memmem(s->props, s->props_len, "/MCID", 5) : NULL;
	int kind = is_artifact ? 2 : mcid ? 1 : 0, outer = 0;

	if (is_actual && !s->has_actual) {
		s->has_actual = true;
		s->actual_depth = s->depth;
	}

	for (int i = 0; i < s->depth; i++) {
		outer |= s->kinds[i];
	}
	if (kind == 2 && (outer & 1)) {
		complain(c, "M01-003: page %d: an artifact stands in tagged content", (int)(page - c->pages) + 1);
	}
	if (kind == 1 && (outer & 2)) {
		complain(c, "M01-004: page %d: tagged content stands in an artifact", (int)(page - c->pages) + 1);
	}
	if (kind == 1) {
		long n = strtol(mcid + 5, NULL, 10);

		if (n < 0 || n >= MCID_MAX || page->marks[n].in_content) {
			complain(c, "P14.7.4.2: page %d: MCID %ld is used twice", (int)(page - c->pages) + 1, n);
		} else {
			page->marks[n].in_content = true;
			page->mark_count = n >= page->mark_count ? (int)n + 1 : page->mark_count;
		}
	}
	if (s->depth < 64) {
		s->kinds[s->depth] = kind;
		s->mcids[s->depth] = mcid ? (int)strtol(mcid + 5, NULL, 10) : 0;
	}
	s->depth++;
}

static unsigned hex_of(char c) {
	return (unsigned)(isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10);
}

/* The bytes of a string as it stands (7.3.4), up to size of them. */
static size_t read_bytes(const struct shown *string, unsigned char *out, size_t size) {
	const char *p = string->p + 1, *end = string->p + string->n - 1;
	size_t n = 0;

	if (*string->p == '<') {
		unsigned digits = 0;

		/* A last digit alone has a 0 behind it. */
		for (; p <= end && n < size; p++) {
			if (isxdigit((unsigned char)*p)) {
				out[n] = (unsigned char)(digits++ % 2 == 0 ? hex_of(*p) << 4 : out[n] | hex_of(*p));
				n += digits % 2 == 0;
			}
		}
		return n + digits % 2;
	}
	for (; p < end && n < size; p++) {
		if (*p != '\\') {
			out[n++] = (unsigned char)*p;
		} else if (p[1] >= '0' && p[1] <= '7') {
			unsigned v = 0;

			for (int i = 0; i < 3 && p[1] >= '0' && p[1] <= '7'; i++, p++) {
				v = v * 8 + (unsigned)(p[1] - '0');
			}
			out[n++] = (unsigned char)v;
		} else {
			static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
			const char *at = strchr(from, *++p);

			out[n++] = (unsigned char)(at && *at ? to[at - from] : *p);
		}
	}
	return n;
}

static void show(struct check *c, struct page *page, struct content *s) {
	unsigned char bytes[4096];
	int nr = (int)(page - c->pages) + 1;

	if (!s->font) {
		complain(c, "P9.3: page %d: text in no font", nr);
		return;
	}
	for (size_t i = 0; i < s->string_count; i++) {
		if (s->strings[i].n > 2) {
			font_show(c, s->font, bytes, read_bytes(&s->strings[i], bytes, sizeof(bytes)), s->has_actual);
		}
	}
	for (int i = 0; i < s->depth && i < 64; i++) {
		if (s->kinds[i] == 1 && s->mcids[i] < MCID_MAX) {
			page->marks[s->mcids[i]].has_text = true;
		}
	}
}

/* Operators that say no more than where text, colours and states change. */
static void on_state(struct check *c, struct page *page, struct content *s, const char *word, size_t n) {
	int nr = (int)(page - c->pages) + 1;

	if (n == 1 && *word == 'q') {
		if (++s->nesting > NESTING_MAX && s->nesting == NESTING_MAX + 1) {
			complain(c, "A6.1.13: page %d: q stands in q more than %d deep", nr, NESTING_MAX);
		}
		if (s->nesting <= NESTING_MAX) {
			s->fonts[s->nesting] = s->font;
		}
	} else if (n == 1 && *word == 'Q') {
		if (s->nesting == 0) {
			complain(c, "P8.4.2: page %d: a Q too many", nr);
			return;
		}
		s->font = s->nesting <= NESTING_MAX ? s->fonts[s->nesting] : s->font;
		s->nesting--;
	} else if (n == 2 && memcmp(word, "Tf", 2) == 0) {
		s->font = font_of(c, page, s->name);
		if (!s->font) {
			complain(c, "P7.8.3: page %d: %s is a font, and no resource", nr, s->name);
		}
	} else if ((n == 2 && (memcmp(word, "Tj", 2) == 0 || memcmp(word, "TJ", 2) == 0)) || (n == 1 && (*word == '\'' || *word == '"'))) {
		show(c, page, s);
	} else if (n == 1 && (*word == 'k' || *word == 'K')) {
		complain(c, "A6.2.4.3: page %d: a colour of four inks", nr);
	} else if ((n == 2 && memcmp(word, "sh", 2) == 0) || (n == 2 && memcmp(word, "BI", 2) == 0)) {
		complain(c, "P8.9.7: page %d: %.2s, which is not expected", nr, word);
	}
}

static void on_word(struct check *c, struct page *page, struct content *s, const char *word, size_t n) {
	static const char *const paints[] = { "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Tj", "TJ", "'", "\"", "Do", "sh", "EI" };
	int kinds = 0;

	if (n == 3 && (memcmp(word, "BDC", 3) == 0 || memcmp(word, "BMC", 3) == 0)) {
		begin_content(c, page, s);
		return;
	}
	if (n == 3 && memcmp(word, "EMC", 3) == 0) {
		if (s->depth-- == 0) {
			complain(c, "P14.6: page %d: an EMC too many", (int)(page - c->pages) + 1);
			s->depth = 0;
		}
		s->has_actual = s->has_actual && s->depth > s->actual_depth;
		return;
	}
	if (n == 2 && memcmp(word, "Do", 2) == 0) {
		char name[64] = "";

		str_copy(name, s->tag && s->tag_len < sizeof(name) ? s->tag_len + 1 : 1, s->tag ? s->tag : "");
		if (!has(c, key(c, key(c, page->oh, "/Resources"), "/XObject"), name)) {
			complain(c, "P7.8.3: page %d: %s is drawn, and is no resource", (int)(page - c->pages) + 1, name);
		}
	}
	on_state(c, page, s, word, n);
	for (int i = 0; i < s->depth && i < 64; i++) {
		kinds |= s->kinds[i];
	}
	for (size_t i = 0; i < sizeof(paints) / sizeof(*paints); i++) {
		if (strlen(paints[i]) == n && memcmp(paints[i], word, n) == 0 && !kinds && !s->complained) {
			complain(c, "M01-005: page %d: %s paints what is neither tagged nor artifact", (int)(page - c->pages) + 1, paints[i]);
			s->complained = true;
		}
	}
}

static const char *skip_string(const char *p, const char *end) {
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '\\') {
			p++;
		} else if (*p == '(') {
			depth++;
		} else if (*p == ')' && --depth == 0) {
			return p + 1;
		}
	}
	return end;
}

static void push_string(struct content *s, const char *from) {
	if (s->string_count < OPERANDS_MAX) {
		s->strings[s->string_count++] = (struct shown){ from, (size_t)(s->p - from) };
	}
}

void read_content(struct check *c, struct page *page, const char *p, size_t len) {
	struct content s = { .p = p, .end = p + len };

	while (s.p < s.end) {
		const char *from = s.p;

		if (*s.p == '(') {
			s.p = skip_string(s.p, s.end);
			push_string(&s, from);
		} else if (s.end - s.p > 1 && s.p[0] == '<' && s.p[1] == '<') {
			const char *close = memmem(s.p, (size_t)(s.end - s.p), ">>", 2);

			/* A dictionary in a dictionary would end too early here: we write none. */
			s.p = close ? close + 2 : s.end;
			s.props = from;
			s.props_len = (size_t)(s.p - from);
		} else if (*s.p == '<') {
			const char *close = memchr(s.p, '>', (size_t)(s.end - s.p));

			s.p = close ? close + 1 : s.end;
			push_string(&s, from);
		} else if (*s.p == '/') {
			s.p++;
			while (s.p < s.end && !isspace((unsigned char)*s.p) && !strchr("/<>[]()", *s.p)) {
				s.p++;
			}
			s.tag = from;
			s.tag_len = (size_t)(s.p - from);
			str_copy(s.name, s.tag_len < sizeof(s.name) ? s.tag_len + 1 : sizeof(s.name), from);
		} else if (isalpha((unsigned char)*s.p) || *s.p == '\'' || *s.p == '"') {
			while (s.p < s.end && (isalpha((unsigned char)*s.p) || strchr("*'\"01", *s.p))) {
				s.p++;
			}
			on_word(c, page, &s, from, (size_t)(s.p - from));
			s.tag = s.props = NULL;
			s.string_count = 0;
		} else {
			s.p++;
		}
	}
	if (s.depth) {
		complain(c, "P14.6: page %d: marked content that does not end", (int)(page - c->pages) + 1);
	}
}

