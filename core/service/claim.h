/*
 * claim: what was taken out of an inbox, and what it is: a request, one with attachments, or nothing that can be read. Blocking, for
 * the thread pool; the state of a claim is nobody else's.
 */
#ifndef SERVICE_CLAIM_H
#define SERVICE_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "ledger/job.h"

struct catalogue;
struct err;
struct inbox;

/* What a name in the inbox says about a file. */
enum intake_kind {
	INTAKE_REQUEST,      /* NAME.json */
	INTAKE_TEMPORARY,    /* an editor's or a writer's: left alone */
	INTAKE_RESERVED,     /* NAME.error.json, NAME.error.txt: the service's own */
	INTAKE_FOREIGN,      /* anything else: refused after a while */
};
enum intake_kind intake_name_kind(const char *name);

/* The request in a folder that is one request with its attachments. */
#define CLAIM_FOLDER_REQUEST "request.json"

struct claim {
	char id[JOB_ID_SIZE];
	char *file;                  /* where it lies: a name in the inbox's claimed */
	char *source;                /* the folder it was taken from; NULL: it lay in claimed from before */
	char *inbox, *folder, *name; /* as the job's; folder begins with the inbox's name */
	int64_t owner;               /* as the job's: of the file, or of the folder that is one request */
	struct buf text;
	struct attachments files;
	char *report, *series;
	enum job_priority priority;
	char *error;                 /* JSON; NULL: it is good */
	bool is_kept;                /* the file itself goes to failed/: it is no request that could be read */
	bool is_new;
	bool is_left;                /* recorded, and somebody's modes keep it in claimed */
	int64_t accepted_ms;
};

struct claim_limits {
	int64_t max_bytes;           /* of a request */
	int64_t max_files, max_folder_bytes;    /* of attachments */
};

/* A claim of what lay at path below inbox; file is taken over. Look at it with claim_examine. */
void claim_init(struct claim *claim, const char *id, const struct inbox *inbox, const char *path, char *file);
void claim_fini(struct claim *claim);

/*
 * Read it, without following anything, and check it: afterwards it is good, or has an error. path: where it lay below the inbox.
 * False for trouble of the machine.
 */
bool claim_examine(struct claim *claim, const char *path, const struct catalogue *catalogue, const struct claim_limits *limits,
                   struct err *err);

/* The same of a folder that a command is given: its request and its attachments (attachments_fini). Nothing is checked. */
bool claim_read_folder(const char *folder, const struct claim_limits *limits, struct buf *text, struct attachments *files,
                       struct err *err);

/* How many bytes it holds. */
size_t claim_bytes(const struct claim *claim);

#endif
