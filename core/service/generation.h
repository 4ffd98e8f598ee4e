/* generation: one checked catalogue and everybody who still uses it; a job keeps its own through a reload. */
#ifndef SERVICE_GENERATION_H
#define SERVICE_GENERATION_H

#include <stddef.h>

struct catalogue;
struct err;
struct generation;

/* Takes the catalogue over; json (its text, for the slots) is copied. NULL with *err when the machine refuses. */
struct generation *generation_new(struct catalogue *catalogue, const char *json, size_t len, struct err *err);

struct generation *generation_ref(struct generation *generation);
void generation_unref(struct generation *generation);    /* NULL is fine; the last one frees it */

const struct catalogue *generation_catalogue(const struct generation *generation);
const char *generation_id(const struct generation *generation);

/* The catalogue's text as a descriptor of its own, at its start; the caller closes it. -1 with *err. */
int generation_open(const struct generation *generation, struct err *err);

#endif
