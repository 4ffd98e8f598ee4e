/*
 * publish: see publish.h. A publication alternates between the disk (thread pool) and the ledger (writer): each step
 * is certain before the next one begins, and each may be done again.
 */
#include "service/publish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "ledger/ledger.h"
#include "service/claim.h"
#include "service/outgoing.h"
#include "service/sealing.h"
#include "service/spool.h"
#include "service/writer.h"

#define RETRY_MS   1000
#define RECORD_MAX ((size_t)16 << 20)

struct publisher {
	uv_loop_t *loop;
	struct writer *writer;
	const struct spool *spool;
	struct publisher_events events;
	unsigned active;
	bool is_stopping;
};

struct pub;

/* What is done next: on the disk, or in the ledger; and what follows its success. */
struct step {
	bool (*work)(struct pub *pub, struct err *err);
	writer_run_fn run;
	void (*then)(struct pub *pub);
};

struct pub {
	struct publisher *publisher;
	const struct step *step;
	uv_work_t work;
	uv_timer_t timer;
	bool ok;
	struct err err;

	struct job job;              /* id, folder, name, request: copies */
	char *base;
	bool replace;
	char *pdf;
	size_t pdf_len;
	char sha256[65];
	struct seal_order seal;      /* heap strings */
	bool is_sealed;              /* as far as it is to be */
	struct buf record;
	struct kepts keeps;          /* sections as they are issued */
	struct edition edition;      /* that it is; series NULL: none, or planned already */
	bool takes_place;            /* of an edition that was issued */
	char *claimed;
	char *error;                 /* JSON; NULL: there is a PDF */
	enum job_state final;
	bool is_planned;             /* the journal knows of it, from before a crash */
	bool is_lost;                /* neither PDF nor its temporary file is there */

	struct buf name;             /* reserved */
	bool is_taken;               /* by somebody else's file */
};

/* ---- steps and their machine ---- */

static void start(struct pub *pub, const struct step *step);

static void on_pub_closed(uv_handle_t *handle) {
	struct pub *pub = handle->data;

	pub->publisher->active--;
	job_fini(&pub->job);
	mem_free(pub->base);
	mem_free(pub->pdf);
	mem_free((char *)pub->seal.certificate);
	mem_free((char *)pub->seal.key);
	mem_free((char *)pub->seal.reason);
	mem_free((char *)pub->seal.password_file);
	buf_fini(&pub->record);
	kepts_fini(&pub->keeps);
	edition_fini(&pub->edition);
	mem_free(pub->claimed);
	mem_free(pub->error);
	buf_fini(&pub->name);
	mem_free(pub);
}

static void finish(struct pub *pub) {
	uv_close((uv_handle_t *)&pub->timer, on_pub_closed);
}

static void on_retry(uv_timer_t *timer) {
	struct pub *pub = timer->data;

	start(pub, pub->step);
}

static void step_ended(struct pub *pub) {
	struct publisher *publisher = pub->publisher;

	if (pub->ok) {
		pub->step->then(pub);
		return;
	}
	err_wrap(&pub->err, "publishing job %s", pub->job.id);
	publisher->events.on_trouble(publisher->events.ctx, &pub->err);
	if (publisher->is_stopping) {
		finish(pub);
		return;
	}
	uv_timer_start(&pub->timer, on_retry, RETRY_MS, 0);
}

static void on_work(uv_work_t *work) {
	struct pub *pub = work->data;

	pub->ok = pub->step->work(pub, &pub->err);
}

static void on_worked(uv_work_t *work, int status) {
	(void)status;
	step_ended(work->data);
}

static void on_written(void *ctx, const struct err *err) {
	struct pub *pub = ctx;

	pub->ok = err == NULL;
	if (err != NULL) {
		pub->err = *err;
	}
	step_ended(pub);
}

static void start(struct pub *pub, const struct step *step) {
	pub->step = step;
	pub->err = (struct err)ERR_INIT;
	if (step->run != NULL) {
		writer_post(pub->publisher->writer, step->run, on_written, pub);
	} else {
		uv_queue_work(pub->publisher->loop, &pub->work, on_work, on_worked);
	}
}

