/*
 * A scanner for the content streams of Cairo (PDF 32000-1, 7.8.2). It copies all as it is, but
 * for the colour operators: each of them names an ink, and with it the mark that begins or goes on.
 */
#include "pdf/content.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "pdf/objs.h"
#include "pdf/spell.h"
#include "pdf/tag.h"

/* Numbers and what stands between them come last: they are passed over together. */
enum { CH_REGULAR, CH_DELIM, CH_NUMBER, CH_SPACE };

static const unsigned char classes[256] = {
	['0'] = CH_NUMBER, ['1'] = CH_NUMBER, ['2'] = CH_NUMBER, ['3'] = CH_NUMBER, ['4'] = CH_NUMBER, ['5'] = CH_NUMBER, ['6'] = CH_NUMBER,
	['7'] = CH_NUMBER, ['8'] = CH_NUMBER, ['9'] = CH_NUMBER, ['-'] = CH_NUMBER, ['.'] = CH_NUMBER,
	['\0'] = CH_SPACE, ['\t'] = CH_SPACE, ['\n'] = CH_SPACE, ['\f'] = CH_SPACE, ['\r'] = CH_SPACE, [' '] = CH_SPACE,
	['('] = CH_DELIM, [')'] = CH_DELIM, ['<'] = CH_DELIM, ['>'] = CH_DELIM, ['['] = CH_DELIM, [']'] = CH_DELIM,
	['{'] = CH_DELIM, ['}'] = CH_DELIM, ['/'] = CH_DELIM, ['%'] = CH_DELIM,
};

#define OP1(a)       ((unsigned)(a))
#define OP2(a, b)    ((unsigned)(a) | (unsigned)(b) << 8)
#define OP3(a, b, c) ((unsigned)(a) | (unsigned)(b) << 8 | (unsigned)(c) << 16)

struct scan {
	struct tags *tags;
	size_t page;
	const char *start, *p, *end;
	const char *copied;          /* up to here all is in out */
	const char *operands;        /* of the operator to come; NULL: none yet */
	struct buf *out;
	struct err *err;

	int saved;                   /* q without Q */
	uint32_t inked;              /* was a colour set? a bit for each q, the innermost lowest */
	int spans;                   /* BDC of Cairo's own without EMC */
	bool must_restart;           /* a glyph that was spelled stands for itself */
	bool drops_span;             /* the one open is left out */
	struct spells *spells;
	const char *font;            /* set by Tf, without the slash */
	size_t font_len;
	bool in_text;
	bool in_backdrop;            /* after its colour, which is left out with it */
	const struct tag_picture *picture;   /* after its ink: what is painted next is a marker; NULL: none */
	uint32_t mark;               /* open; TAG_NONE: none */
	uint32_t next_mark;          /* marks below were closed */
	struct color fill, stroke;   /* as last written; r < 0: unknown */
};

static bool fail(struct scan *s, const char *what) {
	size_t n = (size_t)(s->end - s->p) < 40 ? (size_t)(s->end - s->p) : 40;

	return err_set(s->err, ERR_BUG, "page %zu, byte %zu of what Cairo wrote: %s, before '%.*s'", s->page + 1,
	               (size_t)(s->p - s->start), what, (int)n, s->p);
}

static bool skip_string(struct scan *s) {
	int depth = 0;

	for (; s->p < s->end; s->p++) {
		if (*s->p == '\\') {
			s->p++;
		} else if (*s->p == '(') {
			depth++;
		} else if (*s->p == ')' && --depth == 0) {
			s->p++;
			return true;
		}
	}
	s->p = s->end;
	return fail(s, "a string without end");
}

static bool skip_to(struct scan *s, const char *close) {
	size_t n = strlen(close);
	const char *at = memmem(s->p, (size_t)(s->end - s->p), close, n);

	if (!at) {
		return fail(s, "a string or dictionary without end");
	}
	s->p = at + n;
	return true;
}

