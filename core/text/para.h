/*
 * para: from styled text to lines of positioned glyphs. Shaping is HarfBuzz
 * with kept words; classes, bidi and scripts are ICU's; lines are broken by total fit
 * (Knuth and Plass, "Breaking paragraphs into lines", 1981) with hyphenation.
 * All lengths are points, y grows downwards, x from the line's left edge.
 */
#ifndef TEXT_PARA_H
#define TEXT_PARA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct face;
struct fonts;
struct text_style;

/*
 * Keeps shaped and hyphenated words; belongs to one fonts. It never forgets: paragraphs point
 * into it. What a job adds goes with the job's process, what is warmed before has a bound.
 */
struct shaper;

/* Maps the hyphenation patterns of the languages known (en, fr); they are parsed at the first word, without opening a file. */
struct shaper *shaper_new(struct fonts *fonts, struct err *err);
void shaper_free(struct shaper *shaper);         /* before its fonts; NULL is fine */

/* Has the first face of the style's role a superior form of each character of text? */
bool shaper_can_raise(struct shaper *shaper, const struct text_style *style, const char *text, size_t len);

/* A new document: of large fonts what it uses is noted from here on (font.h). */
void shaper_begin(struct shaper *shaper);

/* Shape and hyphenate the words of text ahead; parses the language's patterns. Characters without glyph are passed over. */
void shaper_warm(struct shaper *shaper, const char *text, int role, double size_pt, bool bold, bool italic, const char *lang);

struct text_style {
	int role;                    /* the place of its family in fonts_new() */
	double size_pt;
	bool bold, italic;
	bool tabular;                /* digits of one width */
	bool small_caps;             /* small letters; where the face has none, plain capitals */
	bool all_small;              /* with it: capitals too */
	bool superior;               /* raised letters of the face's own: see shaper_can_raise() */
	bool oldstyle;               /* figures with ascenders and descenders, where the face has them */
	double rise_pt;              /* baseline shift upwards: superscripts */
	double tracking_em;          /* added between letters */
	const char *lang;            /* BCP 47 */
};

enum span_kind {
	SPAN_TEXT,                   /* text */
	SPAN_BREAK,                  /* a forced line break */
	SPAN_SPACE,                  /* fixed width_pt, no break in it */
};

/*
 * One piece of the paragraph's text in one style. mark is the caller's: it comes back with the runs.
 * Text is taken as a reader would write it: control characters and line ends are spaces, U+2028 is a forced break,
 * U+00AD a place to divide, bytes that are no UTF-8 U+FFFD. In French a space before ; : ! ? » and after « becomes U+202F,
 * and one between a figure and % U+00A0.
 * What looks like a URL breaks behind its marks without hyphen; no line begins with a dash,
 * nor with a capital alone behind its hyphen.
 */
struct text_span {
	enum span_kind kind;
	const char *text;            /* UTF-8; copied */
	size_t len;
	const struct text_style *style;   /* borrowed as long as the para lives; NULL: as the span before */
	double width_pt;
	uint32_t mark;
	bool no_break_before;        /* keep with what stands before: note marks, citations */
};

/* As cairo_glyph_t and cairo_text_cluster_t, in half the memory. */
struct text_glyph { uint32_t index; float x, y; };
struct text_cluster { uint16_t num_bytes, num_glyphs; };

/*
 * A stretch of glyphs of one face, size and mark on one line. Glyph positions are
 * relative to the run's origin (x_pt of the run, the line's baseline less rise).
 * clusters cover utf8 and glyphs whole (cairo_show_text_glyphs). A run made at a
 * hyphenation carries U+00AD for its hyphen. Spaces dropped at a line end (and those before the first
 * word) stay in the text with a glyph, and add no width: extracted words stay apart. Gaps have no text.
 */
struct text_run {
	const struct face *face;
	double size_pt;
	double x_pt, width_pt, rise_pt;
	const char *utf8;
	size_t utf8_len;
	const struct text_glyph *glyphs;
	size_t glyph_count;
	const struct text_cluster *clusters;
	size_t cluster_count;
	bool is_backward;            /* clusters run right to left */
	uint32_t mark;
	const char *lang;
};

/*
 * A line as it was broken, small: a long document keeps all of its lines before the first is painted. Items are the
 * paragraph's own business.
 */
struct text_line {
	uint32_t first_item, first_byte; /* where it begins */
	uint32_t end_item, end_byte;     /* where it ends: before end_item, or after that many bytes of it */
	uint32_t next_item;              /* where the next one begins: items between are dropped */
	float width_pt;                  /* as it will be set, but for what kerning is lost at a division */
	bool is_first : 1, is_last : 1;  /* last: of the paragraph, or before a forced break */
	bool is_overfull : 1;            /* no way to break it within the width: its text sticks out */
	bool ends_hyphenated : 1;
};

/* A line as it is painted. */
struct text_set {
	struct text_run *runs;       /* in the order in which they are read, wherever they stand */
	size_t run_count;
	double width_pt;             /* as set, without what hangs out */
	double ascent_pt, descent_pt;    /* largest of its faces at their sizes, both positive */
};

enum para_align { PARA_JUSTIFY, PARA_LEFT, PARA_RIGHT, PARA_CENTER };

struct para_opts {
	enum para_align align;
	bool hyphenate;
	bool hangs;                  /* marks at both ends of a line stand out of its width, by a part of theirs */
	double first_indent_pt;      /* of the first line, negative hangs */
	const char *lang;            /* base language: direction of the paragraph */
};

struct para;

/*
 * Shape the spans. NULL with *err when a character has no glyph in the fonts of its role: the message
 * names the character, U+hex, and a font package that has its script.
 */
struct para *para_new(struct arena *arena, struct shaper *shaper, const struct text_span *spans, size_t n,
                      const struct para_opts *opts, struct err *err);

double para_min_width(const struct para *para);      /* of the widest piece that cannot be broken (hyphenation not counted) */
double para_max_width(const struct para *para);      /* on one line (of the widest between forced breaks) */

/* Its text as it was made ready, and how far from the start of a line that holds all of it byte at stands. */
const char *para_text(const struct para *para, size_t *len);
double para_advance(const struct para *para, size_t at);

/* How many lines of width_pt its words fill, each as full as can be: quick, and what para_break() nearly always needs. */
size_t para_least_lines(const struct para *para, double width_pt);

/*
 * Break into lines of width_pt: tries without, then with hyphens, then looser, and an emergency pass
 * that always ends (words broken at clusters where even alone they do not fit). Lines live in the arena.
 * May be called again with another width. No spans give no line, spans without text one that is as high as their first style.
 */
void para_break(struct para *para, double width_pt, struct text_line **lines, size_t *n);

/* Make the runs of a line that was broken at width_pt. They live in arena and point into the paragraph and its shaper. */
void para_set(const struct para *para, const struct text_line *line, double width_pt, struct arena *arena,
              struct text_set *set);

/* The marks of what stands on the line, in logical order: start with *at 0; false when there are no more. */
bool para_next_mark(const struct para *para, const struct text_line *line, uint32_t *at, uint32_t *mark);

#endif