static void copy_files(struct attachments *to, const struct attachments *from) {
	to->n = from->n;
	to->v = from->n > 0 ? mem_alloc(from->n * sizeof(*to->v)) : NULL;
	for (size_t i = 0; i < from->n; i++) {
		to->v[i] = (struct attachment){ .name = mem_strdup(from->v[i].name),
		                                .bytes = bytes_copy(from->v[i].bytes.p, from->v[i].bytes.len) };
	}
}

static struct pub *pub_new(struct publisher *publisher, const struct job *job) {
	struct pub *pub = mem_alloc(sizeof(*pub));

	pub->publisher = publisher;
	pub->work.data = pub;
	pub->timer.data = pub;
	uv_timer_init(publisher->loop, &pub->timer);
	pub->record = (struct buf)BUF_INIT;
	pub->name = (struct buf)BUF_INIT;
	pub->job.id = mem_strdup(job->id);
	pub->job.folder = mem_strdup(job->folder != NULL ? job->folder : "");
	pub->job.name = mem_strdup(job->name != NULL ? job->name : "");
	char *request = mem_alloc(job->request.len + 1);
	memcpy(request, job->request.p != NULL ? job->request.p : "", job->request.len);
	pub->job.request = (struct bytes){ request, job->request.len };
	copy_files(&pub->job.files, &job->files);
	publisher->active++;
	return pub;
}

static void tell_end(struct pub *pub) {
	struct publisher *publisher = pub->publisher;

	publisher->events.on_end(publisher->events.ctx, pub->job.id, pub->final, pub->job.folder, buf_str(&pub->name),
	                         pub->error);
	finish(pub);
}

/* "TOP/FOLDER" */
static void add_folder(struct buf *path, const char *top, const char *folder) {
	buf_adds(path, top);
	if (*folder != '\0') {
		buf_addf(path, "/%s", folder);
	}
}

/* "TOP/FOLDER/NAME.EXT" */
static char *file_path(const char *top, const char *folder, const char *name, const char *ext) {
	struct buf path = BUF_INIT;

	add_folder(&path, top, folder);
	buf_addf(&path, "/%s%s", name, ext);
	return buf_detach(&path, NULL);
}

/* ".ID.EXT.part" beside it: the job's own name, which nobody else writes. */
static char *part_path(const struct job *job, const char *top, const char *ext) {
	struct buf name = BUF_INIT;

	buf_addf(&name, ".%s%s.part", job->id, ext);
	char *path = file_path(top, job->folder, buf_str(&name), "");
	buf_fini(&name);
	return path;
}

