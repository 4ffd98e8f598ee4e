/* verify: is this the PDF that was issued, does this ledger know it, and can it be made again? */
#include <stdio.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/again.h"
#include "cli/command.h"
#include "cli/say.h"
#include "ledger/job.h"
#include "ledger/ledger.h"
#include "render/verify.h"
#include "seal/cms.h"
#include "seal/seal.h"
#include "service/sealing.h"

#define FILE_MAX_BYTES ((size_t)1 << 30)

struct task {
	const struct call *call;
	struct arena *arena;
	const char *path;
	struct buf pdf;
	struct buf password;         /* empty: none */
	struct verify verify;
	struct catalogue *catalogue; /* NULL: there is none */
	const char *spool;           /* whose ledger was asked; NULL: none was */
	struct job job;              /* that issued it; id NULL: not known */
	struct again again;
	bool is_signed;
	struct signed_by by;
	bool is_again;               /* it was tried to make it again */
};

/* ---- finding out ---- */

static bool read_password(struct task *t, struct err *err) {
	const char *path = call_value(t->call, "password-file");

	if (path == NULL) {
		return true;
	}
	if (!file_read(path, 4096, &t->password, err)) {
		return false;
	}
	t->password.len = strcspn(t->password.p, "\r\n");
	t->password.p[t->password.len] = '\0';
	return true;
}

/* A spool that is named must be one; the configured one need not be there yet. */
static bool ask_ledger(struct task *t, struct err *err) {
	const char *given = call_value(t->call, "spool");
	const char *spool = given != NULL ? given : t->catalogue != NULL ? catalogue_str(t->catalogue, "spool") : NULL;
	const char *path = spool != NULL ? path_join(t->arena, spool, "ledger.db") : NULL;

	if (path == NULL || (given == NULL && !file_exists(path))) {
		return true;
	}
	if (!file_exists(path)) {
		return err_set(err, ERR_INPUT, "%s is no spool: it has no ledger.db", spool);
	}
	struct ledger *ledger = ledger_open(path, err);
	bool ok = ledger != NULL && ledger_issued(ledger, t->verify.sha256, &t->job, err);
	ledger_free(ledger);
	t->spool = spool;
	return ok;
}

static bool make_again(struct task *t, struct err *err) {
	const struct again_from from = {
		.catalogue = t->catalogue, .verify = &t->verify, .job = t->job.id != NULL ? &t->job : NULL, .spool = t->spool,
		.request = call_value(t->call, "request"),
	};

	if (!call_has(t->call, "rebuild")) {
		return true;
	}
	t->is_again = true;
	return again_make(t->arena, &from, &t->again, err);
}

/* Whose certificate is trusted: the one that is named, else the one that is configured. */
static bool look_at_signature(struct task *t, struct err *err) {
	const char *certificate = call_value(t->call, "certificate");

	if (certificate == NULL && t->catalogue != NULL) {
		certificate = sealing_order(t->catalogue, NULL).certificate;
	}
	return seal_verify(t->pdf.p, t->pdf.len, certificate, &t->is_signed, &t->by, err);
}

/* Nothing was done to it but what is done to files that are issued: a place for a signature behind its end, encryption. */
static bool is_only_sealed(const struct task *t) {
	const struct verify *v = &t->verify;

	return v->changes.n == 0 && (v->state == VERIFY_EXTENDED || (v->state == VERIFY_REWRITTEN && v->is_encrypted));
}

static bool is_issued(const struct task *t) {
	return t->job.id != NULL || t->verify.state == VERIFY_UNCHANGED || (t->by.is_trusted && is_only_sealed(t));
}

static bool is_good(const struct task *t) {
	return is_issued(t) && (!t->is_again || t->again.is_same);
}

/* ---- telling ---- */

static const char *issued(const struct task *t) {
	return json_str(t->verify.manifest, "issued", "");
}

static void put_list(struct json_out *out, const char *key, const struct verify_changes *changes) {
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < changes->n; i++) {
		json_add_str(out, changes->v[i]);
	}
	json_end(out, ']');
}

static void put_ledger(const struct task *t, struct json_out *out) {
	json_key(out, "ledger");
	if (t->spool == NULL) {
		json_add_null(out);
		return;
	}
	json_begin(out, '{');
	json_put_str(out, "spool", t->spool);
	json_put_bool(out, "known", t->job.id != NULL);
	if (t->job.id != NULL) {
		json_put_str(out, "job", t->job.id);
		json_put_text(out, "folder", t->job.folder);
		json_put_text(out, "name", t->job.output);
		json_put_utc(out, "ended", t->job.ended_ms);
	}
	json_end(out, '}');
}

