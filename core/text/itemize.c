/*
 * itemize: the spans of a paragraph become items (see item.h): text is made
 * ready, judged for breaks and directions, and cut into words of one face, script and level.
 */
#include "text/item.h"

#include <ctype.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/bidi.h"
#include "text/bind.h"
#include "text/cut.h"
#include "text/uax14.h"
#include "text/face.h"
#include "text/missing.h"
#include "text/shape.h"

#define HYPHEN_PENALTY 50        /* after a hyphen that is written */
#define DASH_PENALTY   20
#define SLASH_PENALTY  80
#define URL_PENALTY    120
#define SYLLABLE_PENALTY 60      /* within a Korean word, which may be divided anywhere */

#define NBSP        0xA0
#define NARROW_NBSP 0x202F
#define SOFT_HYPHEN 0xAD
#define LINE_END(cp) ((cp) == 0x85 || (cp) == 0x2028 || (cp) == 0x2029)

/* levels: NULL where all are 0. */
struct maker {
	struct para *para;
	struct scratch *scratch;
	const struct text_span *spans;
	size_t span_count;
	uint32_t *starts;            /* of each span in the text, and the end of the last */
	uint8_t *breaks;
	uint8_t *levels;
	/* the style in hand, looked up once for all spans that have it */
	const struct text_style *style;
	const struct lang *lang;
	struct stack *stack;
	const struct face *first;
	unsigned flags;
	bool in_capitals;
	uint32_t span;               /* in hand */
	bool has_special;            /* some character needs bidi */
	bool has_soft;
	bool has_wide;               /* some is not ASCII */
	bool has_ideographs;         /* some is of Eastern Asia */
	bool has_slash;
	struct err *err;
};

static const struct text_style plain_style = { .size_pt = 10, .lang = "en" };

static void take_style(struct maker *maker, const struct text_style *style) {
	if (!style) {
		style = maker->style ? maker->style : &plain_style;
	}
	if (maker->style == style) {
		return;
	}
	struct shaper *shaper = maker->para->shaper;
	maker->style = style;
	maker->lang = shaper_lang(shaper, style->lang ? style->lang : maker->para->opts.lang);
	maker->stack = fonts_stack(shaper_fonts(shaper), style->role, style->bold, style->italic);
	maker->first = stack_first(maker->stack);
	maker->flags = (style->tabular ? SHAPE_TABULAR : 0) | (style->small_caps ? SHAPE_SMALL_CAPS : 0) |
	               (style->tracking_em != 0 ? SHAPE_SPACED : 0) | (style->superior ? SHAPE_SUPERIOR : 0) |
	               (style->all_small ? SHAPE_ALL_SMALL : 0) | (style->oldstyle ? SHAPE_OLDSTYLE : 0);
	/* Small capitals are drawn, never made of scaled ones: a face without them sets plain capitals. */
	maker->in_capitals = style->small_caps && !maker->first->has_small_caps;
}

/* The first character of text, 0 where there is none. */
static uint32_t first_of(const char *text, size_t len) {
	uint32_t cp = 0;
	return len && utf8_decode(text, len, &cp) ? cp : 0;
}

static uint32_t first_of_next(const struct maker *maker, size_t span) {
	bool is_text = span + 1 < maker->span_count && maker->spans[span + 1].kind == SPAN_TEXT;
	return is_text ? first_of(maker->spans[span + 1].text, maker->spans[span + 1].len) : 0;
}

static void put(struct maker *maker, uint32_t cp) {
	struct para *para = maker->para;
	para->len += utf8_encode(cp, para->text + para->len);
}

/* The space that French has between the two characters: narrow at its signs, a word's before a percent sign. */
static uint32_t french_space(uint32_t before, uint32_t after) {
	if (after == ';' || after == ':' || after == '!' || after == '?' || after == 0xBB || before == 0xAB) {
		return NARROW_NBSP;
	}
	return after == '%' && before >= '0' && before <= '9' ? NBSP : ' ';
}

static void note_soft(struct maker *maker) {
	struct scratch *scratch = maker->scratch;
	if (!maker->has_soft) {
		maker->has_soft = true;
		memset(scratch->soft, 0, scratch->text_cap);
	}
	scratch->soft[maker->para->len] = 1;
}

