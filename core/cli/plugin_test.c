/* plugin_test: runs the tests of plugins, each case in a confined process, and tells what is not as it was expected. */
#include <stdio.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "cli/command.h"
#include "cli/difference.h"
#include "cli/plugin.h"
#include "cli/say.h"
#include "ledger/job.h"
#include "render/likeness.h"
#include "render/wire.h"
#include "render/worker.h"

#define TEST_FILE_MAX (1u << 20)
#define EXPECTED_MAX (64u << 20)
#define PICTURE_DPI 50           /* a page as a thumbnail that can be read */
#define TOLERANCE 0.001

struct run {
	struct catalogue *catalogue;
	bool update, tap;
	size_t count, failed, checks;
	struct buf said;             /* what is wrong with the case under way, in lines; empty: nothing */
};

/* One case while it runs. */
struct trying {
	struct arena *arena;
	const struct json *is;       /* of the catalogue */
	const char *dir;             /* its plugin's */
	struct buf pdf, record;
	struct errs errors, warnings;
	bool ok;                     /* a document came of it */
	struct picture *pictures;    /* of the pages that are to be looked at */
	size_t picture_count, picture_cap;
};

struct picture {
	int page;
	const void *png;
	size_t len;
};

/* From here, where it is below. */
static const char *from_here(struct arena *arena, const char *path) {
	char *shown = say_path(path);
	const char *copy = arena_strdup(arena, shown);
	mem_free(shown);
	return copy;
}

static void say_err(struct run *run, const struct err *err) {
	err_format(err, &run->said);
}

/* ---- running a case ---- */

static bool noon_of(const char *as_of, int64_t *ms) {
	struct day day;
	bool ok = day_parse(as_of, &day);
	*ms = ok ? day_number(day) * DAY_MS + DAY_MS / 2 : 0;
	return ok;
}

static struct wire_file *files_of(const struct trying *t, size_t *n) {
	const struct json *files = json_lookup(t->is, "files");
	struct wire_file *list = arena_alloc(t->arena, ((files != NULL ? files->count : 0) + 1) * sizeof(*list));

	*n = 0;
	for (const struct json *v = files != NULL ? files->first : NULL; v != NULL; v = v->next) {
		list[(*n)++] = (struct wire_file){ .name = v->key, .p = v->str, .len = v->len };
	}
	return list;
}

static bool is_looked_at(const struct trying *t, int64_t page) {
	const struct json *pages = json_lookup(t->is, "images");
	const struct json *p = pages != NULL ? pages->first : NULL;

	while (p != NULL && p->integer != page) {
		p = p->next;
	}
	return p != NULL;
}

static bool on_image(void *ctx, int page, const void *png, size_t len, struct err *err) {
	struct trying *t = ctx;

	(void)err;
	if (is_looked_at(t, page)) {
		*ARENA_PUSH(t->arena, t->pictures, t->picture_count, t->picture_cap) =
		        (struct picture){ .page = page, .png = arena_copy(t->arena, png, len), .len = len };
	}
	return true;
}

/* The same job once more, for the pictures of its pages. */
static void render_pictures(struct run *run, struct trying *t, struct worker_job job) {
	const struct worker_progress progress = { .on_image = on_image, .ctx = t };
	struct errs warnings = ERRS_INIT;
	struct buf pdf = BUF_INIT, record = BUF_INIT;

	job.trial = NULL;
	job.image_dpi = PICTURE_DPI;
	t->ok = worker_render(run->catalogue, &job, &progress, &pdf, &record, &t->errors, &warnings);
	errs_fini(&warnings);
	buf_fini(&pdf);
	buf_fini(&record);
}

/* What is wrong in the request was written in the test: where that is named. */
static void place_in_test(struct trying *t, const char *path, const struct buf *source) {
	const char *name = arena_printf(t->arena, "\"%s\"", json_str(t->is, "name", ""));
	for (size_t i = 0; i < t->errors.n; i++) {
		struct err *err = &t->errors.v[i];
		if (str_eq(err->at.file, json_str(t->is, "slug", ""))) {
			const char *at = memmem(source->p, source->len, name, strlen(name));
			err->at = (struct place){ .line = 0 };
			err->source[0] = '\0';
			if (at != NULL) {
				err_at_offset(err, source->p, source->len, (size_t)(at - source->p));
			}
			err_at_file(err, path);
		}
	}
}