static void format_json(const struct task *t, struct buf *text) {
	const struct json *manifest = t->verify.manifest;
	struct json_out out = JSON_OUT(text, 2);

	json_begin(&out, '{');
	json_put_str(&out, "file", t->path);
	json_put_int(&out, "bytes", (int64_t)t->pdf.len);
	json_put_str(&out, "sha256", t->verify.sha256);
	json_put_bool(&out, "good", is_good(t));
	json_put_str(&out, "state", verify_state_name(t->verify.state));
	put_list(&out, "changes", &t->verify.changes);
	json_put_bool(&out, "encrypted", t->verify.is_encrypted);
	if (t->is_signed) {
		json_key(&out, "signature");
		json_begin(&out, '{');
		json_put_bool(&out, "valid", t->by.is_valid);
		json_put_bool(&out, "trusted", t->by.is_trusted);
		json_put_text(&out, "by", t->by.name);
		json_end(&out, '}');
	}
	put_ledger(t, &out);
	if (t->is_again) {
		json_key(&out, "rebuild");
		json_begin(&out, '{');
		json_put_bool(&out, "same", t->again.is_same);
		put_list(&out, "inputs", &t->again.inputs);
		put_list(&out, "parts", &t->again.parts);
		json_end(&out, '}');
	}
	if (manifest != NULL) {
		json_key(&out, "manifest");
		json_add_value(&out, manifest);
	}
	json_end(&out, '}');
	buf_addc(text, '\n');
}

static void add_list(struct buf *text, const struct verify_changes *changes) {
	for (size_t i = 0; i < changes->n; i++) {
		buf_adds(text, "        ");
		buf_add_visible(text, changes->v[i]);
		buf_addc(text, '\n');
	}
}

static void format_state(const struct task *t, struct buf *text) {
	const struct verify *v = &t->verify;
	size_t more = t->pdf.len - v->issued_len;

	switch (v->state) {
	case VERIFY_UNCHANGED:
		buf_adds(text, "    unchanged since it was made\n");
		break;
	case VERIFY_EXTENDED:
		if (is_issued(t) && is_only_sealed(t)) {
			buf_addf(text, "    unchanged since it was made, but for its signature (%zu bytes behind its end)\n", more);
		} else {
			buf_addf(text, "    changed since it was made: %zu byte%s added behind its end\n", more, more == 1 ? " was" : "s were");
		}
		break;
	case VERIFY_CHANGED:
		buf_adds(text, "    changed since it was made:\n");
		break;
	case VERIFY_REWRITTEN:
		if (is_issued(t) && is_only_sealed(t)) {
			buf_adds(text, "    unchanged since it was made, but for its encryption\n");
			break;
		}
		buf_addf(text, "    changed since it was made: its pages, its metadata and the files within are what they were, but %s\n",
		         v->is_encrypted ? "it was encrypted" : "something else in it is not (structure, fonts, links), or another program wrote the file anew");
		break;
	case VERIFY_LOCKED:
		buf_adds(text, "    it is encrypted: what is in it cannot be looked at without its password (--password-file)\n");
		break;
	case VERIFY_NO_MANIFEST:
		buf_adds(text, t->job.id != NULL ? "    it has no manifest\n"
		                                 : "    it has no manifest: it was not made by Sitrep, or that was taken out\n");
		break;
	}
	add_list(text, &v->changes);
}

static void format_origin(const struct task *t, struct buf *text) {
	const struct json *manifest = t->verify.manifest, *report = manifest != NULL ? json_lookup(manifest, "report") : NULL;

	if (manifest != NULL) {
		buf_adds(text, "    made ");
		buf_add_visible(text, issued(t));
		buf_adds(text, " from the report \"");
		buf_add_visible(text, report != NULL && report->type == JSON_OBJECT ? json_str(report, "name", "") : "");
		buf_adds(text, "\" by Sitrep ");
		buf_add_visible(text, json_str(manifest, "engine", ""));
		buf_adds(text, t->verify.state == VERIFY_UNCHANGED ? "\n" : ", as it says itself\n");
	}
}

