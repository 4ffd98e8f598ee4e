#include "service/retain.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "service/spool.h"
#include "service/writer.h"

#define BATCH       500
#define PDF_MAX     ((size_t)4096 << 20)
#define AGAIN_MS    1000         /* between two batches: others have work to do */
#define DEPTH_MAX   16

/* 0: no limit. */
struct policy {
	int64_t days, count, mb;
};

enum part { PART_RESULTS, PART_FAILURES, PART_SUPERSEDED, PART_EDITIONS, PART_JOBS, PARTS };

struct retainer {
	struct writer *writer;
	const struct spool *spool;
	struct retain_events events;
	struct policy policies[PARTS];
	int64_t check_ms;
	uv_timer_t timer;
	uv_work_t work;
	bool is_running, is_stopping;

	/* Of the part under way. */
	enum part part;
	struct policy policy;
	struct held held;            /* the oldest; those up to removed are gone */
	size_t removed;
	bool goes_on;                /* there may be more to remove */
	struct err err;
};

/* ---- files (thread pool) ---- */

typedef void (*entry_fn)(void *ctx, const char *path, const struct stat *st);

/* Each that lies in a folder and below, folders included. */
static void walk(const char *folder, int depth, entry_fn on_entry, void *ctx) {
	DIR *dir = opendir(folder);
	struct buf path = BUF_INIT;
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct stat st;
		buf_reset(&path);
		buf_addf(&path, "%s/%s", folder, entry->d_name);
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..") || lstat(buf_str(&path), &st) != 0) {
			continue;
		}
		on_entry(ctx, buf_str(&path), &st);
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX) {
			walk(buf_str(&path), depth + 1, on_entry, ctx);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	buf_fini(&path);
}

/* What lies in a folder and below: bytes, and files whose names end in suffix. */
struct total {
	const char *suffix;
	int64_t bytes, count;
};

static void add_up(void *ctx, const char *path, const struct stat *st) {
	struct total *total = ctx;

	total->bytes += st->st_size;
	total->count += str_suffix(path, total->suffix);
}

static char *path_of(const char *top, const struct held_file *file, const char *ext) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s%s/%s%s", top, *file->folder != '\0' ? "/" : "", file->folder, file->name, ext);
	return buf_detach(&path, NULL);
}

/* Unlinked, or never there. False where the disk refuses; what somebody's modes keep is let go of, and told in *err. */
static bool remove_path(const char *path, int64_t *bytes, struct err *err) {
	struct stat st;

	if (lstat(path, &st) != 0) {
		return true;
	}
	*bytes += st.st_size;
	if (spool_remove(path)) {
		return true;
	}
	bool is_modes = errno == EACCES || errno == EPERM;
	err_sys(err, "cannot remove %s", path);
	if (is_modes) {
		err_hint(err, "remove it by hand: it holds folders that the service may not write into");
	}
	return is_modes;
}

static bool remove_ext(const char *top, const struct held_file *file, const char *ext, int64_t *bytes, struct err *err) {
	char *path = path_of(top, file, ext);
	bool ok = remove_path(path, bytes, err);

	mem_free(path);
	return ok;
}

/* A PDF that somebody put there in place of ours is theirs. */
static bool is_as_issued(const char *path, const struct held_file *file) {
	struct buf bytes = BUF_INIT;
	char hash[HASH_HEX];
	bool is_ours = file->sha256 != NULL && file_read(path, PDF_MAX, &bytes, NULL);

	if (is_ours) {
		hash_hex(bytes.p, bytes.len, hash);
		is_ours = str_eq(hash, file->sha256);
	}
	buf_fini(&bytes);
	return is_ours;
}

static bool remove_result(const struct spool *spool, const struct held_file *file, int64_t *bytes, struct err *err) {
	char *pdf = path_of(spool->outbox, file, ".pdf");
	bool ok = !file_exists(pdf) || !is_as_issued(pdf, file) ||
	          (remove_path(pdf, bytes, err) && remove_ext(spool->outbox, file, ".json", bytes, err));

	mem_free(pdf);
	return ok;
}

/* The folder as it was dropped, but not one that holds others' failures as well. */
static bool remove_dropped(const struct spool *spool, const struct held_file *file, int64_t *bytes, struct err *err) {
	char *path = path_of(spool->failed, file, "");
	struct total errors = { .suffix = ".error.json" };
	bool ok = true;

	walk(path, 0, add_up, &errors);
	if (errors.count == 0) {
		ok = remove_path(path, bytes, err);
	}
	mem_free(path);
	return ok;
}

static bool remove_failure(const struct spool *spool, const struct held_file *file, int64_t *bytes, struct err *err) {
	return remove_ext(spool->failed, file, ".error.json", bytes, err) && remove_ext(spool->failed, file, ".error.txt", bytes, err) &&
	       remove_ext(spool->failed, file, ".json", bytes, err) && remove_dropped(spool, file, bytes, err);
}

