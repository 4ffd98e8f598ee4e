/*
 * font: see font.h. Files are mapped, never read; FreeType is asked only for
 * what is painted, HarfBuzz reads the same bytes for all else.
 */
#include "text/font.h"

#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/face.h"

#define PAGE_BITS 8
#define PAGES     (0x110000 >> PAGE_BITS)
#define NO_FACE   255

/* The file of a face; faces of one file (instances of a variable font) share it. */
struct file {
	char *path;
	void *bytes;
	size_t size;
	hb_blob_t *blob;
};

struct freetype {
	FT_Library library;
	FT_Face face;
	const struct file *file;
	int index;                   /* as fontconfig has it: instance in the upper half */
};

/* pages[cp >> 8][cp & 255]: index of the face plus one, NO_FACE for none, 0 for not asked yet. */
struct stack {
	const struct face **faces;
	size_t n, cap;
	uint8_t *pages[PAGES];
};

struct role {
	char *name;
	struct stack *stacks[STACKS];
};

struct fonts {
	FT_Library library;
	struct file **files;
	size_t file_count, file_cap;
	struct face **faces;
	size_t face_count, face_cap;
	struct role *roles;
	size_t role_count;
};

/* Map the file at path, or find it mapped. */
static struct file *file_open(struct fonts *fonts, const char *path, struct err *err) {
	for (size_t i = 0; i < fonts->file_count; i++) {
		if (str_eq(fonts->files[i]->path, path)) {
			return fonts->files[i];
		}
	}
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "cannot open the font %s", path);
		return NULL;
	}
	struct stat st;
	void *bytes = MAP_FAILED;
	if (fstat(fd, &st) == 0 && st.st_size > 0) {
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	if (bytes == MAP_FAILED) {
		err_sys(err, "cannot map the font %s", path);
		close(fd);
		return NULL;
	}
	close(fd);
	struct file *file = mem_alloc(sizeof(*file));
	file->path = mem_strdup(path);
	file->bytes = bytes;
	file->size = (size_t)st.st_size;
	file->blob = hb_blob_create(bytes, (unsigned)file->size, HB_MEMORY_MODE_READONLY, NULL, NULL);
	*VEC_PUSH(fonts->files, fonts->file_count, fonts->file_cap) = file;
	return file;
}

static void file_free(struct file *file) {
	hb_blob_destroy(file->blob);
	munmap(file->bytes, file->size);
	mem_free(file->path);
	mem_free(file);
}

bool face_has(const struct face *face, uint32_t cp) {
	hb_codepoint_t glyph;
	return hb_font_get_nominal_glyph(face->hb_font, cp, &glyph);
}

/* The PostScript name, or, where there is none, the file's. */
static char *postscript_name(hb_face_t *hb_face, const struct file *file) {
	char name[128] = "";
	unsigned size = sizeof(name);
	hb_ot_name_get_utf8(hb_face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
	return mem_strdup(name[0] ? name : file->path);
}

static void read_metrics(struct face *face) {
	hb_font_extents_t extents;
	hb_font_get_h_extents(face->hb_font, &extents);
	face->ascent = extents.ascender;
	face->descent = -extents.descender;
	face->has_ascii = true;
	for (uint32_t cp = 0x20; cp < 0x7F; cp++) {
		face->has_ascii = face->has_ascii && face_has(face, cp);
	}
	hb_codepoint_t glyph = 0;
	if (hb_font_get_nominal_glyph(face->hb_font, ' ', &glyph)) {
		face->space = glyph;
		face->space_advance = hb_font_get_glyph_h_advance(face->hb_font, glyph);
	} else {
		face->space_advance = (int32_t)(face->upem / 4);
	}
	face->hyphen = face_has(face, 0x2010) ? 0x2010 : '-';
}

/* index as fontconfig has it: the face in the lower half, the named instance (from 1) in the upper. */
static struct face *face_open(struct fonts *fonts, const char *path, int index, struct err *err) {
	for (size_t i = 0; i < fonts->face_count; i++) {
		struct face *face = fonts->faces[i];
		if (face->freetype->index == index && str_eq(face->file, path)) {
			return face;
		}
	}
	struct file *file = file_open(fonts, path, err);
	if (!file) {
		return NULL;
	}
	hb_face_t *hb_face = hb_face_create(file->blob, (unsigned)index & 0xFFFF);
	if (hb_face_get_glyph_count(hb_face) == 0) {
		hb_face_destroy(hb_face);
		err_set(err, ERR_INPUT, "the font %s is damaged: no glyphs can be read from it", path);
		return NULL;
	}
	struct face *face = mem_alloc(sizeof(*face));
	face->id = (unsigned)fonts->face_count;
	face->file = file->path;
	face->hb_face = hb_face;
	face->upem = hb_face_get_upem(face->hb_face);
	face->hb_font = hb_font_create(face->hb_face);
	hb_font_set_scale(face->hb_font, (int)face->upem, (int)face->upem);
	if (index >> 16) {
		hb_font_set_var_named_instance(face->hb_font, (unsigned)(index >> 16) - 1);
	}
	face->name = postscript_name(face->hb_face, file);
	face->freetype = mem_alloc(sizeof(*face->freetype));
	*face->freetype = (struct freetype){ .library = fonts->library, .file = file, .index = index };
	read_metrics(face);
	*VEC_PUSH(fonts->faces, fonts->face_count, fonts->face_cap) = face;
	return face;
}

static void face_free(struct face *face) {
	if (face->freetype->face) {
		FT_Done_Face(face->freetype->face);
	}
	mem_free(face->freetype);
	hb_font_destroy(face->hb_font);
	hb_face_destroy(face->hb_face);
	mem_free((char *)face->name);
	mem_free(face);
}

static bool has_family(const FcPattern *pattern, const char *family) {
	FcChar8 *name;
	for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++) {
		if (FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0) {
			return true;
		}
	}
	return false;
}

