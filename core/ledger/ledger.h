/*
 * ledger: jobs, attempts, names, publications, schedules and editions, durably; see README.md here.
 *
 * A ledger is used by one thread at a time. Every call is one transaction
 * that is synced when it returns, unless it stands between ledger_begin and
 * ledger_commit: then nothing is certain before the commit, and what waits
 * for certainty (unlinking the claimed file, telling a requester) has to wait
 * for it. A call that fails leaves nothing behind, inside a batch too.
 *
 * Errors: ERR_SYSTEM the disk or the file refused (try again, but after a
 * failed sync only in a new process); ERR_INPUT an unknown job or a step its
 * state does not allow. Instants are ms since 1970 UTC.
 */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/job.h"

struct buf;
struct err;
struct ledger;

/*
 * Open the ledger at path, making it where it lacks and bringing an older
 * one up to date. ERR_INPUT for a damaged file, another program's, or one of
 * a newer Sitrep. The caller owns the result; release it with ledger_free().
 */
struct ledger *ledger_open(const char *path, struct err *err);
struct ledger *ledger_open_reader(const char *path, struct err *err);     /* that is there, to look into, also while a service uses it */
struct ledger *ledger_open_memory(void);    /* gone with the process: what the file's ledger is held against in tests */
void ledger_free(struct ledger *ledger);    /* NULL is fine; an open batch is dropped */

/*
 * Copy the ledger at path, also while a service uses it, to the file `to`, which is whole or as it was: what was recorded when the
 * copy began, as a ledger of its own. ERR_INPUT where that is the ledger itself, or no regular file.
 */
bool ledger_backup(const char *path, const char *to, struct err *err);

/*
 * What is wrong with the file itself, a line each, in *damage: nothing where it is whole. May be asked while a service uses it. False where
 * it cannot be opened at all.
 */
bool ledger_inspect(const char *path, struct buf *damage, struct err *err);

/* Read what can be read of a damaged ledger into a new one at `to`, where there must be no file. Nobody may use either meanwhile. */
struct ledger_saved {
	size_t rows;
	bool is_whole;             /* no row was lost */
};
bool ledger_salvage(const char *path, const char *to, struct ledger_saved *saved, struct err *err);

/* Group commit: one sync for all between. After a failed commit the batch is gone, as after a rollback. */
bool ledger_begin(struct ledger *ledger, struct err *err);
bool ledger_commit(struct ledger *ledger, struct err *err);
void ledger_rollback(struct ledger *ledger);

/*
 * Record a job as accepted, with its request. id, name and accepted_ms must
 * be set; state and attempts are not read. With error set it is refused at
 * once: publishing, for failed/, by the instance named in it. Where the id is there already
 * nothing changes and *is_new is false: recovery may ask as often as it likes.
 */
bool ledger_accept(struct ledger *ledger, const struct job *job, bool *is_new, struct err *err);

/* Who runs an attempt. */
struct claimant {
	const char *instance;      /* of the service: one id a start */
	const char *generation;    /* of the catalogue; a job that has one keeps it */
	int64_t pid;               /* of the service: whose attempts these are */
	int64_t now_ms;
};

/*
 * Mark the next waiting job as running, count the attempt, and describe the
 * job in *job, which the caller must job_fini(). job->id is NULL when nothing
 * is due. Urgent goes before normal before bulk, the oldest first; but of
 * every eight claims one looks first for a normal job and one for a bulk job,
 * so that none starves.
 */
bool ledger_claim(struct ledger *ledger, const struct claimant *who, struct job *job, struct err *err);

/* When the next waiting job is due (it may be in the past), in *at_ms; INT64_MAX when none waits. */
bool ledger_next_due(struct ledger *ledger, int64_t *at_ms, struct err *err);

/* How the attempt under way ended. */
struct attempt_end {
	enum attempt_outcome outcome;
	const char *error;         /* JSON; kept in the job. Must be set for ATTEMPT_PERMANENT */
	const char *gaps;          /* JSON, ATTEMPT_GAP: the sections to leave out from now on */
	int64_t now_ms;
	int64_t not_before_ms;     /* if it is to be tried again */
};

