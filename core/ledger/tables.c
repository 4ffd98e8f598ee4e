/* tables: see tables.h. A column's name here is its name in the file. */
#include "ledger/tables.h"

#include "base/mem.h"
#include "ledger/ledger.h"

#define INT(type, field)         { #field, COLUMN_INT, offsetof(struct type, field), NULL, 0 }
#define ENUM(type, field, names) { #field, COLUMN_ENUM, offsetof(struct type, field), names, sizeof(names) / sizeof(*(names)) }
#define TEXT(type, field)        { #field, COLUMN_TEXT, offsetof(struct type, field), NULL, 0 }
#define BYTES(type, field)       { #field, COLUMN_BYTES, offsetof(struct type, field), NULL, 0 }

#define TABLE(sql, type, cols, keys) { \
	.name = (sql), .row_size = sizeof(struct type), .columns = (cols), \
	.column_count = sizeof(cols) / sizeof(*(cols)), .key_count = (keys) }

_Static_assert(sizeof(enum job_state) == sizeof(int), "rows.c reads enums as int");

/* Without the request, which has a table of its own: a change of state must not write it again. */
static const struct column jobs[] = {
	TEXT(job, id),
	ENUM(job, state, job_state_names),
	ENUM(job, priority, job_priority_names),
	TEXT(job, inbox),
	TEXT(job, folder),
	TEXT(job, name),
	INT(job, owner),
	TEXT(job, report),
	TEXT(job, generation),
	TEXT(job, instance),
	TEXT(job, series),
	INT(job, edition),
	INT(job, revision),
	ENUM(job, reissue, job_reissue_names),
	TEXT(job, reason),
	INT(job, is_behind),
	TEXT(job, period_from),
	TEXT(job, period_to),
	TEXT(job, schedule),
	INT(job, nominal_ms),
	INT(job, due_ms),
	TEXT(job, missed),
	TEXT(job, retry_of),
	TEXT(job, output),
	TEXT(job, gaps),
	TEXT(job, error),
	TEXT(job, result),
	INT(job, attempts),
	INT(job, accepted_ms),
	INT(job, started_ms),
	INT(job, ended_ms),
	INT(job, not_before_ms),
};
const struct table table_jobs = TABLE("jobs", job, jobs, 1);

static const struct column requests[] = {
	TEXT(request_row, job),
	BYTES(request_row, bytes),
};
const struct table table_requests = TABLE("requests", request_row, requests, 1);

static const struct column attachments[] = {
	TEXT(attachment, job),
	TEXT(attachment, name),
	BYTES(attachment, bytes),
};
const struct table table_attachments = TABLE("attachments", attachment, attachments, 2);

static const struct column attempts[] = {
	TEXT(attempt, job),
	INT(attempt, number),
	TEXT(attempt, instance),
	INT(attempt, pid),
	ENUM(attempt, outcome, attempt_outcome_names),
	INT(attempt, started_ms),
	INT(attempt, ended_ms),
};
const struct table table_attempts = TABLE("attempts", attempt, attempts, 2);

static const struct column names[] = {
	TEXT(name_row, place),
	TEXT(name_row, folder),
	TEXT(name_row, name),
	TEXT(name_row, job),
};
const struct table table_names = TABLE("names", name_row, names, 3);

static const struct column numbers[] = {
	TEXT(number_row, place),
	TEXT(number_row, folder),
	TEXT(number_row, base),
	INT(number_row, next),
};
const struct table table_numbers = TABLE("numbers", number_row, numbers, 3);

static const struct column publications[] = {
	TEXT(publication, job),
	ENUM(publication, step, publish_step_names),
	TEXT(publication, folder),
	TEXT(publication, name),
	TEXT(publication, temporary),
	TEXT(publication, sha256),
	INT(publication, at_ms),
};
const struct table table_publications = TABLE("publications", publication, publications, 1);

static const struct column schedules[] = {
	TEXT(schedule_state, name),
	INT(schedule_state, is_paused),
	INT(schedule_state, last_nominal_ms),
	TEXT(schedule_state, last_job),
	INT(schedule_state, settled_ms),
	INT(schedule_state, late_ms),
	TEXT(schedule_state, rule),
	INT(schedule_state, is_off),
};
const struct table table_schedules = TABLE("schedules", schedule_state, schedules, 1);