static int number_of(const FcPattern *pattern, const char *key, int missing) {
	double value;
	return FcPatternGetDouble(pattern, key, 0, &value) == FcResultMatch ? (int)value : missing;
}

/*
 * How far a pattern is from what is wanted, the slant before the weight. The
 * pattern of a variable font as a whole (its weight is a range) comes last:
 * fontconfig lists its named instances beside it.
 */
static long distance(const FcPattern *pattern, bool bold, bool italic) {
	FcBool is_variable = FcFalse;
	FcPatternGetBool(pattern, FC_VARIABLE, 0, &is_variable);
	bool is_upright = number_of(pattern, FC_SLANT, FC_SLANT_ROMAN) == FC_SLANT_ROMAN;
	int weight = number_of(pattern, FC_WEIGHT, FC_WEIGHT_REGULAR);
	int width = number_of(pattern, FC_WIDTH, FC_WIDTH_NORMAL);
	return (is_variable ? 1000000 : 0) + (is_upright == italic ? 100000 : 0) +
	       100L * labs(weight - (bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR)) +
	       labs(width - FC_WIDTH_NORMAL);
}

static const char *file_of(const FcPattern *pattern) {
	FcChar8 *file = NULL;
	FcPatternGetString(pattern, FC_FILE, 0, &file);
	return (const char *)file;
}

/* The installed pattern nearest to the style, whatever order the folders were read in; NULL: no such family. */
static FcPattern *find_pattern(const FcFontSet *set, const char *family, bool bold, bool italic) {
	FcPattern *best = NULL;
	long best_distance = 0;
	for (int i = 0; i < set->nfont; i++) {
		FcPattern *pattern = set->fonts[i];
		if (!has_family(pattern, family) || !file_of(pattern)) {
			continue;
		}
		long d = distance(pattern, bold, italic);
		if (!best || d < best_distance ||
		    (d == best_distance && strcmp(file_of(pattern), file_of(best)) < 0)) {
			best = pattern;
			best_distance = d;
		}
	}
	return best;
}

static const char *package_of(const char *family) {
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
		if (str_prefix(family, packages[i][0])) {
			return packages[i][1];
		}
	}
	return NULL;
}

static bool not_installed(const char *role, const char *family, struct err *err) {
	err_set(err, ERR_INPUT, "the font family '%s' (role '%s') is not installed", family, role);
	const char *package = package_of(family);
	if (package) {
		return err_hint(err, "install the Debian package %s, or name another family", package);
	}
	return err_hint(err, "`fc-list : family` lists what is installed");
}

/* Add the family to the four stacks of the role. */
static bool add_family(struct fonts *fonts, struct role *role, const FcFontSet *set,
                       const char *family, struct err *err) {
	for (int style = 0; style < STACKS; style++) {
		FcPattern *pattern = find_pattern(set, family, style & STACK_BOLD, style & STACK_ITALIC);
		if (!pattern) {
			return not_installed(role->name, family, err);
		}
		int index = 0;
		FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
		FcBool is_variable = FcFalse;
		FcPatternGetBool(pattern, FC_VARIABLE, 0, &is_variable);
		struct face *face = face_open(fonts, file_of(pattern), is_variable ? 0 : index, err);
		if (!face) {
			return false;
		}
		struct stack *stack = role->stacks[style];
		*VEC_PUSH(stack->faces, stack->n, stack->cap) = face;
	}
	return true;
}

