/* tables: the ledger's tables, described for rows.h. The SQL that makes them is in sqlite.c, the reasons in README.md. */
#ifndef LEDGER_TABLES_H
#define LEDGER_TABLES_H

#include <stdint.h>

#include "ledger/delivery.h"
#include "ledger/job.h"
#include "ledger/rows.h"

/* Rows that only the ledger itself sees. */
struct request_row {
	const char *job;
	struct bytes bytes;
};
struct name_row {
	const char *place, *folder, *name;    /* a file NAME.* in PLACE/FOLDER */
	const char *job;
};
struct number_row {
	const char *place, *folder, *base;
	int64_t next;                   /* the number to try after BASE-(next - 1) */
};
struct dump_row {
	const char *series;
	int64_t number, revision;
	struct bytes bytes;
};
struct run_row {
	const char *schedule;
	int64_t nominal_ms;
	const char *job;                      /* NULL: none was made, for the reason in note */
	const char *note;
	int64_t at_ms;
};

extern const char *const job_state_names[JOB_STATES], *const job_priority_names[JOB_PRIORITIES],
	*const attempt_outcome_names[ATTEMPT_OUTCOMES], *const publish_step_names[PUBLISH_STEPS],
	*const delivery_state_names[DELIVERY_STATES], *const job_reissue_names[JOB_REISSUES];

extern const struct table table_jobs, table_requests, table_attempts, table_names, table_numbers,
	table_publications, table_schedules, table_missed, table_runs, table_editions, table_dumps, table_attachments, table_kept, table_deliveries;

/* All of them; those that others refer to come first. */
#define TABLES 14
extern const struct table *const tables_all[TABLES];

#endif
