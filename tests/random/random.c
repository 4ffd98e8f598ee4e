/*
 * random: set documents made at random and judge the PDF each becomes: nothing lost, nothing out of place, and always an end.
 * `run`, beside this, does so for many; a document is made again by its number.
 *
 * usage: random CATALOGUE FROM TO [KEEP.pdf]    CATALOGUE is what `sitrep loader` printed; numbers of the first and last document
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../judge/judge.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "doc/node.h"
#include "doc/template.h"
#include "render/pipeline.h"

#define ACCEPTED_MS INT64_C(1795435200000)
#define TODAY       "2026-11-23"

/* CPU that one document may take: a loop without end is one that takes more. */
enum { FILE_LIMIT = 64 << 20, SECONDS = 20 };

/* What a child tells of its document. */
struct result {
	struct judge_rare rare;
	size_t pages;
	bool ok;
};

static bool was_told(const struct errs *warnings, const char *words) {
	for (size_t i = 0; i < warnings->n; i++) {
		if (strstr(warnings->v[i].msg, words) != NULL) {
			return true;
		}
	}
	return false;
}

static void judge_pdf(const struct buf *pdf, const struct doc *doc, const struct judge_page *page, const struct errs *warnings, int seed,
                      struct result *result) {
	struct buf report = BUF_INIT;

	result->ok = judge_looks(pdf->p, pdf->len, page, &result->rare, &report);
	/* A table that was set in parts says its first columns again and again, and the others out of order: not as the document does. */
	if (!was_told(warnings, "its columns were set in")) {
		result->ok = judge_words(pdf->p, pdf->len, doc->root, was_told(warnings, "divided"), &report) && result->ok;
	}
	if (!result->ok) {
		fprintf(stderr, "document %d:\n%s", seed, buf_str(&report));
	}
	buf_fini(&report);
}

static void count_page(void *ctx, int page) {
	(void)page;
	++*(size_t *)ctx;
}

static void run_one(struct pipeline *pipeline, const struct judge_page *page, int seed, const char *keep, struct result *result) {
	struct buf request = BUF_INIT, pdf = BUF_INIT, record = BUF_INIT, told = BUF_INIT;
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct err err = ERR_INIT;

	buf_addf(&request, "{ \"report\": \"random\", \"as_of\": \"2026-09-30\", \"params\": { \"seed\": %d } }", seed);
	const struct pipeline_job job = {
		.id = "random", .name = "random", .text = request.p, .len = request.len, .accepted_ms = ACCEPTED_MS, .today = TODAY,
	};
	const struct pipeline_events events = { .on_page = count_page, .ctx = &result->pages };
	if (pipeline_set(pipeline, &job, &events, &errors, &warnings) == NULL || !pipeline_paint(pipeline, &pdf, &record, &errors)) {
		errs_format(&errors, &told);
		fprintf(stderr, "document %d: %s", seed, buf_str(&told));
		return;
	}
	if (keep != NULL) {
		file_write(keep, pdf.p, pdf.len, 0644, &err);
	}
	judge_pdf(&pdf, pipeline_doc(pipeline), page, &warnings, seed, result);
}

/* Each document in a process of its own: what one breaks, the next does not see. */
static bool fork_one(struct pipeline *pipeline, const struct judge_page *page, int seed, const char *keep, struct result *result) {
	int ends[2], status = 0;

	if (pipe(ends) != 0) {
		perror("pipe");
		exit(2);
	}
	fflush(stderr);
	pid_t pid = fork();
	if (pid == 0) {
		struct result own = { .ok = false };
		alarm(SECONDS * 6);
		run_one(pipeline, page, seed, keep, &own);
		_exit(write(ends[1], &own, sizeof(own)) == (ssize_t)sizeof(own) ? 0 : 1);
	}
	close(ends[1]);
	bool told = read(ends[0], result, sizeof(*result)) == (ssize_t)sizeof(*result);
	close(ends[0]);
	waitpid(pid, &status, 0);
	if (!told || status != 0) {
		fprintf(stderr, "document %d: its process ended with %s %d\n", seed, WIFSIGNALED(status) ? "signal" : "status",
		        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		return false;
	}
	return result->ok;
}

static struct judge_page page_of(const struct catalogue *catalogue) {
	struct errs errors = ERRS_INIT;
	struct arena *arena = arena_new();
	const struct template *t = template_parse(arena, json_lookup(catalogue_templates(catalogue), "briefing"), &errors);
	struct judge_page page = { .top = t->top, .bottom = t->bottom, .left = t->left, .right = t->right };

	arena_free(arena);
	return page;
}

int main(int argc, char **argv) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct judge_rare rare = { 0 };
	size_t pages = 0, bad = 0, n = 0;

	if (argc < 4) {
		fputs("usage: random CATALOGUE FROM TO [KEEP.pdf]\n", stderr);
		return 2;
	}
	struct catalogue *catalogue = file_read(argv[1], FILE_LIMIT, &text, &err) ? catalogue_parse(text.p, text.len, &err) : NULL;
	struct pipeline *pipeline = catalogue != NULL ? pipeline_new(catalogue, NULL, NULL, NULL, NULL, &err) : NULL;
	if (pipeline == NULL || catalogue_problems(catalogue)->n > 0) {
		fprintf(stderr, "%s\n", pipeline == NULL ? err.msg : catalogue_problems(catalogue)->v[0].msg);
		return 2;
	}
	const struct judge_page page = page_of(catalogue);
	for (int seed = atoi(argv[2]); seed <= atoi(argv[3]); seed++, n++) {
		struct result result = { .ok = false };
		bad += !fork_one(pipeline, &page, seed, argc > 4 ? argv[4] : NULL, &result);
		pages += result.pages;
		rare.divided += result.rare.divided;
		rare.alone += result.rare.alone;
	}
	/* A page may have no other way; among thousands that must be rare. */
	if (rare.alone * 50 > rare.divided && n > 50) {
		fprintf(stderr, "of %zu divided paragraphs %zu leave a line alone\n", rare.divided, rare.alone);
		bad++;
	}
	printf("%zu documents, %zu pages, %zu paragraphs divided, %zu lines alone, %zu wrong\n", n, pages, rare.divided, rare.alone, bad);
	pipeline_free(pipeline);
	catalogue_free(catalogue);
	buf_fini(&text);
	return bad > 0;
}
