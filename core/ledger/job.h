/* job: the life of a job, as values: its states and events, its attempts, its publication. */
#ifndef LEDGER_JOB_H
#define LEDGER_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

enum job_state {
	JOB_ACCEPTED,      /* recorded and synced; waits for its first attempt */
	JOB_RETRYING,      /* waits for another attempt */
	JOB_RUNNING,       /* an attempt is under way */
	JOB_PUBLISHING,    /* rendered (or, with error set, given up): its files are being put in place */
	JOB_DONE,
	JOB_FAILED,
	JOB_CANCELLED,
	JOB_SKIPPED,       /* nothing to issue: nothing changed, or its run was passed over */
	JOB_QUARANTINED,   /* killed its process too often */
};
#define JOB_STATES 9
#define JOB_STATE_BIT(state) (1u << (state))

enum job_event {
	JOB_ON_START,        /* an attempt begins */
	JOB_ON_FINISH,       /* the attempt has an outcome to be published: a PDF, or an error for good */
	JOB_ON_RETURN,       /* back to the queue */
	JOB_ON_DONE,         /* PDF and record are in the outbox */
	JOB_ON_FAIL,         /* the error files are in failed/ */
	JOB_ON_QUARANTINE,   /* the same, after too many crashes */
	JOB_ON_CANCEL,
	JOB_ON_SKIP,
};
#define JOB_EVENTS 8

enum job_priority { JOB_URGENT, JOB_NORMAL, JOB_BULK };
#define JOB_PRIORITIES 3

/* How an attempt ended. Those from ATTEMPT_ENVIRONMENT on are not the job's doing and not counted. */
enum attempt_outcome {
	ATTEMPT_RUNNING,
	ATTEMPT_OK,
	ATTEMPT_PERMANENT,     /* a bad request, a plugin error: the same again on the same input */
	ATTEMPT_CRASH,
	ATTEMPT_DEADLINE,
	ATTEMPT_MEMORY,
	ATTEMPT_ENVIRONMENT,   /* disk full, no descriptors */
	ATTEMPT_STOPPED,       /* the service stopped, or died */
	ATTEMPT_GAP,           /* to be run again without the section that killed it */
	ATTEMPT_CANCELLED,
};
#define ATTEMPT_OUTCOMES 10
#define ATTEMPT_MAX 3      /* counted attempts, then quarantine */

/* Why a job makes an edition that there is already. */
enum job_reissue {
	REISSUE_NONE,          /* it does not: the number is the next one */
	REISSUE_AGAIN,         /* what was issued is damaged: the same once more */
	REISSUE_CORRECTION,    /* under the same number, as a later revision */
	REISSUE_WITHDRAWAL,    /* a notice in its place */
};
#define JOB_REISSUES 4

struct bytes {
	const char *p;               /* NULL: none */
	size_t len;
};

/* A file that came with a request, in a folder. */
struct attachment {
	const char *job;
	const char *name;            /* below the folder: "photo.jpg", "img/photo.jpg" */
	struct bytes bytes;
};
struct attachments {
	struct attachment *v;        /* sorted by name */
	size_t n;
};
void attachments_fini(struct attachments *attachments);

struct bytes bytes_copy(const char *p, size_t len);    /* on the heap, with a NUL behind */

/* A section as it was last issued, for when it cannot be built (render/keep.h). */
struct kept {
	const char *key;             /* of report, section, parameters, language */
	const char *report, *section;
	const char *as_of;           /* day */
	const char *job;             /* that issued it */
	int64_t issued_ms;
	struct bytes bytes;
};
struct kepts {
	struct kept *v;
	size_t n, cap;
};
void kepts_fini(struct kepts *kepts);

/*
 * A row. Texts are heap strings that the job owns, NULL where there is none
 * (a job that the caller fills for ledger_accept may point at anything and
 * needs no job_fini). Instants are ms since 1970 UTC, 0 for none.
 */