/* Copy one span's text: white space becomes plain, soft hyphens are noted, French spaces made unbreakable. */
static void put_text(struct maker *maker, size_t span, uint32_t *before) {
	const char *text = maker->spans[span].text;
	size_t len = maker->spans[span].len;
	bool is_french = maker->lang->is_french;
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = utf8_decode(text + i, len - i, &cp);
		if (n == 0) {
			cp = 0xFFFD;
			n = 1;
		}
		i += n;
		if (cp == SOFT_HYPHEN) {
			note_soft(maker);
			continue;
		}
		if (cp < 0x20 || (cp >= 0x7F && cp < NBSP && cp != 0x85)) {
			cp = ' ';
		}
		if (cp == ' ' && is_french) {
			cp = french_space(*before, i < len ? first_of(text + i, len - i) : first_of_next(maker, span));
		}
		if (maker->in_capitals) {
			cp = (uint32_t)u_toupper((UChar32)cp);
		}
		maker->has_wide = maker->has_wide || cp > 0x7F;
		maker->has_ideographs = maker->has_ideographs || cp >= 0x2E80;
		maker->has_slash = maker->has_slash || cp == '/';
		maker->has_special = maker->has_special || bidi_is_special(cp);
		put(maker, cp);
		*before = cp;
	}
}

/* The same for English text of ASCII alone, which is nearly all. Returns how much of it that was. */
static size_t put_ascii(struct maker *maker, const char *text, size_t len) {
	char *out = maker->para->text + maker->para->len;
	size_t i = 0;
	for (; i < len && (unsigned char)text[i] < 0x7F; i++) {
		out[i] = text[i] < 0x20 ? ' ' : text[i];
		maker->has_slash |= text[i] == '/';
	}
	maker->para->len += i;
	return i;
}

/* Room for text where a byte may become three (a French space, a bad byte). */
static void alloc_text(struct maker *maker) {
	struct scratch *scratch = maker->scratch;
	size_t size = 1;
	for (size_t i = 0; i < maker->span_count; i++) {
		size += maker->spans[i].kind == SPAN_TEXT ? maker->spans[i].len * 3 : 1;
	}
	if (scratch->text_cap < size) {
		scratch->text_cap = size * 2;
		scratch->text = mem_realloc(scratch->text, scratch->text_cap);
		scratch->soft = mem_realloc(scratch->soft, scratch->text_cap);
		scratch->ends = mem_realloc(scratch->ends, scratch->text_cap);
		scratch->levels = mem_realloc(scratch->levels, scratch->text_cap);
	}
	scratch->item_count = 0;
	maker->para->text = scratch->text;
	maker->breaks = scratch->ends;
	maker->starts = arena_alloc(maker->para->arena, (maker->span_count + 1) * sizeof(*maker->starts));
	maker->para->voices = arena_alloc(maker->para->arena, maker->span_count * sizeof(*maker->para->voices));
}

/* Keep in the arena what the paragraph needs for its life, and no more. */
static void keep(struct maker *maker) {
	struct para *para = maker->para;
	struct scratch *scratch = maker->scratch;
	para->text = arena_copy(para->arena, scratch->text, para->len);
	para->items = arena_copy(para->arena, scratch->items, scratch->item_count * sizeof(*scratch->items));
	para->count = scratch->item_count;
	para->soft = maker->has_soft ? arena_copy(para->arena, scratch->soft, para->len + 1) : NULL;
}

static void put_spans(struct maker *maker) {
	uint32_t before = 0;
	for (size_t i = 0; i < maker->span_count; i++) {
		const struct text_span *span = &maker->spans[i];
		maker->starts[i] = (uint32_t)maker->para->len;
		take_style(maker, span->style);
		if (span->kind != SPAN_TEXT) {
			put(maker, span->kind == SPAN_BREAK ? '\n' : ' ');
			before = 0;
			continue;
		}
		if (maker->lang->is_french || maker->in_capitals || put_ascii(maker, span->text, span->len) < span->len) {
			/* begin again, carefully */
			maker->para->len = maker->starts[i];
			put_text(maker, i, &before);
		} else if (span->len > 0) {
			before = (unsigned char)span->text[span->len - 1];
		}
	}
	maker->starts[maker->span_count] = (uint32_t)maker->para->len;
}

