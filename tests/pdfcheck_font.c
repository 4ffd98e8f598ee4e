/*
 * pdfcheck: fonts (ISO 14289-1, 7.21; ISO 19005-3, 6.2.11), and what is shown with them: every code must lead to a glyph of the
 * embedded program that is as wide as the dictionary says, and to a character.
 */
#include <ctype.h>
#include <ft2build.h>
#include <math.h>
#include <stdlib.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H

#include "base/mem.h"
#include "pdfcheck_part.h"

#define CODES 65536

struct font {
	int num;
	bool is_composite;           /* two bytes a code, and the code is the glyph */
	bool is_symbolic;
	uint32_t *unicode;           /* by code, the first character; 0: none */
	double *widths;              /* by code, in thousandths; negative: not said */
	double default_width;
	unsigned char *seen;         /* codes that have been looked at */
	char name[64];
	FT_Library library;
	FT_Face face;                /* NULL: cannot be read */
	unsigned char *file;
};

static FT_ULong tables_of(const struct font *font) {
	return font->face ? (FT_ULong)font->face->num_charmaps : 0;
}

static FT_CharMap map_of(const struct font *font, int platform, int encoding) {
	for (int i = 0; font->face && i < font->face->num_charmaps; i++) {
		FT_CharMap map = font->face->charmaps[i];

		if (map->platform_id == platform && map->encoding_id == encoding) {
			return map;
		}
	}
	return NULL;
}

/* ---- what its dictionaries say ---- */

static void check_true_type(struct check *c, const struct font *font, qpdf_oh oh) {
	qpdf_oh encoding = key(c, oh, "/Encoding"), base = qpdf_oh_is_dictionary(c->q, encoding) ? key(c, encoding, "/BaseEncoding") : encoding;

	if (font->is_symbolic) {
		if (has(c, oh, "/Encoding")) {
			complain(c, "M31-024: %s is symbolic, and has an Encoding", font->name);
		}
		if (tables_of(font) == 0) {
			complain(c, "M31-025: %s is symbolic, and its program has no cmap", font->name);
		} else if (tables_of(font) > 1 && !map_of(font, 3, 0)) {
			complain(c, "M31-026: %s is symbolic, and none of the cmaps of its program is (3,0)", font->name);
		}
		return;
	}
	if (!has(c, oh, "/Encoding")) {
		complain(c, "M31-019: %s is not symbolic, and has no Encoding", font->name);
	} else if (qpdf_oh_is_dictionary(c->q, encoding) && !has(c, encoding, "/BaseEncoding")) {
		complain(c, "M31-020: %s has an Encoding without BaseEncoding", font->name);
	} else if (!is_name(c, base, "/WinAnsiEncoding") && !is_name(c, base, "/MacRomanEncoding")) {
		complain(c, "M31-021: %s is encoded as neither WinAnsi nor MacRoman", font->name);
	}
	if (has(c, encoding, "/Differences") && !map_of(font, 3, 1)) {
		complain(c, "M31-023: %s has Differences, and its program no cmap (3,1)", font->name);
	}
	if (tables_of(font) == (map_of(font, 3, 0) ? 1 : 0)) {
		complain(c, "M31-017: %s is not symbolic, and its program has no cmap but of symbols", font->name);
	}
}

static void check_composite(struct check *c, const struct font *font, qpdf_oh oh, qpdf_oh kid) {
	qpdf_oh encoding = key(c, oh, "/Encoding"), map = key(c, kid, "/CIDToGIDMap"), info = key(c, kid, "/CIDSystemInfo");

	if (!is_name(c, encoding, "/Identity-H") && !is_name(c, encoding, "/Identity-V")) {
		complain(c, "M31-006: %s is encoded by a CMap that is not Identity", font->name);
	}
	if (!has(c, kid, "/CIDSystemInfo") || !is_text(c, key(c, info, "/Registry")) || !is_text(c, key(c, info, "/Ordering"))) {
		complain(c, "M31-001: %s does not say what its CIDs are of", font->name);
	}
	if (!is_name(c, key(c, kid, "/Subtype"), "/CIDFontType2")) {
		return;
	}
	if (!has(c, kid, "/CIDToGIDMap")) {
		complain(c, "M31-005: a CIDFontType2 has no CIDToGIDMap");
	} else if (!is_name(c, map, "/Identity") && !qpdf_oh_is_stream(c->q, map)) {
		complain(c, "M31-004: the CIDToGIDMap of a CIDFontType2 is neither Identity nor a stream");
	}
}

