/*
 * shape: see shape.h. Words stand in an open-addressed table under the hash of
 * their text, face, language, script and flags, and live in an arena of the shaper's.
 */
#include "text/shape.h"

#include <assert.h>
#include <hb.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"
#include "text/hyphen.h"
#include "text/item.h"
#include "text/line.h"
#include "text/locale.h"

#define LANGS_MAX 64
#define SLOTS_MIN 4096
#define FEATURES_MAX 12
#define WARM_MAX  60000          /* words, about 20 MB */

struct dictionary {
	const char *prefix;          /* of the language's tag; the first that fits is taken */
	const char *path;
	int left, right;
};

static const struct dictionary dictionaries[] = {
	{ "en-US", "/usr/share/hyphen/hyph_en_US.dic", 2, 3 },
	{ "en", "/usr/share/hyphen/hyph_en_GB.dic", 2, 3 },
	{ "fr", "/usr/share/hyphen/hyph_fr.dic", 2, 3 },
};

#define DICTIONARIES (sizeof(dictionaries) / sizeof(*dictionaries))

struct slot {
	uint64_t hash;
	struct word *word;
};

struct shaper {
	struct fonts *fonts;
	struct patterns *patterns[DICTIONARIES];
	struct lang langs[LANGS_MAX];
	size_t lang_count;
	struct arena *words;
	struct slot *slots;
	size_t slot_count, used;
	hb_buffer_t *buffer;
	struct scratch scratch;
};

struct shaper *shaper_new(struct fonts *fonts, struct err *err) {
	struct shaper *shaper = mem_alloc(sizeof(*shaper));
	shaper->fonts = fonts;
	for (size_t i = 0; i < DICTIONARIES; i++) {
		const struct dictionary *d = &dictionaries[i];
		shaper->patterns[i] = patterns_open(d->path, d->left, d->right, err);
		if (!shaper->patterns[i]) {
			shaper_free(shaper);
			return NULL;
		}
	}
	shaper->words = arena_new();
	shaper->slot_count = SLOTS_MIN;
	shaper->slots = mem_alloc(shaper->slot_count * sizeof(*shaper->slots));
	shaper->buffer = hb_buffer_create();
	shaper->scratch.fitter = line_fitter_new();
	return shaper;
}

static void scratch_fini(struct scratch *scratch) {
	line_fitter_free(scratch->fitter);
	mem_free(scratch->text);
	mem_free(scratch->soft);
	mem_free(scratch->ends);
	mem_free(scratch->levels);
	mem_free(scratch->items);
	mem_free(scratch->breaks);
	mem_free(scratch->places);
	mem_free(scratch->points);
	mem_free(scratch->pieces);
	mem_free(scratch->stretches);
	mem_free(scratch->is_wide);
	mem_free(scratch->kept);
}

void shaper_free(struct shaper *shaper) {
	if (!shaper) {
		return;
	}
	for (size_t i = 0; i < DICTIONARIES; i++) {
		patterns_free(shaper->patterns[i]);
	}
	if (shaper->buffer) {
		hb_buffer_destroy(shaper->buffer);
	}
	scratch_fini(&shaper->scratch);
	mem_free(shaper->slots);
	arena_free(shaper->words);
	mem_free(shaper);
}

struct fonts *shaper_fonts(struct shaper *shaper) {
	return shaper->fonts;
}

void shaper_begin(struct shaper *shaper) {
	fonts_begin(shaper->fonts);
}

struct scratch *shaper_scratch(struct shaper *shaper) {
	return &shaper->scratch;
}

/* Is tag prefix or one of its kinds: "en-GB" is "en", "enm" is not. Case and '_' do not matter. */
static bool is_kind_of(const char *tag, const char *prefix) {
	for (; *prefix; tag++, prefix++) {
		char a = *tag == '_' ? '-' : *tag;
		if ((a | 0x20) != (*prefix | 0x20)) {
			return false;
		}
	}
	return *tag == '\0' || *tag == '-' || *tag == '_';
}