static bool is_url_start(const char *text, size_t len) {
	return memmem(text, len, "://", 3) || (len > 4 && memcmp(text, "www.", 4) == 0) ||
	       (memchr(text, '/', len) && memchr(text, '.', len) &&
	        (const char *)memchr(text, '.', len) < (const char *)memchr(text, '/', len));
}

/* Let a word that looks like a URL break behind the marks that divide it, but not within "://". */
static void break_url(struct maker *maker, size_t from, size_t to) {
	const char *text = maker->para->text;
	for (size_t i = from + 1; i < to; i++) {
		bool divides = strchr("/.?&=#_-,", text[i - 1]) != NULL;
		bool goes_on = (unsigned char)text[i] > 0x7F || u_isalnum((unsigned char)text[i]);
		if (maker->breaks[i] != UAX14_FORCED) {
			maker->breaks[i] = divides && goes_on ? UAX14_ALLOWED : UAX14_NONE;
		}
	}
}

static void break_urls(struct maker *maker) {
	const char *text = maker->para->text;
	size_t len = maker->para->len;
	for (size_t i = 0; i < len;) {
		size_t end = i;
		while (end < len && text[end] != ' ' && text[end] != '\n') {
			end++;
		}
		if (end - i > 6 && memchr(text + i, '/', end - i) && is_url_start(text + i, end - i)) {
			break_url(maker, i, end);
		}
		i = end + 1;
	}
}

/* No line begins with a dash: neither "a—b" nor "a – b" breaks before it. */
static void keep_dashes(struct maker *maker) {
	const char *text = maker->para->text;
	for (size_t i = 1; i + 3 <= maker->para->len; i++) {
		bool is_dash = memcmp(text + i, "\xE2\x80\x93", 3) == 0 || memcmp(text + i, "\xE2\x80\x94", 3) == 0;
		bool spaced_after = i + 3 < maker->para->len && text[i + 3] == ' ';
		if (is_dash && (text[i - 1] != ' ' || spaced_after) && maker->breaks[i] == UAX14_ALLOWED) {
			maker->breaks[i] = UAX14_NONE;
		}
	}
}

/* A capital that ends a word stays with its hyphen: "NTM-I", "1-A". */
static void keep_capitals(struct maker *maker) {
	const char *text = maker->para->text, *end = text + maker->para->len;
	for (const char *hyphen = text; (hyphen = memchr(hyphen, '-', (size_t)(end - hyphen))); hyphen++) {
		bool is_capital = hyphen + 1 < end && hyphen[1] >= 'A' && hyphen[1] <= 'Z';
		bool is_last = hyphen + 2 >= end || ((unsigned char)hyphen[2] < 0x80 && !isalnum((unsigned char)hyphen[2]) && hyphen[2] != '-');
		if (is_capital && is_last) {
			maker->breaks[hyphen + 1 - text] = UAX14_NONE;
		}
	}
}

/* Spaces that hold two words together; a space that is bound still gives and takes. */
static void bind_spaces(struct maker *maker) {
	const struct para *para = maker->para;
	const char *end = para->text + para->len;
	for (const char *space = para->text; (space = memchr(space, ' ', (size_t)(end - space))); space++) {
		size_t at = (size_t)(space - para->text);
		if (maker->breaks[at + 1] == UAX14_ALLOWED && bind_space(para->text, para->len, at)) {
			maker->breaks[at + 1] = UAX14_NONE;
		}
	}
}

static void find_breaks(struct maker *maker) {
	struct para *para = maker->para;
	maker->breaks[para->len] = UAX14_NONE;
	uax14_breaks(para->text, para->len, para->opts.lang ? para->opts.lang : "en", maker->breaks);
	if (maker->has_slash) {
		break_urls(maker);
	}
	if (maker->has_wide) {
		keep_dashes(maker);
	}
	keep_capitals(maker);
	bind_spaces(maker);
	for (size_t i = 0; i < maker->span_count; i++) {
		const struct text_span *span = &maker->spans[i];
		if (span->no_break_before) {
			maker->breaks[maker->starts[i]] = UAX14_NONE;
		}
		if (span->kind == SPAN_SPACE) {
			maker->breaks[maker->starts[i]] = UAX14_NONE;
			maker->breaks[maker->starts[i] + 1] = UAX14_NONE;
		}
	}
}