/* What cannot be told is taken to be there: nothing is given up, or written over, for that. */
static bool exists(const char *path) {
	struct stat st;

	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* The same where it can be asked again. */
static bool look(const char *path, bool *is_there, struct err *err) {
	struct stat st;

	*is_there = lstat(path, &st) == 0;
	return *is_there || errno == ENOENT || errno == ENOTDIR || err_sys(err, "cannot look at %s", path);
}

static bool sync_folder(const char *top, const char *folder, struct err *err) {
	struct buf path = BUF_INIT;

	add_folder(&path, top, folder);
	bool ok = spool_sync_dir(buf_str(&path), err);
	buf_fini(&path);
	return ok;
}

/* ---- a PDF ---- */

void publish_discard(const struct spool *spool, const struct job *job) {
	static const char *const exts[] = { ".pdf", ".json" };

	for (size_t i = 0; i < sizeof(exts) / sizeof(*exts); i++) {
		char *part = part_path(job, spool->outbox, exts[i]);
		if (unlink(part) != 0 && errno != ENOENT && errno != ENOTDIR) {
			log_warnx("cannot remove %s, which nobody needs: %s", part, strerror(errno));
		}
		mem_free(part);
	}
}

/* Once, however often what follows has to be tried again. A key that cannot be used keeps the PDF waiting: it is not issued without. */
static bool seal_result(struct pub *pub, struct err *err) {
	if (!pub->is_sealed && seal_is_wanted(&pub->seal)) {
		pub->is_sealed = sealing_apply(&pub->seal, &pub->pdf, &pub->pdf_len, pub->sha256, &pub->record, err);
		return pub->is_sealed;
	}
	return true;
}

/* Both files are written and synced under temporary names. */
static bool write_result(struct pub *pub, struct err *err) {
	const struct spool *spool = pub->publisher->spool;

	if (!seal_result(pub, err)) {
		return false;
	}
	char *pdf = part_path(&pub->job, spool->outbox, ".pdf"), *json = part_path(&pub->job, spool->outbox, ".json");

	bool ok = spool_mkdirs(spool, spool->outbox, pub->job.folder, err) && spool_write(spool, pdf, pub->pdf, pub->pdf_len, err) &&
	          spool_write(spool, json, pub->record.p, pub->record.len, err) &&
	          sync_folder(spool->outbox, pub->job.folder, err) && outgoing_hold(spool, pub->job.id, pdf, buf_str(&pub->record), err);
	mem_free(pdf);
	mem_free(json);
	return ok;
}

static bool journal(struct ledger *ledger, struct pub *pub, struct err *err) {
	struct buf part = BUF_INIT;

	buf_addf(&part, ".%s.pdf.part", pub->job.id);
	struct publication publication = {
		.step = PUBLISH_PLANNED,
		.folder = pub->job.folder,
		.name = pub->name.p,
		.temporary = part.p,
		.sha256 = pub->sha256,
		.at_ms = clock_now_ms(),
	};
	bool ok = ledger_journal(ledger, pub->job.id, &publication, err);
	buf_fini(&part);
	return ok;
}

/* What is issued again comes out under the name the edition has. */
static bool find_place(struct ledger *ledger, struct pub *pub, struct err *err) {
	struct edition edition;
	struct job job;

	if (!pub->takes_place) {
		return true;
	}
	if (!ledger_lookup(ledger, pub->job.id, &job, err)) {
		return false;
	}
	bool ok = ledger_edition(ledger, job.series, job.edition, &edition, err);
	if (ok && edition.name != NULL) {
		mem_free(pub->base);
		pub->base = mem_strdup(edition.name);
	}
	if (ok) {
		edition_fini(&edition);
	}
	job_fini(&job);
	return ok;
}

static bool plan_result(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;
	struct attempt_end end = { .outcome = ATTEMPT_OK, .now_ms = clock_now_ms() };
	enum job_state state;

	buf_reset(&pub->name);
	return ledger_end_attempt(ledger, pub->job.id, &end, &state, NULL, err) && find_place(ledger, pub, err) &&
	       ledger_reserve(ledger, pub->job.id, LEDGER_OUTBOX, pub->job.folder, pub->base, pub->replace, &pub->name, err) &&
	       journal(ledger, pub, err) &&
	       (pub->edition.series == NULL || ledger_edition_plan(ledger, pub->job.id, &pub->edition, err));
}

static bool plan_other_name(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	buf_reset(&pub->name);
	return ledger_reserve_other(ledger, pub->job.id, LEDGER_OUTBOX, pub->job.folder, pub->base, &pub->name, err) &&
	       journal(ledger, pub, err);
}

/* The record again, for the ledger, wherever a dead instance left it. */
static bool load_record(struct pub *pub, const char *part, const char *path, struct err *err) {
	if (pub->record.len > 0) {
		return true;
	}
	return file_read(exists(part) ? part : path, RECORD_MAX, &pub->record, err);
}

/*
 * What is at path, if anything, is about to be replaced by an edition that takes its place: it gets a second name in superseded/. One that it
 * has already, from before a crash, does.
 */
static bool keep_old(const struct pub *pub, const char *path, const char *ext, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	bool is_there;

	if (!look(path, &is_there, err) ||
	    (is_there && (!file_mkdirs(spool->superseded, spool->dir_mode, err) || !spool_mkdirs(spool, spool->superseded, pub->job.folder, err)))) {
		return false;
	}
	for (int n = 1; is_there; n++) {
		struct buf name = BUF_INIT;
		struct stat old, kept;
		buf_addf(&name, "%s.%d", buf_str(&pub->name), n);
		char *to = file_path(spool->superseded, pub->job.folder, buf_str(&name), ext);
		bool ok = link(path, to) == 0, is_taken = !ok && errno == EEXIST;
		bool is_same = is_taken && lstat(path, &old) == 0 && lstat(to, &kept) == 0 && old.st_ino == kept.st_ino && old.st_dev == kept.st_dev;
		if (!ok && !is_taken) {
			err_sys(err, "cannot keep %s as %s", path, to);
		}
		mem_free(to);
		buf_fini(&name);
		if (ok || is_same) {
			return sync_folder(spool->superseded, pub->job.folder, err);
		}
		if (!is_taken) {
			return false;
		}
	}
	return true;
}

/*
 * The PDF gets its name, then the record. A part that is missing was given its name before a crash. The record's
 * name is looked at first: once the PDF has its name there is no way back.
 */
static bool name_files(struct pub *pub, char *const parts[2], char *const paths[2], struct err *err) {
	enum spool_move moved;
	bool is_part_there, is_record_there;

	if (!look(parts[0], &is_part_there, err) || !look(paths[1], &is_record_there, err)) {
		return false;
	}
	pub->is_taken = !pub->replace && is_part_there && is_record_there;
	if (pub->is_taken) {
		return true;
	}
	if (pub->takes_place && is_part_there && !keep_old(pub, paths[0], ".pdf", err)) {
		return false;
	}
	if (!spool_move(parts[0], paths[0], pub->replace, &moved, err)) {
		return false;
	}
	pub->is_taken = moved == SPOOL_TAKEN;
	if (pub->is_taken) {
		return true;
	}
	if (moved == SPOOL_GONE && !exists(paths[0]) && exists(parts[1])) {
		pub->is_lost = true;    /* the PDF was taken away by hand before its record was there */
		return true;
	}
	if (pub->takes_place && exists(parts[1]) && !keep_old(pub, paths[1], ".json", err)) {
		return false;
	}
	if (!load_record(pub, parts[1], paths[1], err) || !spool_move(parts[1], paths[1], pub->replace, &moved, err)) {
		return false;
	}
	if (moved == SPOOL_TAKEN) {
		/* Somebody took the record's name in the last microsecond. Theirs stays; ours goes under the job's id. */
		char *other = file_path(pub->publisher->spool->outbox, pub->job.folder, pub->job.id, ".json");
		bool ok = spool_move(parts[1], other, false, &moved, err);
		mem_free(other);
		if (!ok) {
			return false;
		}
	}
	return sync_folder(pub->publisher->spool->outbox, pub->job.folder, err);
}

static bool place_result(struct pub *pub, struct err *err) {
	const char *outbox = pub->publisher->spool->outbox;
	char *parts[2] = { part_path(&pub->job, outbox, ".pdf"), part_path(&pub->job, outbox, ".json") };
	char *paths[2] = {
		file_path(outbox, pub->job.folder, buf_str(&pub->name), ".pdf"),
		file_path(outbox, pub->job.folder, buf_str(&pub->name), ".json"),
	};
	bool ok = name_files(pub, parts, paths, err);

	for (int i = 0; i < 2; i++) {
		mem_free(parts[i]);
		mem_free(paths[i]);
	}
	return ok;
}

static bool end_result(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	for (size_t i = 0; i < pub->keeps.n; i++) {
		if (!ledger_keep(ledger, &pub->keeps.v[i], err)) {
			return false;
		}
	}
	return ledger_end(ledger, pub->job.id, JOB_DONE, buf_str(&pub->record), clock_now_ms(), err) &&
	       outgoing_issued(ledger, pub->job.id, buf_str(&pub->record), err);
}

static bool requeue(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	return ledger_requeue(ledger, pub->job.id, 0, err);
}

static void then_requeued(struct pub *pub) {
	pub->publisher->events.on_requeue(pub->publisher->events.ctx, pub->job.id);
	finish(pub);
}

static void then_planned(struct pub *pub);
static void then_placed(struct pub *pub);

static void then_written(struct pub *pub) {
	static const struct step plan = { .run = plan_result, .then = then_planned };

	mem_free(pub->pdf);
	pub->pdf = NULL;
	start(pub, &plan);
}

static void then_planned(struct pub *pub) {
	static const struct step place = { .work = place_result, .then = then_placed };

	start(pub, &place);
}

static void then_placed(struct pub *pub) {
	static const struct step other = { .run = plan_other_name, .then = then_planned };
	static const struct step again = { .run = requeue, .then = then_requeued };
	static const struct step end = { .run = end_result, .then = tell_end };

	start(pub, pub->is_taken ? &other : pub->is_lost ? &again : &end);
}

static char *copy_text(const char *text) {
	return text != NULL ? mem_strdup(text) : NULL;
}

void publish_result(struct publisher *publisher, const struct publish_result *result) {
	static const struct step write = { .work = write_result, .then = then_written };
	struct job job = { .id = result->id, .folder = result->folder };
	struct pub *pub = pub_new(publisher, &job);

	pub->base = mem_strdup(result->base);
	pub->replace = result->replace;
	pub->pdf = result->pdf;
	pub->pdf_len = result->pdf_len;
	STR_COPY(pub->sha256, result->sha256);
	buf_adds(&pub->record, result->record);
	pub->keeps = result->keeps;
	pub->edition = result->edition;
	pub->takes_place = result->takes_place;
	pub->seal = (struct seal_order){ copy_text(result->seal.certificate), copy_text(result->seal.key), copy_text(result->seal.reason),
	                                 copy_text(result->seal.password_file) };
	pub->replace |= result->takes_place;
	pub->final = JOB_DONE;
	start(pub, &write);
}

/* ---- a failure ---- */

static bool reserve_failed(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	buf_reset(&pub->name);
	return ledger_reserve(ledger, pub->job.id, LEDGER_FAILED, pub->job.folder, pub->job.name, false, &pub->name, err);
}

static bool reserve_failed_other(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	buf_reset(&pub->name);
	return ledger_reserve_other(ledger, pub->job.id, LEDGER_FAILED, pub->job.folder, pub->job.name, &pub->name, err);
}

/* What a person reads: what was dropped, and each mistake with its place. */
static void format_error_text(const struct pub *pub, struct buf *out) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;

	buf_adds(out, "The request '");
	buf_add_visible(out, pub->job.folder);
	buf_adds(out, *pub->job.folder != '\0' ? "/" : "");
	buf_add_visible(out, pub->job.name);
	buf_addf(out, "' was %s (job %s).\n\n",
	         pub->final == JOB_QUARANTINED ? "given up after three attempts" : "not made into a report", pub->job.id);
	if (request_errors_parse(arena, pub->error, strlen(pub->error), &errors)) {
		errs_format(&errors, out);
	} else {
		buf_addf(out, "%s\n", pub->error);
	}
	errs_fini(&errors);
	arena_free(arena);
}