static bool render(struct run *run, struct trying *t, struct err *err) {
	const struct json *request = json_lookup(t->is, "request");
	const char *report = json_str(request, "report", ""), *as_of = json_str(request, "as_of", "");
	struct buf source = BUF_INIT, text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	char id[JOB_ID_SIZE];
	int64_t now;
	const char *path = path_join(t->arena, t->dir, json_str(t->is, "file", ""));
	bool ok = noon_of(as_of, &now) && job_id_make(now, id, err) && file_read(path, TEST_FILE_MAX, &source, err);

	if (ok) {
		struct worker_trial trial = {
			.plugin = json_str(t->is, "plugin", ""), .path = path, .text = source.p, .len = source.len,
			.index = (size_t)json_int(t->is, "index", 0),
		};
		json_add_value(&out, request);
		struct worker_job job = {
			.id = id, .name = json_str(t->is, "slug", ""), .text = text.p, .len = text.len, .accepted_ms = now, .today = as_of, .report = report,
			.template = json_str(catalogue_report(run->catalogue, report), "template", NULL), .trial = &trial,
		};
		job.files = files_of(t, &job.file_count);
		t->ok = worker_render(run->catalogue, &job, NULL, &t->pdf, &t->record, &t->errors, &t->warnings);
		place_in_test(t, path, &source);
		if (t->ok && json_lookup(t->is, "images") != NULL) {
			render_pictures(run, t, job);
		}
	}
	buf_fini(&source);
	buf_fini(&text);
	return ok;
}

/* ---- what was expected ---- */

static void judge_failure(struct run *run, const struct trying *t) {
	const char *fails = json_str(t->is, "fails", NULL);
	bool is_told = false;

	for (size_t i = 0; i < t->errors.n; i++) {
		is_told = is_told || (fails != NULL && strstr(t->errors.v[i].msg, fails) != NULL);
	}
	if (fails != NULL && t->ok) {
		buf_addf(&run->said, "it was to fail with \"%s\", and did not\n", fails);
	} else if (!is_told && !t->ok) {
		if (fails != NULL) {
			buf_addf(&run->said, "it was to fail with \"%s\"; it failed with\n", fails);
		}
		for (size_t i = 0; i < t->errors.n; i++) {
			say_err(run, &t->errors.v[i]);
		}
	}
}

static void judge_pages(struct run *run, const struct trying *t, const struct json *record) {
	int64_t wanted = json_int(t->is, "pages", 0), pages = json_int(record, "pages", 0);

	if (wanted > 0 && pages != wanted) {
		buf_addf(&run->said, "it has %lld page%s; %lld %s expected\n", (long long)pages, pages == 1 ? "" : "s", (long long)wanted,
		         wanted == 1 ? "was" : "were");
	}
}

static void judge_warnings(struct run *run, const struct trying *t) {
	const struct json *wanted = json_lookup(t->is, "warnings");
	if (wanted == NULL) {
		return;
	}
	bool *is_met = arena_alloc(t->arena, (t->warnings.n + 1) * sizeof(*is_met));
	for (const struct json *w = wanted->first; w != NULL; w = w->next) {
		size_t i = 0;
		while (i < t->warnings.n && (is_met[i] || strstr(t->warnings.v[i].msg, w->str) == NULL)) {
			i++;
		}
		if (i == t->warnings.n) {
			buf_addf(&run->said, "no warning says \"%s\"\n", w->str);
		} else {
			is_met[i] = true;
		}
	}
	for (size_t i = 0; i < t->warnings.n; i++) {
		if (!is_met[i]) {
			struct err warning = t->warnings.v[i];
			err_wrap(&warning, "a warning that was not expected");
			say_err(run, &warning);
		}
	}
}

static void judge_check(struct run *run, const struct json *trial) {
	struct errs failures = ERRS_INIT;

	mistake_read(json_lookup(trial, "failures"), &failures);
	for (size_t i = 0; i < failures.n; i++) {
		say_err(run, &failures.v[i]);
	}
	run->checks += (size_t)json_int(trial, "checks", 0);
	errs_fini(&failures);
}

/* tests/expected/SLUG.json, in the plugin's folder. */
static const char *expected_path(const struct trying *t, const char *suffix) {
	return path_join(t->arena, t->dir, arena_printf(t->arena, "tests/expected/%s%s", json_str(t->is, "slug", ""), suffix));
}