/*
 * A name, a title or a negative number in a document from right to left: alone in its cell or paragraph, it runs as it does
 * elsewhere ("Sea Breeze." and "-0.5", not ".Sea Breeze" and "0.5-").
 */
static bool runs_ltr(const struct para *para) {
	const char *text = para->text;
	size_t sign = para->len > 0 && (*text == '-' || *text == '+') ? 1
	            : para->len > 3 && (memcmp(text, "\xE2\x80\x93", 3) == 0 || memcmp(text, "\xE2\x88\x92", 3) == 0) ? 3 : 0;
	if (sign > 0 && sign < para->len && text[sign] >= '0' && text[sign] <= '9') {
		return true;
	}
	for (size_t i = 0; i < para->len;) {
		uint32_t cp = 0;
		size_t n = utf8_decode(text + i, para->len - i, &cp);
		if (u_charDirection((UChar32)cp) == U_LEFT_TO_RIGHT) {
			return true;
		}
		i += n ? n : 1;
	}
	return false;
}

static void find_levels(struct maker *maker) {
	struct para *para = maker->para;
	para->runs_rtl = para->is_rtl && (maker->has_special || !runs_ltr(para));
	if (maker->has_special || para->runs_rtl) {
		maker->levels = maker->scratch->levels;
		bidi_levels(para->text, para->len, para->runs_rtl, maker->levels);
		para->has_levels = true;
	}
}

static struct item *add_item(struct maker *maker, enum item_kind kind, size_t from, size_t to) {
	struct scratch *scratch = maker->scratch;
	struct item *item = VEC_PUSH(scratch->items, scratch->item_count, scratch->item_cap);
	item->kind = (uint8_t)kind;
	item->level = maker->levels ? maker->levels[from] : 0;
	item->offset = (uint32_t)from;
	item->len = (uint32_t)(to - from);
	item->voice = maker->span;
	item->u.face = maker->first;
	return item;
}

static bool is_hangul(const char *text, size_t i, size_t len) {
	UErrorCode status = U_ZERO_ERROR;
	return uscript_getScript((UChar32)first_of(text + i, len - i), &status) == USCRIPT_HANGUL;
}

static void break_after(struct maker *maker, struct item *item, size_t from, size_t to, bool is_url) {
	const char *text = maker->para->text;
	if (to >= maker->para->len || maker->breaks[to] == UAX14_NONE) {
		return;
	}
	bool is_en_dash = to - from >= 3 && memcmp(text + to - 3, "\xE2\x80\x93", 3) == 0;
	bool is_em_dash = to - from >= 3 && memcmp(text + to - 3, "\xE2\x80\x94", 3) == 0;
	bool is_real_hyphen = to - from >= 3 && memcmp(text + to - 3, "\xE2\x80\x90", 3) == 0;
	item->can_break = true;
	item->is_hyphen = (text[to - 1] == '-' || is_real_hyphen) && !is_url;
	bool is_syllable = maker->has_ideographs && is_hangul(text, utf8_start(text, to - 1), to) && is_hangul(text, to, maker->para->len);
	item->penalty = is_url ? URL_PENALTY : is_syllable ? SYLLABLE_PENALTY : item->is_hyphen ? HYPHEN_PENALTY : is_en_dash || is_em_dash
	                ? DASH_PENALTY : text[to - 1] == '/' ? SLASH_PENALTY : 0;
}

static void note_glyphs(struct big *big, const struct word *word) {
	for (uint32_t i = 0; i < word->glyph_count; i++) {
		big_note(big, word->glyphs[i].index);
	}
}

/* What glue asks about a character. */
enum width_class { NARROW, WIDE, WIDE_OPENING, WIDE_CLOSING, SPACED };

static enum width_class class_at(const char *text, size_t i, size_t len) {
	uint32_t cp = first_of(text + i, len - i);
	if (cp < 0x2E80) {
		return u_isalnum((UChar32)cp) ? NARROW : SPACED;
	}
	switch (u_getIntPropertyValue((UChar32)cp, UCHAR_LINE_BREAK)) {
	case U_LB_IDEOGRAPHIC: case U_LB_CONDITIONAL_JAPANESE_STARTER:
		return WIDE;
	case U_LB_NONSTARTER:
		return u_isalpha((UChar32)cp) ? WIDE : WIDE_CLOSING;
	case U_LB_OPEN_PUNCTUATION:
		return WIDE_OPENING;
	case U_LB_CLOSE_PUNCTUATION: case U_LB_EXCLAMATION:
		return WIDE_CLOSING;
	default:
		return SPACED;       /* Hangul, which has spaces */
	}
}

