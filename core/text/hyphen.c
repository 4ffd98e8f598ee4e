/* hyphen: see hyphen.h. */
#include "text/hyphen.h"

#include <hyphen.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define LETTERS_MIN 5
#define LETTERS_MAX 48           /* longer strings of letters are no words */

/* dict is NULL until the first word, and for good where the file is no dictionary. */
struct patterns {
	void *bytes;
	size_t size;
	int left, right;
	bool is_parsed;
	HyphenDict *dict;
};

struct patterns *patterns_open(const char *path, int left, int right, struct err *err) {
	size_t size = 0;
	void *bytes = file_map(path, &size, err);
	if (!bytes) {
		err_wrap(err, "patterns of hyphenation");
		err_hint(err, "install the Debian packages hyphen-en-gb, hyphen-en-us and hyphen-fr");
		return NULL;
	}
	struct patterns *patterns = mem_alloc(sizeof(*patterns));
	*patterns = (struct patterns){ .bytes = bytes, .size = size, .left = left, .right = right };
	return patterns;
}

void patterns_free(struct patterns *patterns) {
	if (!patterns) {
		return;
	}
	if (patterns->dict) {
		hnj_hyphen_free(patterns->dict);
	}
	file_unmap(patterns->bytes, patterns->size);
	mem_free(patterns);
}

/* libhyphen loses a few bytes when a dictionary has a pattern twice, as the French one has. */
static HyphenDict *load(FILE *file) {
#ifdef __SANITIZE_ADDRESS__
	__lsan_disable();
#endif
	HyphenDict *dict = hnj_hyphen_load_file(file);
#ifdef __SANITIZE_ADDRESS__
	__lsan_enable();
#endif
	return dict;
}

static HyphenDict *dict_of(struct patterns *patterns) {
	if (!patterns->is_parsed) {
		patterns->is_parsed = true;
		FILE *file = fmemopen(patterns->bytes, patterns->size, "r");
		if (file) {
			patterns->dict = load(file);
			fclose(file);
		}
		if (patterns->dict && !patterns->dict->utf8) {
			hnj_hyphen_free(patterns->dict);
			patterns->dict = NULL;
		}
	}
	return patterns->dict;
}

/* The letters of a word in lower case, with the place of each in the text. */
struct letters {
	char utf8[LETTERS_MAX * 4];
	size_t len;
	uint16_t at[LETTERS_MAX];    /* offset in the text, by letter */
	size_t count;
};

/* U+2019 and ' stand within words (l'accord); patterns know them as '. */
static bool is_inner(uint32_t cp) {
	return cp == '\'' || cp == 0x2019;
}

static bool add_letter(struct letters *letters, uint32_t cp, size_t at) {
	if (letters->count == LETTERS_MAX) {
		return false;
	}
	letters->at[letters->count++] = (uint16_t)at;
	letters->len += utf8_encode(cp, letters->utf8 + letters->len);
	return true;
}

/*
 * Take the one string of letters out of text: marks before and after it are
 * skipped, anything within it but an apostrophe makes it no word.
 */
static bool letters_of(const char *text, size_t len, struct letters *letters) {
	bool is_over = false;
	letters->len = letters->count = 0;
	for (size_t i = 0; i < len;) {
		uint32_t cp;
		size_t n = utf8_decode(text + i, len - i, &cp);
		if (n == 0) {
			return false;
		}
		bool is_letter = cp < 0x80 ? (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' : u_isalpha((UChar32)cp);
		uint32_t small = cp < 0x80 ? (is_letter ? cp | 0x20 : cp) : (uint32_t)u_tolower((UChar32)cp);
		bool is_capital = is_letter && small != cp;
		if (is_letter && (is_over || (is_capital && letters->count > 0))) {
			return false;
		}
		if (is_letter || (is_inner(cp) && letters->count > 0 && !is_over)) {
			if (!add_letter(letters, is_inner(cp) ? '\'' : small, i)) {
				return false;
			}
		} else if (cp < 0x80 ? cp >= '0' && cp <= '9' : u_isdigit((UChar32)cp)) {
			return false;
		} else if (letters->count > 0) {
			is_over = true;
		}
		i += n;
	}
	while (letters->count > 0 && letters->utf8[letters->len - 1] == '\'') {
		letters->count--;
		letters->len--;
	}
	return letters->count >= LETTERS_MIN;
}

size_t hyphen_points(struct patterns *patterns, const char *text, size_t len, uint16_t *points, size_t max) {
	struct letters letters;
	char marks[sizeof(letters.utf8) + 5];
	char **rep = NULL;
	int *pos = NULL, *cut = NULL;
	size_t n = 0;
	if (len > UINT16_MAX || !letters_of(text, len, &letters) || !dict_of(patterns)) {
		return 0;
	}
	if (hnj_hyphen_hyphenate3(patterns->dict, letters.utf8, (int)letters.len, marks, NULL, &rep, &pos,
	                          &cut, patterns->left, patterns->right, 0, 0) != 0) {
		letters.count = 0;
	}
	for (size_t i = 0; i + 1 < letters.count && n < max; i++) {
		/* an odd mark after letter i; a rep would change the letters, which en and fr never ask for */
		size_t left = i + 1, right = letters.count - left;
		if ((marks[i] & 1) && !(rep && rep[i]) && left >= (size_t)patterns->left &&
		    right >= (size_t)patterns->right) {
			points[n++] = letters.at[i + 1];
		}
	}
	for (size_t i = 0; rep && i < letters.len; i++) {
		free(rep[i]);
	}
	free(rep);
	free(pos);
	free(cut);
	return n;
}