static void skip_regular(struct scan *s) {
	while (s->p < s->end && (classes[(unsigned char)*s->p] == CH_REGULAR || classes[(unsigned char)*s->p] == CH_NUMBER)) {
		s->p++;
	}
}

/* The digit of an ink that the channel at *at says, "0.999 " (tag.h), which is passed over; -1: none. */
static int ink_digit(const char **at) {
	const char *p = *at;
	double v = 0, unit = 1;

	for (; *p >= '0' && *p <= '9'; p++) {
		v = v * 10 + (*p - '0');
	}
	if (*p == '.') {
		for (p++; *p >= '0' && *p <= '9'; p++) {
			unit /= 10;
			v += (*p - '0') * unit;
		}
	}
	*at = p + strspn(p, " \n");
	double missing = 1000 - v * 1000, digit = round(missing);
	return digit >= 0 && digit < TAG_INK_BASE && fabs(missing - digit) < 0.01 ? (int)digit : -1;
}

/* Of the three channels at p, the lowest digit first, as far as the operator; -1: none. */
static long ink_number(const char *p, const char *op) {
	long number = 0, unit = 1;

	for (int i = 0; i < 3; i++, unit *= TAG_INK_BASE) {
		int digit = ink_digit(&p);

		if (digit < 0) {
			return -1;
		}
		number += digit * unit;
	}
	return p == op ? number : -1;
}

static const struct tag_ink *find_ink(const struct scan *s, long number) {
	const struct tag_page *page = &s->tags->pages[s->page];

	if (number < 1 || (size_t)number > page->ink_count) {
		return NULL;
	}
	return &s->tags->inks[(size_t)number - 1];
}

static void copy_up_to(struct scan *s, const char *p) {
	buf_add(s->out, s->copied, (size_t)(p - s->copied));
	s->copied = p;
}

/* Artifact types of 14.8.2.2. */
static const char *const artifacts[] = {
	[ARTIFACT_HEADER]     = "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
	[ARTIFACT_FOOTER]     = "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n",
	[ARTIFACT_WATERMARK]  = "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\n",
	[ARTIFACT_LAYOUT]     = "/Artifact<</Type/Layout>>BDC\n",
	[ARTIFACT_BACKGROUND] = "/Artifact<</Type/Background>>BDC\n",
};

static void close_mark(struct scan *s) {
	if (s->mark != TAG_NONE) {
		buf_adds(s->out, "EMC\n");
		s->next_mark = s->mark + 1;
		s->mark = TAG_NONE;
	}
}

static bool open_mark(struct scan *s, uint32_t index) {
	struct tag_mark *mark = &s->tags->marks[index];

	if (s->in_text || s->spans) {
		return fail(s, "a mark that begins within a text object");
	}
	if (index < s->next_mark) {
		return fail(s, "paint out of order");
	}
	close_mark(s);
	if (mark->elem == TAG_NONE) {
		buf_adds(s->out, artifacts[mark->artifact]);
	} else {
		buf_addc(s->out, '/');
		buf_adds(s->out, tag_name(s->tags->elems[mark->elem].tag));
		buf_adds(s->out, "<</MCID ");
		objs_put_num(s->out, mark->mcid);
		buf_adds(s->out, ">>BDC\n");
	}
	mark->is_shown = true;
	s->mark = index;
	return true;
}

/* The backdrop comes before all else, "0.101 0.101 0.101 rg /a0 gs", "0 0 595 842 re f": colour and paint are left out. */
static bool begin_backdrop(struct scan *s) {
	if (s->next_mark != 0 || s->mark != TAG_NONE || s->in_text) {
		return fail(s, "a backdrop that is not the first paint");
	}
	copy_up_to(s, s->operands);
	s->copied = s->p;
	s->in_backdrop = true;
	return true;
}