static enum glue glue_between(enum width_class before, enum width_class after) {
	bool is_wide = before == WIDE || before == WIDE_OPENING || before == WIDE_CLOSING;
	if (before == WIDE_CLOSING || after == WIDE_OPENING) {
		return GLUE_PUNCTUATION;
	}
	if ((before == WIDE && after == NARROW) || (before == NARROW && after == WIDE)) {
		return GLUE_SCRIPTS;
	}
	return is_wide && after >= WIDE && after <= WIDE_CLOSING ? GLUE_CHARACTERS : GLUE_SPACE;
}

/* Where a line may end between two words without a space, and one of them is Chinese or Japanese, glue stands. */
static void add_glue(struct maker *maker, size_t at) {
	struct scratch *scratch = maker->scratch;
	struct item *before = scratch->item_count ? &scratch->items[scratch->item_count - 1] : NULL;
	const char *text = maker->para->text;
	if (!before || before->kind != ITEM_WORD || !before->can_break || before->is_hyphen || before->offset + before->len != at) {
		return;
	}
	enum glue glue = glue_between(class_at(text, utf8_start(text, at - 1), at), class_at(text, at, maker->para->len));
	if (glue == GLUE_SPACE) {
		return;
	}
	const struct face *face = before->u.word->face;
	before->can_break = false;   /* the glue can; this may move with the next item */
	struct item *item = add_item(maker, ITEM_SPACE, at, at);
	item->u.face = face;
	item->glue = (uint8_t)glue;
	item->width = (float)(glue == GLUE_SCRIPTS ? 0.09 * maker->style->size_pt : 0);
	item->can_break = true;
}

static void add_word(struct maker *maker, const struct face *face, int script, size_t from, size_t to) {
	struct para *para = maker->para;
	const struct text_style *style = maker->style;
	unsigned flags = maker->flags;
	if (maker->levels && (maker->levels[from] & 1)) {
		flags |= SHAPE_RTL;
	}
	if (maker->has_ideographs) {
		add_glue(maker, from);
	}
	struct word *word = shaper_word(para->shaper, face, maker->lang, script, flags, para->text + from,
	                                to - from);
	if (face->big) {
		note_glyphs(face->big, word);
	}
	struct item *item = add_item(maker, ITEM_WORD, from, to);
	item->u.word = word;
	item->width = (float)(word->advance * style->size_pt / face->upem +
	                      style->tracking_em * style->size_pt * word->cluster_count);
	bool is_url = maker->has_slash && maker->breaks[to] == UAX14_ALLOWED && to < para->len &&
	              para->text[to] != ' ' && memchr("/.?&=#_,", para->text[to - 1], 8);
	break_after(maker, item, from, to, is_url);
	if (maker->has_soft) {
		item->has_soft = memchr(maker->scratch->soft + from + 1, 1, to - from - 1) != NULL;
	}
}

/* What one character asks for beside its glyph. */
struct want {
	const struct face *face;
	int script;                  /* USCRIPT_COMMON: any */
};