static void lang_init(struct shaper *shaper, struct lang *lang, const char *tag, size_t id) {
	str_copy(lang->tag, sizeof(lang->tag), tag);
	lang->id = (unsigned)id;
	lang->hb = hb_language_from_string(lang->tag, -1);
	lang->is_french = is_kind_of(tag, "fr");
	lang->is_ideographic = is_kind_of(tag, "zh") || is_kind_of(tag, "ja");
	lang->is_rtl = locale_is_rtl(tag);
	for (size_t i = 0; i < DICTIONARIES && !lang->patterns; i++) {
		if (is_kind_of(tag, dictionaries[i].prefix)) {
			lang->patterns = shaper->patterns[i];
		}
	}
}

const struct lang *shaper_lang(struct shaper *shaper, const char *tag) {
	if (!tag || !*tag) {
		tag = "en";
	}
	for (size_t i = 0; i < shaper->lang_count; i++) {
		if (str_eq(shaper->langs[i].tag, tag)) {
			return &shaper->langs[i];
		}
	}
	/* more languages than that, or longer names, are shaped as the first one was */
	if (shaper->lang_count == LANGS_MAX || strlen(tag) >= sizeof(shaper->langs[0].tag)) {
		return shaper->lang_count ? &shaper->langs[0] : shaper_lang(shaper, "en");
	}
	struct lang *lang = &shaper->langs[shaper->lang_count];
	lang_init(shaper, lang, tag, shaper->lang_count);
	shaper->lang_count++;
	return lang;
}

static uint64_t hash_word(const struct face *face, const struct lang *lang, int script, unsigned flags,
                          const char *text, size_t len) {
	uint64_t h = 0xcbf29ce484222325ULL ^ ((uint64_t)face->id << 32 | (uint64_t)lang->id << 24 |
	                                      (uint64_t)(unsigned)script << 8 | flags);
	size_t i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t eight;
		memcpy(&eight, text + i, 8);
		h = (h ^ eight) * 0x9E3779B97F4A7C15ULL;
		h ^= h >> 32;
	}
	uint64_t rest = 0;
	memcpy(&rest, text + i, len - i);
	h = (h ^ rest ^ ((uint64_t)len << 56)) * 0x9E3779B97F4A7C15ULL;
	return h ^ h >> 29;
}

static bool is_same(const struct word *word, const struct face *face, const struct lang *lang, int script,
                    unsigned flags, const char *text, size_t len) {
	return word->face == face && word->lang == lang && word->script == script && word->flags == flags &&
	       word->len == len && memcmp(word->text, text, len) == 0;
}

static void widen(struct shaper *shaper) {
	size_t count = shaper->slot_count * 2;
	struct slot *slots = mem_alloc(count * sizeof(*slots));
	for (size_t i = 0; i < shaper->slot_count; i++) {
		if (shaper->slots[i].word) {
			size_t j = shaper->slots[i].hash & (count - 1);
			while (slots[j].word) {
				j = (j + 1) & (count - 1);
			}
			slots[j] = shaper->slots[i];
		}
	}
	mem_free(shaper->slots);
	shaper->slots = slots;
	shaper->slot_count = count;
}

/* chws: of two full-width marks in a row the first gives up its blank half. */
static unsigned features_of(unsigned flags, int script, hb_feature_t features[FEATURES_MAX]) {
	static const struct { unsigned flag; hb_tag_t tag; uint32_t value; } wanted[] = {
		{ SHAPE_TABULAR, HB_TAG('t', 'n', 'u', 'm'), 1 },
		{ SHAPE_TABULAR, HB_TAG('l', 'n', 'u', 'm'), 1 },
		{ SHAPE_OLDSTYLE, HB_TAG('o', 'n', 'u', 'm'), 1 },
		{ SHAPE_SUPERIOR, HB_TAG('s', 'u', 'p', 's'), 1 },
		{ SHAPE_SMALL_CAPS, HB_TAG('s', 'm', 'c', 'p'), 1 },
		{ SHAPE_ALL_SMALL, HB_TAG('c', '2', 's', 'c'), 1 },
		{ SHAPE_SPACED, HB_TAG('l', 'i', 'g', 'a'), 0 },
		{ SHAPE_SPACED, HB_TAG('c', 'l', 'i', 'g'), 0 },
	};
	bool is_ideographic = script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
	unsigned n = 0;
	if (is_ideographic) {
		features[n++] = (hb_feature_t){ HB_TAG('c', 'h', 'w', 's'), 1, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END };
	}
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		if (flags & wanted[i].flag) {
			features[n++] = (hb_feature_t){ wanted[i].tag, wanted[i].value,
			                                HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END };
		}
	}
	return n;
}

