/*
 * outgoing: what is recorded, and kept, so that a job can be told of: for the writer's thread and the thread pool. sender.h does the
 * telling.
 */
#ifndef SERVICE_OUTGOING_H
#define SERVICE_OUTGOING_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/job.h"

struct buf;
struct catalogue;
struct delivery;
struct err;
struct ledger;
struct spool;

/*
 * Where the record names targets ("deliver"), give the PDF at path a second name in SPOOL/sending, so that it is delivered whoever takes it
 * out of the outbox meanwhile.
 */
bool outgoing_hold(const struct spool *spool, const char *job, const char *path, const char *record, struct err *err);
char *outgoing_held_path(const struct spool *spool, const char *job);    /* in mem */

/*
 * In the transaction that ends the job: to be told to those that its record names ("deliver"), as issued, corrected or withdrawn. What is made once
 * more because a disk damaged it is news to nobody who was told of it.
 */
bool outgoing_issued(struct ledger *ledger, const char *job, const char *record, struct err *err);

/* Likewise of one that failed for good: to those that its request names ("notify"), whatever else is wrong with that. */
bool outgoing_failed(struct ledger *ledger, const char *job, const struct bytes *request, struct err *err);

/*
 * A person asks: what of the job (text as for ledger_find; its id is put into id) was given up waits again, to target alone unless that is NULL;
 * a target that the job never was for is told of it for the first time. ERR_INPUT where there is nothing to tell.
 */
bool outgoing_again(struct ledger *ledger, const char *text, const char *target, char id[JOB_ID_SIZE], struct err *err);

/*
 * Record that runs were missed before one that is there, and what is later than its schedule allows; call late for each job that was not
 * known to be. *next_ms: when the next one will be, as
 * things stand; INT64_MAX: none.
 */
typedef void (*outgoing_late_fn)(void *ctx, const struct job *job);
bool outgoing_late(struct ledger *ledger, const struct catalogue *catalogue, outgoing_late_fn late, void *ctx, int64_t *next_ms,
                   struct err *err);
bool outgoing_may_be_late(const struct catalogue *catalogue);    /* is anybody to be told? */

/* Add the parcel of a delivery (deliver/README.md), a line of JSON. *moot: why it is not to be told any more; NULL: it is. */
bool outgoing_parcel(struct ledger *ledger, const struct catalogue *catalogue, const struct spool *spool, const struct delivery *delivery,
                     struct buf *out, const char **moot, struct err *err);

/* Is everybody told that the job was to be told to? */
bool outgoing_is_told(struct ledger *ledger, const char *job, bool *is_told, struct err *err);

/* Remove what is held for jobs that nobody is to be told of any more, or that nobody asked to be told of again for a month. */
bool outgoing_sweep(struct ledger *ledger, const struct spool *spool, struct err *err);

#endif
