/* bidi: see bidi.h. */
#include "text/bidi.h"

#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/utf16.h>

#include "base/mem.h"
#include "base/str.h"

bool bidi_is_special(uint32_t cp) {
	if (cp < 0x590) {
		return false;
	}
	switch (u_charDirection((UChar32)cp)) {
	case U_RIGHT_TO_LEFT: case U_RIGHT_TO_LEFT_ARABIC: case U_ARABIC_NUMBER:
	case U_RIGHT_TO_LEFT_EMBEDDING: case U_RIGHT_TO_LEFT_OVERRIDE: case U_RIGHT_TO_LEFT_ISOLATE:
	case U_LEFT_TO_RIGHT_EMBEDDING: case U_LEFT_TO_RIGHT_OVERRIDE: case U_LEFT_TO_RIGHT_ISOLATE:
	case U_POP_DIRECTIONAL_FORMAT: case U_POP_DIRECTIONAL_ISOLATE: case U_FIRST_STRONG_ISOLATE:
		return true;
	default:
		return false;
	}
}

/* UTF-16 for ICU, with the byte each unit came from. */
static int32_t widen(const char *text, size_t len, UChar *units, uint32_t *from) {
	int32_t n = 0;
	for (size_t i = 0; i < len;) {
		uint32_t cp = 0xFFFD;
		size_t size = utf8_decode(text + i, len - i, &cp);
		if (cp > 0xFFFF) {
			from[n] = (uint32_t)i;
			units[n++] = U16_LEAD(cp);
			cp = U16_TRAIL(cp);
		}
		from[n] = (uint32_t)i;
		units[n++] = (UChar)cp;
		i += size ? size : 1;
	}
	from[n] = (uint32_t)len;
	return n;
}

static bool is_digit(const UChar *units, int32_t n, int32_t i) {
	return i >= 0 && i < n && u_isdigit(units[i]);
}

/*
 * Spaces that part thousands are made such as part no number: each group of "12 000 000" would be a number of its own, and all
 * of them stand in the order of words.
 */
static void join_thousands(UChar *units, int32_t n) {
	for (int32_t i = 1; i + 3 < n; i++) {
		bool is_space = units[i] == ' ' || units[i] == 0x2009;
		int32_t before = i;
		while (is_space && before > 0 && i - before < 4 && is_digit(units, n, before - 1)) {
			before--;
		}
		if (is_space && i - before >= 1 && i - before <= 3 && is_digit(units, n, i + 1) && is_digit(units, n, i + 2) &&
		    is_digit(units, n, i + 3) && !is_digit(units, n, i + 4)) {
			units[i] = 0xA0;
		}
	}
}

void bidi_levels(const char *text, size_t len, bool is_rtl, uint8_t *levels) {
	UErrorCode status = U_ZERO_ERROR;
	UChar *units = mem_alloc((len + 1) * sizeof(*units));
	uint32_t *from = mem_alloc((len + 1) * sizeof(*from));
	UBiDi *bidi = ubidi_open();
	memset(levels, is_rtl, len);
	int32_t n = len <= INT32_MAX / 4 ? widen(text, len, units, from) : 0;
	join_thousands(units, n);
	ubidi_setPara(bidi, units, n, is_rtl ? 1 : 0, NULL, &status);
	const UBiDiLevel *found = n > 0 ? ubidi_getLevels(bidi, &status) : NULL;
	for (int32_t i = 0; i < n && U_SUCCESS(status); i++) {
		memset(levels + from[i], found[i], from[i + 1] - from[i]);
	}
	ubidi_close(bidi);
	mem_free(units);
	mem_free(from);
}

static void reverse(size_t *order, size_t from, size_t to) {
	while (from + 1 < to) {
		size_t swap = order[from];
		order[from++] = order[--to];
		order[to] = swap;
	}
}

void bidi_order(const uint8_t *levels, size_t n, size_t *order) {
	uint8_t highest = 0;
	for (size_t i = 0; i < n; i++) {
		order[i] = i;
		highest = levels[i] > highest ? levels[i] : highest;
	}
	for (uint8_t level = highest; level > 0; level--) {
		for (size_t i = 0; i < n;) {
			size_t end = i;
			while (end < n && levels[end] >= level) {
				end++;
			}
			reverse(order, i, end);
			i = end > i ? end : i + 1;
		}
	}
}
