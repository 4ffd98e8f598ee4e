/* bind: see bind.h. A table of what words say, looked at only behind short ones. */
#include "text/bind.h"

#include <stdlib.h>
#include <string.h>

#define BINDER_MAX 6             /* bytes of the longest entry */

enum { BEFORE_NAME = 1, BEFORE_NUMBER = 2, UNIT = 4 };

/* Sorted by bytes. */
static const struct binder {
	char word[BINDER_MAX + 1];
	unsigned what;
} binders[] = {
	{ "$", BEFORE_NUMBER | UNIT }, { "%", UNIT }, { "Adm.", BEFORE_NAME }, { "Art.", BEFORE_NUMBER },
	{ "CHF", BEFORE_NUMBER | UNIT }, { "Capt.", BEFORE_NAME }, { "Col.", BEFORE_NAME }, { "Dr", BEFORE_NAME },
	{ "Dr.", BEFORE_NAME }, { "EUR", BEFORE_NUMBER | UNIT }, { "Fig.", BEFORE_NUMBER }, { "GB", UNIT },
	{ "GBP", BEFORE_NUMBER | UNIT }, { "GW", UNIT }, { "GWh", UNIT }, { "Gen.", BEFORE_NAME }, { "Hz", UNIT },
	{ "Lt.", BEFORE_NAME }, { "M.", BEFORE_NAME }, { "MB", UNIT }, { "MM.", BEFORE_NAME }, { "MW", UNIT },
	{ "MWh", UNIT }, { "Maj.", BEFORE_NAME }, { "Mlle", BEFORE_NAME }, { "Mme", BEFORE_NAME }, { "Mmes", BEFORE_NAME },
	{ "Mr", BEFORE_NAME }, { "Mr.", BEFORE_NAME }, { "Mrs", BEFORE_NAME }, { "Mrs.", BEFORE_NAME },
	{ "Ms", BEFORE_NAME }, { "Ms.", BEFORE_NAME }, { "No", BEFORE_NUMBER }, { "No.", BEFORE_NUMBER },
	{ "Nos.", BEFORE_NUMBER }, { "Prof.", BEFORE_NAME }, { "Sect.", BEFORE_NUMBER }, { "Sgt.", BEFORE_NAME },
	{ "Sir", BEFORE_NAME }, { "St", BEFORE_NAME }, { "St.", BEFORE_NAME }, { "TW", UNIT }, { "TWh", UNIT },
	{ "USD", BEFORE_NUMBER | UNIT }, { "Vol.", BEFORE_NUMBER }, { "al.", BEFORE_NUMBER }, { "art.", BEFORE_NUMBER },
	{ "arts.", BEFORE_NUMBER }, { "c.", BEFORE_NUMBER }, { "ca.", BEFORE_NUMBER }, { "ch.", BEFORE_NUMBER },
	{ "chap.", BEFORE_NUMBER }, { "cm", UNIT }, { "col.", BEFORE_NUMBER }, { "fig.", BEFORE_NUMBER }, { "ft", UNIT },
	{ "g", UNIT }, { "ha", UNIT }, { "kV", UNIT }, { "kW", UNIT }, { "kWh", UNIT }, { "kg", UNIT }, { "km", UNIT },
	{ "km/h", UNIT }, { "kn", UNIT }, { "kt", UNIT }, { "l", UNIT }, { "m", UNIT }, { "mm", UNIT }, { "nm", UNIT },
	{ "no.", BEFORE_NUMBER }, { "nos.", BEFORE_NUMBER }, { "n\xC2\xB0", BEFORE_NUMBER }, { "n\xC2\xBA", BEFORE_NUMBER },
	{ "p.", BEFORE_NUMBER }, { "para.", BEFORE_NUMBER }, { "pp.", BEFORE_NUMBER }, { "pt", UNIT }, { "s", UNIT },
	{ "sec.", BEFORE_NUMBER }, { "t", UNIT }, { "tab.", BEFORE_NUMBER }, { "vol.", BEFORE_NUMBER },
	{ "\xC2\xA3", BEFORE_NUMBER | UNIT }, { "\xC2\xA7", BEFORE_NUMBER }, { "\xC2\xB0""C", UNIT },
	{ "\xC2\xB0""F", UNIT }, { "\xC3\x97", BEFORE_NUMBER }, { "\xE2\x80\xB0", UNIT },
	{ "\xE2\x82\xAC", BEFORE_NUMBER | UNIT }, { "\xE2\x84\x96", BEFORE_NUMBER },
};