static bool load_program(struct check *c, struct font *font, qpdf_oh descriptor) {
	static const char *const keys[] = { "/FontFile", "/FontFile2", "/FontFile3" };
	size_t len = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (has(c, descriptor, keys[i]) &&
		    !(qpdf_oh_get_stream_data(c->q, key(c, descriptor, keys[i]), qpdf_dl_all, NULL, &font->file, &len) & QPDF_ERRORS)) {
			if (FT_Init_FreeType(&font->library) || FT_New_Memory_Face(font->library, font->file, (FT_Long)len, 0, &font->face)) {
				complain(c, "M31-009: the program of %s cannot be read", font->name);
			}
			return true;
		}
	}
	return false;
}

static void read_simple_widths(struct check *c, struct font *font, qpdf_oh oh, qpdf_oh descriptor) {
	qpdf_oh widths = key(c, oh, "/Widths");
	int first = qpdf_oh_get_int_value_as_int(c->q, key(c, oh, "/FirstChar"));

	font->default_width = has(c, descriptor, "/MissingWidth") ? qpdf_oh_get_numeric_value(c->q, key(c, descriptor, "/MissingWidth")) : 0;
	for (int i = 0; qpdf_oh_is_array(c->q, widths) && i < count_of(c, widths) && first + i < 256; i++) {
		font->widths[first + i] = qpdf_oh_get_numeric_value(c->q, item_of(c, widths, i));
	}
}

/* "c [w w w]" and "first last w" (9.7.4.3). */
static void read_composite_widths(struct check *c, struct font *font, qpdf_oh kid) {
	qpdf_oh w = key(c, kid, "/W");

	font->default_width = has(c, kid, "/DW") ? qpdf_oh_get_numeric_value(c->q, key(c, kid, "/DW")) : 1000;
	for (int i = 0; qpdf_oh_is_array(c->q, w) && i + 1 < count_of(c, w);) {
		int first = qpdf_oh_get_int_value_as_int(c->q, item_of(c, w, i));
		qpdf_oh second = item_of(c, w, i + 1);

		if (qpdf_oh_is_array(c->q, second)) {
			for (int k = 0; k < count_of(c, second) && first + k < CODES; k++) {
				font->widths[first + k] = qpdf_oh_get_numeric_value(c->q, item_of(c, second, k));
			}
			i += 2;
		} else {
			for (int k = first; k <= qpdf_oh_get_int_value_as_int(c->q, second) && k < CODES; k++) {
				font->widths[k] = qpdf_oh_get_numeric_value(c->q, item_of(c, w, i + 2));
			}
			i += 3;
		}
	}
}

/* ---- its ToUnicode ---- */

static void set_unicode(struct check *c, struct font *font, unsigned long code, uint32_t to) {
	if (to == 0) {
		complain(c, "M31-028: %s leads code %lu to U+0000", font->name, code);
	} else if (to == 0xFEFF || to == 0xFFFE) {
		complain(c, "M31-029: %s leads code %lu to U+%04X", font->name, code, to);
	}
	if (code < CODES) {
		font->unicode[code] = to ? to : 1;
	}
}

/* The next "<…>" before end as a number, of text the first UTF-16 character; false where there is none. */
static bool next_hex(const char **p, const char *end, unsigned long *out) {
	const char *open = memchr(*p, '<', (size_t)(end - *p)), *close = open ? memchr(open, '>', (size_t)(end - open)) : NULL;
	char digits[9] = "";
	size_t n;

	if (!close) {
		return false;
	}
	n = (size_t)(close - open - 1);
	n = n > 8 ? 8 : n;
	memcpy(digits, open + 1, n);
	*out = strtoul(digits, NULL, 16);
	if (n == 8 && *out >> 26 != 0x36) {
		*out >>= 16;             /* two characters: the first */
	} else if (n == 8) {
		*out = 0x10000 + (((*out >> 16) & 0x3FF) << 10) + (*out & 0x3FF);
	}
	*p = close + 1;
	return true;
}

