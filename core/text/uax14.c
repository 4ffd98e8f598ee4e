/*
 * uax14: see uax14.h. ICU's break iterator costs 30 times what this does and
 * has to load its tables first. Its own deviations from the standard (numbers by the
 * regular expression of LB25, LB20a for hyphens that begin a word) are followed.
 */
#include "text/uax14.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "base/str.h"

/* Classes are ICU's ULineBreak; CLASS_OTHER: left to ICU. */
#define CLASS_OTHER 255

static uint8_t class_of(uint32_t cp) {
	static const uint8_t ascii[128] = {
		['\n'] = U_LB_LINE_FEED, ['\r'] = U_LB_CARRIAGE_RETURN, ['\t'] = U_LB_BREAK_AFTER,
		[0x0B] = U_LB_MANDATORY_BREAK, [0x0C] = U_LB_MANDATORY_BREAK, [' '] = U_LB_SPACE,
		['!'] = U_LB_EXCLAMATION, ['?'] = U_LB_EXCLAMATION, ['"'] = U_LB_QUOTATION,
		['\''] = U_LB_QUOTATION, ['$'] = U_LB_PREFIX_NUMERIC, ['+'] = U_LB_PREFIX_NUMERIC,
		['\\'] = U_LB_PREFIX_NUMERIC, ['%'] = U_LB_POSTFIX_NUMERIC, ['('] = U_LB_OPEN_PUNCTUATION,
		['['] = U_LB_OPEN_PUNCTUATION, ['{'] = U_LB_OPEN_PUNCTUATION, [')'] = U_LB_CLOSE_PARENTHESIS,
		[']'] = U_LB_CLOSE_PARENTHESIS, ['}'] = U_LB_CLOSE_PUNCTUATION, [','] = U_LB_INFIX_NUMERIC,
		['.'] = U_LB_INFIX_NUMERIC, [':'] = U_LB_INFIX_NUMERIC, [';'] = U_LB_INFIX_NUMERIC,
		['-'] = U_LB_HYPHEN, ['/'] = U_LB_BREAK_SYMBOLS, ['|'] = U_LB_BREAK_AFTER,
		['0'] = U_LB_NUMERIC, ['1'] = U_LB_NUMERIC, ['2'] = U_LB_NUMERIC, ['3'] = U_LB_NUMERIC,
		['4'] = U_LB_NUMERIC, ['5'] = U_LB_NUMERIC, ['6'] = U_LB_NUMERIC, ['7'] = U_LB_NUMERIC,
		['8'] = U_LB_NUMERIC, ['9'] = U_LB_NUMERIC,
	};
	if (cp < 128) {
		return ascii[cp] ? ascii[cp] : cp < 0x20 || cp == 0x7F ? U_LB_COMBINING_MARK : U_LB_ALPHABETIC;
	}
	int32_t class = u_getIntPropertyValue((UChar32)cp, UCHAR_LINE_BREAK);
	switch (class) {
	case U_LB_AMBIGUOUS: case U_LB_UNKNOWN: case U_LB_SURROGATE:
		return U_LB_ALPHABETIC;
	case U_LB_ALPHABETIC: case U_LB_HEBREW_LETTER: case U_LB_NUMERIC: case U_LB_BREAK_AFTER:
	case U_LB_HYPHEN: case U_LB_BREAK_BEFORE: case U_LB_BREAK_BOTH: case U_LB_OPEN_PUNCTUATION:
	case U_LB_CLOSE_PUNCTUATION: case U_LB_CLOSE_PARENTHESIS: case U_LB_EXCLAMATION:
	case U_LB_INFIX_NUMERIC: case U_LB_BREAK_SYMBOLS: case U_LB_QUOTATION: case U_LB_PREFIX_NUMERIC:
	case U_LB_POSTFIX_NUMERIC: case U_LB_GLUE: case U_LB_WORD_JOINER: case U_LB_ZWSPACE:
	case U_LB_MANDATORY_BREAK: case U_LB_NEXT_LINE: case U_LB_COMBINING_MARK: case U_LB_INSEPARABLE:
		return cp >= 0x2E80 ? CLASS_OTHER : (uint8_t)class;
	default:
		return CLASS_OTHER;
	}
}

/*
 * What the rules look back on. before is the class of the last character with
 * its marks (LB9), across the spaces if spaced; number: 1 within a number, 2 behind its closing bracket.
 */
struct state {
	uint8_t before;
	bool is_start;               /* nothing stands before */
	bool spaced;
	int number;
	bool hyphen_after_hebrew;    /* LB21a */
	bool broke_before;           /* a break is allowed before the last character (LB20a) */
	bool is_hyphen;              /* the last character is - or U+2010 */
};

static bool is_hard(uint8_t c) {
	return c == U_LB_MANDATORY_BREAK || c == U_LB_CARRIAGE_RETURN || c == U_LB_LINE_FEED || c == U_LB_NEXT_LINE;
}

static bool is_letter(uint8_t c) {
	return c == U_LB_ALPHABETIC || c == U_LB_HEBREW_LETTER;
}

