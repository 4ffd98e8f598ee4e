/*
 * font: the faces a template lists, found once, kept for the life of the
 * process.
 */
#ifndef TEXT_FONT_H
#define TEXT_FONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* A role of the template ("serif") and the families that fill it, the first preferred, the others asked character by character. */
struct font_family {
	const char *role;
	const char *const *names;    /* NULL-terminated */
	const char *const *optional; /* the same, asked after them; what is not installed is passed over. NULL: none */
};

struct fonts;
struct face;

/*
 * Find every family in the four styles through fontconfig and map the files. A family that is
 * not installed is an error that names it and the package to look for. After this nothing
 * opens a file any more: a face is read when a character first needs it.
 */
struct fonts *fonts_new(const struct font_family *families, size_t n, struct err *err);
void fonts_free(struct fonts *fonts);

int fonts_role(const struct fonts *fonts, const char *role);     /* index, -1: no such role */

const char *face_name(const struct face *face);                  /* PostScript name, for traces and messages */

#endif