static void format_text(const struct task *t, struct buf *text) {
	buf_add_visible(text, t->path);
	buf_addc(text, '\n');
	format_state(t, text);
	format_origin(t, text);
	if (t->is_signed) {
		buf_addf(text, "    %s ", t->by.is_trusted ? "signed by" : t->by.is_valid ? "signed by somebody who is not known here:" : "its signature does not hold; it says to be by");
		buf_add_visible(text, t->by.name != NULL ? t->by.name : "nobody");
		buf_addc(text, '\n');
	}
	if (t->spool == NULL) {
		buf_adds(text, "    no ledger was asked: there is no spool\n");
	} else if (t->job.id != NULL) {
		buf_addf(text, "    issued by job %s, byte for byte, as ", t->job.id);
		buf_add_visible(text, t->job.folder != NULL && *t->job.folder != '\0' ? t->job.folder : "outbox");
		buf_addc(text, '/');
		buf_add_visible(text, t->job.output != NULL ? t->job.output : t->job.name);
		buf_addf(text, ".pdf: so says the ledger of %s\n", t->spool);
	} else {
		buf_addf(text, "    not known to the ledger of %s\n", t->spool);
	}
	if (t->is_again && t->again.is_same) {
		buf_addf(text, "    made again: byte for byte %s\n", is_issued(t) ? "the same" : "what its manifest tells of, which this file is not");
	} else if (t->is_again) {
		bool is_by_engine = t->again.inputs.n == 0;      /* which is told of by its version, not by its build */
		buf_addf(text, "    made again: another file%s\n",
		         is_by_engine ? ", though all that the manifest names is the same: by another build of the engine" : ", since of what it is made from");
		add_list(text, &t->again.inputs);
		add_list(text, &t->again.parts);
		if (is_by_engine && t->again.parts.n == 0) {
			buf_adds(text, "        pages, metadata and files within are the same, structure or links are not\n");
		}
	}
}

static int tell(const struct task *t) {
	struct buf text = BUF_INIT;

	if (call_has(t->call, "json")) {
		format_json(t, &text);
	} else {
		format_text(t, &text);
	}
	bool ok = say_out(text.p, text.len);
	buf_fini(&text);
	return ok && is_good(t) ? EXIT_DONE : EXIT_FAILED;
}

static bool find_out(struct task *t, struct err *err) {
	if (!read_password(t, err) || !file_read(t->path, FILE_MAX_BYTES, &t->pdf, err)) {
		return false;
	}
	if (!verify_pdf(t->arena, t->pdf.p, t->pdf.len, t->password.len > 0 ? t->password.p : NULL, &t->verify, err)) {
		err_wrap(err, "%s", t->path);
		return false;
	}
	struct catalogue_paths paths = t->call->paths;
	paths.report = call_has(t->call, "rebuild") ? NULL : "";         /* no more than the configuration itself */
	t->catalogue = catalogue_load(&paths, LOAD_MS, NULL, err);
	if (t->catalogue == NULL && (call_has(t->call, "rebuild") || t->call->paths.config != NULL)) {
		return false;
	}
	*err = (struct err)ERR_INIT;
	return ask_ledger(t, err) && look_at_signature(t, err) && make_again(t, err);
}

static int run(const struct call *call) {
	struct err err = ERR_INIT;

	if (call->arg_count != 1) {
		return say_misuse("verify", call->arg_count == 0 ? "it needs a PDF" : "it takes one PDF");
	}
	if (call_has(call, "request") && !call_has(call, "rebuild")) {
		return say_misuse("verify", "--request goes with --rebuild");
	}
	struct task t = { .call = call, .arena = arena_new(), .path = call->args[0], .pdf = BUF_INIT, .password = BUF_INIT };
	int status = find_out(&t, &err) ? tell(&t) : say_failure(&err);
	again_fini(&t.again);
	signed_by_fini(&t.by);
	job_fini(&t.job);
	buf_fini(&t.pdf);
	buf_fini(&t.password);
	catalogue_free(t.catalogue);
	arena_free(t.arena);
	return status;
}

static const struct option options[] = {
	{ "certificate", 0, "FILE", "the certificate (PEM) that a signature is to be of; else the configured one" },
	{ "json", 0, NULL, "say it in JSON, with the manifest" },
	{ "password-file", 0, "FILE", "the password of an encrypted file: its first line" },
	{ "rebuild", 0, NULL, "make it again from what is configured now, and compare" },
	{ "request", 0, "REQUEST", "the request to make it from, where neither ledger nor file has it" },
	{ "spool", 0, "DIR", "whose ledger is asked; else the configured one" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_verify = {
	.name = "verify", .synopsis = "FILE.pdf [--rebuild [--request REQUEST]] [--json]", .summary = "is this the PDF that was issued, and can it be made again",
	.help = "A PDF carries a manifest: what it was made from and what it consists of, and a hash of the whole file. verify says whether "
	        "the file is still what it was, and if not, which page, file within or metadata is another; which job of the ledger issued it; "
	        "and with --rebuild, whether it can be made again byte for byte, or which plugin, data, font or other input is not what it was.\n\n"
	        "The hash in the file tells accidents and honest edits. Somebody who reckons it anew is told by the ledger, by a "
	        "signature, and by making it again. Status 0: it is what was issued (and, with --rebuild, was made again); 1: it is not.",
	.options = options, .run = run,
};