static void take(struct run *run, const struct trying *t, const char *path, const void *p, size_t n) {
	struct err err = ERR_INIT;

	if (!file_mkdirs(path_join(t->arena, t->dir, "tests/expected"), 0755, &err) || !file_write(path, p, n, 0644, &err)) {
		say_err(run, &err);
	} else if (!run->tap) {
		printf("took %s\n", path);
	}
}

static void judge_snapshot(struct run *run, const struct trying *t, const struct json *trial) {
	const char *document = json_str(trial, "document", ""), *path = expected_path(t, ".json");
	struct buf expected = BUF_INIT;
	struct err err = ERR_INIT;

	if (!json_bool(t->is, "snapshot", false)) {
		return;
	}
	bool is_there = file_exists(path) && file_read(path, EXPECTED_MAX, &expected, &err);
	if (is_there && str_eq(buf_str(&expected), document)) {
		buf_fini(&expected);
		return;
	}
	if (run->update) {
		take(run, t, path, document, strlen(document));
	} else if (!is_there) {
		buf_addf(&run->said, "%s\n    hint: --update writes what came out there: read it before you keep it\n", *err.msg != '\0' ? err.msg : arena_printf(t->arena, "there is no snapshot %s yet", path));
	} else {
		buf_addf(&run->said, "the blocks are not those of %s (-: expected, +: now; --update takes them)\n", path);
		difference_format(buf_str(&expected), document, &run->said);
	}
	buf_fini(&expected);
}

static void judge_picture(struct run *run, const struct trying *t, const struct picture *picture) {
	const char *path = expected_path(t, arena_printf(t->arena, "-%d.png", picture->page));
	double tolerance = json_num(t->is, "tolerance", TOLERANCE), share = 1;
	struct buf expected = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_there = file_exists(path) && file_read(path, EXPECTED_MAX, &expected, &err);
	bool is_same = is_there && expected.len == picture->len && memcmp(expected.p, picture->png, picture->len) == 0;

	if (is_same || (is_there && likeness(expected.p, expected.len, picture->png, picture->len, &share, &err) && share <= tolerance)) {
		buf_fini(&expected);
		return;
	}
	buf_fini(&expected);
	if (run->update) {
		take(run, t, path, picture->png, picture->len);
	} else if (!is_there) {
		buf_addf(&run->said, "there is no picture %s yet\n    hint: --update writes the page there: look at it before you keep it\n", path);
	} else if (*err.msg != '\0') {
		say_err(run, &err);
	} else {
		buf_addf(&run->said, "page %d is not as in %s: %.2f%% of its points differ, %.2f%% may (--update takes it)\n", picture->page, path,
		         share * 100, tolerance * 100);
	}
}

static void judge_pictures(struct run *run, const struct trying *t) {
	const struct json *pages = json_lookup(t->is, "images");

	for (size_t i = 0; i < t->picture_count; i++) {
		judge_picture(run, t, &t->pictures[i]);
	}
	for (const struct json *p = pages != NULL ? pages->first : NULL; p != NULL; p = p->next) {
		size_t i = 0;
		while (i < t->picture_count && t->pictures[i].page != p->integer) {
			i++;
		}
		if (i == t->picture_count) {
			buf_addf(&run->said, "there is no page %lld to compare\n", (long long)p->integer);
		}
	}
}

static void judge(struct run *run, struct trying *t) {
	struct err err = ERR_INIT;
	const struct json_limits limits = { .max_depth = 64, .max_values = 1000000 };
	const struct json *record = t->ok ? json_parse(t->arena, t->record.p, t->record.len, &limits, &err) : NULL;

	judge_failure(run, t);
	if (record != NULL) {
		const struct json *trial = json_lookup(record, "trial");
		judge_check(run, trial);
		judge_pages(run, t, record);
		judge_warnings(run, t);
		judge_snapshot(run, t, trial);
		judge_pictures(run, t);
	} else if (t->ok) {
		say_err(run, &err);
	}
}

/* ---- telling ---- */

