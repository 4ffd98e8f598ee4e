/*
 * font: the faces a template lists, found once, kept for the life of the
 * process. The only place that knows FreeType; paint.c may ask for the FT_Face behind a face.
 */
#ifndef TEXT_FONT_H
#define TEXT_FONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* A role of the template ("serif") and the families that fill it, the first preferred, the others asked character by character. */
struct font_family {
	const char *role;
	const char *const *names;    /* NULL-terminated */
	const char *const *optional; /* the same, asked after them; what is not installed is passed over. NULL: none */
	const double *scales;        /* what letters of each of names, then of optional, are larger by; NULL: none are */
};

struct fonts;
struct face;

/* What fonts_new begins with, done ahead, while something else is waited for. */
void fonts_prepare(void);

/*
 * Find every family in the four styles through fontconfig and map the files. A family that is
 * not installed is an error that names it and the package to look for. After this nothing
 * opens a file any more: a face is read when a character first needs it.
 */
struct fonts *fonts_new(const struct font_family *families, size_t n, struct err *err);
void fonts_free(struct fonts *fonts);

/*
 * Reckon face_sha256 before it is asked for: of the first family of each role, or of all but the very large files, as far as like (NULL:
 * nothing) does not know them. After fonts_share a child that is forked sees what is reckoned here meanwhile; it never is believed itself.
 */
enum fonts_which { FONTS_FIRST, FONTS_ALL };
void fonts_share(struct fonts *fonts);
void fonts_hash(const struct fonts *fonts, enum fonts_which which, const struct fonts *like);

/* "FreeType 2.12.1, HarfBuzz 6.0.0", at run time. */
void fonts_version(struct buf *out);

const char *face_name(const struct face *face);                  /* PostScript name, for traces and messages */
const char *face_sha256(const struct face *face);                /* of its file: reckoned once, which takes a millisecond or two */
void *face_freetype(const struct face *face);                    /* the FT_Face, borrowed, NULL: FreeType refuses the file; for pdf/paint.c alone */

/*
 * A face of very many glyphs is painted from a font cut out of it: only what the document uses goes into the PDF. The cut
 * has what was shaped since shaper_begin() and the glyphs given; it belongs to the fonts. NULL: it cannot be
 * cut, and is painted as it is.
 */
struct face_cut;

bool face_is_big(const struct face *face);
const struct face_cut *face_cut(const struct face *face, const uint32_t *glyphs, size_t n);
void *face_cut_freetype(const struct face_cut *cut);             /* the FT_Face, borrowed */
bool face_cut_glyph(const struct face_cut *cut, uint32_t glyph, uint32_t *index);    /* its number there; false: it was not asked for */

#endif
