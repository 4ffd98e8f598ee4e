/* series: editions as commands name them, from the ledger of a spool. */
#ifndef CLI_SERIES_H
#define CLI_SERIES_H

#include <stdbool.h>
#include <stdint.h>

struct edition;
struct err;
struct ledger;

/* The ledger of the spool, to read; NULL with *err. Release it with ledger_free(). */
struct ledger *series_ledger(const char *spool, struct err *err);

/*
 * The edition that text names: "weekly:12", or "weekly:12.0" for what was corrected since; the PDF of one, wherever it lies; or its name in the
 * outbox. In *series (mem), *number and *revision (-1: as last corrected).
 */
bool series_find(struct ledger *ledger, const char *text, char **series, int64_t *number, int64_t *revision, struct err *err);

/* That edition (0: the last one) with its dump (edition_fini); ERR_INPUT where there is none. */
bool series_edition(struct ledger *ledger, const char *series, int64_t number, int64_t revision, struct edition *edition, struct err *err);

#endif
