/*
 * item: what a paragraph is made of between the spans of its caller and its
 * lines: itemize.c makes the items, para.c chooses the breaks, run.c sets the lines. For text/ alone.
 */
#ifndef TEXT_ITEM_H
#define TEXT_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/para.h"

struct lang;
struct line_break;
struct line_fitter;
struct word;

enum item_kind {
	ITEM_WORD,                   /* shaped in one face */
	ITEM_SPACE,                  /* one or more spaces, or glue, which has no text; dropped at a line end */
	ITEM_GAP,                    /* SPAN_SPACE */
	ITEM_BREAK,                  /* a forced end of line */
};

/* A span's share in its items. */
struct voice {
	const struct text_style *style;
	const struct lang *lang;
	uint32_t mark;
};

/* Two a word, kept as long as the paragraph is: small. */
struct item {
	uint8_t kind;
	uint8_t level;               /* of bidi */
	uint8_t penalty;             /* of the break behind it */
	uint8_t glue;                /* enum glue; of ITEM_SPACE */
	bool can_break : 1;          /* a line may end behind it; a space is dropped then */
	bool is_hyphen : 1;          /* it ends in a hyphen of its own */
	bool no_points : 1;          /* not to be hyphenated */
	bool is_last : 1;            /* the last word, to be hyphenated only in need */
	bool has_soft : 1;           /* U+00AD stood within: para->soft says where */
	uint32_t offset, len;        /* its bytes of the paragraph's text */
	uint32_t voice;              /* index in para->voices */
	float width;
	union {
		struct word *word;           /* of ITEM_WORD */
		const struct face *face;     /* of all others */
	} u;
};

/*
 * What stands between two words. Chinese and Japanese write no spaces: their lines are made even between the characters,
 * and at their punctuation, half of which is blank. Where they meet other scripts a little is set, less than
 * who extracts text takes for a space.
 */
enum glue { GLUE_SPACE, GLUE_CHARACTERS, GLUE_PUNCTUATION, GLUE_SCRIPTS };

/* Of ITEM_SPACE: what it can give and take, in points. */
static inline double item_stretch(const struct item *item, double size_pt) {
	static const double shares[] = { [GLUE_CHARACTERS] = 0.05, [GLUE_PUNCTUATION] = 0.08, [GLUE_SCRIPTS] = 0 };
	return item->glue == GLUE_SPACE ? item->width * 0.5 : size_pt * shares[item->glue];
}

static inline double item_shrink(const struct item *item, double size_pt) {
	static const double shares[] = { [GLUE_CHARACTERS] = 0, [GLUE_PUNCTUATION] = 0.25, [GLUE_SCRIPTS] = 0.09 };
	return item->glue == GLUE_SPACE ? item->width * (1.0 / 3) : size_pt * shares[item->glue];
}

struct para {
	struct arena *arena;
	struct shaper *shaper;
	struct scratch *scratch;     /* the shaper's */
	struct para_opts opts;
	char *text;                  /* of all spans, spaces and dashes made ready */
	size_t len;
	const uint8_t *soft;         /* by byte: a soft hyphen stood before it; NULL: none anywhere */
	struct item *items;
	size_t count;
	struct voice *voices;        /* by span */
	bool is_rtl;                 /* by its language: where its lines begin */
	bool runs_rtl;               /* so do its words: one without a letter from right to left may run the other way */
	bool has_levels;             /* some item's level is not 0 */
	bool has_style;              /* there is a span: a paragraph without any has no line */
	double ascent, descent;      /* of the first style: lines without text are as high */
};

/* Where a line ends and the next one begins. Items between are dropped (they have no width). */
struct line_place {
	uint32_t end_item, end_byte;     /* the line's last piece is the first end_byte bytes of end_item, if any */
	uint32_t next_item, next_byte;
	bool adds_hyphen;
};

/* A word or a part of it, a space or a gap, as it stands on a line. */
struct piece {
	const struct item *item;
	const struct voice *voice;
	const struct face *face;
	const struct word *word;     /* of words */
	uint32_t offset, len;
	uint32_t spaces;             /* of spaces: how many */
	double width;
	bool is_dropped;
};

/* A run in the making: pieces from..to, or a gap. */
struct stretch {
	size_t from, to;
	double width, x;             /* x: of its left end */
	size_t glyphs, clusters;
	uint8_t level;
	bool is_gap;
};

/* Where a word may be divided with a hyphen, and its advance up to there in font units. */
struct point {
	uint32_t at;
	int32_t advance;
	double penalty;
};

/* What is used again and again, and kept by no paragraph; belongs to the shaper. */
struct scratch {
	char *text;                  /* while itemizing: the text, and by byte of it */
	uint8_t *soft, *ends, *levels;
	size_t text_cap;
	struct item *items;
	size_t item_count, item_cap;
	/* while breaking */
	struct line_fitter *fitter;
	struct line_break *breaks;
	struct line_place *places;
	size_t break_count, break_cap, place_cap;
	struct point *points;        /* of the word in hand */
	size_t point_count, point_cap;
	struct piece *pieces;
	size_t piece_count, piece_cap;
	struct stretch *stretches;
	size_t stretch_count, stretch_cap;
	uint32_t *kept;              /* line ends chosen first, while others are tried */
	size_t kept_cap;
	bool *is_wide;               /* by item: stands in a piece wider than the line */
	size_t wide_cap;
};

struct scratch *shaper_scratch(struct shaper *shaper);

/* Fill para's text and items from the spans. */
bool itemize(struct para *para, const struct text_span *spans, size_t n, struct err *err);

/* Sums over what stands on a line: its natural width, and what its spaces give and take. */
struct line_sums {
	double width, stretch, shrink;
};

/* What is added to the natural width when the line is set with room to spare, or too little (below 0). */
double line_spread(const struct line_sums *sums, double room, bool is_full);

/* Too little room by so much is seen. */
bool line_is_overfull(double room);

#endif
