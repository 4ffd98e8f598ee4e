/*
 * mend: what a damaged disk, or a hand in the wrong place, has left in a spool: found, told, and, where asked for, mended. Blocking; for
 * `sitrep check --ledger`.
 */
#ifndef SERVICE_MEND_H
#define SERVICE_MEND_H

#include <stdbool.h>

struct err;
struct spool;

struct mend_result {
	unsigned found, mended;
};

/* say is told each thing that is wrong, and what was done about it. With mends the spool's lock must be held. */
bool mend_spool(const struct spool *spool, bool mends, void (*say)(void *ctx, const char *text), void *ctx,
                struct mend_result *result, struct err *err);

#endif