static bool is_over(const struct policy *policy, const struct total *total, int64_t ended_ms, int64_t now_ms) {
	return (policy->days > 0 && ended_ms < now_ms - policy->days * DAY_MS) ||
	       (policy->count > 0 && total->count > policy->count) || (policy->mb > 0 && total->bytes > policy->mb << 20);
}

static void on_remove(uv_work_t *work) {
	struct retainer *r = work->data;
	bool is_result = r->part == PART_RESULTS, ok = true;
	struct total total = { .suffix = is_result ? ".pdf" : ".error.json" };
	int64_t now_ms = clock_now_ms();

	if (r->policy.count > 0 || r->policy.mb > 0) {
		walk(is_result ? r->spool->outbox : r->spool->failed, 0, add_up, &total);
	}
	r->removed = 0;
	while (ok && r->removed < r->held.n && is_over(&r->policy, &total, r->held.v[r->removed].ended_ms, now_ms)) {
		int64_t bytes = 0;
		ok = (is_result ? remove_result : remove_failure)(r->spool, &r->held.v[r->removed], &bytes, &r->err);
		total.bytes -= bytes;
		total.count--;
		r->removed += ok;
	}
	r->goes_on = ok && r->removed > 0 && r->removed == r->held.n;
}

/* ---- what was superseded (thread pool) ---- */

struct superseded {
	char *path;                  /* of the PDF */
	int64_t at_ms;               /* its name in the outbox was given to another */
};

struct superseded_list {
	struct superseded *v;
	size_t n, cap;
};

static void add_superseded(void *ctx, const char *path, const struct stat *st) {
	struct superseded_list *list = ctx;

	if (S_ISREG(st->st_mode) && str_suffix(path, ".pdf")) {
		*VEC_PUSH(list->v, list->n, list->cap) = (struct superseded){
			mem_strdup(path), (int64_t)st->st_ctim.tv_sec * 1000 + st->st_ctim.tv_nsec / 1000000,
		};
	}
}

static int by_time(const void *pa, const void *pb) {
	const struct superseded *a = pa, *b = pb;

	return (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms);
}

/* With its record. */
static bool remove_superseded(const char *path, struct err *err) {
	struct buf record = BUF_INIT;
	int64_t bytes = 0;

	buf_addf(&record, "%.*s.json", (int)(strlen(path) - strlen(".pdf")), path);
	bool ok = remove_path(buf_str(&record), &bytes, err) && remove_path(path, &bytes, err);
	buf_fini(&record);
	return ok;
}

static void on_superseded(uv_work_t *work) {
	struct retainer *r = work->data;
	struct superseded_list list = { NULL, 0, 0 };
	bool ok = true;

	walk(r->spool->superseded, 0, add_superseded, &list);
	qsort(list.v, list.n, list.n > 0 ? sizeof(*list.v) : 1, by_time);
	struct total total = { .count = (int64_t)list.n };
	int64_t now_ms = clock_now_ms();
	while (ok && r->removed < list.n && is_over(&r->policy, &total, list.v[r->removed].at_ms, now_ms)) {
		ok = remove_superseded(list.v[r->removed].path, &r->err);
		total.count--;
		r->removed += ok;
	}
	for (size_t i = 0; i < list.n; i++) {
		mem_free(list.v[i].path);
	}
	mem_free(list.v);
}

/* ---- the ledger (writer) ---- */

static bool list_held(struct ledger *ledger, void *ctx, struct err *err) {
	struct retainer *r = ctx;

	held_fini(&r->held);
	return ledger_held(ledger, r->part == PART_RESULTS ? LEDGER_OUTBOX : LEDGER_FAILED, BATCH, &r->held, err);
}

static bool let_go(struct ledger *ledger, void *ctx, struct err *err) {
	struct retainer *r = ctx;
	bool ok = true;

	for (size_t i = 0; ok && i < r->removed; i++) {
		ok = ledger_let_go(ledger, r->part == PART_RESULTS ? LEDGER_OUTBOX : LEDGER_FAILED, r->held.v[i].job, err);
	}
	return ok;
}

static bool forget(struct ledger *ledger, void *ctx, struct err *err) {
	struct retainer *r = ctx;

	if (!ledger_forget(ledger, clock_now_ms() - r->policy.days * DAY_MS, BATCH, &r->removed, err)) {
		return false;
	}
	r->goes_on = r->removed == BATCH;
	return true;
}

static bool forget_editions(struct ledger *ledger, void *ctx, struct err *err) {
	struct retainer *r = ctx;
	int64_t before_ms = r->policy.days > 0 ? clock_now_ms() - r->policy.days * DAY_MS : INT64_MIN;

	if (!ledger_forget_editions(ledger, before_ms, r->policy.count, BATCH, &r->removed, err)) {
		return false;
	}
	r->goes_on = r->removed == BATCH;
	return true;
}

/* ---- one part after the other ---- */

static void start_part(struct retainer *r);

static void on_timer(uv_timer_t *timer) {
	struct retainer *r = timer->data;

	if (!r->is_running && !r->is_stopping) {
		r->is_running = true;
		start_part(r);
	}
}

