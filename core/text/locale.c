/*
 * locale: see locale.h. English and French, which every page asks for hundreds
 * of times, come from small tables that agree with CLDR; all else is ICU's.
 * Nothing is kept between calls: ICU shares what it has loaded by itself.
 */
#include "text/locale.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/ulistformatter.h>
#include <unicode/unorm2.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/day.h"
#include "base/mem.h"
#include "base/str.h"

#define SHORT_TEXT 256           /* UTF-16 units of a date, a number */
#define MAX_DECIMALS 9

/* A language's words and marks; "first" stands for the day 1 where the language writes it apart. */
struct words {
	const char *const *langs;    /* NULL-terminated */
	const char *months[12];
	const char *short_months[12];
	const char *first;
	const char *group, *point;   /* of numbers */
	const char *comma, *and;     /* of lists */
	const char *const *superior; /* endings of ordinals that are raised, the longer first; NULL-terminated */
	bool zero_is_one;            /* plurals: 0 and 1.5 are "one"; whole millions are "many" */
};

static const char *const english[] = { "en", "en-GB", "en_GB", NULL };
static const char *const french[] = { "fr", "fr-FR", "fr_FR", NULL };
static const char *const french_superior[] = { "ers", "res", "er", "re", "es", "e", NULL };

static const struct words tables[] = {
	{ .langs = english,
	  .months = { "January", "February", "March", "April", "May", "June", "July", "August",
	              "September", "October", "November", "December" },
	  .short_months = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	                    "Nov", "Dec" },
	  .first = "1", .group = ",", .point = ".", .comma = ", ", .and = " and " },
	{ .langs = french,
	  .months = { "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
	              "septembre", "octobre", "novembre", "décembre" },
	  .short_months = { "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août",
	                    "sept.", "oct.", "nov.", "déc." },
	  .first = "1er", .group = "\u202F", .point = ",", .comma = ", ", .and = " et ",
	  .superior = french_superior, .zero_is_one = true },
};

static const struct words *words_of(const char *lang) {
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (const char *const *name = tables[i].langs; *name; name++) {
			if (str_eq(*name, lang)) {
				return &tables[i];
			}
		}
	}
	return NULL;
}

/*
 * ICU's name of a BCP 47 tag, with the Gregorian calendar and Western digits whatever the language's own. They are written as
 * ICU writes them, not asked for in the tag ("-u-ca-gregory-nu-latn"): to understand that, ICU reads tables for 10 ms.
 */
static const char *icu_name(const char *lang, char name[ULOC_FULLNAME_CAPACITY]) {
	UErrorCode status = U_ZERO_ERROR;
	char base[ULOC_FULLNAME_CAPACITY] = "";
	uloc_forLanguageTag(lang, base, sizeof(base), NULL, &status);
	base[strcspn(base, "@")] = '\0';
	bool fits = U_SUCCESS(status) &&
	            snprintf(name, ULOC_FULLNAME_CAPACITY, "%s@calendar=gregorian;numbers=latn", base) < ULOC_FULLNAME_CAPACITY;
	return fits ? name : "en";
}

/* UTF-8 to UTF-16 and back, into the arena; bytes that are no UTF-8 become U+FFFD. */
static UChar *to_utf16(struct arena *arena, const char *s, int32_t *len) {
	size_t n = strlen(s);
	if (n > INT32_MAX / 4) {
		n = INT32_MAX / 4;
	}
	UChar *out = arena_alloc(arena, (n + 1) * sizeof(UChar));
	UErrorCode status = U_ZERO_ERROR;
	u_strFromUTF8WithSub(out, (int32_t)n + 1, len, s, (int32_t)n, 0xFFFD, NULL, &status);
	return out;
}

static char *to_utf8(struct arena *arena, const UChar *s, int32_t len) {
	int32_t size = len * 3 + 1;
	char *out = arena_alloc(arena, (size_t)size);
	UErrorCode status = U_ZERO_ERROR;
	u_strToUTF8WithSub(out, size, NULL, s, len, 0xFFFD, NULL, &status);
	return out;
}

