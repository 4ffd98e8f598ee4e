/*
 * font: see font.h. Files are mapped, never read, and a face is made ready when its first character is
 * asked for: of the families of all scripts a document uses few. FreeType is asked only for what is
 * painted, HarfBuzz reads the same bytes for all else.
 */
#include "text/font.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb-ot.h>
#include <hb.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/cut.h"
#include "text/face.h"
#include "text/family.h"
#include "text/unhint.h"

#define PAGE_BITS 8
#define PAGES     (0x110000 >> PAGE_BITS)
#define NO_FACE   255
#define HASHED_AHEAD ((size_t)2 << 20)   /* larger files are hashed by who uses them */

/* The file of a face; faces of one file (instances of a variable font) share it. */
struct file {
	char *path;
	void *bytes;
	size_t size;
	hb_blob_t *blob;
	char sha256[HASH_HEX];       /* empty until somebody asks */
	_Atomic char *told;          /* the same, in memory that children see; NULL: they see none */
};

struct freetype {
	FT_Library library;
	FT_Face face;
	struct file *file;
	int index;                   /* as fontconfig has it: instance in the upper half */
};

/* pages[cp >> 8][cp & 255]: index of the face plus one, NO_FACE for none, 0 for not asked yet. */
struct stack {
	struct face **faces;
	size_t n, cap;
	const char *const *absent;   /* the role's */
	uint8_t *pages[PAGES];
};

struct role {
	char *name;
	const char **absent;         /* optional families that are not installed, NULL-terminated */
	size_t absent_count, absent_cap;
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
	void *shared;                /* what files have told; NULL: nothing */
	size_t shared_size;
};

/* Map the file at path, or find it mapped. */
static struct file *file_open(struct fonts *fonts, const char *path, struct err *err) {
	for (size_t i = 0; i < fonts->file_count; i++) {
		if (str_eq(fonts->files[i]->path, path)) {
			return fonts->files[i];
		}
	}
	size_t size = 0;
	void *bytes = file_map(path, &size, err);
	if (!bytes) {
		err_wrap(err, "a font");
		return NULL;
	}
	struct file *file = mem_alloc(sizeof(*file));
	file->path = mem_strdup(path);
	file->bytes = bytes;
	file->size = size;
	file->blob = hb_blob_create(bytes, (unsigned)file->size, HB_MEMORY_MODE_READONLY, NULL, NULL);
	*VEC_PUSH(fonts->files, fonts->file_count, fonts->file_cap) = file;
	return file;
}

static void file_free(struct file *file) {
	hb_blob_destroy(file->blob);
	file_unmap(file->bytes, file->size);
	mem_free(file->path);
	mem_free(file);
}

