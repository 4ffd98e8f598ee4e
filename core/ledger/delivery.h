/*
 * delivery: that something is to be told of a job (it was issued, it failed) to a target, durably. Each is a row of its
 * own, recorded with what it tells of, and lives through any crash until it is delivered or given up.
 */
#ifndef LEDGER_DELIVERY_H
#define LEDGER_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct ledger;

enum delivery_state {
	DELIVERY_WAITING,      /* for its first attempt, or the next */
	DELIVERY_RUNNING,
	DELIVERY_DELIVERED,
	DELIVERY_FAILED,       /* given up: a person may ask for it again */
};
#define DELIVERY_STATES 4
#define DELIVERY_STATE_BIT(state) (1u << (state))

/* What is told. */
#define DELIVERY_ISSUED "issued"
#define DELIVERY_CORRECTED "corrected"
#define DELIVERY_WITHDRAWN "withdrawn"
#define DELIVERY_FAILURE "failed"
#define DELIVERY_LATE "late"
#define DELIVERY_MISSED "missed"        /* runs before this one */

/* How often a target may have been told the same, at most: an attempt that nobody knows the end of counts. */
#define DELIVERY_DOUBTS_MAX 2

/* A row; texts are heap strings that it owns, NULL where there is none. */
struct delivery {
	const char *id;              /* "JOB.EVENT.TARGET": the same for every attempt */
	enum delivery_state state;
	const char *target, *event, *job;
	const char *instance;        /* of the service that runs it, or ran it last */
	const char *place;           /* where it went */
	const char *error;           /* why the last attempt was in vain */
	int64_t attempts;
	int64_t doubts;              /* attempts that may have reached the target, although nobody can tell */
	int64_t created_ms, not_before_ms, ended_ms;
};
void delivery_fini(struct delivery *delivery);    /* an empty one is fine */

struct deliveries {
	struct delivery *v;
	size_t n;
};
void deliveries_fini(struct deliveries *deliveries);

const char *delivery_state_name(enum delivery_state state);

/*
 * Record that event of job is to be told to each of n targets; those that are recorded already stay as they are. *fresh (may be NULL): how
 * many were not.
 */
bool ledger_deliver(struct ledger *ledger, const char *job, const char *event, const char *const *targets, size_t n, int64_t now_ms,
                    size_t *fresh, struct err *err);

/*
 * Begin an attempt of the delivery to target that has been due longest, in *delivery (delivery_fini); id is NULL where none is due.
 * The attempt is counted.
 */
bool ledger_delivery_claim(struct ledger *ledger, const char *target, const char *instance, int64_t now_ms, struct delivery *delivery,
                           struct err *err);

/* From now on the target may learn of it: should the attempt's end never be known, it counts as one that was told. */
bool ledger_delivery_sending(struct ledger *ledger, const char *id, struct err *err);

struct delivery_end {
	enum delivery_state state;     /* WAITING: to be tried again */
	bool is_known;                 /* an attempt that was sending, and reached nobody for certain (or was delivered) */
	bool is_uncounted;             /* it was not the target's doing */
	const char *place, *error;
	int64_t now_ms, not_before_ms;
};
/* End the attempt under way. One that may have been told too often is failed in place of waiting; *state tells. */
bool ledger_delivery_end(struct ledger *ledger, const char *id, const struct delivery_end *end, enum delivery_state *state,
                         struct err *err);

/* At start: what another instance had under way waits again, uncounted; its doubts stay. */
bool ledger_delivery_recover(struct ledger *ledger, const char *instance, int64_t now_ms, struct err *err);

/* Failed ones of the job wait again, to target alone unless that is NULL; *n: how many. */
bool ledger_delivery_retry(struct ledger *ledger, const char *job, const char *target, int64_t now_ms, size_t *n, struct err *err);

/* When the next one that waits is due, INT64_MAX where none does. */
bool ledger_delivery_next_due(struct ledger *ledger, int64_t *at_ms, struct err *err);

struct delivery_filter {
	const char *job;             /* NULL: any */
	unsigned states;             /* DELIVERY_STATE_BITs; 0: all */
	bool newest_first;           /* by their end; else by when they are due */
	size_t limit;                /* 0: all */
};
bool ledger_deliveries(struct ledger *ledger, const struct delivery_filter *filter, struct deliveries *deliveries, struct err *err);
bool ledger_delivery_counts(struct ledger *ledger, int64_t counts[DELIVERY_STATES], struct err *err);

#endif