static int by_word(const void *key, const void *entry) {
	return strcmp(key, ((const struct binder *)entry)->word);
}

static unsigned what_is(const char *word, size_t len) {
	char key[BINDER_MAX + 1];
	if (len == 0 || len > BINDER_MAX) {
		return 0;
	}
	memcpy(key, word, len);
	key[len] = '\0';
	const struct binder *binder = bsearch(key, binders, sizeof(binders) / sizeof(*binders), sizeof(*binders), by_word);
	return binder ? binder->what : 0;
}

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

/* A capital, or a letter beyond ASCII: names of most scripts know no case. */
static bool begins_name(const char *s) {
	return (*s >= 'A' && *s <= 'Z') || (unsigned char)*s >= 0xC3;
}

/* "J." of "J. R. Smith", and "M." of "M. Dupont"; not the end of a sentence: what stands there is longer. */
static bool is_initial(const char *word, size_t len) {
	return (len == 2 && word[0] >= 'A' && word[0] <= 'Z' && word[1] == '.') ||
	       (len == 3 && (unsigned char)word[0] >= 0xC3 && word[2] == '.') ||
	       (len == 4 && word[0] >= 'A' && word[0] <= 'Z' && word[1] == '.' && word[2] >= 'A' && word[3] == '.');
}

/* Digits alone, with what may stand round a number. */
static bool is_number(const char *word, size_t len) {
	size_t i = len > 0 && (*word == '(' || *word == '+' || *word == '-') ? 1 : 0, from = i;
	while (i < len && (is_digit(word[i]) || word[i] == '.' || word[i] == ',')) {
		i++;
	}
	return i > from && i == len && is_digit(word[i - 1]);
}

/* "000" of "10 000": three digits, and no more. */
static bool is_group(const char *word, size_t len) {
	return len >= 3 && is_digit(word[0]) && is_digit(word[1]) && is_digit(word[2]) && (len == 3 || !is_digit(word[3]));
}

/* Without the mark that ends a clause. */
static size_t bare(const char *word, size_t len) {
	while (len > 0 && strchr(",;:)", word[len - 1])) {
		len--;
	}
	return len > 1 && word[len - 1] == '.' ? len - 1 : len;
}

bool bind_space(const char *text, size_t len, size_t at) {
	size_t from = at, to = at + 1;
	/* nearly all spaces: neither a number nor a name is near */
	if (at == 0 || to == len || !(is_digit(text[at - 1]) || is_digit(text[to]) || begins_name(text + to))) {
		return false;
	}
	while (from > 0 && text[from - 1] != ' ' && at - from <= 16) {
		from--;
	}
	while (to < len && text[to] != ' ' && to - at <= 16) {
		to++;
	}
	const char *before = text + from, *after = text + at + 1;
	size_t before_len = at - from, after_len = to - at - 1;
	if (before_len == 0 || after_len == 0) {
		return false;
	}
	if (is_digit(before[before_len - 1])) {
		bool can_go_on = before[0] != '0' || (from >= 2 && is_digit(text[from - 2]));
		return is_number(before, before_len) &&
		       ((what_is(after, bare(after, after_len)) & UNIT) || (before_len <= 4 && can_go_on && is_group(after, after_len)));
	}
	if (*before == '(') {
		before++;
		before_len--;
	}
	unsigned what = what_is(before, before_len);
	return ((what & BEFORE_NUMBER) && is_digit(*after)) || ((what & BEFORE_NAME) && begins_name(after)) ||
	       (is_initial(before, before_len) && begins_name(after));
}
