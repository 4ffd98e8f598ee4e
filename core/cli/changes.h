/* changes: folders that are looked at for files that change in them; the waiting of `sitrep watch`. */
#ifndef CLI_CHANGES_H
#define CLI_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

struct err;

struct changes;

struct changes *changes_new(struct err *err);            /* the caller's; NULL with *err */
void changes_free(struct changes *changes);              /* NULL is fine */

/* Look at a folder, too; what is looked at already, or is not there, is fine. False with *err where the kernel has no watches left. */
bool changes_add(struct changes *changes, const char *folder, struct err *err);

/* The same, and told apart from all others, unless it is looked at as one of them, too. */
bool changes_add_apart(struct changes *changes, const char *folder, struct err *err);

/* What editors write in passing: backups, swap files, Vim's try whether it may write (4913), and what we ourselves do. */
bool changes_is_passing(const char *name);

enum changes_said { CHANGES_APART /* in the folder told apart, and no other */, CHANGES_SOME, CHANGES_INTERRUPTED, CHANGES_FAILED /* with *err */ };

/*
 * Without waiting: is there a signal, or a change that changes_wait will tell of? For who is at work, and would be at it for
 * nothing.
 */
bool changes_pending(struct changes *changes, const char *skip);

/*
 * Wait until something was written, put there or taken away, and no more follows for a moment: an editor's one "save" is several
 * of these. Names in passing do not count, nor does any called skip (NULL: none).
 * SIGINT and SIGTERM end the waiting. *first_us: when the first of it was seen (clock_mono_us).
 */
enum changes_said changes_wait(struct changes *changes, const char *skip, int64_t *first_us, struct err *err);

#endif
