/* shape: words into glyphs, kept; what para.c knows of a shaper. For text/ alone. */
#ifndef TEXT_SHAPE_H
#define TEXT_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/para.h"

struct face;

/* A language: what HarfBuzz, hyphenation and typography make of it. */
struct lang {
	char tag[32];
	unsigned id;                 /* counts the languages of a shaper */
	const void *hb;              /* hb_language_t */
	struct patterns *patterns;   /* NULL: not hyphenated */
	bool is_french;              /* spaces its punctuation */
	bool is_rtl;
	bool is_ideographic;         /* Chinese or Japanese */
};

enum {
	SHAPE_TABULAR = 1, SHAPE_SMALL_CAPS = 2,
	SHAPE_SPACED = 4,            /* letterspaced: no ligatures */
	SHAPE_HYPHEN = 8,            /* a hyphen is set after the text, as a cluster of U+00AD */
	SHAPE_RTL = 16,
	SHAPE_ALL_SMALL = 32,        /* beside SHAPE_SMALL_CAPS */
	SHAPE_SUPERIOR = 64,
	SHAPE_OLDSTYLE = 128,
};

struct shape_glyph {
	uint32_t index;
	int32_t advance, dx, dy;     /* font units; dy grows upwards */
};

#define WORD_POINTS_MAX 31
#define WORD_BYTES_MAX  16384    /* of one word: sizes of clusters have 16 bits */

/*
 * A string shaped in one face, in font units, for every size. Its clusters cover its
 * bytes and glyphs whole; they stand in logical order, glyphs in visual order.
 */
struct word {
	const struct face *face;
	const struct lang *lang;
	uint16_t script, flags;
	uint32_t len;
	const char *text;
	struct shape_glyph *glyphs;
	struct text_cluster *clusters;
	uint32_t glyph_count, cluster_count;
	int32_t advance;
	bool is_missing;             /* some of it has no glyph */
	/* where it may be divided, and the advance up to there; asked for by shaper_points() */
	bool has_points;
	uint16_t point_count;
	uint16_t *points;
	int32_t *point_advances;
};

struct fonts *shaper_fonts(struct shaper *shaper);
const struct lang *shaper_lang(struct shaper *shaper, const char *tag);   /* NULL is "en" */

/* The word, shaped now or before; lives as long as the shaper. script is ICU's UScriptCode. */
struct word *shaper_word(struct shaper *shaper, const struct face *face, const struct lang *lang, int script,
                         unsigned flags, const char *text, size_t len);

/* As many words are kept as a process should have before its first job. */
bool shaper_is_full(const struct shaper *shaper);

/* Fill in the points of word. */
void shaper_points(struct shaper *shaper, struct word *word);

/* The advance of the hyphen that SHAPE_HYPHEN adds, in font units. */
int32_t shaper_hyphen_advance(struct shaper *shaper, const struct face *face, const struct lang *lang);

#endif