/*
 * End the attempt of a running job. *state tells what is next:
 *   JOB_PUBLISHING  ok: publish the PDF, then ledger_end(JOB_DONE);
 *                   permanent, or the third crash, deadline or memory: publish job.error in
 *                   failed/, then ledger_end(JOB_FAILED or JOB_QUARANTINED)
 *   JOB_RETRYING    it is claimed again when not_before_ms has come
 *   JOB_CANCELLED   for ATTEMPT_CANCELLED
 * *is_exhausted (may be NULL): it is to be quarantined.
 */
bool ledger_end_attempt(struct ledger *ledger, const char *id, const struct attempt_end *end, enum job_state *state,
                        bool *is_exhausted, struct err *err);

/* Where files are named. */
enum ledger_place { LEDGER_OUTBOX, LEDGER_FAILED };
const char *ledger_place_name(enum ledger_place place);    /* "outbox", "failed" */

/*
 * Reserve a name for the job's files in FOLDER of place: base, or base-2,
 * base-3 … where it is taken. Asking again gives the same name. With replace
 * the job takes base over from whoever has it. The name is added to *name.
 */
bool ledger_reserve(struct ledger *ledger, const char *id, enum ledger_place place, const char *folder,
                    const char *base, bool replace, struct buf *name, struct err *err);

/* The reserved name turned out to be taken by a file that is not Sitrep's: reserve the next one instead. */
bool ledger_reserve_other(struct ledger *ledger, const char *id, enum ledger_place place, const char *folder,
                          const char *base, struct buf *name, struct err *err);

/* Journal a step of the publication of a publishing job; steps only go forward. publication->job is not read. */
bool ledger_journal(struct ledger *ledger, const char *id, const struct publication *publication, struct err *err);

/* What is journalled, in *publication (publication_fini); step is PUBLISH_NONE where nothing is. */
bool ledger_publication(struct ledger *ledger, const char *id, struct publication *publication, struct err *err);

/*
 * End the job: final is JOB_DONE (json: its result record), JOB_FAILED or
 * JOB_QUARANTINED (json: the error; NULL keeps the one it has), JOB_CANCELLED
 * or JOB_SKIPPED (json: why). What it had reserved in the outbox is free again
 * unless it is done. Only cancelling and skipping may interrupt an attempt, which ends with it.
 */
bool ledger_end(struct ledger *ledger, const char *id, enum job_state final, const char *json, int64_t now_ms,
                struct err *err);

/* A publishing job whose PDF is lost goes back to the queue; no attempt is counted for it. */
bool ledger_requeue(struct ledger *ledger, const char *id, int64_t not_before_ms, struct err *err);

/*
 * At start, with the lock of the spool held: every attempt of another
 * instance is ended as stopped (uncounted) and its job is waiting again: they are
 * listed in *stopped, unless that is NULL. Jobs that were being published are
 * listed in *publishing and now belong to instance: finish or requeue each. Both
 * are the caller's (jobs_fini), and empty where it fails.
 */
bool ledger_recover(struct ledger *ledger, const char *instance, int64_t now_ms, struct jobs *stopped,
                    struct jobs *publishing, struct err *err);

/* The job of that id, in *job (job_fini); ERR_INPUT when there is none. */
bool ledger_lookup(struct ledger *ledger, const char *id, struct job *job, struct err *err);

/* The job a person means: an id, the unique beginning of one, what follows its '-', or the newest of that name. */
bool ledger_find(struct ledger *ledger, const char *text, struct job *job, struct err *err);

/* The job that issued the PDF of this hash (its bytes, in hex), in *job (job_fini); job->id is NULL where none did. */
bool ledger_issued(struct ledger *ledger, const char *sha256, struct job *job, struct err *err);

struct job_filter {
	unsigned states;           /* JOB_STATE_BITs; 0: all */
	const char *schedule;      /* NULL: any */
	const char *series;
	bool is_scheduled;         /* those of schedules only */
	bool newest_first;
	size_t limit;              /* 0: all */
};
bool ledger_list(struct ledger *ledger, const struct job_filter *filter, struct jobs *jobs, struct err *err);
bool ledger_counts(struct ledger *ledger, int64_t counts[JOB_STATES], struct err *err);
bool ledger_attempts(struct ledger *ledger, const char *id, struct attempts *attempts, struct err *err);

/*
 * Do an ended job that is not done again, as a new accepted one of id new_id
 * that is linked to it. A schedule's run stays that run's.
 */
bool ledger_retry(struct ledger *ledger, const char *id, const char *new_id, int64_t now_ms, struct err *err);

