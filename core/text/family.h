/* family: which files of what is installed fill a family's styles. The only user of fontconfig. For text/ alone. */
#ifndef TEXT_FAMILY_H
#define TEXT_FAMILY_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* A file, and the font in it as fontconfig counts: the face in the lower half, the named instance (from 1) in the upper. */
struct family_file {
	const char *path;
	int index;
};

/* What was asked for and found. */
struct families;

/* Read what is installed, for the next families_find, which has less to do then. */
void families_prepare(void);

/* Look for the families of these names (case does not matter): one walk over all that is installed. */
struct families *families_find(const char *const *names, size_t n, struct err *err);
void families_free(struct families *families);   /* NULL is fine */

/*
 * The file nearest to the style, whatever order the folders were read in; path is borrowed.
 * False: nothing of the family is installed, or it was not asked for.
 */
bool families_lookup(const struct families *families, const char *name, bool bold, bool italic, struct family_file *file);

/* The Debian package that has the family; NULL: not known. */
const char *family_package(const char *name);

#endif
