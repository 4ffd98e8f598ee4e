/* hang: see hang.h. The lighter a mark, the more of it may stand outside. */
#include "text/hang.h"

#include <hb.h>

#include "base/str.h"
#include "text/face.h"
#include "text/item.h"
#include "text/shape.h"

#define HYPHEN_SHARE 0.6

static double share_at_end(uint32_t cp) {
	switch (cp) {
	case '.': case ',':
	case 0x3001: case 0x3002: case 0xFF0C: case 0xFF0E:      /* half of the box is blank */
		return 0.5;
	case '-': case 0x2010: case 0x60C: case 0x6D4:
		return HYPHEN_SHARE;
	case '\'': case '"': case 0x2018: case 0x2019: case 0x201C: case 0x201D:
		return 0.6;
	case ':': case ';': case 0xBB: case 0x203A: case 0x2013: case 0x61B:
		return 0.35;
	case 0x2014:
		return 0.2;
	case '!': case '?': case ')': case ']': case 0x61F:
		return 0.15;
	default:
		return 0;
	}
}

static double share_at_start(uint32_t cp) {
	switch (cp) {
	case '\'': case '"': case 0x2018: case 0x2019: case 0x201C: case 0x201D: case 0x201E: case 0x201A:
		return 0.6;
	case 0xAB: case 0x2039: case 0x2013:
		return 0.35;
	case '(': case '[':
		return 0.15;
	default:
		return 0;
	}
}

static double advance_of(const struct para *para, const struct item *item, uint32_t cp) {
	const struct face *face = item->u.word->face;
	hb_codepoint_t glyph;
	if (!hb_font_get_nominal_glyph(face->hb_font, cp, &glyph)) {
		return 0;
	}
	return hb_font_get_glyph_h_advance(face->hb_font, glyph) * para->voices[item->voice].style->size_pt / face->upem;
}

double hang_start(const struct para *para, const struct item *item) {
	uint32_t cp = 0;
	if (item->kind != ITEM_WORD || !utf8_decode(para->text + item->offset, item->len, &cp)) {
		return 0;
	}
	double share = share_at_start(cp);
	return share > 0 ? share * advance_of(para, item, cp) : 0;
}

double hang_end(const struct para *para, const struct item *item, size_t end) {
	const char *text = para->text + item->offset;
	uint32_t cp = 0;
	if (item->kind != ITEM_WORD || end == 0) {
		return 0;
	}
	size_t at = utf8_start(text, end - 1);
	utf8_decode(text + at, end - at, &cp);
	double share = share_at_end(cp);
	return share > 0 ? share * advance_of(para, item, cp) : 0;
}

double hang_hyphen(const struct para *para, const struct item *item) {
	return HYPHEN_SHARE * advance_of(para, item, item->u.word->face->hyphen);
}