/* Put bytes at path unless something else is there; is_taken then. */
static bool place_bytes(struct pub *pub, const char *path, const char *ext, const void *p, size_t n, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	char *part = part_path(&pub->job, spool->failed, ext);
	enum spool_move moved;

	bool ok = spool_write(spool, part, p, n, err) && spool_move(part, path, false, &moved, err);
	if (ok && moved == SPOOL_TAKEN) {
		bool is_ours;    /* from before a crash */
		ok = spool_holds(path, p, n, &is_ours, err);
		pub->is_taken = ok && !is_ours;
	}
	if (!ok || moved == SPOOL_TAKEN) {
		unlink(part);
	}
	mem_free(part);
	return ok;
}

/* The extension the claimed file had: ".json" or none, since job.name is without it. */
static const char *claimed_ext(const struct pub *pub) {
	return str_suffix(pub->claimed, ".json") && !str_suffix(pub->job.name, ".json") ? ".json" : "";
}

/* One file of the folder that was dropped. */
static bool write_dropped(const struct spool *spool, const char *folder, const char *name, const struct bytes *bytes, struct err *err) {
	char *path = file_path(folder, "", name, "");
	char *parent = mem_strndup(path, (size_t)(path_base(path) - path - 1));
	bool ok = file_mkdirs(parent, spool->dir_mode, err) && spool_write(spool, path, bytes->p, bytes->len, err) &&
	          spool_sync_dir(parent, err);

	mem_free(parent);
	mem_free(path);
	return ok;
}