/* After trouble, or at the end, it waits for the next time; after a whole batch it goes on soon. */
static void end_round(struct retainer *r, int64_t wait_ms) {
	held_fini(&r->held);
	r->is_running = false;
	if (!r->is_stopping && r->check_ms > 0) {
		uv_timer_start(&r->timer, on_timer, (uint64_t)wait_ms, 0);
	}
}

static void end_part(struct retainer *r, const struct err *err) {
	static const char *const names[] = { "results", "failures", "superseded PDFs", "editions", "jobs" };

	if (err != NULL) {
		r->events.on_trouble(r->events.ctx, err);
		end_round(r, r->check_ms);
		return;
	}
	if (r->removed > 0) {
		r->events.on_removed(r->events.ctx, names[r->part], (unsigned)r->removed);
	}
	r->removed = 0;
	if (r->goes_on) {
		end_round(r, AGAIN_MS);
	} else if (++r->part == PARTS) {
		r->part = 0;
		end_round(r, r->check_ms);
	} else {
		start_part(r);
	}
}

static void on_let_go(void *ctx, const struct err *err) {
	struct retainer *r = ctx;

	end_part(r, err != NULL ? err : r->err.code != ERR_NONE ? &r->err : NULL);
}

static void on_removed(uv_work_t *work, int status) {
	struct retainer *r = work->data;

	(void)status;
	if (r->removed > 0) {
		writer_post(r->writer, let_go, on_let_go, r);
	} else {
		on_let_go(r, NULL);
	}
}

static void on_listed(void *ctx, const struct err *err) {
	struct retainer *r = ctx;

	if (err != NULL) {
		end_part(r, err);
	} else {
		uv_queue_work(r->timer.loop, &r->work, on_remove, on_removed);
	}
}

static void on_superseded_gone(uv_work_t *work, int status) {
	struct retainer *r = work->data;

	(void)status;
	end_part(r, r->err.code != ERR_NONE ? &r->err : NULL);
}

static void on_forgotten(void *ctx, const struct err *err) {
	end_part(ctx, err);
}

static void start_part(struct retainer *r) {
	r->policy = r->policies[r->part];
	r->err = (struct err)ERR_INIT;
	r->removed = 0;
	r->goes_on = false;
	if (r->policy.days == 0 && r->policy.count == 0 && r->policy.mb == 0) {
		end_part(r, NULL);
	} else if (r->part == PART_SUPERSEDED) {
		uv_queue_work(r->timer.loop, &r->work, on_superseded, on_superseded_gone);
	} else if (r->part == PART_EDITIONS) {
		writer_post(r->writer, forget_editions, on_forgotten, r);
	} else if (r->part == PART_JOBS) {
		writer_post(r->writer, forget, on_forgotten, r);
	} else {
		writer_post(r->writer, list_held, on_listed, r);
	}
}

/* ---- life ---- */

struct retainer *retainer_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool, const struct retain_events *events) {
	struct retainer *r = mem_alloc(sizeof(*r));

	r->writer = writer;
	r->spool = spool;
	r->events = *events;
	uv_timer_init(loop, &r->timer);
	r->timer.data = r->work.data = r;
	return r;
}

void retainer_configure(struct retainer *r, const struct catalogue *catalogue) {
	r->policies[PART_RESULTS] = (struct policy){
		.days = catalogue_int(catalogue, "retention.results_days"), .count = catalogue_int(catalogue, "retention.results_count"),
		.mb = catalogue_int(catalogue, "retention.results_mb"),
	};
	r->policies[PART_FAILURES] = (struct policy){
		.days = catalogue_int(catalogue, "retention.failures_days"), .count = catalogue_int(catalogue, "retention.failures_count"),
		.mb = catalogue_int(catalogue, "retention.failures_mb"),
	};
	r->policies[PART_SUPERSEDED] = (struct policy){
		.days = catalogue_int(catalogue, "retention.superseded_days"), .count = catalogue_int(catalogue, "retention.superseded_count"),
	};
	r->policies[PART_EDITIONS] = (struct policy){
		.days = catalogue_int(catalogue, "retention.editions_days"), .count = catalogue_int(catalogue, "retention.editions_count"),
	};
	r->policies[PART_JOBS] = (struct policy){ .days = catalogue_int(catalogue, "retention.jobs_days") };
	r->check_ms = catalogue_int(catalogue, "retention.check_minutes") * 60000;
	if (!r->is_running && !r->is_stopping) {
		uv_timer_start(&r->timer, on_timer, AGAIN_MS, 0);
	}
}

void retainer_stop(struct retainer *r) {
	r->is_stopping = true;
	uv_timer_stop(&r->timer);
}

bool retainer_is_idle(const struct retainer *r) {
	return !r->is_running;
}

static void on_closed(uv_handle_t *handle) {
	mem_free(handle->data);
}

void retainer_free(struct retainer *r) {
	if (r != NULL) {
		held_fini(&r->held);
		uv_close((uv_handle_t *)&r->timer, on_closed);
	}
}
