/* cut: see cut.h. */
#include "text/cut.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb-subset.h>

#include "base/mem.h"
#include "text/face.h"
#include "text/font.h"

#define SHARED_MAX 200000        /* bytes of outlines that are not worth the cutting */

struct face_cut {
	const struct face *face;
	hb_blob_t *blob;             /* FreeType reads it as long as it lives */
	hb_map_t *glyphs;            /* number in the face -> number in the cut */
	FT_Face freetype;
};

struct big {
	hb_set_t *noted;
	struct face_cut **cuts;
	size_t n, cap;
};

struct big *big_new(hb_face_t *hb_face) {
	hb_blob_t *outlines = hb_face_reference_table(hb_face, HB_TAG('C', 'F', 'F', ' '));
	unsigned size = hb_blob_get_length(outlines);
	hb_blob_destroy(outlines);
	if (size < SHARED_MAX) {
		return NULL;
	}
	struct big *big = mem_alloc(sizeof(*big));
	big->noted = hb_set_create();
	return big;
}

static void cut_free(struct face_cut *cut) {
	if (cut->freetype) {
		FT_Done_Face(cut->freetype);
	}
	hb_map_destroy(cut->glyphs);
	hb_blob_destroy(cut->blob);
	mem_free(cut);
}

void big_free(struct big *big) {
	if (!big) {
		return;
	}
	for (size_t i = 0; i < big->n; i++) {
		cut_free(big->cuts[i]);
	}
	mem_free(big->cuts);
	hb_set_destroy(big->noted);
	mem_free(big);
}

void big_begin(struct big *big) {
	hb_set_clear(big->noted);
}

void big_note(struct big *big, uint32_t glyph) {
	hb_set_add(big->noted, glyph);
}

bool face_is_big(const struct face *face) {
	return face->big != NULL;
}

/* What shapes text and what sets it from top to bottom has done its work, or is not asked for. */
static void drop_tables(hb_subset_input_t *input) {
	static const char names[][5] = { "BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "meta", "vhea", "vmtx" };
	hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		hb_set_add(dropped, hb_tag_from_string(names[i], 4));
	}
}

/* The font with the glyphs of the set, numbered anew; NULL: HarfBuzz cannot cut it. */
static struct face_cut *cut_new(const struct face *face, const hb_set_t *glyphs) {
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	if (!input) {
		return NULL;
	}
	hb_set_union(hb_subset_input_glyph_set(input), glyphs);
	drop_tables(input);
	hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->hb_face, input);
	hb_face_t *part = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	struct face_cut *cut = NULL;
	if (part) {
		cut = mem_alloc(sizeof(*cut));
		cut->face = face;
		cut->blob = hb_face_reference_blob(part);
		cut->glyphs = hb_map_copy(hb_subset_plan_old_to_new_glyph_mapping(plan));
		hb_face_destroy(part);
	}
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(input);
	return cut;
}

static bool open_freetype(struct face_cut *cut) {
	unsigned size;
	const char *bytes = hb_blob_get_data(cut->blob, &size);
	return FT_New_Memory_Face(face_library(cut->face), (const FT_Byte *)bytes, (FT_Long)size, 0, &cut->freetype) == 0;
}

const struct face_cut *face_cut(const struct face *face, const uint32_t *glyphs, size_t n) {
	struct big *big = face->big;
	for (size_t i = 0; i < n; i++) {
		hb_set_add(big->noted, glyphs[i]);
	}
	struct face_cut *cut = cut_new(face, big->noted);
	if (!cut) {
		return NULL;
	}
	if (!open_freetype(cut)) {
		cut->freetype = NULL;
		cut_free(cut);
		return NULL;
	}
	*VEC_PUSH(big->cuts, big->n, big->cap) = cut;
	return cut;
}

void *face_cut_freetype(const struct face_cut *cut) {
	return cut->freetype;
}

bool face_cut_glyph(const struct face_cut *cut, uint32_t glyph, uint32_t *index) {
	*index = hb_map_get(cut->glyphs, glyph);
	return *index != HB_MAP_VALUE_INVALID;
}