static const struct column missed[] = {
	TEXT(missed, schedule),
	INT(missed, first_ms),
	INT(missed, last_ms),
	INT(missed, runs),
	TEXT(missed, why),
	INT(missed, at_ms),
	TEXT(missed, job),
};
const struct table table_missed = TABLE("missed", missed, missed, 2);

static const struct column runs[] = {
	TEXT(run_row, schedule),
	INT(run_row, nominal_ms),
	TEXT(run_row, job),
	TEXT(run_row, note),
	INT(run_row, at_ms),
};
const struct table table_runs = TABLE("runs", run_row, runs, 2);

/* Without the dump, which has a table of its own: who lists editions need not read what they said. */
static const struct column editions[] = {
	TEXT(edition, series),
	INT(edition, number),
	INT(edition, revision),
	TEXT(edition, job),
	TEXT(edition, report),
	TEXT(edition, title),
	TEXT(edition, language),
	TEXT(edition, period_from),
	TEXT(edition, period_to),
	TEXT(edition, as_of),
	TEXT(edition, folder),
	TEXT(edition, name),
	TEXT(edition, sha256),
	TEXT(edition, reason),
	INT(edition, issued_ms),
	INT(edition, withdrawn_ms),
	TEXT(edition, withdrawn_why),
};
const struct table table_editions = TABLE("editions", edition, editions, 3);

static const struct column dumps[] = {
	TEXT(dump_row, series),
	INT(dump_row, number),
	INT(dump_row, revision),
	BYTES(dump_row, bytes),
};
const struct table table_dumps = TABLE("dumps", dump_row, dumps, 3);

void job_fini(struct job *job) {
	mem_free((char *)job->request.p);
	attachments_fini(&job->files);
	row_fini(&table_jobs, job);
}

void jobs_fini(struct jobs *list) {
	for (size_t i = 0; i < list->n; i++) {
		job_fini(&list->v[i]);
	}
	mem_free(list->v);
	*list = (struct jobs){ NULL, 0 };
}

static const struct column kept[] = {
	TEXT(kept, key),
	TEXT(kept, report),
	TEXT(kept, section),
	TEXT(kept, as_of),
	TEXT(kept, job),
	INT(kept, issued_ms),
	BYTES(kept, bytes),
};
const struct table table_kept = TABLE("kept", kept, kept, 1);

static const struct column deliveries[] = {
	TEXT(delivery, id),
	ENUM(delivery, state, delivery_state_names),
	TEXT(delivery, target),
	TEXT(delivery, event),
	TEXT(delivery, job),
	TEXT(delivery, instance),
	TEXT(delivery, place),
	TEXT(delivery, error),
	INT(delivery, attempts),
	INT(delivery, doubts),
	INT(delivery, created_ms),
	INT(delivery, not_before_ms),
	INT(delivery, ended_ms),
};
const struct table table_deliveries = TABLE("deliveries", delivery, deliveries, 1);

const struct table *const tables_all[TABLES] = {
	&table_jobs, &table_requests, &table_attachments, &table_attempts, &table_names, &table_numbers, &table_publications,
	&table_schedules, &table_missed, &table_runs, &table_editions, &table_dumps, &table_kept, &table_deliveries,
};

void kepts_fini(struct kepts *list) {
	rows_release(&table_kept, list->v, list->n);
	*list = (struct kepts){ NULL, 0, 0 };
}

void attachments_fini(struct attachments *list) {
	rows_release(&table_attachments, list->v, list->n);
	*list = (struct attachments){ NULL, 0 };
}

void attempts_fini(struct attempts *list) {
	rows_release(&table_attempts, list->v, list->n);
	*list = (struct attempts){ NULL, 0 };
}

void publication_fini(struct publication *publication) {
	row_fini(&table_publications, publication);
}

void schedule_state_fini(struct schedule_state *schedule) {
	row_fini(&table_schedules, schedule);
}

void edition_fini(struct edition *edition) {
	mem_free((char *)edition->dump.p);
	row_fini(&table_editions, edition);
}

void editions_fini(struct editions *list) {
	for (size_t i = 0; i < list->n; i++) {
		edition_fini(&list->v[i]);
	}
	mem_free(list->v);
	*list = (struct editions){ NULL, 0 };
}