/* Files that a job has in a place, under the name it has reserved there. */
struct held_file {
	char *job;
	char *folder, *name;
	int64_t ended_ms;
	char *sha256;              /* of the PDF as issued; NULL where none was */
};
struct held {
	struct held_file *v;
	size_t n;
};
void held_fini(struct held *held);

/* Of the limit (0: of all) oldest names that jobs have in place, those whose jobs have ended; in *held (held_fini). */
bool ledger_held(struct ledger *ledger, enum ledger_place place, size_t limit, struct held *held, struct err *err);

/* The job's files in place were removed: its name is free again. */
bool ledger_let_go(struct ledger *ledger, enum ledger_place place, const char *id, struct err *err);

/*
 * Remove jobs that ended before an instant, with all that is known of them, the oldest first; *n: how many, at most limit. Those that
 * issued an edition stay, and those that somebody is still to be told of. And sections that were issued last before it.
 */
bool ledger_forget(struct ledger *ledger, int64_t before_ms, size_t limit, size_t *n, struct err *err);

/*
 * Let go of editions that were issued before an instant (INT64_MIN: whenever), or are not among the newest count of their series (0: all are): of what
 * they say, and of the jobs that issued them, so that they can be compared and corrected no more; that they were issued is remembered. Never of the newest of a
 * series, nor of one that an edition which is kept is compared with, nor of what somebody is still to be told of. *n: how many jobs, at most limit.
 */
bool ledger_forget_editions(struct ledger *ledger, int64_t before_ms, int64_t count, size_t limit, size_t *n, struct err *err);

/*
 * Do a job that is done again, under the same name, because what was issued is damaged: a new accepted job of id new_id that is linked to
 * it. The old one's name in the outbox is free again.
 */
bool ledger_redo(struct ledger *ledger, const char *id, const char *new_id, int64_t now_ms, struct err *err);

/* Keep a section as it is issued, in place of one of the same key that is not of a later day. kept is not changed. */
bool ledger_keep(struct ledger *ledger, const struct kept *kept, struct err *err);

/* Add what is kept under key to *kepts (kepts_fini), if anything is. */
bool ledger_kept(struct ledger *ledger, const char *key, struct kepts *kepts, struct err *err);

/* A schedule as the ledger knows it; one it never saw is all zero but for its name. */
struct schedule_state {
	const char *name;
	int64_t is_paused;
	int64_t last_nominal_ms;   /* the latest instant of which a run was made */
	const char *last_job;      /* the latest run's */
	int64_t settled_ms;        /* what was due until then is settled: a run was made, or it was missed */
	int64_t late_ms;           /* how late the latest run was made */
	const char *rule;          /* when it fires, in words; "": not known, as an older version wrote it */
	int64_t is_off;            /* it is in the configuration no more, or switched off */
};
void schedule_state_fini(struct schedule_state *schedule);
bool ledger_schedule(struct ledger *ledger, const char *name, struct schedule_state *schedule, struct err *err);
bool ledger_schedule_pause(struct ledger *ledger, const char *name, bool is_paused, struct err *err);
bool ledger_schedule_settle(struct ledger *ledger, const char *name, int64_t settled_ms, struct err *err);

/*
 * The schedule is in use with this rule, and is described in *schedule (schedule_state_fini). *begins: it counts from now on, because it is
 * new, was off, or had another rule; what an other rule left unsettled is of no meaning.
 */
bool ledger_schedule_begin(struct ledger *ledger, const char *name, const char *rule, int64_t now_ms, struct schedule_state *schedule,
                           bool *begins, struct err *err);

/*
 * The clock was set back to now_ms: what is settled ahead of it is not, and what was missed there and not told yet was not missed. A stretch
 * that begins before now and ends after it is to be settled again from its beginning: in *settled_ms.
 */
bool ledger_schedule_unsettle(struct ledger *ledger, const char *name, int64_t now_ms, int64_t *settled_ms, struct err *err);

/* Those that are not on are off from now. */
bool ledger_schedules_off(struct ledger *ledger, bool (*is_on)(void *ctx, const char *name), void *ctx, struct err *err);

/* Instants of a schedule at which no run was made, one after the other, for one reason. */
struct missed {
	const char *schedule;
	int64_t first_ms, last_ms;
	int64_t runs;
	const char *why;
	int64_t at_ms;             /* when it was noted */
	const char *job;           /* whose result tells of it; "": none yet */
};
struct missed_list {
	struct missed *v;
	size_t n;
};
void missed_list_fini(struct missed_list *list);