static bool is_affix(uint8_t c) {
	return c == U_LB_PREFIX_NUMERIC || c == U_LB_POSTFIX_NUMERIC;
}

static bool is_closing(uint8_t c) {
	return c == U_LB_CLOSE_PUNCTUATION || c == U_LB_CLOSE_PARENTHESIS;
}

/* LB25: between two characters of one number; next is the class behind c. */
static bool is_in_number(const struct state *s, uint8_t c, uint8_t next) {
	uint8_t b = s->before;
	if (c == U_LB_NUMERIC) {
		return b == U_LB_NUMERIC || is_affix(b) || b == U_LB_HYPHEN || b == U_LB_OPEN_PUNCTUATION ||
		       b == U_LB_INFIX_NUMERIC || (s->number == 1 && b == U_LB_BREAK_SYMBOLS);
	}
	if (is_affix(c)) {
		return s->number != 0;
	}
	return is_affix(b) && (c == U_LB_OPEN_PUNCTUATION || c == U_LB_HYPHEN) && next == U_LB_NUMERIC;
}

/* May a line end between s and a character of class c (LB7 to LB31)? No space stands between. */
static bool allows(const struct state *s, uint8_t c, uint8_t next) {
	uint8_t b = s->before;
	if (s->hyphen_after_hebrew) {
		return false;
	}
	switch (c) {
	case U_LB_WORD_JOINER: case U_LB_CLOSE_PUNCTUATION: case U_LB_CLOSE_PARENTHESIS: case U_LB_EXCLAMATION:
	case U_LB_INFIX_NUMERIC: case U_LB_BREAK_SYMBOLS: case U_LB_QUOTATION: case U_LB_BREAK_AFTER:
	case U_LB_HYPHEN: case U_LB_INSEPARABLE:
		return false;
	case U_LB_GLUE:
		return b == U_LB_BREAK_AFTER || b == U_LB_HYPHEN;
	default:
		break;
	}
	if (b == U_LB_WORD_JOINER || b == U_LB_GLUE || b == U_LB_OPEN_PUNCTUATION || b == U_LB_QUOTATION ||
	    b == U_LB_BREAK_BEFORE) {
		return false;
	}
	if (b == U_LB_BREAK_BOTH && c == U_LB_BREAK_BOTH) {
		return false;
	}
	if (s->is_hyphen && s->broke_before && c == U_LB_ALPHABETIC) {
		return false;
	}
	if (is_in_number(s, c, next)) {
		return false;
	}
	if (is_letter(c)) {
		return !(is_letter(b) || b == U_LB_NUMERIC || is_affix(b) || b == U_LB_INFIX_NUMERIC ||
		         b == U_LB_CLOSE_PARENTHESIS || (b == U_LB_BREAK_SYMBOLS && c == U_LB_HEBREW_LETTER));
	}
	if (is_letter(b) || b == U_LB_NUMERIC) {
		return !((c == U_LB_NUMERIC) || (is_letter(b) && is_affix(c)) || c == U_LB_OPEN_PUNCTUATION);
	}
	return !(b == U_LB_CLOSE_PARENTHESIS && c == U_LB_NUMERIC);
}

/* The same with spaces between (LB7, LB11 to LB18). */
static bool allows_spaced(const struct state *s, uint8_t c) {
	if (c == U_LB_WORD_JOINER || is_closing(c) || c == U_LB_EXCLAMATION || c == U_LB_BREAK_SYMBOLS) {
		return false;
	}
	return !(s->before == U_LB_OPEN_PUNCTUATION || (s->before == U_LB_QUOTATION && c == U_LB_OPEN_PUNCTUATION) ||
	         (s->before == U_LB_BREAK_BOTH && c == U_LB_BREAK_BOTH));
}

static uint8_t verdict(const struct state *s, uint8_t c, uint8_t next) {
	if (s->is_start) {
		return UAX14_NONE;
	}
	if (is_hard(s->before) && !s->spaced) {
		return s->before == U_LB_CARRIAGE_RETURN && c == U_LB_LINE_FEED ? UAX14_NONE : UAX14_FORCED;
	}
	if (is_hard(c) || c == U_LB_SPACE || c == U_LB_ZWSPACE) {
		return UAX14_NONE;
	}
	if (s->before == U_LB_ZWSPACE) {
		return UAX14_ALLOWED;
	}
	return (s->spaced ? allows_spaced(s, c) : allows(s, c, next)) ? UAX14_ALLOWED : UAX14_NONE;
}

