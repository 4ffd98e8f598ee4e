/*
 * series: what the life of a job does to the series it belongs to: one job of a series at a time, in order, and numbers
 * without a gap. For ledger.c, which calls these inside its own transactions.
 */
#ifndef LEDGER_SERIES_H
#define LEDGER_SERIES_H

#include <stdbool.h>

struct err;
struct job;
struct ledger;

/* Before a job is inserted: does it stand behind another? What is refused belongs to no series. In the struct only. */
bool series_enter(struct ledger *ledger, struct job *job, struct err *err);

/* A claim: give the job the next number, unless it issues an edition again. In the struct only. */
bool series_number(struct ledger *ledger, struct job *job, struct err *err);

/* The publication is given up: what was planned is not going to be issued. */
bool series_unplan(struct ledger *ledger, const struct job *job, struct err *err);

/* The job, which is in its last state, is about to be stored: what it planned is issued now, or was never. May change the struct. */
bool series_leave(struct ledger *ledger, struct job *job, struct err *err);

/* After that: the next job of the series may be claimed. */
bool series_advance(struct ledger *ledger, const struct job *job, struct err *err);

/* A job as a new row, with its request; ledger.c's. */
bool series_accept(struct ledger *ledger, const struct job *job, bool *is_new, struct err *err);

#endif
