/* dispatch_part: the seats of dispatch, for its files alone: dispatch.c, ending.c. */
#ifndef SERVICE_DISPATCH_PART_H
#define SERVICE_DISPATCH_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/err.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "ledger/job.h"
#include "ledger/ledger.h"
#include "service/dispatch.h"

struct arena;
struct crashes;
struct pins;
struct berth;
struct pool;
struct slot_end;

enum seat_state {
	SEAT_FREE,
	SEAT_CLAIMING,       /* asks the ledger for a job */
	SEAT_PREPARING,      /* its request is checked */
	SEAT_FETCHING,       /* its sections as last issued and the edition before it, from the ledger */
	SEAT_WAITING,        /* for a slot of its generation */
	SEAT_RUNNING,
	SEAT_RECORDING,      /* how the attempt ended, in the ledger */
};

struct seat {
	struct dispatch *dispatch;
	struct berth *berth;         /* with its slot */
	enum seat_state state;
	uv_work_t work;

	struct job job;
	int64_t next_due_ms;         /* when there was no job */
	struct generation *generation;
	struct arena *arena;
	struct request request;
	struct errs errors, warnings;
	char today[16];
	bool is_good;
	struct kepts kept;           /* sections as last issued */
	struct buf edition;          /* what it is told of its series; empty: it is no edition */
	char *needless;              /* why no edition is issued; NULL: one is */
	int64_t started_ms;
	char phase[24], section[64];
	int index, count;            /* of the section */
	int page;
	int failed_starts;           /* of the slot, while the job waits for it */

	/* The attempt's end, on its way to the ledger. */
	uv_timer_t retry;
	enum attempt_outcome outcome;
	struct buf error, gaps;
	int64_t not_before_ms;
	bool waits_for_plugin;       /* that is paused */
	enum job_state next;
	bool is_exhausted;
};

struct dispatch {
	uv_loop_t *loop;
	struct writer *writer;
	struct publisher *publisher;
	const char *instance;
	struct dispatch_events events;
	struct pool *pool;
	struct generation *generation;
	struct seat **seats;
	size_t n, cap;               /* seats; those from wanted on are to go */
	size_t wanted;
	struct crashes *crashes;     /* of plugins */
	struct pins *pins;
	uv_timer_t due;
	int64_t not_before_ms;
	bool is_stopping;
	bool is_empty;               /* the ledger had nothing, and nothing was added */
};

/* Its job is over, here: the next may have it. */
void seat_freed(struct seat *seat);

/* Its state is another: see to its slot. */
void seat_arrange(struct seat *seat);

/*
 * The attempt ended in outcome, seat->errors say why; section: that ran, "" for none. What follows goes to the ledger: the seat is
 * SEAT_RECORDING until it is there.
 */
void ending_attempt(struct seat *seat, enum attempt_outcome outcome, const char *section);

/* It waits, uncounted, for a plugin that is paused until not_before_ms, and keeps no generation: that is what may mend it. */
void ending_waits(struct seat *seat, int64_t not_before_ms);

/* Say so: waited jobs did. */
void ending_log_pause_over(const char *plugin, size_t waited);

/* By the report's policy it may be issued without the section. */
bool ending_may_leave_out(const struct seat *seat, const char *section);

/* The job is run again without the section, and no attempt is counted. */
void ending_leave_out(struct seat *seat, const char *section);

/* The section is left out already. */
bool ending_is_gap(const struct seat *seat, const char *section);

/* What it made goes to the publisher, or, where no edition is issued, the reason to the ledger. */
void ending_publish(struct seat *seat, struct slot_end *end);
void ending_skip(struct seat *seat, const char *reason);

#endif