/* The folder as it was dropped, from the ledger: made aside, and named when it is whole. */
static bool place_folder(struct pub *pub, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	char *part = part_path(&pub->job, spool->failed, "");
	char *path = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), "");
	struct buf request = BUF_INIT;
	enum spool_move moved = SPOOL_TAKEN;

	buf_addf(&request, "%s/" CLAIM_FOLDER_REQUEST, path);
	/* There from before a crash: whole, since it has its name. */
	bool is_ours, ok = spool_holds(buf_str(&request), pub->job.request.p, pub->job.request.len, &is_ours, err);
	if (ok && !is_ours) {
		spool_remove(part);
		ok = write_dropped(spool, part, CLAIM_FOLDER_REQUEST, &pub->job.request, err);
		for (size_t i = 0; ok && i < pub->job.files.n; i++) {
			ok = write_dropped(spool, part, pub->job.files.v[i].name, &pub->job.files.v[i].bytes, err);
		}
		ok = ok && spool_move(part, path, false, &moved, err);
		pub->is_taken = ok && moved == SPOOL_TAKEN;
	}
	if (!ok || pub->is_taken) {
		spool_remove(part);
	}
	mem_free(part);
	mem_free(path);
	buf_fini(&request);
	return ok;
}

/* The request as it was dropped: from the ledger, or, where it could not be read, the very file. */
static bool place_original(struct pub *pub, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	enum spool_move moved;
	bool ok;

	if (pub->job.files.n > 0) {
		return place_folder(pub, err);
	}
	if (pub->claimed == NULL || pub->job.request.len > 0) {
		char *path = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), ".json");
		char *bare = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), "");
		/* Nothing in the ledger: it was moved before a crash, or it was an empty file. */
		bool is_there = pub->job.request.len == 0 && (exists(path) || exists(bare));
		ok = is_there || place_bytes(pub, path, ".json", pub->job.request.p, pub->job.request.len, err);
		mem_free(path);
		mem_free(bare);
		return ok;
	}
	char *to = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), claimed_ext(pub));
	ok = spool_carry(spool, pub->claimed, to, &moved, err);
	pub->is_taken = ok && moved == SPOOL_TAKEN;
	mem_free(to);
	return ok;
}