/* Note it, as one with the stretch before it where that has the same reason and is not told. missed->job is not read. */
bool ledger_miss(struct ledger *ledger, const struct missed *missed, struct err *err);

/* What no result tells yet, of one schedule or (NULL) of all, in *list (missed_list_fini). */
bool ledger_missed(struct ledger *ledger, const char *schedule, struct missed_list *list, struct err *err);

/* An instant of a schedule. */
struct run {
	const char *schedule;
	int64_t nominal_ms;        /* with the schedule's name, whose it is */
	int64_t due_ms;            /* after moves and jitter */
	int64_t late_ms;
	bool is_backfill;          /* of the past, asked for */
};

/*
 * Create the run by accepting job, whose schedule, instants and missed are set from here. At most once ever for each schedule and
 * nominal instant: *is_new is false, and nothing changes, where the run is there.
 */
bool ledger_run(struct ledger *ledger, const struct run *run, const struct job *job, int64_t now_ms, bool *is_new, struct err *err);

/*
 * The nominal instants after after_ms of which runs were made, in order: in *v (heap), *n of them. There are some ahead of a clock that was
 * set back.
 */
bool ledger_runs_ahead(struct ledger *ledger, const char *schedule, int64_t after_ms, int64_t **v, size_t *n, struct err *err);

/* Was that run made of the past, because somebody asked? */
bool ledger_run_is_backfill(struct ledger *ledger, const char *schedule, int64_t nominal_ms, bool *is_backfill, struct err *err);

/* *is_there is false where the job is forgotten. */
bool ledger_job_state(struct ledger *ledger, const char *id, enum job_state *state, bool *is_there, struct err *err);

/* An edition of a series: as first issued (revision 0), or as corrected. See README.md, "Editions". */
struct edition {
	const char *series;
	int64_t number, revision;
	const char *job;             /* that issued it */
	const char *report, *title, *language;
	const char *period_from, *period_to, *as_of;    /* days */
	const char *folder, *name;   /* outbox/FOLDER/NAME.pdf */
	const char *sha256;          /* of the PDF */
	const char *reason;          /* of a correction; NULL: not told, or none */
	int64_t issued_ms;           /* 0: its files have no names yet */
	int64_t withdrawn_ms;        /* 0: it was not */
	const char *withdrawn_why;
	struct bytes dump;           /* JSON of render/issue.h: its blocks and findings */
};
struct editions {
	struct edition *v;
	size_t n;
};
void edition_fini(struct edition *edition);
void editions_fini(struct editions *editions);

/*
 * What a job that is being published is about to issue, in the transaction that journals it. Its series, number
 * and revision are the job's; job, folder, name, sha256 and the times are not read. The end of the job makes it issued, or
 * takes it away.
 */
bool ledger_edition_plan(struct ledger *ledger, const char *job, const struct edition *edition, struct err *err);

/*
 * The edition of that number (0: the latest) as last corrected, in *edition (edition_fini), with its dump; series is NULL where
 * there is none.
 */
bool ledger_edition(struct ledger *ledger, const char *series, int64_t number, struct edition *edition, struct err *err);

/*
 * The one before another of that number and day, in the same way: of those with a smaller number that were not withdrawn the one of the latest day that is not later
 * than as_of, the last of them where there are several. And that number at that revision.
 */
bool ledger_edition_before(struct ledger *ledger, const char *series, int64_t number, const char *as_of, struct edition *edition, struct err *err);
bool ledger_edition_at(struct ledger *ledger, const char *series, int64_t number, int64_t revision, struct edition *edition,
                       struct err *err);

/* What was issued, of a series (NULL: of all), by series, number and revision, without dumps; in *editions (editions_fini). */
bool ledger_editions(struct ledger *ledger, const char *series, struct editions *editions, struct err *err);

/*
 * Accept a job that issues an edition again: its series, edition, reissue (a correction or withdrawal), reason, id, name,
 * folder and request are set by the caller, the revision here. ERR_INPUT where there is no such edition, it was
 * withdrawn, or another such job of it is not over.
 */
bool ledger_reissue(struct ledger *ledger, const struct job *job, struct err *err);

#endif