/* The PostScript name, or, where there is none, the file's. */
static char *postscript_name(hb_face_t *hb_face, const struct file *file) {
	char name[128] = "";
	unsigned size = sizeof(name);
	hb_ot_name_get_utf8(hb_face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
	return mem_strdup(name[0] ? name : file->path);
}

static bool has_glyph(const struct face *face, uint32_t cp) {
	hb_codepoint_t glyph;
	return hb_font_get_nominal_glyph(face->hb_font, cp, &glyph);
}

static bool has_feature(hb_face_t *hb_face, hb_tag_t feature) {
	hb_tag_t tags[64];
	unsigned n = 64, from = 0;
	do {
		n = 64;
		hb_ot_layout_table_get_feature_tags(hb_face, HB_OT_TAG_GSUB, from, &n, tags);
		for (unsigned i = 0; i < n; i++) {
			if (tags[i] == feature) {
				return true;
			}
		}
		from += n;
	} while (n == 64);
	return false;
}

static void read_metrics(struct face *face) {
	hb_font_extents_t extents;
	hb_font_get_h_extents(face->hb_font, &extents);
	face->ascent = extents.ascender;
	face->descent = -extents.descender;
	face->has_ascii = true;
	for (uint32_t cp = 0x20; cp < 0x7F; cp++) {
		face->has_ascii = face->has_ascii && has_glyph(face, cp);
	}
	hb_codepoint_t glyph = 0;
	if (hb_font_get_nominal_glyph(face->hb_font, ' ', &glyph)) {
		face->space = glyph;
		face->space_advance = hb_font_get_glyph_h_advance(face->hb_font, glyph);
	} else {
		face->space_advance = (int32_t)(face->upem / 4);
	}
	face->hyphen = has_glyph(face, 0x2010) ? 0x2010 : '-';
	face->has_small_caps = has_feature(face->hb_face, HB_TAG('s', 'm', 'c', 'p'));
}

/* A face is made ready when it is first used: of all that a template lists most documents use two or three. */
static struct face *make_ready(struct face *face) {
	if (face->hb_font) {
		return face;
	}
	const struct freetype *freetype = face->freetype;
	int upem = (int)hb_face_get_upem(face->hb_face);
	face->upem = upem / face->scale;
	face->hb_font = hb_font_create(face->hb_face);
	hb_font_set_scale(face->hb_font, upem, upem);
	if (freetype->index >> 16) {
		hb_font_set_var_named_instance(face->hb_font, (unsigned)(freetype->index >> 16) - 1);
	}
	face->name = postscript_name(face->hb_face, freetype->file);
	read_metrics(face);
	face->big = big_new(face->hb_face);
	return face;
}

/* Why its maker does not let a part of the font be embedded (OS/2, fsType); NULL: it may be. A font without the table says nothing. */
static const char *embedding_forbidden(hb_face_t *hb_face) {
	hb_blob_t *blob = hb_face_reference_table(hb_face, HB_TAG('O', 'S', '/', '2'));
	unsigned n;
	const char *table = hb_blob_get_data(blob, &n);
	unsigned rights = n >= 10 ? (unsigned)(unsigned char)table[8] << 8 | (unsigned char)table[9] : 0;
	hb_blob_destroy(blob);
	/* Of several uses that are told the most generous counts. */
	return (rights & 0xF) == 0x2 ? "its licence restricts embedding (OS/2 fsType bit 1)"
	     : (rights & 0x100) != 0 ? "no part may be cut out of it (OS/2 fsType bit 8)"
	     : (rights & 0x200) != 0 ? "only its bitmaps may be embedded (OS/2 fsType bit 9)" : NULL;
}

/* Damage that keeps a font from being read at all is told here, not when a document first needs it. */
static struct face *face_open(struct fonts *fonts, const struct family_file *found, double scale, struct err *err) {
	for (size_t i = 0; i < fonts->face_count; i++) {
		struct face *face = fonts->faces[i];
		if (face->freetype->index == found->index && face->scale == scale && str_eq(face->file, found->path)) {
			return face;
		}
	}
	struct file *file = file_open(fonts, found->path, err);
	if (!file) {
		return NULL;
	}
	hb_face_t *hb_face = hb_face_create(file->blob, (unsigned)found->index & 0xFFFF);
	if (hb_face_get_glyph_count(hb_face) == 0) {
		hb_face_destroy(hb_face);
		err_set(err, ERR_INPUT, "the font %s is damaged: no glyphs can be read from it", found->path);
		return NULL;
	}
	const char *forbidden = embedding_forbidden(hb_face);
	if (forbidden) {
		hb_face_destroy(hb_face);
		err_set(err, ERR_INPUT, "the font %s may not be put into a PDF: %s", found->path, forbidden);
		return err_hint(err, "use another family, or one whose licence allows it"), NULL;
	}
	struct face *face = mem_alloc(sizeof(*face));
	face->id = (unsigned)fonts->face_count;
	face->file = file->path;
	face->scale = scale;
	face->hb_face = hb_face;
	face->freetype = mem_alloc(sizeof(*face->freetype));
	*face->freetype = (struct freetype){ .library = fonts->library, .file = file, .index = found->index };
	*VEC_PUSH(fonts->faces, fonts->face_count, fonts->face_cap) = face;
	return face;
}

static void face_free(struct face *face) {
	if (face->freetype->face) {
		FT_Done_Face(face->freetype->face);
	}
	mem_free(face->freetype);
	big_free(face->big);
	hb_font_destroy(face->hb_font);
	hb_face_destroy(face->hb_face);
	mem_free((char *)face->name);
	mem_free(face);
}

static bool not_installed(const char *role, const char *family, struct err *err) {
	err_set(err, ERR_INPUT, "the font family '%s' (role '%s') is not installed", family, role);
	const char *package = family_package(family);
	if (package) {
		return err_hint(err, "install the Debian package %s, or name another family", package);
	}
	return err_hint(err, "`fc-list : family` lists what is installed");
}

/* Add the family to the four stacks of the role. */
static bool add_family(struct fonts *fonts, struct role *role, const struct families *families, const char *family,
                       double scale, bool is_optional, struct err *err) {
	struct family_file file;
	if (role->stacks[0]->n == NO_FACE - 1) {
		return err_set(err, ERR_INPUT, "the font role '%s' has more than %d families", role->name, NO_FACE - 1);
	}
	if (is_optional && !families_lookup(families, family, false, false, &file)) {
		*VEC_PUSH(role->absent, role->absent_count, role->absent_cap) = mem_strdup(family);
		return true;
	}
	for (int style = 0; style < STACKS; style++) {
		if (!families_lookup(families, family, style & STACK_BOLD, (style & STACK_ITALIC) != 0, &file)) {
			return not_installed(role->name, family, err);
		}
		struct face *face = face_open(fonts, &file, scale, err);
		if (!face) {
			return false;
		}
		struct stack *stack = role->stacks[style];
		*VEC_PUSH(stack->faces, stack->n, stack->cap) = face;
	}
	return true;
}

static bool add_role(struct fonts *fonts, const struct families *families, const struct font_family *wanted,
                     struct err *err) {
	struct role *role = &fonts->roles[fonts->role_count++];
	role->name = mem_strdup(wanted->role);
	for (int style = 0; style < STACKS; style++) {
		role->stacks[style] = mem_alloc(sizeof(struct stack));
	}
	if (!wanted->names || !wanted->names[0]) {
		return err_set(err, ERR_INPUT, "the font role '%s' has no family", wanted->role);
	}
	size_t n = 0;
	for (const char *const *name = wanted->names; *name; name++, n++) {
		if (!add_family(fonts, role, families, *name, wanted->scales ? wanted->scales[n] : 1, false, err)) {
			return false;
		}
	}
	for (const char *const *name = wanted->optional; name && *name; name++, n++) {
		if (!add_family(fonts, role, families, *name, wanted->scales ? wanted->scales[n] : 1, true, err)) {
			return false;
		}
	}
	*VEC_PUSH(role->absent, role->absent_count, role->absent_cap) = NULL;
	for (int style = 0; style < STACKS; style++) {
		role->stacks[style]->absent = role->absent;
	}
	return true;
}

static bool add_roles(struct fonts *fonts, const struct font_family *wanted, size_t n, struct err *err) {
	const char **names = NULL;
	size_t count = 0, cap = 0;
	for (size_t i = 0; i < n; i++) {
		for (const char *const *name = wanted[i].names; name && *name; name++) {
			*VEC_PUSH(names, count, cap) = *name;
		}
		for (const char *const *name = wanted[i].optional; name && *name; name++) {
			*VEC_PUSH(names, count, cap) = *name;
		}
	}
	struct families *families = families_find(names, count, err);
	bool ok = families != NULL;
	for (size_t i = 0; ok && i < n; i++) {
		ok = add_role(fonts, families, &wanted[i], err);
	}
	families_free(families);
	mem_free(names);
	return ok;
}

void fonts_prepare(void) {
	families_prepare();
}

struct fonts *fonts_new(const struct font_family *wanted, size_t n, struct err *err) {
	struct fonts *fonts = mem_alloc(sizeof(*fonts));
	fonts->roles = mem_alloc(n * sizeof(*fonts->roles));
	if (FT_Init_FreeType(&fonts->library) != 0) {
		fonts->library = NULL;
		err_set(err, ERR_SYSTEM, "FreeType cannot be started");
		goto fail;
	}
	if (!add_roles(fonts, wanted, n, err)) {
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
		for (size_t k = 0; k < fonts->roles[i].absent_count; k++) {
			mem_free((char *)fonts->roles[i].absent[k]);
		}
		mem_free(fonts->roles[i].absent);
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
	if (fonts->shared) {
		munmap(fonts->shared, fonts->shared_size);
	}
	if (fonts->library) {
		FT_Done_FreeType(fonts->library);
	}
	mem_free(fonts);
}

/* Its last digit is written first, its first last: that one says that all are there. */
static void tell(struct file *file) {
	for (size_t i = HASH_HEX - 1; file->told && i > 0; i--) {
		atomic_store(&file->told[i - 1], file->sha256[i - 1]);
	}
}

static const char *file_sha256(struct file *file) {
	if (!*file->sha256 && file->told && atomic_load(&file->told[0])) {
		for (size_t i = 0; i < HASH_HEX - 1; i++) {
			file->sha256[i] = atomic_load(&file->told[i]);
		}
	}
	if (!*file->sha256) {
		hash_hex(file->bytes, file->size, file->sha256);
	}
	return file->sha256;
}

const char *face_sha256(const struct face *face) {
	return file_sha256(face->freetype->file);
}

void fonts_share(struct fonts *fonts) {
	size_t size = (fonts->file_count + 1) * HASH_HEX;
	_Atomic char *at = fonts->shared ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	/* Without it a child reckons for itself. */
	if (at == MAP_FAILED) {
		return;
	}
	fonts->shared = (void *)(uintptr_t)at;
	fonts->shared_size = size;
	for (size_t i = 0; i < fonts->file_count; i++) {
		fonts->files[i]->told = at + i * HASH_HEX;
	}
}

static void take_over(struct file *file, const struct fonts *like) {
	for (size_t i = 0; like && i < like->file_count && !*file->sha256; i++) {
		if (*like->files[i]->sha256 && like->files[i]->size == file->size && str_eq(like->files[i]->path, file->path)) {
			STR_COPY(file->sha256, like->files[i]->sha256);
		}
	}
}

/* What children told of it is not asked: a file that has no hash of its own is read. */
static void reckon(struct file *file, const struct fonts *like) {
	take_over(file, like);
	if (!*file->sha256) {
		hash_hex(file->bytes, file->size, file->sha256);
	}
	tell(file);
}

void fonts_hash(const struct fonts *fonts, enum fonts_which which, const struct fonts *like) {
	/* Plain first: of the four styles it is in every document. */
	for (int style = 0; style < STACKS; style++) {
		for (size_t i = 0; i < fonts->role_count; i++) {
			reckon(fonts->roles[i].stacks[style]->faces[0]->freetype->file, like);
		}
	}
	for (size_t i = 0; which == FONTS_ALL && i < fonts->file_count; i++) {
		if (fonts->files[i]->size <= HASHED_AHEAD) {
			reckon(fonts->files[i], like);
		}
	}
}

void fonts_version(struct buf *out) {
	FT_Library library;
	FT_Int major = 0, minor = 0, patch = 0;

	if (FT_Init_FreeType(&library) == 0) {
		FT_Library_Version(library, &major, &minor, &patch);
		FT_Done_FreeType(library);
	}
	buf_addf(out, "FreeType %d.%d.%d, HarfBuzz %s", major, minor, patch, hb_version_string());
}

struct stack *fonts_stack(const struct fonts *fonts, int role, bool bold, bool italic) {
	size_t i = role >= 0 && (size_t)role < fonts->role_count ? (size_t)role : 0;
	return fonts->roles[i].stacks[(bold ? STACK_BOLD : 0) | (italic ? STACK_ITALIC : 0)];
}

const struct face *stack_first(struct stack *stack) {
	return make_ready(stack->faces[0]);
}

const char *const *stack_absent(const struct stack *stack) {
	return stack->absent;
}

bool face_has(const struct face *face, uint32_t cp) {
	return has_glyph(face, cp);
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
			if (has_glyph(make_ready(stack->faces[i]), cp)) {
				*slot = (uint8_t)(i + 1);
				break;
			}
		}
	}
	return *slot == NO_FACE ? NULL : stack->faces[*slot - 1];
}

void fonts_begin(struct fonts *fonts) {
	for (size_t i = 0; i < fonts->face_count; i++) {
		if (fonts->faces[i]->big) {
			big_begin(fonts->faces[i]->big);
		}
	}
}

void *face_library(const struct face *face) {
	return face->freetype->library;
}

const char *face_name(const struct face *face) {
	return face->name;
}

void *face_freetype(const struct face *face) {
	struct freetype *freetype = face->freetype;
	if (!freetype->face) {
		const struct file *file = freetype->file;
		freetype->face = unhint_open(freetype->library, file->bytes, file->size, freetype->index);
	}
	return freetype->face;
}