static void read_section(struct check *c, struct font *font, const char *p, const char *end, bool is_range) {
	unsigned long from, to, text;

	while (next_hex(&p, end, &from)) {
		to = from;
		if (is_range && !next_hex(&p, end, &to)) {
			return;
		}
		while (p < end && isspace((unsigned char)*p)) {
			p++;
		}
		bool is_list = is_range && p < end && *p == '[';
		for (unsigned long code = from; code <= to && code < CODES; code++) {
			if (code == from || is_list) {
				if (!next_hex(&p, end, &text)) {
					return;
				}
			}
			set_unicode(c, font, code, (uint32_t)(text + (is_list ? 0 : code - from)));
		}
	}
}

static void read_to_unicode(struct check *c, struct font *font, qpdf_oh stream) {
	static const struct { const char *begin, *end; bool is_range; } kinds[] = {
		{ "beginbfchar", "endbfchar", false }, { "beginbfrange", "endbfrange", true },
	};
	unsigned char *data = NULL;
	size_t len = 0;

	if (qpdf_oh_get_stream_data(c->q, stream, qpdf_dl_all, NULL, &data, &len) & QPDF_ERRORS) {
		complain(c, "M31-027: the ToUnicode of %s cannot be read", font->name);
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const char *p = (const char *)data, *end = p + len, *close;

		while ((p = memmem(p, (size_t)(end - p), kinds[i].begin, strlen(kinds[i].begin))) &&
		       (close = memmem(p, (size_t)(end - p), kinds[i].end, strlen(kinds[i].end)))) {
			read_section(c, font, p + strlen(kinds[i].begin), close, kinds[i].is_range);
			p = close;
		}
	}
	free(data);
}

/* ---- one by one ---- */

static void load(struct check *c, struct font *font, qpdf_oh oh) {
	qpdf_oh kids = key(c, oh, "/DescendantFonts"), kid = qpdf_oh_is_array(c->q, kids) ? item_of(c, kids, 0) : oh;
	qpdf_oh descriptor = key(c, kid, "/FontDescriptor");

	font->is_composite = is_name(c, key(c, oh, "/Subtype"), "/Type0");
	font->is_symbolic = qpdf_oh_get_int_value_as_int(c->q, key(c, descriptor, "/Flags")) & 4;
	str_copy(font->name, sizeof(font->name), qpdf_oh_is_name(c->q, key(c, oh, "/BaseFont")) ? qpdf_oh_get_name(c->q, key(c, oh, "/BaseFont")) : "?");
	font->unicode = mem_alloc(CODES * sizeof(*font->unicode));
	font->widths = mem_alloc(CODES * sizeof(*font->widths));
	font->seen = mem_alloc(CODES);
	for (size_t i = 0; i < CODES; i++) {
		font->widths[i] = -1;
	}
	if (is_name(c, key(c, oh, "/Subtype"), "/Type3")) {
		complain(c, "P9.6.5: %s is a font of drawings, which is not expected", font->name);
	}
	if (!load_program(c, font, descriptor)) {
		complain(c, "M31-009: %s is not embedded", font->name);
	}
	if (has(c, oh, "/ToUnicode")) {
		read_to_unicode(c, font, key(c, oh, "/ToUnicode"));
	} else {
		complain(c, "M31-027: %s has no ToUnicode", font->name);
	}
	if (has(c, descriptor, "/CIDSet") || has(c, descriptor, "/CharSet")) {
		complain(c, "M31-014: %s lists its glyphs, which is not expected", font->name);
	}
	if (font->is_composite) {
		read_composite_widths(c, font, kid);
		check_composite(c, font, oh, kid);
	} else {
		read_simple_widths(c, font, oh, descriptor);
		if (is_name(c, key(c, oh, "/Subtype"), "/TrueType")) {
			check_true_type(c, font, oh);
		}
	}
}

struct font *font_of(struct check *c, struct page *page, const char *name) {
	qpdf_oh oh = key(c, key(c, key(c, page->oh, "/Resources"), "/Font"), name);
	int num = number_of(c, oh);

