/* again: a PDF made again, from its manifest, its request and what is configured now; for `sitrep verify`. */
#ifndef CLI_AGAIN_H
#define CLI_AGAIN_H

#include <stdbool.h>

#include "base/str.h"
#include "render/verify.h"

struct arena;
struct catalogue;
struct err;
struct job;

struct again_from {
	struct catalogue *catalogue;
	const struct verify *verify;
	const struct job *job;       /* that issued it; NULL: not known */
	const char *spool;           /* whose ledger may have sections as last issued; NULL: none */
	const char *request;         /* a path; NULL: the job's request, or the one that goes with the file */
};

struct again {
	bool is_same;                /* byte for byte */
	struct verify_changes inputs, parts;         /* what is not as it was */
	struct buf pdf;
};

/* Render it as it was rendered then. False with *err where that cannot be tried: no request, or no such report any more. */
bool again_make(struct arena *arena, const struct again_from *from, struct again *again, struct err *err);
void again_fini(struct again *again);    /* zeroes are fine */

#endif
