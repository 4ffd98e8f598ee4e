#include "service/mend.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "service/spool.h"

#define PDF_MAX    ((size_t)4096 << 20)
#define RECORD_MAX ((size_t)16 << 20)
#define DEPTH_MAX  16

struct mend {
	const struct spool *spool;
	bool mends;
	void (*say)(void *ctx, const char *text);
	void *ctx;
	struct mend_result *result;
	struct ledger *ledger;
	struct err *err;
};

static void say(struct mend *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct mend *m, const char *fmt, ...) {
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	m->say(m->ctx, text);
}

/* ---- the ledger's file ---- */

static bool replace_ledger(struct mend *m, const char *fresh) {
	const char *path = m->spool->ledger;
	struct buf old = BUF_INIT, wal = BUF_INIT, shm = BUF_INIT;
	char now[CLOCK_ISO_SIZE];

	clock_format_utc(clock_now_ms(), now);
	buf_addf(&old, "%s.damaged-%s", path, now);
	buf_addf(&wal, "%s-wal", path);
	buf_addf(&shm, "%s-shm", path);
	unlink(buf_str(&wal));    /* what it held was read with the rest */
	unlink(buf_str(&shm));
	bool ok = (rename(path, buf_str(&old)) == 0 && rename(fresh, path) == 0) || err_sys(m->err, "cannot replace %s", path);
	if (ok) {
		say(m, "the damaged ledger was put aside as %s", buf_str(&old));
	}
	buf_fini(&old);
	buf_fini(&wal);
	buf_fini(&shm);
	return ok && file_sync_dir_of(path, m->err);
}

static bool salvage(struct mend *m) {
	struct ledger_saved saved;
	struct buf fresh = BUF_INIT;

	buf_addf(&fresh, "%s.salvaged", m->spool->ledger);
	unlink(buf_str(&fresh));
	bool ok = ledger_salvage(m->spool->ledger, buf_str(&fresh), &saved, m->err) && replace_ledger(m, buf_str(&fresh));
	buf_fini(&fresh);
	if (ok) {
		say(m, "%zu rows were saved%s", saved.rows, saved.is_whole ? ", all there were" : "; others could not be read");
		m->result->mended++;
	}
	return ok;
}

static bool check_file(struct mend *m) {
	struct buf damage = BUF_INIT;
	bool ok = ledger_inspect(m->spool->ledger, &damage, m->err);

	if (ok && damage.len > 0) {
		m->result->found++;
		say(m, "the ledger's file is damaged: %.*s", (int)strcspn(damage.p, "\n"), damage.p);
		ok = m->mends ? salvage(m) : err_set(m->err, ERR_INPUT, "the ledger cannot be looked into before its file is mended");
	}
	buf_fini(&damage);
	return ok;
}

/* ---- what is left over ---- */

/* ".ID.pdf.part", ".ID.part" */
static bool part_id(const char *name, char id[JOB_ID_SIZE]) {
	size_t n = *name == '.' && str_suffix(name, ".part") ? strcspn(name + 1, ".") : 0;

	if (n == 0 || n >= JOB_ID_SIZE) {
		return false;
	}
	memcpy(id, name + 1, n);
	id[n] = '\0';
	return strchr(id, '-') != NULL;
}

/* Of a job that is over, or that nobody knows: nobody will go on with it. */
static bool is_left_over(struct mend *m, const char *id) {
	struct err err = ERR_INIT;
	struct job job;
	bool is_over = true;

	if (ledger_lookup(m->ledger, id, &job, &err)) {
		is_over = job_state_is_final(job.state);
		job_fini(&job);
	}
	return is_over;
}

