/*
 * pipeline: one request in, one PDF out: check, collect, build, resolve, layout, paint. What is slow to
 * get (fonts, words, data, sources) is got once, by pipeline_new; what comes after opens no file.
 */
#ifndef RENDER_PIPELINE_H
#define RENDER_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalogue;
struct doc;
struct err;
struct errs;
struct host_trial;
struct page_feed;
struct pipeline;

/*
 * Get warm for every report of the catalogue, or for one only (report; NULL: all) in one template (NULL: the report's own, or
 * all). Runs no plugin code. The catalogue must outlive the result, which the caller owns.
 *
 * kept: a folder that holds the plugins' files as the catalogue means them, a folder a plugin; NULL: they are read
 * where they stand. Messages name them as they stand.
 *
 * former: one that is at its end, whose fonts are taken out of it where they are the same (look.h); NULL: none.
 */
struct pipeline *pipeline_new(const struct catalogue *catalogue, const char *kept, const char *report, const char *template,
                              struct pipeline *former, struct err *err);
void pipeline_free(struct pipeline *pipeline);       /* NULL is fine */

/* Shape what most documents say; one for all reports has done it. */
void pipeline_warm(struct pipeline *pipeline);

/* Of a pipeline for one report, before a child is forked, and after: what it is made of is hashed meanwhile (look.h). */
void pipeline_share(const struct pipeline *pipeline);
void pipeline_hash(const struct pipeline *pipeline);

struct pipeline_job {
	const char *id, *name;       /* name: of the request file, without ".json" */
	const char *text;            /* the request's bytes: not looked at any more once pipeline_set has ended */
	size_t len;
	int64_t accepted_ms;
	const char *today;           /* YYYY-MM-DD in the configured zone */
	bool explain;                /* see pipeline_paint */
	const struct host_attachment *files;     /* that came with the request */
	size_t file_count;
	const char *const *skip;     /* section ids that are set as gaps, or as last issued; NULL-terminated, may be NULL */
	const struct json *edition;  /* which it is, and what was before: WIRE_EDITION; NULL: none */
	const struct json *const *kept;      /* sections as last issued: keep.h */
	size_t kept_count;
	const struct host_trial *trial;      /* a test whose check is run at the end: the record gets its "trial" (trial.h); NULL: none */
};

/*
 * In order; collect and build come once a section, of a bilingual edition twice, with its instance id, index (from
 * 0) and count of all.
 */
enum pipeline_phase {
	PHASE_CHECK, PHASE_COLLECT, PHASE_BUILD, PHASE_RESOLVE, PHASE_LAYOUT, PHASE_PAINT,
	PHASES
};
const char *pipeline_phase_name(enum pipeline_phase phase);

struct pipeline_events {
	void (*on_phase)(void *ctx, enum pipeline_phase phase, const char *section, int index, int count);
	void (*on_page)(void *ctx, int page);
	void *ctx;
};

/*
 * The two halves of a job, each once for each pipeline (its state is used up: fork, or make another). pipeline_set
 * ends where all is decided; its pages, which are the pipeline's, are made one by one while they are painted. pipeline_paint adds the PDF to *pdf and the job's part of the
 * result record (a JSON object) to *record; with job.explain also "explain": why each page ended where it did, what the layout had to
 * change, what each section took. False with *errors; warnings may be filled either way. events may be NULL.
 */
struct page_feed *pipeline_set(struct pipeline *pipeline, const struct pipeline_job *job,
                               const struct pipeline_events *events, struct errs *errors, struct errs *warnings);
/* Why pipeline_set ended without pages and without errors: an edition that is wanted only where something changed. NULL: it did not. */
const char *pipeline_needless(const struct pipeline *pipeline);
/* Append what is kept of an edition to compare the next one with (issue.h), once it is painted; false where it is none. */
bool pipeline_dump(const struct pipeline *pipeline, struct buf *out);
const struct doc *pipeline_doc(const struct pipeline *pipeline);   /* as pipeline_set resolved it */
bool pipeline_paint(struct pipeline *pipeline, struct buf *pdf, struct buf *record, struct errs *errors);

/*
 * How many sections there are, and the i-th as later jobs may be given it (keep.h), appended; false where it is
 * not to be kept.
 */
const char *pipeline_section_id(const struct pipeline *pipeline, size_t i);
size_t pipeline_section_count(const struct pipeline *pipeline);
bool pipeline_keep(struct pipeline *pipeline, size_t i, struct buf *out);

#endif
