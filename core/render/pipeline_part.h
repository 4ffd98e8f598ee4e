/* pipeline_part: the state of a job, for the files of pipeline alone: pipeline.c, pipeline_sections.c, pipeline_record.c. */
#ifndef RENDER_PIPELINE_PART_H
#define RENDER_PIPELINE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "doc/node.h"
#include "layout/page.h"
#include "render/attached.h"
#include "render/look.h"
#include "render/manifest.h"
#include "render/pipeline.h"

struct arena;
struct catalogue;
struct costs;
struct host;
struct issue;
struct layout;
struct map;
struct node;

/* The layout's pages, told of as they are made. */
struct told_feed {
	struct page_feed feed;
	struct page_feed *made;
	const struct pipeline_events *events;    /* NULL: nobody listens */
	int page;                    /* the last one made, from 1 */
};

struct pipeline {
	const struct catalogue *catalogue;
	struct arena *arena;         /* of looks and of the job */
	struct host *host;
	struct looks looks;

	/* of the job */
	const struct pipeline_job *job;
	const struct pipeline_events *events;
	struct request request;
	struct arena *parsed;        /* the request as JSON, until sections are built: its data may be most of what a job holds */
	struct doc doc;
	struct doc second;           /* of a bilingual edition: the same in its second language, until both are one */
	int round, rounds;           /* of collect and build: once a language, or twice */
	struct layout *layout;
	struct told_feed pages;
	struct attached attached;    /* what goes with the PDF */
	struct buf reading;          /* as it is heard, where that is asked for */
	struct issue *issue;         /* NULL: it is no edition */
	const char *needless;        /* why none is issued; NULL: one is */
	struct map *gaps;            /* section id -> why, as text */
	struct map *kept;            /* section id -> what stands there as it was last issued */
	struct build *builds[2];     /* by language, as the following */
	struct node **nodes[2];      /* of the sections */
	bool is_kept;                /* its sections may stand in for later ones */
	char now[CLOCK_ISO_SIZE];
	char seed[HASH_HEX];         /* hash of its text */
	struct manifest manifest;
	struct errs warnings;        /* copies, for the record */
	int64_t spent_us[PHASES];    /* CPU */
	struct costs *costs;         /* NULL: not asked for */
	size_t first_change;         /* of the warnings: the first of the layout */
	size_t last_change;
	enum pipeline_phase phase;
	int64_t phase_began_us;
	int64_t finish_us;           /* of PHASE_PAINT, in the pass over Cairo's output */
	int64_t make_us;             /* of PHASE_PAINT, in making pages */
};

size_t pipeline_languages(const struct pipeline *pipeline);          /* 1 or 2 */
struct doc *pipeline_document(struct pipeline *pipeline, size_t language);
bool pipeline_fail(struct errs *errors, const struct err *err);      /* adds it; false */

/* resolve_source_fn, with the pipeline: what a kept section cites may be known to nobody any more but itself. */
bool pipeline_source(void *ctx, const char *key, struct doc_source *source, struct err *why);

/* What follows is accounted to this phase, until the next begins. section: NULL, or the index-th of count. */
void pipeline_begin_phase(struct pipeline *pipeline, enum pipeline_phase phase, const char *section, size_t index, size_t count);

/* pipeline_sections.c: each false with an error. */
void pipeline_skip(struct pipeline *pipeline);                       /* what the job leaves out is a gap from the start */
const char *pipeline_gap(const struct pipeline *pipeline, const char *section);     /* why the section is a gap; NULL: it is none */
bool pipeline_collect(struct pipeline *pipeline, struct errs *errors);
bool pipeline_build(struct pipeline *pipeline, size_t language, struct errs *errors);        /* all but the late sections, which tell of the others, */
bool pipeline_build_late(struct pipeline *pipeline, size_t language, struct errs *errors);   /* and those */
bool pipeline_has_late(const struct pipeline *pipeline);
void pipeline_compare(struct pipeline *pipeline);                    /* what is built, with the edition before */
bool pipeline_correct(struct pipeline *pipeline, struct errs *errors);
void pipeline_set_gaps(struct pipeline *pipeline);

/* pipeline_record.c: the job's part of its result record, appended to *record. */
void pipeline_record(struct pipeline *pipeline, struct buf *record);

#endif