static void tell_tap(const struct run *run, const char *name, bool is_good) {
	printf("%s %zu - %s\n", is_good ? "ok" : "not ok", run->count, name);
	if (is_good) {
		return;
	}
	printf("  ---\n  message: |\n");
	for (const char *line = buf_str(&run->said); *line != '\0';) {
		size_t n = strcspn(line, "\n");
		printf("    %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
	printf("  ...\n");
}

static void tell(const struct run *run, const char *name, bool is_good) {
	printf("%s %s\n", is_good ? "ok  " : "FAIL", name);
	for (const char *line = buf_str(&run->said); *line != '\0';) {
		size_t n = strcspn(line, "\n");
		printf("     %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
}

static void try_case(struct run *run, const struct json *is) {
	struct trying t = { .arena = arena_new(), .is = is, .pdf = BUF_INIT, .record = BUF_INIT };
	t.dir = from_here(t.arena, json_str(catalogue_plugin(run->catalogue, json_str(is, "plugin", "")), "dir", ""));
	struct err err = ERR_INIT;

	buf_reset(&run->said);
	run->count++;
	fflush(stdout);
	if (render(run, &t, &err)) {
		judge(run, &t);
	} else {
		say_err(run, &err);
	}
	bool is_good = run->said.len == 0;
	run->failed += !is_good;
	const char *name = arena_printf(t.arena, "%s: %s", json_str(is, "plugin", ""), json_str(is, "name", ""));
	if (run->tap) {
		tell_tap(run, name, is_good);
	} else {
		tell(run, name, is_good);
	}
	errs_fini(&t.errors);
	errs_fini(&t.warnings);
	buf_fini(&t.pdf);
	buf_fini(&t.record);
	arena_free(t.arena);
}

static size_t count_cases(const struct json *cases, const char *name) {
	size_t n = 0;

	for (const struct json *p = cases->first; p != NULL; p = p->next) {
		n += name == NULL || str_eq(p->key, name) ? p->count : 0;
	}
	return n;
}

static bool has_mistakes(const struct run *run, const char *plugin) {
	const struct errs *problems = catalogue_problems(run->catalogue);
	size_t i = 0;

	while (i < problems->n && !str_eq(problems->v[i].plugin, plugin)) {
		i++;
	}
	return i < problems->n;
}

/* Where tests have mistakes, that was told. */
static void say_untested(const struct run *run, const char *name) {
	struct buf names = BUF_INIT;

	for (const struct json *p = catalogue_cases(run->catalogue)->first; p != NULL; p = p->next) {
		if (p->count == 0 && (name == NULL || str_eq(p->key, name)) && !has_mistakes(run, p->key)) {
			buf_addf(&names, "%s%s", names.len > 0 ? ", " : "", p->key);
		}
	}
	if (names.len > 0) {
		say_note("without tests: %s", buf_str(&names));
	}
	buf_fini(&names);
}

static int run_all(struct run *run, const char *name) {
	const struct json *cases = catalogue_cases(run->catalogue);
	size_t mistakes = plugin_mistakes(run->catalogue, name), n = count_cases(cases, name);

	if (name != NULL && mistakes == 0 && catalogue_plugin(run->catalogue, name) == NULL) {
		return plugin_unknown(run->catalogue, name);
	}
	if (n == 0 && mistakes == 0) {
		struct err err = ERR_INIT;
		err_set(&err, ERR_INPUT, name != NULL ? "the plugin %s has no tests" : "%sno plugin has tests", name != NULL ? name : "");
		err_hint(&err, "write tests/first.lua into its folder: `sitrep plugin doc api` tells what stands in it");
		return say_failure(&err);
	}
	if (run->tap) {
		printf("TAP version 14\n1..%zu\n", n);
	}
	for (const struct json *p = cases->first; p != NULL; p = p->next) {
		for (const struct json *c = name == NULL || str_eq(p->key, name) ? p->first : NULL; c != NULL; c = c->next) {
			try_case(run, c);
		}
	}
	if (!run->tap) {
		printf("%zu test%s, %zu check%s, %zu failed\n", run->count, run->count == 1 ? "" : "s", run->checks, run->checks == 1 ? "" : "s",
		       run->failed);
		say_untested(run, name);
	}
	return mistakes > 0 ? EXIT_WRONG : run->failed > 0 ? EXIT_FAILED : EXIT_DONE;
}

int plugin_test(const struct call *call, const char *given) {
	struct arena *arena = arena_new();
	struct call inner = *call;
	const char *name;
	int status = EXIT_DONE;

	inner.paths.with_tests = true;
	struct run run = { .update = call_has(call, "update"), .tap = call_has(call, "tap"), .said = BUF_INIT };
	run.catalogue = plugin_catalogue(&inner, arena, given, &name, &status);
	if (run.catalogue != NULL) {
		status = run_all(&run, name);
		catalogue_free(run.catalogue);
	}
	buf_fini(&run.said);
	arena_free(arena);
	return status;
}