/* ICU's and HarfBuzz's names of scripts are both ISO 15924. */
static hb_script_t script_of(int script) {
	return script == USCRIPT_LATIN ? HB_SCRIPT_LATIN
	                               : hb_script_from_string(uscript_getShortName((UScriptCode)script), -1);
}

/*
 * Runs of glyphs of one cluster value become clusters. HarfBuzz keeps values monotone; the
 * first is made to begin at byte 0 and the last to end at len, so that they cover the text whole.
 */
static void fill_clusters(struct word *word, const hb_glyph_info_t *info, unsigned n, uint32_t len) {
	bool is_backward = word->flags & SHAPE_RTL;
	uint32_t count = 0, start = 0;
	for (unsigned i = 0; i < n;) {
		unsigned at = is_backward ? n - 1 - i : i, run = 0;
		while (i + run < n && info[is_backward ? n - 1 - i - run : i + run].cluster == info[at].cluster) {
			run++;
		}
		if (count > 0) {
			word->clusters[count - 1].num_bytes = (uint16_t)(info[at].cluster - start);
			start = info[at].cluster;
		}
		word->clusters[count++].num_glyphs = (uint16_t)run;
		i += run;
	}
	word->clusters[count - 1].num_bytes = (uint16_t)(len - start);
	word->cluster_count = count;
}

static bool is_mark_at(const struct word *word, uint32_t at) {
	uint32_t cp = 0;
	return at < word->len && utf8_decode(word->text + at, word->len - at, &cp) && (U_GET_GC_MASK((UChar32)cp) & U_GC_M_MASK);
}

/*
 * Who extracts text from right to left goes by where letters stand. A letter without an advance (the alef of lam and alef, in
 * some fonts) begins where the one under it does: a hair to the left of it, it comes behind.
 */
static int32_t hair_of(const struct word *word) {
	return (int32_t)(word->face->upem * 0.003);
}

static void fill_glyphs(struct word *word, const hb_glyph_info_t *info, const hb_glyph_position_t *pos, unsigned n) {
	bool is_backward = word->flags & SHAPE_RTL;
	word->glyph_count = n;
	for (unsigned i = 0; i < n; i++) {
		word->glyphs[i] = (struct shape_glyph){
			.index = info[i].codepoint, .advance = pos[i].x_advance,
			.dx = pos[i].x_offset, .dy = pos[i].y_offset,
		};
		if (is_backward && pos[i].x_advance == 0 && !is_mark_at(word, info[i].cluster)) {
			word->glyphs[i].dx -= hair_of(word);
		}
		word->advance += pos[i].x_advance;
		word->is_missing = word->is_missing || info[i].codepoint == 0;
	}
}

static bool find_blank(const struct face *face, uint32_t cp, uint32_t *glyph) {
	hb_glyph_extents_t extents;
	return hb_font_get_nominal_glyph(face->hb_font, cp, glyph) &&
	       hb_font_get_glyph_extents(face->hb_font, *glyph, &extents) && extents.width == 0;
}

/* A glyph without ink for the character, one for each of those that end ligatures as far as the face has so many: it stands for one text then. */
static uint32_t blank_of(const struct face *face, uint32_t cp) {
	static const uint32_t blanks[] = { 0x200B, 0x34F, 0xFEFF, 0x2060, 0x61C, 0xA0, 0x200C, 0x200D };
	static const uint32_t ends[] = { 0x627, 0x623, 0x625, 0x622, 0x644, 0x647 };
	uint32_t glyphs[sizeof(blanks) / sizeof(*blanks)];
	size_t i = 0, n = sizeof(ends) / sizeof(*ends), found = 0;
	for (size_t k = 0; k < sizeof(blanks) / sizeof(*blanks); k++) {
		found += find_blank(face, blanks[k], &glyphs[found]);
	}
	while (i < n && ends[i] != cp) {
		i++;
	}
	return found > 0 ? glyphs[(i < n ? i : cp) % found] : face->space;
}