	if (!qpdf_oh_is_dictionary(c->q, oh)) {
		return NULL;
	}
	for (size_t i = 0; i < c->font_count; i++) {
		if (c->fonts[i].num == num) {
			return &c->fonts[i];
		}
	}
	if (c->font_count == c->font_cap && c->font_cap > 0) {
		complain(c, "P7: more than %zu fonts", c->font_cap);
		return NULL;
	}
	if (c->font_cap == 0) {
		c->font_cap = 512;       /* their addresses stay */
		c->fonts = mem_alloc(c->font_cap * sizeof(*c->fonts));
	}
	struct font *font = &c->fonts[c->font_count++];
	*font = (struct font){ .num = num };
	load(c, font, oh);
	return font;
}

/* Windows' code page 1252 (Annex D), where it is not Latin-1. */
static uint32_t win_ansi(unsigned code) {
	static const uint16_t upper[32] = {
		0x20AC, 0x2022, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x2022, 0x017D, 0x2022,
		0x2022, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x2022, 0x017E, 0x0178,
	};

	return code >= 0x80 && code < 0xA0 ? upper[code - 0x80] : code;
}

static FT_UInt glyph_of(const struct font *font, unsigned code) {
	FT_CharMap unicode = map_of(font, 3, 1), roman = map_of(font, 1, 0), symbol = map_of(font, 3, 0);

	if (font->is_composite) {
		return code;
	}
	if (unicode && FT_Set_Charmap(font->face, unicode) == 0) {
		return FT_Get_Char_Index(font->face, win_ansi(code));
	}
	if (symbol && FT_Set_Charmap(font->face, symbol) == 0) {
		FT_UInt glyph = FT_Get_Char_Index(font->face, code);
		return glyph ? glyph : FT_Get_Char_Index(font->face, 0xF000 + code);
	}
	return roman && FT_Set_Charmap(font->face, roman) == 0 ? FT_Get_Char_Index(font->face, code) : 0;
}

static void check_code(struct check *c, struct font *font, unsigned code) {
	double said = font->widths[code] >= 0 ? font->widths[code] : font->default_width;
	FT_UInt glyph;

	if (!font->face) {
		return;
	}
	glyph = glyph_of(font, code);
	if (glyph == 0 && !font->is_composite && !font->is_symbolic) {
		complain(c, "M31-018: %s: code %u is shown, and no cmap of its program leads to a glyph", font->name, code);
	}
	if (glyph == 0) {
		complain(c, "M31-030: %s: code %u is shown, and is .notdef", font->name, code);
	} else if (glyph >= (FT_UInt)font->face->num_glyphs || FT_Load_Glyph(font->face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_BITMAP)) {
		complain(c, "M31-011: %s: the glyph of code %u is not in its program", font->name, code);
	} else if (fabs(said - 1000.0 * (double)font->face->glyph->metrics.horiAdvance / font->face->units_per_EM) > 1) {
		complain(c, "M31-016: %s: code %u is %g wide in the dictionary, %g in the program", font->name, code, said,
		         1000.0 * (double)font->face->glyph->metrics.horiAdvance / font->face->units_per_EM);
	}
}

void font_show(struct check *c, struct font *font, const unsigned char *p, size_t n, bool has_actual) {
	size_t step = font->is_composite ? 2 : 1;

	for (; n >= step; p += step, n -= step) {
		unsigned code = font->is_composite ? (unsigned)(p[0] << 8 | p[1]) : p[0];
		uint32_t text = font->unicode[code];

		if (!font->seen[code]) {
			font->seen[code] = 1;
			check_code(c, font, code);
		}
		if (!text && !has_actual && font->seen[code] < 2) {
			font->seen[code] = 2;
			complain(c, "M10-001: %s: code %u is shown, and has no character", font->name, code);
		}
		if (text >= 0xE000 && text <= 0xF8FF && !has_actual && c->level == 'A') {
			complain(c, "A6.2.11.7.3: %s: code %u is of private use (U+%04X), and no ActualText tells what it is", font->name, code, text);
		}
	}
}

void release_fonts(struct check *c) {
	for (size_t i = 0; i < c->font_count; i++) {
		struct font *font = &c->fonts[i];

		FT_Done_Face(font->face);
		FT_Done_FreeType(font->library);
		free(font->file);
		mem_free(font->unicode);
		mem_free(font->widths);
		mem_free(font->seen);
	}
	mem_free(c->fonts);
}
