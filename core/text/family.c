/* family: see family.h. */
#include "text/family.h"

#include <fontconfig/fontconfig.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

#define NAME_MAX_BYTES 128       /* of a family: longer ones are not found */

/* The nearest pattern so far. */
struct choice {
	FcPattern *pattern;
	long distance;
};

struct family {
	struct choice styles[2][2];  /* bold, italic */
};

struct families {
	FcConfig *config;            /* owns the patterns */
	struct map *by_name;         /* folded name -> struct family */
};

/* Names are told apart as fontconfig does where it matters: ASCII letters in either case are one. */
static bool fold(const char *name, char folded[NAME_MAX_BYTES]) {
	size_t i = 0;
	for (; name[i] && i + 1 < NAME_MAX_BYTES; i++) {
		folded[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
	}
	folded[i] = '\0';
	return !name[i];
}

static int number_of(const FcPattern *pattern, const char *key, int missing) {
	double value;
	return FcPatternGetDouble(pattern, key, 0, &value) == FcResultMatch ? (int)value : missing;
}

static bool is_variable(const FcPattern *pattern) {
	FcBool variable = FcFalse;
	FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
	return variable;
}

/*
 * How far a pattern is from what is wanted, the slant before the weight. The
 * pattern of a variable font as a whole (its weight is a range) comes last:
 * fontconfig lists its named instances beside it.
 */
static long distance(const FcPattern *pattern, bool bold, bool italic) {
	bool is_upright = number_of(pattern, FC_SLANT, FC_SLANT_ROMAN) == FC_SLANT_ROMAN;
	int weight = number_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR);
	int width = number_of(pattern, FC_WIDTH, FC_WIDTH_NORMAL);
	return (is_variable(pattern) ? 1000000 : 0) + (is_upright == italic ? 100000 : 0) +
	       100L * labs(weight - (bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)) +
	       labs(width - FC_WIDTH_NORMAL);
}

static const char *path_of(const FcPattern *pattern) {
	FcChar8 *path = NULL;
	FcPatternGetString(pattern, FC_FILE, 0, &path);
	return (const char *)path;
}

static void offer(struct family *family, FcPattern *pattern) {
	for (int bold = 0; bold < 2; bold++) {
		for (int italic = 0; italic < 2; italic++) {
			struct choice *best = &family->styles[bold][italic];
			long d = distance(pattern, bold, italic);
			if (!best->pattern || d < best->distance ||
			    (d == best->distance && strcmp(path_of(pattern), path_of(best->pattern)) < 0)) {
				*best = (struct choice){ pattern, d };
			}
		}
	}
}

/* A font has several names ("Noto Looped Thai", "Noto Looped Thai Bold"); it is offered once to each family. */
static void offer_names(struct families *families, FcPattern *pattern) {
	char folded[NAME_MAX_BYTES];
	FcChar8 *name;
	for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++) {
		struct family *family = fold((const char *)name, folded) ? map_lookup(families->by_name, folded) : NULL;
		if (family && path_of(pattern)) {
			offer(family, pattern);
		}
	}
}

static FcConfig *prepared;       /* NULL: none */

/* What is prepared and not asked for stays to the end; patterns refer by offsets, so LeakSanitizer holds their parts to be lost. */
void families_prepare(void) {
	if (!prepared) {
#ifdef __SANITIZE_ADDRESS__
		__lsan_disable();
#endif
		prepared = FcInitLoadConfigAndFonts();
#ifdef __SANITIZE_ADDRESS__
		__lsan_enable();
#endif
	}
}

struct families *families_find(const char *const *names, size_t n, struct err *err) {
	struct families *families = mem_alloc(sizeof(*families));
	families->by_name = map_new();
	for (size_t i = 0; i < n; i++) {
		char folded[NAME_MAX_BYTES];
		if (fold(names[i], folded) && !map_lookup(families->by_name, folded)) {
			map_put(families->by_name, folded, mem_alloc(sizeof(struct family)));
		}
	}
	families_prepare();
	families->config = prepared;
	prepared = NULL;
	FcFontSet *set = families->config ? FcConfigGetFonts(families->config, FcSetSystem) : NULL;
	if (!set) {
		families_free(families);
		err_set(err, ERR_SYSTEM, "fontconfig cannot be read");
		err_hint(err, "`fc-list` says why");
		return NULL;
	}
	for (int i = 0; i < set->nfont; i++) {
		offer_names(families, set->fonts[i]);
	}
	return families;
}

void families_free(struct families *families) {
	if (!families) {
		return;
	}
	for (size_t i = 0; i < map_count(families->by_name); i++) {
		mem_free(map_value(families->by_name, i));
	}
	map_free(families->by_name);
	if (families->config) {
		FcConfigDestroy(families->config);
	}
	mem_free(families);
}

bool families_lookup(const struct families *families, const char *name, bool bold, bool italic, struct family_file *file) {
	char folded[NAME_MAX_BYTES];
	const struct family *family = fold(name, folded) ? map_lookup(families->by_name, folded) : NULL;
	FcPattern *pattern = family ? family->styles[bold][italic].pattern : NULL;
	if (!pattern) {
		return false;
	}
	*file = (struct family_file){ path_of(pattern), 0 };
	if (!is_variable(pattern)) {
		FcPatternGetInteger(pattern, FC_INDEX, 0, &file->index);
	}
	return true;
}

const char *family_package(const char *name) {
	static const char *const packages[][2] = {
		{ "DejaVu ", "fonts-dejavu" },        { "Liberation ", "fonts-liberation" },
		{ "Linux Libertine", "fonts-linuxlibertine" },
		{ "Noto Color Emoji", "fonts-noto-color-emoji" },
		{ "Noto Sans CJK", "fonts-noto-cjk" }, { "Noto Serif CJK", "fonts-noto-cjk" },
		{ "Noto Mono", "fonts-noto-mono" },   { "Noto Sans Mono", "fonts-noto-mono" },
		{ "Noto ", "fonts-noto-core (or fonts-noto-extra)" },
		{ "Source ", "fonts-adobe-sourcesans3" },
	};
	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++) {
		if (str_prefix(name, packages[i][0])) {
			return packages[i][1];
		}
	}
	return NULL;
}