static bool on_backdrop(struct scan *s, unsigned code) {
	switch (code) {
	case OP2('g', 's'):
		return true;
	case OP2('r', 'e'):
		copy_up_to(s, s->operands);
		return true;
	case OP1('f'):
		s->copied = s->p;
		s->in_backdrop = false;
		return true;
	default:
		return fail(s, "a backdrop that is no rectangle");
	}
}

static void put_matrix(struct buf *out, const double m[6]) {
	for (int i = 0; i < 6; i++) {
		objs_put_num(out, m[i]);
		buf_addc(out, ' ');
	}
}

/* The marker that comes after a picture's ink is left out, and the picture put in its place. */
static bool on_marker(struct scan *s, unsigned code) {
	switch (code) {
	case OP2('g', 's'):
		return true;
	case OP2('r', 'e'): case OP1('m'): case OP1('l'): case OP1('h'):
		copy_up_to(s, s->operands);
		s->copied = s->p;
		return true;
	case OP1('f'):
		copy_up_to(s, s->operands);
		s->copied = s->p;
		buf_adds(s->out, "q ");
		put_matrix(s->out, s->picture->matrix);
		buf_addf(s->out, "cm /Im%u Do Q", s->picture->image);
		s->picture = NULL;
		return true;
	default:
		return fail(s, "a picture's marker that is no box");
	}
}

static bool begin_picture(struct scan *s, const struct tag_ink *ink) {
	if (s->in_text) {
		return fail(s, "a picture within a text object");
	}
	if (ink->mark != s->mark && !open_mark(s, ink->mark)) {
		return false;
	}
	s->picture = &s->tags->pictures[ink->picture];
	return true;
}

/* Put the colour in place of the ink's number, where it is not set already. */
static bool change_ink(struct scan *s, const char *op, struct color *last, const char *name) {
	long number = ink_number(s->operands, op);
	const struct tag_ink *ink = find_ink(s, number);

	if (number == TAG_BACKDROP) {
		return begin_backdrop(s);
	}
	if (!ink) {
		return fail(s, "a colour that is no ink number");
	}
	copy_up_to(s, s->operands);
	s->copied = s->p;
	if (ink->picture != TAG_NONE) {
		return begin_picture(s, ink);
	}
	s->inked |= 1;
	if (ink->mark != s->mark && !open_mark(s, ink->mark)) {
		return false;
	}
	if (last->r != ink->color.r || last->g != ink->color.g || last->b != ink->color.b) {
		objs_put_num(s->out, ink->color.r);
		buf_addc(s->out, ' ');
		objs_put_num(s->out, ink->color.g);
		buf_addc(s->out, ' ');
		objs_put_num(s->out, ink->color.b);
		buf_adds(s->out, name);
		*last = ink->color;
	}
	return true;
}

static bool begin_saved(struct scan *s) {
	if (++s->saved == 32) {
		return fail(s, "a q too many");
	}
	s->inked = s->inked << 1 | (s->inked & 1);
	return true;
}

/*
 * A mark goes on over Q and q, which Cairo puts between where it clips to the page (14.6 lets
 * marks nest with text objects alone).
 */
static bool end_saved(struct scan *s) {
	if (s->saved == 0 || s->in_text) {
		return fail(s, "a Q too many");
	}
	s->saved--;
	s->inked >>= 1;
	s->fill.r = s->stroke.r = -1;
	return true;
}

static bool on_paint(struct scan *s, bool is_text) {
	if (!(s->inked & 1)) {
		return fail(s, "paint without ink");
	}
	if (is_text != s->in_text) {
		return fail(s, "paint at the wrong side of a text object");
	}
	return true;
}

static bool on_text_object(struct scan *s, bool begins) {
	if (s->in_text == begins || s->spans) {
		return fail(s, "text objects that do not nest");
	}
	s->in_text = begins;
	return true;
}

static size_t hex_run(const char *p, const char *end) {
	size_t n = 0;

	while (p + n < end && isxdigit((unsigned char)p[n])) {
		n++;
	}
	return n;
}