static const char *table_plural(const struct words *words, double n) {
	double whole = trunc(fabs(n));
	bool is_whole = whole == fabs(n);
	if (words->zero_is_one) {
		bool is_million = is_whole && whole != 0 && fmod(whole, 1e6) == 0;
		return whole <= 1 ? "one" : is_million ? "many" : "other";
	}
	return is_whole && whole == 1 ? "one" : "other";
}

const char *locale_version(void) {
	static char text[U_MAX_VERSION_STRING_LENGTH];
	UVersionInfo version;

	u_getVersion(version);
	u_versionToString(version, text);
	return text;
}

const char *locale_plural(const char *lang, double n) {
	static const char *const categories[] = { "zero", "one", "two", "few", "many", "other" };
	const struct words *words = words_of(lang);
	if (words) {
		return table_plural(words, n);
	}
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UChar keyword[32] = { 0 };
	char found[32] = "";
	UPluralRules *rules = uplrules_open(icu_name(lang, name), &status);
	if (U_SUCCESS(status)) {
		int32_t len = uplrules_select(rules, n, keyword, 31, &status);
		u_UCharsToChars(keyword, found, U_SUCCESS(status) ? len : 0);
		uplrules_close(rules);
	}
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++) {
		if (str_eq(found, categories[i])) {
			return categories[i];
		}
	}
	return "other";
}

/* digits is "1234567.50": group the whole part by three. */
static char *table_number(struct arena *arena, const struct words *words, const char *digits, bool is_negative) {
	struct buf out = BUF_INIT;
	size_t whole = strcspn(digits, ".");
	if (is_negative) {
		buf_addc(&out, '-');
	}
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0) {
			buf_adds(&out, words->group);
		}
		buf_addc(&out, digits[i]);
	}
	if (digits[whole] == '.') {
		buf_adds(&out, words->point);
		buf_adds(&out, digits + whole + 1);
	}
	char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

/* Digits in decimal to so many behind the point; a half goes up, as with pencil and paper. There is room for one more digit. */
static void round_half_up(char *digits, int decimals) {
	char *point = strchr(digits, '.'), *end = point + (decimals > 0 ? decimals + 1 : 0);
	bool goes_up = point[decimals + 1] >= '5';
	*end = '\0';
	for (char *p = end - 1; goes_up && p >= digits; p--) {
		if (*p != '.') {
			goes_up = *p == '9';
			*p = goes_up ? '0' : (char)(*p + 1);
		}
	}
	if (goes_up) {
		memmove(digits + 1, digits, strlen(digits) + 1);
		*digits = '1';
	}
}

/* n in decimal, without sign; decimals < 0: as many as needed, MAX_DECIMALS at most. */
static void plain_digits(char out[400], double n, int decimals) {
	if (decimals > MAX_DECIMALS) {
		decimals = MAX_DECIMALS;
	}
	int len = snprintf(out, 400, "%.*f", decimals < 0 ? MAX_DECIMALS : decimals, fabs(n));
	/* 0.1 + 0.2 is 0.3 to a reader, and 1.005 is not less than it says: no more digits than a double surely has */
	int whole = (int)strcspn(out, ".");
	int sure = 15 - whole;
	if (decimals >= 0) {
		if (sure > decimals) {
			snprintf(out, 400, "%.*f", sure, fabs(n));
			round_half_up(out, decimals);
		}
		return;
	}
	if (sure < MAX_DECIMALS) {
		len = snprintf(out, 400, "%.*f", sure > 0 ? sure : 0, fabs(n));
	}
	if (!strchr(out, '.')) {
		return;
	}
	while (out[len - 1] == '0') {
		out[--len] = '\0';
	}
	if (out[len - 1] == '.') {
		out[--len] = '\0';
	}
}