static void step(struct state *s, uint8_t c, uint32_t cp, uint8_t broke) {
	bool had_number = s->number == 1 && !s->spaced && broke == UAX14_NONE;
	if (c == U_LB_SPACE) {
		if (s->is_start || (is_hard(s->before) && !s->spaced)) {
			s->before = U_LB_SPACE;
		}
		s->spaced = true;
		s->is_start = false;
		s->number = 0;
		return;
	}
	s->hyphen_after_hebrew = !s->spaced && s->before == U_LB_HEBREW_LETTER &&
	                         (c == U_LB_HYPHEN || c == U_LB_BREAK_AFTER);
	if (c == U_LB_NUMERIC) {
		s->number = 1;
	} else if (had_number && is_closing(c)) {
		s->number = 2;
	} else if (!(had_number && (c == U_LB_BREAK_SYMBOLS || c == U_LB_INFIX_NUMERIC))) {
		s->number = 0;
	}
	s->is_hyphen = c == U_LB_HYPHEN || cp == 0x2010;
	s->broke_before = s->is_start || broke != UAX14_NONE;
	s->before = c;
	s->spaced = false;
	s->is_start = false;
}

/* "$(.5" and the like: whether a number begins cannot be told from the next class alone. */
static bool is_doubtful_number(const struct state *s, uint8_t c, uint8_t next) {
	return is_affix(s->before) && (c == U_LB_OPEN_PUNCTUATION || c == U_LB_HYPHEN) &&
	       (next == U_LB_INFIX_NUMERIC || next == U_LB_COMBINING_MARK);
}

static size_t letters_at(const char *text, size_t len) {
	size_t n = 0;
	while (n < len && (text[n] | 0x20) >= 'a' && (text[n] | 0x20) <= 'z') {
		n++;
	}
	return n;
}

/* Behind a letter of ASCII others of ASCII say nothing new: no line ends between them, and what is looked back on is a letter. */
static size_t pass_letters(struct state *s, const char *text, size_t len) {
	size_t n = letters_at(text, len);
	if (n > 0) {
		*s = (struct state){ .before = U_LB_ALPHABETIC };
	}
	return n;
}

static bool find_own(const char *text, size_t len, uint8_t *breaks) {
	struct state s = { .is_start = true };
	uint32_t cp = 0;
	size_t n = len ? utf8_decode(text, len, &cp) : 0;
	uint8_t c = len ? class_of(cp) : 0;
	memset(breaks, UAX14_NONE, len);
	for (size_t i = 0; i < len;) {
		uint32_t next_cp = 0;
		size_t next_n = i + n < len ? utf8_decode(text + i + n, len - i - n, &next_cp) : 0;
		uint8_t next = next_n ? class_of(next_cp) : 0;
		bool is_mark = c == U_LB_COMBINING_MARK;
		/* rare enough to ask ICU; a space before "." may stand before a number (ICU-12017) */
		if (n == 0 || c == CLASS_OTHER || (s.spaced && c == U_LB_INFIX_NUMERIC) ||
		    (is_mark && s.before == U_LB_ZWSPACE) || is_doubtful_number(&s, c, next)) {
			return false;
		}
		if (is_mark && !s.is_start && !s.spaced && !is_hard(s.before)) {
			/* LB9: taken with what it stands on */
		} else {
			uint8_t class = is_mark ? U_LB_ALPHABETIC : c;
			uint8_t broke = verdict(&s, class, next);
			breaks[i] = broke;
			step(&s, class, cp, broke);
		}
		i += n;
		if (letters_at(&text[i - n], 1) > 0 && next == U_LB_ALPHABETIC) {
			i += pass_letters(&s, text + i, len - i);
			next_n = i < len ? utf8_decode(text + i, len - i, &next_cp) : 0;
			next = next_n ? class_of(next_cp) : 0;
		}
		n = next_n;
		c = next;
		cp = next_cp;
	}
	return true;
}

void uax14_breaks_icu(const char *text, size_t len, const char *lang, uint8_t *breaks) {
	UErrorCode status = U_ZERO_ERROR;
	UText utext = UTEXT_INITIALIZER;
	memset(breaks, UAX14_NONE, len);
	utext_openUTF8(&utext, text, (int64_t)len, &status);
	/* Small kana and the mark of long vowels begin no line: ICU's rule for books, not its rule for newspapers. */
	char locale[64];
	bool is_eastern = str_prefix(lang, "ja") || str_prefix(lang, "zh");
	snprintf(locale, sizeof(locale), "%s%s", lang, is_eastern ? "@lb=strict" : "");
	UBreakIterator *iterator = ubrk_open(UBRK_LINE, locale, NULL, 0, &status);
	ubrk_setUText(iterator, &utext, &status);
	if (U_SUCCESS(status)) {
		ubrk_first(iterator);
		for (int32_t at = ubrk_next(iterator); at != UBRK_DONE; at = ubrk_next(iterator)) {
			if ((size_t)at < len) {
				bool must = ubrk_getRuleStatus(iterator) >= UBRK_LINE_HARD;
				breaks[at] = must ? UAX14_FORCED : UAX14_ALLOWED;
			}
		}
	}
	ubrk_close(iterator);
	utext_close(&utext);
}

void uax14_breaks(const char *text, size_t len, const char *lang, uint8_t *breaks) {
	if (!find_own(text, len, breaks)) {
		uax14_breaks_icu(text, len, lang, breaks);
	}
}