static bool add_role(struct fonts *fonts, const FcFontSet *set, const struct font_family *family,
                     struct err *err) {
	struct role *role = &fonts->roles[fonts->role_count++];
	role->name = mem_strdup(family->role);
	for (int style = 0; style < STACKS; style++) {
		role->stacks[style] = mem_alloc(sizeof(struct stack));
	}
	if (!family->names || !family->names[0]) {
		return err_set(err, ERR_INPUT, "the font role '%s' has no family", family->role);
	}
	for (size_t i = 0; family->names[i]; i++) {
		if (i == NO_FACE - 1) {
			return err_set(err, ERR_INPUT, "the font role '%s' has more than %d families",
			               family->role, NO_FACE - 1);
		}
		if (!add_family(fonts, role, set, family->names[i], err)) {
			return false;
		}
	}
	return true;
}

static bool add_roles(struct fonts *fonts, const struct font_family *families, size_t n,
                      struct err *err) {
	FcConfig *config = FcInitLoadConfigAndFonts();
	FcFontSet *set = config ? FcConfigGetFonts(config, FcSetSystem) : NULL;
	bool ok = set != NULL;
	if (!ok) {
		err_set(err, ERR_SYSTEM, "fontconfig cannot be read");
		err_hint(err, "`fc-list` says why");
	}
	for (size_t i = 0; ok && i < n; i++) {
		ok = add_role(fonts, set, &families[i], err);
	}
	if (config) {
		FcConfigDestroy(config);
	}
	return ok;
}

struct fonts *fonts_new(const struct font_family *families, size_t n, struct err *err) {
	struct fonts *fonts = mem_alloc(sizeof(*fonts));
	fonts->roles = mem_alloc(n * sizeof(*fonts->roles));
	if (FT_Init_FreeType(&fonts->library) != 0) {
		fonts->library = NULL;
		err_set(err, ERR_SYSTEM, "FreeType cannot be started");
		goto fail;
	}
	if (!add_roles(fonts, families, n, err)) {
		goto fail;
	}
	return fonts;
fail:
	fonts_free(fonts);
	return NULL;
}

static void stack_free(struct stack *stack) {
	for (size_t i = 0; i < PAGES; i++) {
		mem_free(stack->pages[i]);
	}
	mem_free(stack->faces);
	mem_free(stack);
}

void fonts_free(struct fonts *fonts) {
	if (!fonts) {
		return;
	}
	for (size_t i = 0; i < fonts->role_count; i++) {
		for (int style = 0; style < STACKS; style++) {
			stack_free(fonts->roles[i].stacks[style]);
		}
		mem_free(fonts->roles[i].name);
	}
	mem_free(fonts->roles);
	for (size_t i = 0; i < fonts->face_count; i++) {
		face_free(fonts->faces[i]);
	}
	mem_free(fonts->faces);
	for (size_t i = 0; i < fonts->file_count; i++) {
		file_free(fonts->files[i]);
	}
	mem_free(fonts->files);
	if (fonts->library) {
		FT_Done_FreeType(fonts->library);
	}
	mem_free(fonts);
}

int fonts_role(const struct fonts *fonts, const char *role) {
	for (size_t i = 0; i < fonts->role_count; i++) {
		if (str_eq(fonts->roles[i].name, role)) {
			return (int)i;
		}
	}
	return -1;
}

struct stack *fonts_stack(const struct fonts *fonts, int role, bool bold, bool italic) {
	size_t i = role >= 0 && (size_t)role < fonts->role_count ? (size_t)role : 0;
	return fonts->roles[i].stacks[(bold ? STACK_BOLD : 0) | (italic ? STACK_ITALIC : 0)];
}

const struct face *stack_first(const struct stack *stack) {
	return stack->faces[0];
}

const struct face *stack_find(struct stack *stack, uint32_t cp) {
	if (cp > 0x10FFFF) {
		return NULL;
	}
	uint8_t **page = &stack->pages[cp >> PAGE_BITS];
	if (!*page) {
		*page = mem_alloc((size_t)1 << PAGE_BITS);
	}
	uint8_t *slot = &(*page)[cp & ((1U << PAGE_BITS) - 1)];
	if (*slot == 0) {
		*slot = NO_FACE;
		for (size_t i = 0; i < stack->n; i++) {
			if (face_has(stack->faces[i], cp)) {
				*slot = (uint8_t)(i + 1);
				break;
			}
		}
	}
	return *slot == NO_FACE ? NULL : stack->faces[*slot - 1];
}

const char *face_name(const struct face *face) {
	return face->name;
}

void *face_freetype(const struct face *face) {
	struct freetype *freetype = face->freetype;
	if (!freetype->face) {
		const struct file *file = freetype->file;
		if (FT_New_Memory_Face(freetype->library, file->bytes, (FT_Long)file->size,
		                       freetype->index, &freetype->face) != 0) {
			freetype->face = NULL;
		}
	}
	return freetype->face;
}