static char *icu_number(struct arena *arena, const char *lang, double n, int decimals) {
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, icu_name(lang, name), NULL, &status);
	if (U_FAILURE(status)) {
		return table_number(arena, &tables[0], "0", false);
	}
	unum_setAttribute(format, UNUM_MIN_FRACTION_DIGITS, decimals < 0 ? 0 : decimals);
	unum_setAttribute(format, UNUM_MAX_FRACTION_DIGITS, decimals < 0 ? MAX_DECIMALS : decimals);
	unum_setAttribute(format, UNUM_ROUNDING_MODE, UNUM_ROUND_HALFUP);
	UChar text[SHORT_TEXT];
	int32_t len = unum_formatDouble(format, n, text, SHORT_TEXT, NULL, &status);
	unum_close(format);
	return to_utf8(arena, text, U_SUCCESS(status) && len <= SHORT_TEXT ? len : 0);
}

char *locale_number(struct arena *arena, const char *lang, double n, int decimals) {
	if (isnan(n)) {
		return arena_strdup(arena, "NaN");
	}
	if (isinf(n)) {
		return arena_strdup(arena, n < 0 ? "-∞" : "∞");
	}
	const struct words *words = words_of(lang);
	char digits[400];
	plain_digits(digits, n, decimals);
	bool is_negative = n < 0 && !str_is_zero(digits);
	if (!words) {
		return icu_number(arena, lang, is_negative ? n : fabs(n), decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals);
	}
	return table_number(arena, words, digits, is_negative);
}

/* The parts of YYYY, YYYY-MM or YYYY-MM-DD; month and dom are 0 where they are not told. */
struct iso_day {
	int year, month, dom;
};

static bool digits_at(const char *s, size_t n, int *value) {
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9') {
			return false;
		}
		*value = *value * 10 + (s[i] - '0');
	}
	return true;
}

static bool iso_parse(const char *s, struct iso_day *day) {
	size_t n = strlen(s);
	*day = (struct iso_day){ 0 };
	if ((n != 4 && n != 7 && n != 10) || !digits_at(s, 4, &day->year)) {
		return false;
	}
	if (n >= 7 && (s[4] != '-' || !digits_at(s + 5, 2, &day->month) || day->month < 1 ||
	               day->month > 12)) {
		return false;
	}
	return n < 10 || (s[7] == '-' && digits_at(s + 8, 2, &day->dom) && day->dom >= 1 &&
	                  day->dom <= day_month_days(day->year, day->month));
}

static char *table_date(struct arena *arena, const struct words *words, struct iso_day day, bool is_short) {
	const char *month = (is_short ? words->short_months : words->months)[day.month - 1];
	if (day.dom == 0) {
		return arena_printf(arena, "%s %d", month, day.year);
	}
	if (day.dom == 1) {
		return arena_printf(arena, "%s %s %d", words->first, month, day.year);
	}
	return arena_printf(arena, "%d %s %d", day.dom, month, day.year);
}

/* The language's own order and words for a skeleton ("yMMMMd"). */
static char *icu_date(struct arena *arena, const char *lang, struct iso_day day, const char *skeleton) {
	static const UChar utc[] = { 'U', 'T', 'C', 0 };
	char name[ULOC_FULLNAME_CAPACITY];
	UChar ask[16], pattern[SHORT_TEXT], text[SHORT_TEXT];
	UErrorCode status = U_ZERO_ERROR;
	icu_name(lang, name);
	u_charsToUChars(skeleton, ask, (int32_t)strlen(skeleton));
	UDateTimePatternGenerator *patterns = udatpg_open(name, &status);
	int32_t pattern_len = udatpg_getBestPattern(patterns, ask, (int32_t)strlen(skeleton), pattern,
	                                            SHORT_TEXT, &status);
	udatpg_close(patterns);
	UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, name, utc, 3, pattern, pattern_len, &status);
	UCalendar *calendar = ucal_open(utc, 3, name, UCAL_GREGORIAN, &status);
	int32_t len = 0;
	if (U_SUCCESS(status)) {
		ucal_setDateTime(calendar, day.year, day.month - 1, day.dom ? day.dom : 1, 12, 0, 0, &status);
		len = udat_formatCalendar(format, calendar, text, SHORT_TEXT, NULL, &status);
	}
	ucal_close(calendar);
	udat_close(format);
	return U_SUCCESS(status) && len <= SHORT_TEXT ? to_utf8(arena, text, len)
	                                              : table_date(arena, &tables[0], day, false);
}

