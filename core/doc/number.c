#include "doc/number.h"

#include <stdio.h>

#include "base/str.h"

enum { LETTERS_MAX = 28, PLACES_MAX = 7 };       /* 26 to the seventh is more than any int */

static const char *const latin[] = { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s",
	"t", "u", "v", "w", "x", "y", "z", NULL };
static const char *const latin_capitals[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R",
	"S", "T", "U", "V", "W", "X", "Y", "Z", NULL };

/* Scripts without capitals. A ha alone is written with a stroke, or it would be taken for a five. */
static const struct { const char *lang, *const letters[LETTERS_MAX + 1]; } alphabets[] = {
	{ "ar", { "أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن", "س", "ع", "ف", "ص", "ق", "ر", "ش", "ت", "ث", "خ", "ذ",
	          "ض", "ظ", "غ", NULL } },
	{ "he", { "א", "ב", "ג", "ד", "ה", "ו", "ז", "ח", "ט", "י", "כ", "ל", "מ", "נ", "ס", "ע", "פ", "צ", "ק", "ר", "ש", "ת", NULL } },
};

static const char *const *letters_of(const char *lang, bool is_upper) {
	for (size_t i = 0; i < sizeof(alphabets) / sizeof(*alphabets); i++) {
		size_t len = strlen(alphabets[i].lang);
		if (strncmp(lang, alphabets[i].lang, len) == 0 && (lang[len] == '\0' || lang[len] == '-')) {
			return alphabets[i].letters;
		}
	}
	return is_upper ? latin_capitals : latin;
}

static void put_alpha(const char *const *letters, int n, char out[NUMBER_MAX]) {
	const char *places[PLACES_MAX];
	size_t count = 0, len = 0;
	int letter_count = 0;

	while (letters[letter_count] != NULL) {
		letter_count++;
	}
	/* There is no nought among the letters: after z comes aa. */
	for (; n > 0; n = (n - 1) / letter_count) {
		places[count++] = letters[(n - 1) % letter_count];
	}
	while (count > 0) {
		len += (size_t)snprintf(out + len, NUMBER_MAX - len, "%s", places[--count]);
	}
}

static void put_roman(bool is_upper, int n, char out[NUMBER_MAX]) {
	static const struct { int value; const char *lower, *upper; } figures[] = {
		{ 1000, "m", "M" }, { 900, "cm", "CM" }, { 500, "d", "D" }, { 400, "cd", "CD" }, { 100, "c", "C" }, { 90, "xc", "XC" },
		{ 50, "l", "L" }, { 40, "xl", "XL" }, { 10, "x", "X" }, { 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" }, { 1, "i", "I" },
	};
	size_t len = 0;

	for (size_t i = 0; n > 0; i++) {
		for (; n >= figures[i].value; n -= figures[i].value) {
			len += (size_t)snprintf(out + len, NUMBER_MAX - len, "%s", is_upper ? figures[i].upper : figures[i].lower);
		}
	}
}

int number_digits(size_t n) {
	int digits = 1;

	for (; n >= 10; n /= 10) {
		digits++;
	}
	return digits;
}

void number_format(enum number_style style, int n, const char *lang, char out[NUMBER_MAX]) {
	bool is_roman = style == NUMBER_ROMAN || style == NUMBER_UPPER_ROMAN;

	if (style == NUMBER_DECIMAL || n < 1 || (is_roman && n >= 4000)) {
		snprintf(out, NUMBER_MAX, "%d", n);
	} else if (is_roman) {
		put_roman(style == NUMBER_UPPER_ROMAN, n, out);
	} else {
		put_alpha(letters_of(lang, style == NUMBER_UPPER_ALPHA), n, out);
	}
}

/* "{2A}" at s: the count it stands for, and its length; 0 for something else. */
static size_t parse_place(const char *s, int levels, int *level, enum number_style *style) {
	static const char letters[] = { [NUMBER_DECIMAL] = '1', [NUMBER_ALPHA] = 'a', [NUMBER_UPPER_ALPHA] = 'A', [NUMBER_ROMAN] = 'i',
	                                [NUMBER_UPPER_ROMAN] = 'I' };

	if (s[0] != '{' || s[1] < '1' || s[1] > '0' + levels) {
		return 0;
	}
	*level = s[1] - '1';
	*style = NUMBER_DECIMAL;
	if (s[2] == '}') {
		return 3;
	}
	for (size_t i = 0; i < sizeof(letters) && s[2] != '\0'; i++) {
		if (s[2] == letters[i] && s[3] == '}') {
			*style = (enum number_style)i;
			return 4;
		}
	}
	return 0;
}

bool number_heading(const char *format, const int *counts, int levels, const char *lang, char *out, size_t size) {
	struct buf text = BUF_INIT;
	bool ok = format == NULL || *format != '\0';

	for (int i = 0; format == NULL && i < levels; i++) {
		buf_addf(&text, i == 0 ? "%d" : ".%d", counts[i]);
	}
	for (const char *s = format; s != NULL && *s != '\0' && ok;) {
		char number[NUMBER_MAX];
		enum number_style style;
		int level;
		size_t n = *s == '{' ? parse_place(s, levels, &level, &style) : 1;
		if (n == 1) {
			buf_addc(&text, *s);
		} else if (n > 0) {
			number_format(style, counts[level], lang, number);
			buf_adds(&text, number);
		}
		ok = n > 0;
		s += n;
	}
	ok = ok && text.len < size;
	snprintf(out, size, "%s", ok ? buf_str(&text) : "");
	buf_fini(&text);
	return ok;
}