/* Is there something else at path than these bytes? What has them is ours, from before a crash. */
static bool is_other(const char *path, const char *file, const void *p, size_t n, bool *other, struct err *err) {
	bool is_there, holds = false;
	bool ok = look(path, &is_there, err) && (!is_there || spool_holds(file, p, n, &holds, err));

	*other = ok && is_there && !holds;
	return ok;
}

static bool is_original_other(const struct pub *pub, bool *other, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	const struct bytes *request = &pub->job.request;
	bool is_folder = pub->job.files.n > 0, is_moved = !is_folder && request->len == 0 && pub->claimed != NULL;
	char *path = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), is_folder ? "" : is_moved ? claimed_ext(pub) : ".json");
	char *file = is_folder ? file_path(path, "", CLAIM_FOLDER_REQUEST, "") : mem_strdup(path);
	bool ok = true;

	if (is_moved || request->len == 0) {
		*other = is_moved && exists(path) && exists(pub->claimed);    /* no longer in claimed: it is ours */
	} else {
		ok = is_other(path, file, request->p, request->len, other, err);
	}
	mem_free(file);
	mem_free(path);
	return ok;
}

/* All three are looked at before the first is put there: what was would be left under a name that is not the job's. */
static bool is_name_taken(struct pub *pub, const struct buf *text, const char *txt, const char *json, struct err *err) {
	bool original = false, errors = false, record = false;
	bool ok = is_original_other(pub, &original, err) && is_other(txt, txt, text->p, text->len, &errors, err) &&
	          is_other(json, json, pub->error, strlen(pub->error), &record, err);

	pub->is_taken = ok && (original || errors || record);
	return ok;
}

static bool place_all(struct pub *pub, const struct buf *text, const char *txt, const char *json, struct err *err) {
	/* The errors as JSON come last: where they are, all is. */
	return is_name_taken(pub, text, txt, json, err) &&
	       (pub->is_taken ||
	        (place_original(pub, err) && (pub->is_taken || place_bytes(pub, txt, ".error.txt", text->p, text->len, err)) &&
	         (pub->is_taken || place_bytes(pub, json, ".error.json", pub->error, strlen(pub->error), err)) &&
	         (pub->is_taken || sync_folder(pub->publisher->spool->failed, pub->job.folder, err))));
}