static bool is_invisible(uint32_t cp) {
	return u_hasBinaryProperty((UChar32)cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* Quotes, dashes and points that Chinese and Japanese write as wide as their characters. */
static bool is_shared_mark(uint32_t cp) {
	return cp == 0xB7 || cp == 0x2014 || cp == 0x2018 || cp == 0x2019 || cp == 0x201C || cp == 0x201D || cp == 0x2026;
}

/* Marks and invisible characters stay in the face of what they stand on. */
static bool want_of(struct maker *maker, uint32_t cp, const struct face *before, struct want *want) {
	UErrorCode status = U_ZERO_ERROR;
	want->script = cp < 0x80 ? ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? USCRIPT_LATIN : USCRIPT_COMMON)
	                         : uscript_getScript((UChar32)cp, &status);
	if (want->script == USCRIPT_INHERITED) {
		want->script = USCRIPT_COMMON;
	}
	bool is_mark = cp >= 0x300 && (U_GET_GC_MASK((UChar32)cp) & U_GC_M_MASK);
	if (cp >= 0x300 && is_invisible(cp)) {
		want->face = before ? before : maker->first;
		return true;
	}
	if (maker->lang->is_ideographic && is_shared_mark(cp)) {
		want->face = stack_find(maker->stack, 0x3002);
		if (want->face && face_has(want->face, cp)) {
			return true;
		}
	}
	want->face = is_mark && before && face_has(before, cp) ? before : stack_find(maker->stack, cp);
	return want->face || missing_glyph(cp, maker->stack, maker->err);
}

/* Add the words from..to, which hold no space and no break: cut where the face, the script or the level changes. */
static bool add_words(struct maker *maker, size_t from, size_t to) {
	const char *text = maker->para->text;
	const struct face *face = NULL;
	int script = USCRIPT_COMMON;
	size_t start = from;
	for (size_t i = from; i < to;) {
		uint32_t cp = 0;
		struct want want;
		size_t n = utf8_decode(text + i, to - i, &cp);
		if (!want_of(maker, cp, face, &want)) {
			return false;
		}
		bool is_common = want.script == USCRIPT_COMMON || script == USCRIPT_COMMON;
		bool is_other = face && (want.face != face || (!is_common && want.script != script) ||
		                         (maker->levels && maker->levels[i] != maker->levels[start]));
		if (is_other) {
			add_word(maker, face, script == USCRIPT_COMMON ? USCRIPT_LATIN : script, start, i);
			start = i;
			script = USCRIPT_COMMON;
		}
		face = want.face;
		script = script == USCRIPT_COMMON ? want.script : script;
		i += n;
	}
	add_word(maker, face, script == USCRIPT_COMMON ? USCRIPT_LATIN : script, start, to);
	return true;
}

/* Spaces from..to, set in the face of the word before so that runs are not torn apart. */
static void add_space(struct maker *maker, size_t from, size_t to, size_t count) {
	const struct scratch *scratch = maker->scratch;
	const struct item *before = scratch->item_count ? &scratch->items[scratch->item_count - 1] : NULL;
	const struct text_style *style = maker->style;
	const struct face *face = maker->first;
	if (before && before->kind == ITEM_WORD && before->voice == maker->span && before->u.word->face->space) {
		face = before->u.word->face;
	}
	struct item *item = add_item(maker, ITEM_SPACE, from, to);
	item->u.face = face;
	double width_em = face->space_advance / face->upem + style->tracking_em;
	item->width = (float)(width_em * style->size_pt * (double)count);
	item->can_break = to < maker->para->len && maker->breaks[to] == UAX14_ALLOWED;
}

/* Bytes of the space, or of the mandatory line end, that stands at i; 0: none does. */
static size_t space_at(const char *text, size_t i, size_t end) {
	return text[i] == ' ' ? 1 : i + 1 < end && memcmp(text + i, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

static size_t line_end_at(const char *text, size_t i, size_t end) {
	if (text[i] != '\xC2' && text[i] != '\xE2') {
		return 0;
	}
	uint32_t cp = first_of(text + i, end - i);
	return cp == 0x85 ? 2 : LINE_END(cp) ? 3 : 0;
}

/* Where the word at i ends: before a space, a place to break, or the span's end. */
static size_t word_end(const struct maker *maker, size_t i, size_t end, bool *is_ascii) {
	const char *text = maker->para->text;
	end = end - i > WORD_BYTES_MAX ? utf8_start(text, i + WORD_BYTES_MAX) : end;
	*is_ascii = true;
	do {
		*is_ascii = *is_ascii && (unsigned char)text[i] < 0x80;
		i++;
	} while (i < end && maker->breaks[i] == UAX14_NONE && !space_at(text, i, end) &&
	         !line_end_at(text, i, end));
	return i;
}

static size_t add_spaces(struct maker *maker, size_t from, size_t end) {
	const char *text = maker->para->text;
	size_t size = space_at(text, from, end), to = from + size;
	/* plain ones go together; a no-break space stands alone */
	while (size == 1 && to < end && text[to] == ' ') {
		to++;
	}
	add_space(maker, from, to, size == 1 ? to - from : 1);
	return to;
}

static bool add_text(struct maker *maker, size_t from, size_t end) {
	const char *text = maker->para->text;
	const struct face *first = maker->first;
	for (size_t i = from; i < end;) {
		size_t line_end = line_end_at(text, i, end);
		if (space_at(text, i, end)) {
			i = add_spaces(maker, i, end);
		} else if (line_end) {
			add_item(maker, ITEM_BREAK, i, i + line_end);
			i += line_end;
		} else {
			bool is_ascii;
			size_t to = word_end(maker, i, end, &is_ascii);
			if (is_ascii && first->has_ascii && !maker->levels) {
				add_word(maker, first, USCRIPT_LATIN, i, to);
			} else if (!add_words(maker, i, to)) {
				return false;
			}
			i = to;
		}
	}
	return true;
}

static bool add_span(struct maker *maker, size_t i) {
	static const enum item_kind kinds[] = {
		[SPAN_BREAK] = ITEM_BREAK, [SPAN_SPACE] = ITEM_GAP,
	};
	const struct text_span *span = &maker->spans[i];
	size_t from = maker->starts[i], to = maker->starts[i + 1];
	take_style(maker, span->style);
	maker->span = (uint32_t)i;
	maker->para->voices[i] = (struct voice){ maker->style, maker->lang, span->mark };
	if (i == 0) {
		const struct face *face = maker->first;
		maker->para->has_style = true;
		maker->para->ascent = face->ascent * maker->style->size_pt / face->upem;
		maker->para->descent = face->descent * maker->style->size_pt / face->upem;
	}
	if (span->kind == SPAN_TEXT) {
		return add_text(maker, from, to);
	}
	struct item *item = add_item(maker, kinds[span->kind], from, to);
	item->width = (float)(span->kind == SPAN_BREAK ? 0 : span->width_pt);
	return true;
}

static bool is_letter_at(const struct para *para, size_t i) {
	uint32_t cp = first_of(para->text + i, para->len - i);
	return cp < 0x80 ? (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' : u_isalpha((UChar32)cp);
}

/*
 * Parts of compounds ("well-known", "and/or") and pieces of words whose style changes within are not
 * hyphenated; the last word of the paragraph only where nothing else is left.
 */
static void mark_unhyphenated(struct para *para) {
	bool is_last = true;
	for (size_t i = para->count; i-- > 0;) {
		struct item *item = &para->items[i];
		if (item->kind != ITEM_WORD) {
			is_last = is_last && (item->kind != ITEM_SPACE || i + 1 == para->count);
			continue;
		}
		bool joins_next = i + 1 < para->count && para->items[i + 1].kind == ITEM_WORD &&
		                  is_letter_at(para, para->items[i + 1].offset);
		bool joins_last = i > 0 && para->items[i - 1].kind == ITEM_WORD && is_letter_at(para, item->offset);
		bool ends_compound = i > 0 && para->items[i - 1].can_break && para->items[i - 1].kind == ITEM_WORD;
		item->is_last = is_last;
		item->no_points = joins_next || joins_last || ends_compound || item->can_break;
	}
}

static bool check_glyphs(struct maker *maker) {
	struct para *para = maker->para;
	for (size_t i = 0; i < para->count; i++) {
		const struct item *item = &para->items[i];
		if (item->kind == ITEM_WORD && item->u.word->is_missing) {
			uint32_t cp = first_of(para->text + item->offset, item->len);
			take_style(maker, para->voices[item->voice].style);
			return missing_glyph(cp, maker->stack, maker->err);
		}
	}
	return true;
}

bool itemize(struct para *para, const struct text_span *spans, size_t n, struct err *err) {
	struct maker maker = {
		.para = para, .scratch = para->scratch, .spans = spans, .span_count = n, .err = err,
	};
	alloc_text(&maker);
	put_spans(&maker);
	if (para->len >= UINT32_MAX) {
		return err_set(err, ERR_LIMIT, "a paragraph of more than 4 GB");
	}
	find_breaks(&maker);
	find_levels(&maker);
	maker.style = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!add_span(&maker, i)) {
			return false;
		}
	}
	keep(&maker);
	mark_unhyphenated(para);
	return check_glyphs(&maker);
}
