/* worker: the role "worker": a warm slot that forks one child a job; and the same child for `sitrep render`. */
#ifndef RENDER_WORKER_H
#define RENDER_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalogue;
struct err;
struct errs;
struct request_limits;

/*
 * `sitrep worker`: read the catalogue's JSON from descriptor 4 (a file, from its start), get warm, speak the control
 * channel on descriptor 3 until it closes. kept as in pipeline.h. Returns the exit status.
 */
int worker_main(const char *kept);

/* What getting warm begins with, whatever the catalogue says: to be done while that is waited for. */
void worker_prepare(void);

/* What `sitrep render` is told while it waits. */
struct worker_progress {
	void (*on_phase)(void *ctx, const char *phase, const char *section, int index, int count);
	void (*on_page)(void *ctx, int page);
	bool (*goes_on)(void *ctx);          /* asked some ten times a second; false ends the job, whose only error it is then */
	bool (*on_image)(void *ctx, int page, const void *png, size_t len, struct err *err);     /* false with *err ends the job */
	void *ctx;
};

/* A case of a plugin's tests; its file was read. */
struct worker_trial {
	const char *plugin;
	const char *path, *text;
	size_t len, index;           /* which of its cases, from 0 */
};

struct worker_job {
	const char *id, *name;       /* name: of the request file, without ".json" */
	const char *text;            /* the request's bytes */
	size_t len;
	int64_t accepted_ms;
	const char *today;           /* YYYY-MM-DD in the configured zone */
	const char *report;          /* the report it asks for; NULL where not known: everything is made warm */
	const char *template;        /* in which it is set; NULL: its report's */
	const struct wire_file *files;       /* that came with the request */
	size_t file_count;
	const struct json *skip;     /* section ids that are left out, or set as last issued: an array; NULL: none */
	const struct wire_file *kept;        /* sections as last issued (keep.h); name: NULL */
	size_t kept_count;
	const struct wire_file *edition;     /* what it is told of its series; NULL: it is no edition */
	bool explain;                /* the record gets an "explain": see pipeline.h */
	const struct worker_trial *trial;    /* a test: see pipeline.h; NULL: none */
	int image_dpi;               /* pages are handed to on_image, and there is no PDF and no record; 0: a PDF */
	const struct request_limits *limits;     /* its report's; NULL: the config's */
};

/* A warm process that can render jobs one after the other, each in a child of its own: what a service's slot is. */
struct worker_slot;

/*
 * Get warm for a report (NULL: for all) in a template (NULL: the report's, or all). The catalogue must outlive the slot, which
 * the caller owns. former: one that will be closed, whose fonts and shaped words are taken over where they are the same; NULL: none.
 * NULL with *err.
 */
struct worker_slot *worker_open(struct catalogue *catalogue, const char *report, const char *template, struct worker_slot *former,
                                struct err *err);
void worker_close(struct worker_slot *slot);     /* NULL is fine */

/* Shape the words that jobs are likely to say, once: some tenths of a second, for a time when nobody waits. */
void worker_warm(struct worker_slot *slot);

/*
 * Render one job in a confined child of this process, with its deadlines. *pdf gets the file, *record the child's part of
 * the result record (JSON). False with *errors when it failed.
 */
bool worker_run(struct worker_slot *slot, const struct worker_job *job, const struct worker_progress *progress,
                struct buf *pdf, struct buf *record, struct errs *errors, struct errs *warnings);

/* The same with a slot for this job alone. */
bool worker_render(struct catalogue *catalogue, const struct worker_job *job, const struct worker_progress *progress,
                   struct buf *pdf, struct buf *record, struct errs *errors, struct errs *warnings);

#endif
