/*
 * settle: instants of a schedule that are settled in one transaction of the ledger: each is a run that is made, or missed for
 * a reason. Made on the loop, run in the writer's thread.
 */
#ifndef SERVICE_SETTLE_H
#define SERVICE_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/job.h"
#include "service/plan.h"

struct err;
struct fire;
struct ledger;

/* An instant, or several that were missed for one reason. */
struct due {
	int64_t nominal_ms, due_ms;  /* due_ms: with jitter */
	int64_t last_ms;             /* of several, when the last was due */
	int64_t runs;
	const char *why;             /* it is missed; NULL: a run is made */
	bool is_made_up;             /* it was missed, and is made all the same */
	enum job_priority priority;
	char *text, *name;           /* of a run: its request */
	char *series;                /* that it is an edition of; NULL: none */
	char period_from[11], period_to[11];
	char job[JOB_ID_SIZE];       /* that was made, "" for none */
	int64_t late_ms;
};

/* Outlives a reload that drops its schedule. */
struct settling {
	char *schedule;
	enum overlap overlap;
	bool makes_up_all;
	bool has_more;               /* behind these, that have come and are settled next */
	bool is_asked;               /* by a person: it is made whatever else runs, and nothing is settled by it */
	bool is_backfill;            /* and of the past */
	int64_t id_ms;               /* of the last job's id: the next is later, since a series goes by its jobs' ids */
	int64_t settled_ms;          /* what is settled once this is */
	struct due *due;
	size_t n, cap;
	size_t made, there;          /* runs, and such as had been made before */
};

struct settling *settling_new(const char *schedule, enum overlap overlap);
void settling_free(struct settling *settling);

/* with_time: its name has the time, too. */
void settling_make(struct settling *settling, const struct plan *plan, const struct fire *fire, bool is_made_up, bool with_time);
void settling_miss(struct settling *settling, const struct fire *fire, const char *why);

/* writer_run_fn's body. May be run again after a failure: it starts afresh. */
bool settling_run(struct settling *settling, struct ledger *ledger, struct err *err);

#endif
