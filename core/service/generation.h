/*
 * generation: one checked catalogue, the files it was made of, and everybody who still uses it; a job keeps its own through a
 * reload. The plugins' files are copied when it is loaded: whatever is edited afterwards, slots that start find what was checked.
 */
#ifndef SERVICE_GENERATION_H
#define SERVICE_GENERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

struct catalogue;
struct err;
struct generation;

/*
 * Copy the plugins' files to a new folder below root. ERR_SYSTEM where one is no longer what the catalogue says: load it again. The
 * folder's path is the caller's (mem_free). Blocking, for the thread pool.
 */
char *generation_keep(const char *root, const struct catalogue *catalogue, struct err *err);

/* Remove what generation_keep made, in the loop's thread pool; takes kept over. */
void generation_discard(uv_loop_t *loop, char *kept);

/*
 * Takes the catalogue over (NULL: none, as in tests of slots), and kept (NULL: none), whose folder is removed at the end, in the loop's thread pool;
 * json (its text, for the slots) is copied. NULL with *err, and nothing taken over, when the machine refuses.
 */
struct generation *generation_new(uv_loop_t *loop, struct catalogue *catalogue, const char *json, size_t len, char *kept, struct err *err);

/* The same for one that was made without. */
void generation_take_kept(struct generation *generation, char *kept);

struct generation *generation_ref(struct generation *generation);
void generation_unref(struct generation *generation);    /* NULL is fine; the last one frees it */

const struct catalogue *generation_catalogue(const struct generation *generation);
const char *generation_id(const struct generation *generation);
const char *generation_kept(const struct generation *generation);    /* the folder; NULL: none */

/* The environment without the secrets that the configuration names: for processes that are not to know them. NULL-terminated, borrowed. */
char **generation_environment(const struct generation *generation);

/* The catalogue's text as a descriptor of its own, at its start; the caller closes it. -1 with *err. */
int generation_open(const struct generation *generation, struct err *err);

#endif