/*
 * A ligature is one glyph for several letters, and what it is extracted as is read from left to right by some, from right to
 * left by others. So in words from right to left it stands for its first letter alone, and blank glyphs behind it for the others.
 */
static void part_ligatures(struct shaper *shaper, struct word *word) {
	size_t extra = 0;
	for (uint32_t c = 0, at = 0; c < word->cluster_count; at += word->clusters[c++].num_bytes) {
		extra += word->clusters[c].num_glyphs == 1 ? utf8_count(word->text + at, word->clusters[c].num_bytes) - 1 : 0;
	}
	if (extra == 0) {
		return;
	}
	struct shape_glyph *glyphs = arena_alloc(shaper->words, (word->glyph_count + extra) * sizeof(*glyphs));
	struct text_cluster *clusters = arena_alloc(shaper->words, (word->cluster_count + extra) * sizeof(*clusters));
	size_t from = word->glyph_count, to = from + extra, n = 0, at = 0;
	for (uint32_t c = 0; c < word->cluster_count; c++) {
		struct text_cluster cluster = word->clusters[c];
		from -= cluster.num_glyphs;
		to -= cluster.num_glyphs;
		memcpy(&glyphs[to], &word->glyphs[from], cluster.num_glyphs * sizeof(*glyphs));
		if (cluster.num_glyphs > 1) {
			clusters[n++] = cluster;
			at += cluster.num_bytes;
			continue;
		}
		size_t end = at + cluster.num_bytes, first = at;
		while (at < end) {
			uint32_t cp = 0;
			size_t size = utf8_decode(word->text + at, end - at, &cp);
			if (at > first) {
				glyphs[--to] = (struct shape_glyph){
					.index = blank_of(word->face, cp), .dx = -hair_of(word) * (int32_t)utf8_count(word->text + first, at - first),
				};
			}
			clusters[n++] = (struct text_cluster){ (uint16_t)size, 1 };
			at += size;
		}
	}
	word->glyphs = glyphs;
	word->clusters = clusters;
	word->glyph_count += (uint32_t)extra;
	word->cluster_count = (uint32_t)n;
}

/* A cluster that misses a byte or a glyph would blank the rest of the document. */
static bool covers(const struct word *word, uint32_t len) {
	uint32_t bytes = 0, glyphs = 0;
	for (uint32_t i = 0; i < word->cluster_count; i++) {
		bytes += word->clusters[i].num_bytes;
		glyphs += word->clusters[i].num_glyphs;
	}
	return bytes == len && glyphs == word->glyph_count;
}

static void shape(struct shaper *shaper, struct word *word) {
	hb_buffer_t *buffer = shaper->buffer;
	hb_feature_t features[FEATURES_MAX];
	uint32_t len = word->len;
	hb_buffer_clear_contents(buffer);
	hb_buffer_set_direction(buffer, word->flags & SHAPE_RTL ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	/* Marks of Arabic and Hebrew are characters of their own to who extracts them. */
	hb_buffer_set_cluster_level(buffer, word->flags & SHAPE_RTL ? HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS
	                                                            : HB_BUFFER_CLUSTER_LEVEL_MONOTONE_GRAPHEMES);
	hb_buffer_set_script(buffer, script_of(word->script));
	hb_buffer_set_language(buffer, (hb_language_t)word->lang->hb);
	hb_buffer_add_utf8(buffer, word->text, (int)len, 0, (int)len);
	if (word->flags & SHAPE_HYPHEN) {
		hb_buffer_add(buffer, word->face->hyphen, len);
		hb_buffer_set_content_type(buffer, HB_BUFFER_CONTENT_TYPE_UNICODE);
		len += 2;
	}
	hb_shape(word->face->hb_font, buffer, features, features_of(word->flags, word->script, features));

	unsigned n;
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &n);
	const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(buffer, &n);
	word->glyphs = arena_alloc(shaper->words, (n ? n : 1) * sizeof(*word->glyphs));
	word->clusters = arena_alloc(shaper->words, (n ? n : 1) * sizeof(*word->clusters));
	if (n > 0) {
		fill_glyphs(word, info, pos, n);
		fill_clusters(word, info, n, len);
		if (word->flags & SHAPE_RTL) {
			part_ligatures(shaper, word);
		}
	} else if (len > 0) {
		/* nothing is drawn, but the bytes must be carried */
		word->glyphs[0].index = word->face->space;
		word->glyph_count = word->cluster_count = 1;
		word->clusters[0] = (struct text_cluster){ (uint16_t)len, 1 };
	}
	assert(covers(word, len));
}