char *locale_date(struct arena *arena, const char *lang, const char *iso, const char *style) {
	struct iso_day day;
	if (!iso_parse(iso, &day)) {
		return NULL;
	}
	bool is_short = str_eq(style, "short"), is_month = str_eq(style, "month");
	if (str_eq(style, "year") || (day.month == 0 && (is_short || is_month || str_eq(style, "long")))) {
		return arena_printf(arena, "%04d", day.year);
	}
	if (!is_short && !is_month && !str_eq(style, "long")) {
		return NULL;
	}
	if (is_month) {
		day.dom = 0;
	}
	const struct words *words = words_of(lang);
	if (words) {
		return table_date(arena, words, day, is_short);
	}
	if (day.dom == 0) {
		return icu_date(arena, lang, day, is_short ? "yMMM" : "yMMMM");
	}
	return icu_date(arena, lang, day, is_short ? "yMMMd" : "yMMMMd");
}

static char *table_list(struct arena *arena, const struct words *words, const char *const *items, int n) {
	struct buf out = BUF_INIT;
	for (int i = 0; i < n; i++) {
		if (i > 0) {
			buf_adds(&out, i == n - 1 ? words->and : words->comma);
		}
		buf_adds(&out, items[i]);
	}
	char *text = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return text;
}

char *locale_list(struct arena *arena, const char *lang, const char *const *items, int n) {
	const struct words *words = words_of(lang);
	if (words || n < 2) {
		return table_list(arena, words ? words : &tables[0], items, n);
	}
	const UChar **texts = arena_alloc(arena, (size_t)n * sizeof(*texts));
	int32_t *lengths = arena_alloc(arena, (size_t)n * sizeof(*lengths));
	int32_t size = 64 * n;
	for (int i = 0; i < n; i++) {
		texts[i] = to_utf16(arena, items[i], &lengths[i]);
		size += lengths[i];
	}
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UListFormatter *format = ulistfmt_open(icu_name(lang, name), &status);
	UChar *out = arena_alloc(arena, (size_t)size * sizeof(*out));
	int32_t len = U_SUCCESS(status) ? ulistfmt_format(format, texts, lengths, n, out, size, &status) : 0;
	ulistfmt_close(format);
	return U_SUCCESS(status) ? to_utf8(arena, out, len) : table_list(arena, &tables[0], items, n);
}

/* Does a word end, or begin, at this byte: at white space, or at a sign that no address and no number has? */
static bool is_word_edge(const char *s) {
	return *s == '\0' || strchr(" \n()[],;.!?", *s) != NULL || str_prefix(s, "\u00A0") || str_prefix(s, "\u202F") || str_prefix(s, "\u2019");
}

/* The ending of an ordinal whose figures end at s, which a whole word is: its length, else 0. */
static size_t ordinal_ending(const struct words *words, const char *s) {
	for (const char *const *ending = words->superior; *ending != NULL; ending++) {
		if (str_prefix(s, *ending)) {
			return is_word_edge(s + strlen(*ending)) ? strlen(*ending) : 0;
		}
	}
	return 0;
}

size_t locale_superior(const char *lang, const char *text, size_t *at) {
	const struct words *words = words_of(lang);
	bool begins = true;

	if (words == NULL || words->superior == NULL) {
		return 0;
	}
	for (const char *s = text; *s != '\0'; s++) {
		size_t figures = begins ? strspn(s, "0123456789") : 0;
		size_t n = figures > 0 ? ordinal_ending(words, s + figures) : 0;
		if (n > 0) {
			*at = (size_t)(s + figures - text);
			return n;
		}
		/* The last byte of a space or of an apostrophe of print begins a word as they do. */
		begins = is_word_edge(s) || (begins && (*s & 0xC0) == 0x80);
	}
	return 0;
}

