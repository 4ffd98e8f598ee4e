/*
 * golden: set one request, and print the document it became (doc_dump) and its pages (pages_trace). `run`, beside this,
 * compares them with what is expected.
 *
 * usage: golden CATALOGUE REQUEST DUMP TRACE [EDITION]    CATALOGUE is what `sitrep loader` printed, EDITION what the service
 * would tell of one (WIRE_EDITION)
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "doc/resolve.h"
#include "layout/page.h"
#include "render/pipeline.h"

/* A golden document is set as of this moment, whatever the clock says. */
#define ACCEPTED_MS INT64_C(1795435200000)
#define TODAY       "2026-11-23"

enum { FILE_LIMIT = 64 << 20 };

static _Noreturn void die(const struct errs *errors) {
	struct buf out = BUF_INIT;
	errs_format(errors, &out);
	fputs(out.p, stderr);
	exit(1);
}

static _Noreturn void die_of(const struct err *err) {
	struct errs errors = ERRS_INIT;
	*errs_add(&errors) = *err;
	die(&errors);
}

static void read_all(const char *path, struct buf *out) {
	struct err err = ERR_INIT;
	if (!file_read(path, FILE_LIMIT, out, &err)) {
		die_of(&err);
	}
}

static void write_all(const char *path, const struct buf *text) {
	struct err err = ERR_INIT;
	if (!file_write(path, text->p, text->len, 0644, &err)) {
		die_of(&err);
	}
}

/* What was wrong on the way is part of what is expected. */
static void add_warnings(const struct errs *warnings, struct buf *trace) {
	for (size_t i = 0; i < warnings->n; i++) {
		buf_addf(trace, "warning in %s: %s\n", warnings->v[i].section, warnings->v[i].msg);
	}
}

int main(int argc, char **argv) {
	struct buf text = BUF_INIT, request = BUF_INIT, dump = BUF_INIT, trace = BUF_INIT;
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct err err = ERR_INIT;

	if (argc != 5 && argc != 6) {
		fputs("usage: golden CATALOGUE REQUEST DUMP TRACE [EDITION]\n", stderr);
		return 2;
	}
	read_all(argv[1], &text);
	read_all(argv[2], &request);
	struct catalogue *catalogue = catalogue_parse(text.p, text.len, &err);
	if (catalogue == NULL) {
		die_of(&err);
	}
	if (catalogue_problems(catalogue)->n > 0) {
		die(catalogue_problems(catalogue));
	}
	struct pipeline *pipeline = pipeline_new(catalogue, NULL, NULL, NULL, NULL, &err);
	if (pipeline == NULL) {
		die_of(&err);
	}
	struct arena *arena = arena_new();
	struct buf edition = BUF_INIT;
	const struct json *told = NULL;
	if (argc == 6) {
		read_all(argv[5], &edition);
		told = json_parse(arena, edition.p, edition.len, NULL, &err);
		if (told == NULL) {
			die_of(&err);
		}
	}
	const struct pipeline_job job = {
		.edition = told,
		.id = "golden", .name = "golden", .text = request.p, .len = request.len, .accepted_ms = ACCEPTED_MS, .today = TODAY,
	};
	struct page_feed *pages = pipeline_set(pipeline, &job, NULL, &errors, &warnings);
	if (pages == NULL) {
		die(&errors);
	}
	doc_dump(pipeline_doc(pipeline), &dump);
	if (!pages_trace(pages, &trace, &err)) {
		die_of(&err);
	}
	add_warnings(&warnings, &trace);
	write_all(argv[3], &dump);
	write_all(argv[4], &trace);

	arena_free(arena);
	buf_fini(&edition);
	errs_fini(&warnings);
	pipeline_free(pipeline);
	catalogue_free(catalogue);
	buf_fini(&text);
	buf_fini(&request);
	buf_fini(&dump);
	buf_fini(&trace);
	return 0;
}