static bool eat(const char **p, const char *end, const char *word) {
	size_t n = strlen(word);

	if ((size_t)(end - *p) < n || memcmp(*p, word, n) != 0) {
		return false;
	}
	*p += n;
	return true;
}

/* Is the ActualText that begins here one of a single glyph of two bytes, and can that glyph's font say it? */
static bool can_drop_span(struct scan *s) {
	const char *p = s->operands, *hex, *font = s->font, *code;
	size_t hex_len, font_len = s->font_len;

	if (!eat(&p, s->end, "/Span << /ActualText <feff")) {
		return false;
	}
	hex = p;
	hex_len = hex_run(p, s->end);
	p += hex_len;
	if (hex_len == 0 || !eat(&p, s->end, "> >> BDC\n")) {
		return false;
	}
	if (eat(&p, s->end, "/")) {
		font = p;
		font_len = strcspn(p, " ");
		p += font_len;
		if (!eat(&p, s->end, " 1 Tf\n")) {
			return false;
		}
	}
	p += strspn(p, "-.0123456789 ");         /* at a line's begin: "0 -1.4 Td" */
	if (*p == 'T' && !eat(&p, s->end, "Td\n") && !eat(&p, s->end, "Tm\n")) {
		return false;
	}
	/* Moved from where the glyph before it ends: "[<>-32<0001>]TJ". */
	bool is_moved = eat(&p, s->end, "[");
	if (is_moved && eat(&p, s->end, "<>")) {
		p += strspn(p, "-.0123456789\n");
	}
	if (!eat(&p, s->end, "<") || hex_run(p, s->end) != 4) {
		return false;
	}
	code = p;
	p += 4;
	return eat(&p, s->end, is_moved ? ">]TJ\nEMC\n" : ">Tj\nEMC\n") && font && spells_text(s->spells, font, font_len, (unsigned)strtoul(code, NULL, 16), hex, hex_len);
}

/* Cairo's own, round glyphs whose text their font does not tell: /Span <</ActualText …>>. See spell.h. */
static bool begin_span(struct scan *s) {
	const char *p = s->operands;

	if (!p || !eat(&p, s->end, "/Span << /ActualText ")) {
		return fail(s, "marked content that Cairo was not asked for");
	}
	if (s->spans == 0 && can_drop_span(s)) {
		copy_up_to(s, s->operands);
		s->copied = s->p;
		s->drops_span = true;
	}
	s->spans++;
	return true;
}

static bool end_span(struct scan *s, const char *op) {
	if (s->spans == 0) {
		return fail(s, "an EMC too many");
	}
	if (--s->spans == 0 && s->drops_span) {
		copy_up_to(s, op);
		s->copied = s->p;
		s->drops_span = false;
	}
	return true;
}

static bool on_font(struct scan *s) {
	if (!s->operands || *s->operands != '/') {
		return fail(s, "a Tf without a font");
	}
	s->font = s->operands + 1;
	s->font_len = strcspn(s->font, " \n");
	return true;
}

/* "<" to ">", or "<<" to ">>". Strings outside of spans are glyphs that go by what their font says. */
static bool skip_hex(struct scan *s) {
	const char *from = s->p + 1;

	if (*from == '<') {
		return skip_to(s, ">>");
	}
	if (!skip_to(s, ">")) {
		return false;
	}
	if (s->spans == 0 && s->font &&
	    !spells_bare(s->spells, s->font, s->font_len, from, (size_t)(s->p - 1 - from))) {
		s->must_restart = true;
	}
	return true;
}