char *locale_country(struct arena *arena, const char *lang, const char *alpha2) {
	char name[ULOC_FULLNAME_CAPACITY], place[16];
	UChar out[SHORT_TEXT];
	UErrorCode status = U_ZERO_ERROR;

	if (strlen(alpha2) != 2) {
		return NULL;
	}
	snprintf(place, sizeof(place), "und_%s", alpha2);
	int32_t len = uloc_getDisplayCountry(place, icu_name(lang, name), out, SHORT_TEXT, &status);
	/* The code itself comes back where there is no name. */
	return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING && len > 2 && len < SHORT_TEXT ? to_utf8(arena, out, len) : NULL;
}

int locale_compare(const char *lang, const char *a, const char *b) {
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UCollationResult order = UCOL_EQUAL;
	UCollator *collator = ucol_open(icu_name(lang, name), &status);
	if (U_SUCCESS(status)) {
		order = ucol_strcollUTF8(collator, a, -1, b, -1, &status);
		ucol_close(collator);
	}
	return order == UCOL_EQUAL || U_FAILURE(status) ? strcmp(a, b) : order == UCOL_LESS ? -1 : 1;
}

/* Do a and b differ only by accents or case, as the language sorts? */
static bool is_same_letter(const char *lang, const char *a, const char *b) {
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UCollator *collator = ucol_open(icu_name(lang, name), &status);
	if (U_FAILURE(status)) {
		return str_eq(a, b);
	}
	ucol_setStrength(collator, UCOL_PRIMARY);
	UCollationResult order = ucol_strcollUTF8(collator, a, -1, b, -1, &status);
	ucol_close(collator);
	return U_SUCCESS(status) && order == UCOL_EQUAL;
}

char *locale_initial(struct arena *arena, const char *lang, const char *s) {
	uint32_t cp = 0;
	size_t n = utf8_decode(s, strlen(s), &cp);
	if (n == 0 || !u_isalpha((UChar32)cp)) {
		return arena_strdup(arena, "");
	}
	char *letter = arena_strndup(arena, s, n), *plain = locale_fold(arena, letter);
	return locale_upper_first(arena, *plain && is_same_letter(lang, letter, plain) ? plain : letter);
}

/* NULL where ICU refuses: the item is its own key then. */
static const char *sort_key(struct arena *arena, const UCollator *collator, const char *item) {
	UErrorCode status = U_ZERO_ERROR;
	size_t len = strlen(item);
	int32_t units = 0;
	UChar *wide = arena_alloc(arena, (len + 1) * sizeof(*wide));
	u_strFromUTF8(wide, (int32_t)len + 1, &units, item, (int32_t)len, &status);
	if (U_FAILURE(status)) {
		return NULL;
	}
	int32_t size = ucol_getSortKey(collator, wide, units, NULL, 0);      /* counts the NUL it ends with */
	char *key = arena_alloc(arena, (size_t)size + 1);
	ucol_getSortKey(collator, wide, units, (uint8_t *)key, size);
	return key;
}

const char **locale_sort_keys(struct arena *arena, const char *lang, const char *const *items, int n) {
	char name[ULOC_FULLNAME_CAPACITY];
	UErrorCode status = U_ZERO_ERROR;
	UCollator *collator = ucol_open(icu_name(lang, name), &status);
	const char **keys = arena_alloc(arena, ((size_t)n + 1) * sizeof(*keys));
	for (int i = 0; i < n; i++) {
		const char *key = U_SUCCESS(status) ? sort_key(arena, collator, items[i]) : NULL;
		keys[i] = key ? key : items[i];
	}
	if (U_SUCCESS(status)) {
		ucol_close(collator);
	}
	return keys;
}

