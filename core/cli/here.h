/* here: one request, rendered by this process and its confined child; what `sitrep render` and `sitrep watch` do once. */
#ifndef CLI_HERE_H
#define CLI_HERE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "cli/input.h"

struct arena;
struct catalogue;
struct worker_slot;

struct here {
	struct arena *arena;
	struct catalogue *catalogue;
	const char *path, *name;     /* of the request, as given, and as what comes of it is called */
	bool (*goes_on)(void *ctx);  /* see render/worker.h; NULL: it does, to its end */
	void *goes_on_ctx;
	bool explain;                /* the record gets an "explain": see render/pipeline.h */
	struct input input;
	bool is_read;                /* the input is there */
	struct err unread;           /* why it is not */
	struct request request;      /* report, template, output_name and limits: no more of it is kept */
	struct buf pdf, record;
	struct errs errors, warnings;
};

/* The catalogue stays the caller's, and must outlive it (NULL: here_use brings one); here_fini is due either way. */
void here_init(struct here *here, struct catalogue *catalogue, const char *path);
void here_fini(struct here *here);

/*
 * Which report and template the request wants, as far as can be told before there is a catalogue, so that no more has to be
 * loaded than these need; NULL where it cannot. Whether it says so rightly is not looked at.
 */
void here_guess(struct here *here, const char **report, const char **template);

/* From now on this catalogue; what was said against the request by another is forgotten. */
void here_use(struct here *here, struct catalogue *catalogue);

/* Read the request and check it. False with errors. */
bool here_read(struct here *here);

/* Render what was read, in a slot that is warm for it (NULL: one of its own). False with errors; warnings either way. */
bool here_render(struct here *here, struct worker_slot *slot);

/* In place of a PDF, each page as a PNG: DIR/page-001.png and on; what is there and the same is left alone, what is beyond the last page goes. */
bool here_images(struct here *here, struct worker_slot *slot, const char *dir, int dpi);

/* Where the PDF goes: given, else by the request's name or the file's, in this folder. */
const char *here_output(struct here *here, const char *given);

/*
 * Why here_read refused it, appended: also what is wrong with the configuration, where that may be the reason. The exit status that follows:
 * the request is wrong, unless the machine could not read all that it is checked with.
 */
int here_refused(const struct here *here, struct errs *all);

/* Tell it; the exit status that follows. */
int here_say_refused(const struct here *here);

#endif
