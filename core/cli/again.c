/* again: see again.h. */
#include "cli/again.h"

#include <stdio.h>

#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "cli/input.h"
#include "ledger/job.h"
#include "ledger/ledger.h"
#include "render/keep.h"
#include "render/wire.h"
#include "render/worker.h"
#include "service/editions.h"

struct remake {
	struct arena *arena;
	const struct again_from *from;
	const struct json *manifest;
	struct input input;
	struct kepts kept;
	struct buf edition;
	struct request request;
	int64_t issued_ms;
	const char *today;
};

/* "2026-11-30T00:53:20Z" */
static bool parse_utc(const char *text, int64_t *ms) {
	unsigned hour, minute, second;
	char day_text[11];
	struct day day;

	if (strlen(text) != 20 || sscanf(text, "%10[0-9-]T%2u:%2u:%2uZ", day_text, &hour, &minute, &second) != 4 || !day_parse(day_text, &day)) {
		return false;
	}
	*ms = day_number(day) * DAY_MS + ((int64_t)hour * 3600 + minute * 60 + second) * 1000;
	return true;
}

static void take_job(struct remake *r, const struct job *job) {
	buf_add(&r->input.text, job->request.p, job->request.len);
	r->input.files.v = job->files.n > 0 ? mem_alloc(job->files.n * sizeof(*r->input.files.v)) : NULL;
	for (size_t i = 0; i < job->files.n; i++) {
		r->input.files.v[r->input.files.n++] = (struct attachment){
			.name = mem_strdup(job->files.v[i].name), .bytes = bytes_copy(job->files.v[i].bytes.p, job->files.v[i].bytes.len),
		};
	}
}

static bool find_request(struct remake *r, struct err *err) {
	const struct again_from *from = r->from;

	if (from->request != NULL) {
		return input_read(from->request, from->catalogue, &r->input, err);
	}
	if (from->job != NULL && from->job->request.p != NULL) {
		take_job(r, from->job);
		return true;
	}
	if (from->verify->request != NULL) {
		buf_add(&r->input.text, from->verify->request, from->verify->request_len);
		return true;
	}
	err_set(err, ERR_INPUT, "it cannot be made again: neither the ledger nor the file has its request");
	return err_hint(err, "name it with --request; a file that is made with \"attach_data\": true brings its own");
}

static bool check_request(struct remake *r, struct err *err) {
	const char *name = r->from->request != NULL ? input_request(r->arena, r->from->request) : "its request";
	struct errs errors = ERRS_INIT;
	bool ok = request_check(r->arena, r->from->catalogue, name, r->input.text.p, r->input.text.len, r->today, &r->request, &errors, NULL);

	if (!ok) {
		*err = errors.v[0];
		err_wrap(err, "it cannot be made again");
	}
	errs_fini(&errors);
	return ok;
}

/*
 * What stood in for sections then, and what was known of the editions before, if it is still what is known: whether it is, the manifests
 * tell.
 */
static bool fetch_history(struct remake *r, struct err *err) {
	bool has_kept = json_lookup(r->manifest, "as_issued") != NULL, is_edition = r->from->job != NULL && editions_issues(r->from->job);

	if ((!has_kept && !is_edition) || r->from->spool == NULL) {
		return true;
	}
	struct ledger *ledger = ledger_open(path_join(r->arena, r->from->spool, "ledger.db"), err);
	bool ok = ledger != NULL && (!is_edition || editions_tell(ledger, r->from->job, r->request.as_of, &r->edition, err));
	for (size_t i = 0; ok && has_kept && i < r->request.section_count; i++) {
		char key[HASH_HEX];
		keep_key(&r->request, i, key);
		ok = ledger_kept(ledger, key, &r->kept, err);
	}
	ledger_free(ledger);
	return ok;
}

static bool render(struct remake *r, struct buf *pdf, struct buf *record, struct err *err) {
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	const struct worker_progress nobody = { .on_phase = NULL };
	struct wire_file *files = arena_alloc(r->arena, (r->input.files.n + 1) * sizeof(*files));
	struct wire_file *kept = arena_alloc(r->arena, (r->kept.n + 1) * sizeof(*kept));

	for (size_t i = 0; i < r->input.files.n; i++) {
		const struct attachment *file = &r->input.files.v[i];
		files[i] = (struct wire_file){ .name = file->name, .p = file->bytes.p, .len = file->bytes.len };
	}
	for (size_t i = 0; i < r->kept.n; i++) {
		kept[i] = (struct wire_file){ .p = r->kept.v[i].bytes.p, .len = r->kept.v[i].bytes.len };
	}
	const struct wire_file edition = { .p = r->edition.p, .len = r->edition.len };
	const struct worker_job job = {
		.id = "again", .name = "request", .text = r->input.text.p, .len = r->input.text.len, .accepted_ms = r->issued_ms, .today = r->today,
		.report = r->request.report, .template = r->request.template, .files = files, .file_count = r->input.files.n,
		.skip = json_lookup(r->manifest, "left_out"), .kept = kept, .kept_count = r->kept.n, .edition = r->edition.len > 0 ? &edition : NULL, .limits = &r->request.limits,
	};
	bool ok = worker_render(r->from->catalogue, &job, &nobody, pdf, record, &errors, &warnings);
	if (!ok) {
		*err = errors.v[0];
		err_wrap(err, "it cannot be made again");
	}
	errs_fini(&errors);
	errs_fini(&warnings);
	return ok;
}

bool again_make(struct arena *arena, const struct again_from *from, struct again *again, struct err *err) {
	struct remake r = { .arena = arena, .from = from, .manifest = from->verify->manifest, .input = INPUT_INIT, .edition = BUF_INIT };
	struct buf record = BUF_INIT;
	bool ok = false;

	again->pdf = (struct buf)BUF_INIT;
	if (r.manifest == NULL && from->job != NULL && from->job->result != NULL) {
		/* A file that may hold no other: its record has the manifest. */
		r.manifest = json_lookup(json_parse(arena, arena_strdup(arena, from->job->result), strlen(from->job->result), NULL, NULL), "manifest");
	}
	if (r.manifest == NULL || !parse_utc(json_str(r.manifest, "issued", ""), &r.issued_ms)) {
		err_set(err, ERR_INPUT, "it cannot be made again: it has no manifest that says from what");
		goto out;
	}
	r.today = json_str(r.manifest, "today", "");
	if (!find_request(&r, err) || !check_request(&r, err) || !fetch_history(&r, err) || !render(&r, &again->pdf, &record, err)) {
		goto out;
	}
	const struct json *made = json_lookup(json_parse(arena, arena_strndup(arena, record.p, record.len), record.len, NULL, NULL), "manifest");
	again->is_same = str_eq(json_str(made, "file_sha256", ""), json_str(r.manifest, "file_sha256", "?"));
	if (!again->is_same) {
		verify_inputs(arena, r.manifest, made, &again->inputs);
		verify_parts(arena, r.manifest, made, &again->parts);
	}
	ok = true;
out:
	input_fini(&r.input);
	kepts_fini(&r.kept);
	buf_fini(&r.edition);
	buf_fini(&record);
	return ok;
}

void again_fini(struct again *again) {
	if (again->pdf.p != NULL) {
		buf_fini(&again->pdf);
	}
}