static bool is_ascii(const char *s) {
	while ((unsigned char)*s - 1U < 0x7F) {
		s++;
	}
	return *s == '\0';
}

/* In a composed (NFC) or decomposed form; what ICU refuses stays as it is. */
static UChar *normalize(struct arena *arena, const UNormalizer2 *form, const UChar *s, int32_t *len) {
	UErrorCode status = U_ZERO_ERROR;
	int32_t size = *len * 4 + 16;
	UChar *out = arena_alloc(arena, (size_t)size * sizeof(*out));
	int32_t n = unorm2_normalize(form, s, *len, out, size, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		size = n + 1;
		out = arena_alloc(arena, (size_t)size * sizeof(*out));
		n = unorm2_normalize(form, s, *len, out, size, &status);
	}
	if (U_FAILURE(status)) {
		return (UChar *)s;
	}
	*len = n;
	return out;
}

/* The letters a decomposition leaves with a stroke, a dot or as two, as people type them instead. */
static const char *plain_letter(UChar32 cp) {
	switch (cp) {
	case 0xE6: return "ae";
	case 0xF0: case 0x111: return "d";
	case 0xF8: return "o";
	case 0xFE: return "th";
	case 0x127: return "h";
	case 0x131: return "i";
	case 0x142: return "l";
	case 0x153: return "oe";
	case 0x2018: case 0x2019: case 0x2BC: return "'";
	case 0x2010: case 0x2011: case 0x2013: return "-";
	case 0xA0: case 0x202F: return " ";
	default: return NULL;
	}
}

char *locale_fold(struct arena *arena, const char *s) {
	if (is_ascii(s)) {
		char *out = arena_strdup(arena, s);
		for (char *p = out; *p; p++) {
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
		}
		return out;
	}
	UErrorCode status = U_ZERO_ERROR;
	int32_t len;
	UChar *text = to_utf16(arena, s, &len);
	int32_t size = len * 3 + 1, folded_len;
	UChar *folded = arena_alloc(arena, (size_t)size * sizeof(*folded));
	folded_len = u_strFoldCase(folded, size, text, len, U_FOLD_CASE_DEFAULT, &status);
	UChar *apart = normalize(arena, unorm2_getNFKDInstance(&status), folded, &folded_len);
	struct buf out = BUF_INIT;
	for (int32_t i = 0; i < folded_len;) {
		UChar32 cp;
		U16_NEXT(apart, i, folded_len, cp);
		if (u_charType(cp) == U_NON_SPACING_MARK) {
			continue;
		}
		const char *plain = plain_letter(cp);
		char utf8[4];
		if (plain) {
			buf_adds(&out, plain);
		} else {
			buf_add(&out, utf8, utf8_encode((uint32_t)cp, utf8));
		}
	}
	char *result = arena_strdup(arena, buf_str(&out));
	buf_fini(&out);
	return result;
}

char *locale_upper_first(struct arena *arena, const char *s) {
	char head[5] = "";
	uint32_t cp = 0;
	size_t len = utf8_decode(s, strlen(s), &cp);
	if (len > 0) {
		utf8_encode((uint32_t)u_totitle((UChar32)cp), head);
	}
	return arena_printf(arena, "%s%s", head, s + len);
}

bool locale_has_italic(const char *lang) {
	static const UScriptCode slanting[] = { USCRIPT_LATIN, USCRIPT_CYRILLIC, USCRIPT_GREEK };
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode scripts[8];
	int32_t n = uscript_getCode(lang, scripts, 8, &status);
	bool slants = U_FAILURE(status) || n == 0;       /* of a language that is not known */
	for (size_t i = 0; i < sizeof(slanting) / sizeof(*slanting) && n > 0; i++) {
		slants = slants || scripts[0] == slanting[i];
	}
	return slants;
}

bool locale_is_rtl(const char *lang) {
	return uloc_isRightToLeft(lang);
}