struct job {
	const char *id;              /* see job_id_make; sorts by time */
	enum job_state state;
	enum job_priority priority;
	const char *inbox;           /* which inbox, where there are several */
	const char *folder;          /* below inbox, outbox and failed: "", "desk/asia" */
	const char *name;            /* as dropped, without ".json" */
	int64_t owner;               /* uid of who dropped it, who is told what is wrong with it; 0: root, or nobody did */
	const char *report;
	const char *generation;      /* of the catalogue it is pinned to; set by its first attempt */
	const char *instance;        /* the service that runs it, or ran it last */
	const char *series;          /* edition of what, where it is one */
	int64_t edition;             /* its number, from its claim on; 0 once it ended otherwise than done */
	int64_t revision;            /* of the edition: 0 as first issued, then one more a correction */
	enum job_reissue reissue;
	const char *reason;          /* of a correction or withdrawal, for readers */
	int64_t is_behind;           /* another job of its series is to end first */
	const char *period_from, *period_to;   /* days */
	const char *schedule;        /* that made it */
	int64_t nominal_ms;    /* its instant by the schedule */
	int64_t due_ms;        /* when it was due, after moves and jitter */
	const char *missed;    /* JSON: runs that were missed before it */
	const char *retry_of;        /* the job this one does again */
	const char *output;          /* the name reserved in the outbox, without ".pdf" */
	const char *gaps;            /* JSON: sections to be left out */
	const char *error;           /* JSON, for failed/ and status */
	const char *result;          /* JSON: the result record */
	int64_t attempts;      /* counted ones, the one under way included */
	int64_t accepted_ms, started_ms, ended_ms;
	int64_t not_before_ms; /* retrying: not earlier than this */
	struct bytes request;  /* as dropped; only ledger_claim, _lookup and _find read it, and files */
	struct attachments files;
};

void job_fini(struct job *job);    /* an empty one is fine */

struct jobs {
	struct job *v;
	size_t n;
};
void jobs_fini(struct jobs *jobs);

struct attempt {
	const char *job;
	int64_t number;            /* 1, 2, … uncounted ones too */
	const char *instance;
	int64_t pid;
	enum attempt_outcome outcome;
	int64_t started_ms, ended_ms;
};
struct attempts {
	struct attempt *v;
	size_t n;
};
void attempts_fini(struct attempts *attempts);

/* What of a publication is certain. Each step is journalled when it has happened and is synced. */
enum publish_step {
	PUBLISH_NONE,
	PUBLISH_PLANNED,       /* hash and names are fixed; the temporary file may exist */
	PUBLISH_PDF,           /* the PDF has its name */
	PUBLISH_RECORD,        /* the result record too */
};
#define PUBLISH_STEPS 4

struct publication {
	const char *job;
	enum publish_step step;
	const char *folder, *name;   /* outbox/FOLDER/NAME.pdf */
	const char *temporary;       /* its temporary name in the same folder: once missing, the rename happened */
	const char *sha256;          /* of the PDF */
	int64_t at_ms;
};
void publication_fini(struct publication *publication);

/*
 * The state that event leads to from state, in *next; false where the pair
 * is illegal. The whole table is in job.c.
 */
bool job_next_state(enum job_state state, enum job_event event, enum job_state *next);

bool job_state_is_final(enum job_state state);
bool attempt_is_counted(enum attempt_outcome outcome);

/* "accepted", "running", …; parse is the inverse and false for other words. */
const char *job_state_name(enum job_state state);
const char *job_priority_name(enum job_priority priority);
bool job_priority_parse(const char *name, enum job_priority *priority);
const char *attempt_outcome_name(enum attempt_outcome outcome);
const char *job_reissue_name(enum job_reissue reissue);

/*
 * A fresh id, "20261123210351482-k7m2q9x4": the UTC instant to the
 * millisecond and 40 random bits. Ids sort by time as text.
 */
#define JOB_ID_SIZE 32
bool job_id_make(int64_t now_ms, char out[JOB_ID_SIZE], struct err *err);

#endif