static bool on_operator(struct scan *s, const char *op, size_t n) {
	unsigned code = 0;

	for (size_t i = 0; i < n && i < 4; i++) {
		code |= (unsigned)(unsigned char)op[i] << (8 * i);
	}
	if (s->in_backdrop) {
		return on_backdrop(s, code);
	}
	if (s->picture) {
		return on_marker(s, code);
	}
	switch (code) {
	case OP2('c', 'm'): case OP1('w'): case OP1('J'): case OP1('j'): case OP1('d'): case OP1('M'): case OP2('g', 's'):
	case OP1('m'): case OP1('l'): case OP1('c'): case OP1('h'): case OP2('r', 'e'): case OP1('W'): case OP1('n'):
	case OP2('T', 'm'): case OP2('T', 'd'):
		return true;
	case OP2('T', 'f'):
		return on_font(s);
	case OP2('r', 'g'):
		return change_ink(s, op, &s->fill, " rg");
	case OP2('R', 'G'):
		return change_ink(s, op, &s->stroke, " RG");
	case OP1('f'): case OP2('f', '*'): case OP1('S'): case OP1('B'): case OP2('B', '*'):
		return on_paint(s, false);
	case OP2('T', 'j'): case OP2('T', 'J'):
		return on_paint(s, true);
	case OP2('B', 'T'):
		return on_text_object(s, true);
	case OP2('E', 'T'):
		return on_text_object(s, false);
	case OP1('q'):
		return begin_saved(s);
	case OP1('Q'):
		return end_saved(s);
	case OP3('B', 'D', 'C'):
		return begin_span(s);
	case OP3('E', 'M', 'C'):
		return end_span(s, op);
	default:
		s->p = op;
		return fail(s, "an operator Cairo is not known to write");
	}
}

/* To the next token that is no number: these are looked at when an operator asks for them. False: there is none. */
static bool skip_numbers(struct scan *s) {
	const char *p = s->p;

	while (p < s->end && classes[(unsigned char)*p] == CH_SPACE) {
		p++;
	}
	if (p < s->end && !s->operands) {
		s->operands = p;
	}
	while (p < s->end && classes[(unsigned char)*p] >= CH_NUMBER) {
		p++;
	}
	s->p = p;
	return p < s->end;
}

/* One token: an operand is passed over, an operator acted on. */
static bool next_token(struct scan *s) {
	const char *token = s->p;

	switch (*token) {
	case '(':
		return skip_string(s);
	case '<':
		return skip_hex(s);
	case '[': case ']':
		s->p++;
		return true;
	case '/':
		s->p++;
		skip_regular(s);
		return true;
	case ')': case '>': case '{': case '}': case '%':
		return fail(s, "a character out of place");
	}
	skip_regular(s);
	if (!on_operator(s, token, (size_t)(s->p - token))) {
		return false;
	}
	s->operands = NULL;
	return true;
}

/* Cairo drops what lies outside of the page, and keeps silent about it. */
static bool check_shown(struct scan *s) {
	const struct tag_page *page = &s->tags->pages[s->page];

	for (size_t i = page->first_mark; i < page->first_mark + page->mark_count; i++) {
		const struct tag_mark *mark = &s->tags->marks[i];

		if (mark->must_show && !mark->is_shown) {
			return err_set(s->err, ERR_BUG, "page %zu: what is painted of %s %zu of the page lies outside of the page", s->page + 1,
			               mark->elem == TAG_NONE ? "mark" : tag_name(s->tags->elems[mark->elem].tag),
			               i - page->first_mark + 1);
		}
	}
	return true;
}

bool content_rewrite(struct tags *tags, struct spells *spells, size_t page, const char *p, size_t n, struct buf *out,
                     bool *must_restart, struct err *err) {
	struct scan s = {
		.tags = tags, .spells = spells, .page = page, .start = p, .p = p, .end = p + n, .copied = p, .out = out, .err = err,
		.mark = TAG_NONE, .fill = { .r = -1 }, .stroke = { .r = -1 },
	};

	while (skip_numbers(&s)) {
		if (!next_token(&s)) {
			return false;
		}
	}
	if (s.saved || s.in_text || s.spans || s.operands || s.picture) {
		return fail(&s, "an end in the middle");
	}
	copy_up_to(&s, s.end);
	close_mark(&s);
	*must_restart = *must_restart || s.must_restart;
	return check_shown(&s);
}