static bool sweep_folder(struct mend *m, const char *folder, int depth) {
	DIR *dir = opendir(folder);
	struct buf path = BUF_INIT;
	struct dirent *entry;
	bool ok = dir != NULL || err_sys(m->err, "cannot read %s", folder);

	while (ok && (entry = readdir(dir)) != NULL) {
		char id[JOB_ID_SIZE];
		buf_reset(&path);
		buf_addf(&path, "%s/%s", folder, entry->d_name);
		if (part_id(entry->d_name, id) && is_left_over(m, id)) {
			m->result->found++;
			say(m, "%s is left over from a job that is over", buf_str(&path));
			if (m->mends) {
				ok = spool_remove(buf_str(&path)) || err_sys(m->err, "cannot remove %s", buf_str(&path));
				m->result->mended += ok;
			}
		} else if (*entry->d_name != '.' && depth < DEPTH_MAX && file_is_dir(buf_str(&path))) {
			ok = sweep_folder(m, buf_str(&path), depth + 1);
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	buf_fini(&path);
	return ok;
}

/* ---- results ---- */

static char *result_path(const struct mend *m, const struct held_file *file, const char *ext) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/%s%s%s%s", m->spool->outbox, file->folder, *file->folder != '\0' ? "/" : "", file->name, ext);
	return buf_detach(&path, NULL);
}

static bool has_hash(const char *path, const char *sha256, struct err *err) {
	struct buf bytes = BUF_INIT;
	char hash[HASH_HEX] = "";

	/* A disk that cannot read it is what is looked for. */
	if (file_read(path, PDF_MAX, &bytes, err)) {
		hash_hex(bytes.p, bytes.len, hash);
	}
	buf_fini(&bytes);
	return str_eq(hash, sha256);
}

static bool is_record(const char *path) {
	struct buf text = BUF_INIT;
	struct arena *arena = arena_new();
	bool is_one = file_read(path, RECORD_MAX, &text, NULL) && json_parse(arena, text.p, text.len, NULL, NULL) != NULL;

	buf_fini(&text);
	arena_free(arena);
	return is_one;
}

static bool put_aside(struct mend *m, const char *path) {
	struct buf aside = BUF_INIT;

	buf_addf(&aside, "%s.damaged", path);
	bool ok = rename(path, buf_str(&aside)) == 0 || errno == ENOENT || err_sys(m->err, "cannot put %s aside", path);
	buf_fini(&aside);
	return ok;
}

/* The same request gives the same bytes: it is done again, under the same name. */
static bool redo(struct mend *m, const struct held_file *file, const char *pdf, const char *record) {
	char id[JOB_ID_SIZE];
	int64_t now = clock_now_ms();

	if (!put_aside(m, pdf) || !put_aside(m, record) || !job_id_make(now, id, m->err) ||
	    !ledger_redo(m->ledger, file->job, id, now, m->err)) {
		return false;
	}
	say(m, "it was put aside as %s.damaged, and is made again as job %s when the service runs", pdf, id);
	m->result->mended++;
	return true;
}

static bool write_record(struct mend *m, const struct held_file *file, const char *record) {
	struct job job;
	struct buf part = BUF_INIT;
	enum spool_move moved;

	if (!ledger_lookup(m->ledger, file->job, &job, m->err)) {
		return false;
	}
	buf_addf(&part, "%.*s.%s.json.part", (int)(path_base(record) - record), record, file->job);
	bool ok = job.result == NULL || (spool_write(m->spool, buf_str(&part), job.result, strlen(job.result), m->err) &&
	                                 spool_move(buf_str(&part), record, true, &moved, m->err) && file_sync_dir_of(record, m->err));
	buf_fini(&part);
	job_fini(&job);
	if (ok) {
		say(m, "it was written again, as the ledger has it");
		m->result->mended++;
	}
	return ok;
}

/* A PDF that is not there was collected: that is what the outbox is for. */
static bool check_result(struct mend *m, const struct held_file *file) {
	char *pdf = result_path(m, file, ".pdf"), *record = result_path(m, file, ".json");
	bool ok = true;

	if (file->sha256 == NULL || !file_exists(pdf)) {
		goto out;
	}
	if (!has_hash(pdf, file->sha256, NULL)) {
		m->result->found++;
		say(m, "%s is not what was issued", pdf);
		ok = !m->mends || redo(m, file, pdf, record);
	} else if (!is_record(record)) {
		m->result->found++;
		say(m, "%s is missing or damaged", record);
		ok = !m->mends || write_record(m, file, record);
	}
out:
	mem_free(pdf);
	mem_free(record);
	return ok;
}

static bool check_results(struct mend *m) {
	struct held held;
	bool ok = ledger_held(m->ledger, LEDGER_OUTBOX, 0, &held, m->err);

	for (size_t i = 0; ok && i < held.n; i++) {
		ok = check_result(m, &held.v[i]);
	}
	held_fini(&held);
	return ok;
}

bool mend_spool(const struct spool *spool, bool mends, void (*said)(void *ctx, const char *text), void *ctx,
                struct mend_result *result, struct err *err) {
	struct mend m = { .spool = spool, .mends = mends, .say = said, .ctx = ctx, .result = result, .err = err };

	*result = (struct mend_result){ 0, 0 };
	bool ok = check_file(&m) && (m.ledger = ledger_open(spool->ledger, err)) != NULL && sweep_folder(&m, spool->outbox, 0) &&
	          sweep_folder(&m, spool->failed, 0) && check_results(&m);
	ledger_free(m.ledger);
	return ok;
}