struct word *shaper_word(struct shaper *shaper, const struct face *face, const struct lang *lang, int script,
                         unsigned flags, const char *text, size_t len) {
	uint64_t hash = hash_word(face, lang, script, flags, text, len);
	size_t i = hash & (shaper->slot_count - 1);
	for (; shaper->slots[i].word; i = (i + 1) & (shaper->slot_count - 1)) {
		if (shaper->slots[i].hash == hash &&
		    is_same(shaper->slots[i].word, face, lang, script, flags, text, len)) {
			return shaper->slots[i].word;
		}
	}
	struct word *word = arena_alloc(shaper->words, sizeof(*word));
	*word = (struct word){
		.face = face, .lang = lang, .script = (uint16_t)script, .flags = (uint16_t)flags,
		.len = (uint32_t)len, .text = arena_copy(shaper->words, text, len),
	};
	shape(shaper, word);
	shaper->slots[i] = (struct slot){ hash, word };
	if (++shaper->used * 2 > shaper->slot_count) {
		widen(shaper);
	}
	return word;
}

bool shaper_is_full(const struct shaper *shaper) {
	return shaper->used >= WARM_MAX;
}

/* Advance of the first bytes of word, a ligature counted by the share of its bytes. */
static int32_t advance_to(const struct word *word, uint32_t bytes) {
	int32_t sum = 0;
	uint32_t at = 0, glyph = 0;
	bool is_backward = word->flags & SHAPE_RTL;
	for (uint32_t i = 0; i < word->cluster_count && at < bytes; i++) {
		int32_t advance = 0;
		for (int g = 0; g < word->clusters[i].num_glyphs; g++, glyph++) {
			advance += word->glyphs[is_backward ? word->glyph_count - 1 - glyph : glyph].advance;
		}
		uint32_t size = (uint32_t)word->clusters[i].num_bytes;
		if (at + size > bytes) {
			advance = (int32_t)((int64_t)advance * (bytes - at) / size);
		}
		sum += advance;
		at += size;
	}
	return sum;
}

void shaper_points(struct shaper *shaper, struct word *word) {
	uint16_t points[WORD_POINTS_MAX];
	if (word->has_points) {
		return;
	}
	word->has_points = true;
	if (!word->lang->patterns || (word->flags & SHAPE_RTL)) {
		return;
	}
	size_t n = hyphen_points(word->lang->patterns, word->text, word->len, points, WORD_POINTS_MAX);
	if (n == 0) {
		return;
	}
	word->points = arena_copy(shaper->words, points, n * sizeof(*points));
	word->point_advances = arena_alloc(shaper->words, n * sizeof(*word->point_advances));
	word->point_count = (uint16_t)n;
	for (size_t i = 0; i < n; i++) {
		word->point_advances[i] = advance_to(word, points[i]);
	}
}

int32_t shaper_hyphen_advance(struct shaper *shaper, const struct face *face, const struct lang *lang) {
	return shaper_word(shaper, face, lang, USCRIPT_LATIN, SHAPE_HYPHEN, "", 0)->advance;
}

bool shaper_can_raise(struct shaper *shaper, const struct text_style *style, const char *text, size_t len) {
	struct stack *stack = fonts_stack(shaper->fonts, style->role, style->bold, style->italic);
	const struct lang *lang = shaper_lang(shaper, style->lang);
	const struct face *face = stack_first(stack);
	const struct word *plain = shaper_word(shaper, face, lang, USCRIPT_LATIN, 0, text, len);
	const struct word *raised = shaper_word(shaper, face, lang, USCRIPT_LATIN, SHAPE_SUPERIOR, text, len);
	if (plain->is_missing || plain->glyph_count != raised->glyph_count) {
		return false;
	}
	for (uint32_t i = 0; i < plain->glyph_count; i++) {
		if (plain->glyphs[i].index == raised->glyphs[i].index) {
			return false;
		}
	}
	return plain->glyph_count > 0;
}