static bool place_failure(struct pub *pub, struct err *err) {
	const struct spool *spool = pub->publisher->spool;
	struct buf text = BUF_INIT;
	char *json = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), ".error.json");
	char *txt = file_path(spool->failed, pub->job.folder, buf_str(&pub->name), ".error.txt");

	format_error_text(pub, &text);
	bool ok = spool_mkdirs(spool, spool->failed, pub->job.folder, err) && place_all(pub, &text, txt, json, err);
	buf_fini(&text);
	mem_free(json);
	mem_free(txt);
	return ok;
}

static bool end_failure(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;

	return ledger_end(ledger, pub->job.id, pub->final, pub->error, clock_now_ms(), err) &&
	       outgoing_failed(ledger, pub->job.id, &pub->job.request, err);
}

static void then_failure_placed(struct pub *pub);

static void then_failure_reserved(struct pub *pub) {
	static const struct step place = { .work = place_failure, .then = then_failure_placed };

	start(pub, &place);
}

static void then_failure_placed(struct pub *pub) {
	static const struct step other = { .run = reserve_failed_other, .then = then_failure_reserved };
	static const struct step end = { .run = end_failure, .then = tell_end };

	start(pub, pub->is_taken ? &other : &end);
}

void publish_failure(struct publisher *publisher, const struct publish_failure *failure) {
	static const struct step reserve = { .run = reserve_failed, .then = then_failure_reserved };
	struct pub *pub = pub_new(publisher, failure->job);

	pub->claimed = failure->claimed != NULL ? mem_strdup(failure->claimed) : NULL;
	pub->error = mem_strdup(failure->error);
	pub->final = failure->final;
	start(pub, &reserve);
}

/* ---- after a crash ---- */

/* The whole job and its publication, as the ledger has them. */
static bool look_up(struct ledger *ledger, void *ctx, struct err *err) {
	struct pub *pub = ctx;
	struct publication publication = { 0 };
	struct job job;

	buf_reset(&pub->name);
	if (!ledger_lookup(ledger, pub->job.id, &job, err)) {
		return false;
	}
	job_fini(&pub->job);
	pub->job = job;
	pub->replace = pub->takes_place = job.reissue == REISSUE_CORRECTION || job.reissue == REISSUE_WITHDRAWAL;
	if (!ledger_publication(ledger, job.id, &publication, err)) {
		return false;
	}
	pub->is_planned = publication.step != PUBLISH_NONE;
	if (pub->is_planned) {
		buf_adds(&pub->name, publication.name);
		STR_COPY(pub->sha256, publication.sha256);
	}
	publication_fini(&publication);
	return true;
}

static void then_looked_up(struct pub *pub) {
	static const struct step again = { .run = requeue, .then = then_requeued };
	static const struct step reserve = { .run = reserve_failed, .then = then_failure_reserved };

	if (pub->job.error != NULL && pub->job.result == NULL && !pub->is_planned) {
		pub->error = mem_strdup(pub->job.error);
		pub->final = pub->job.attempts >= ATTEMPT_MAX ? JOB_QUARANTINED : JOB_FAILED;
		start(pub, &reserve);
	} else if (pub->is_planned) {
		then_planned(pub);
	} else {
		start(pub, &again);
	}
}

void publish_resume(struct publisher *publisher, const char *id, const char *claimed) {
	static const struct step look = { .run = look_up, .then = then_looked_up };
	struct job job = { .id = id };
	struct pub *pub = pub_new(publisher, &job);

	pub->claimed = claimed != NULL ? mem_strdup(claimed) : NULL;
	pub->final = JOB_DONE;
	start(pub, &look);
}

/* ---- life ---- */

struct publisher *publisher_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool,
                                const struct publisher_events *events) {
	struct publisher *publisher = mem_alloc(sizeof(*publisher));

	publisher->loop = loop;
	publisher->writer = writer;
	publisher->spool = spool;
	publisher->events = *events;
	return publisher;
}

void publisher_stop(struct publisher *publisher) {
	publisher->is_stopping = true;
}

unsigned publisher_active(const struct publisher *publisher) {
	return publisher->active;
}

void publisher_free(struct publisher *publisher) {
	mem_free(publisher);
}
