/*
 * intake: see intake.h. A cycle: in the thread pool, look at what events named, scan if due, claim and read and check
 * up to a batch; then one operation of the ledger for the batch; then, in the pool again, unlink what is recorded.
 * Killed anywhere, a file is in the inbox, or in claimed/ under its id, or in the ledger under that id, or both of the last two.
 */
#include "service/intake.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "service/claim.h"
#include "service/generation.h"
#include "service/inbox.h"
#include "service/lease.h"
#include "service/spool.h"
#include "service/watch.h"
#include "service/writer.h"

#define BATCH_MAX   256
#define BATCH_BYTES ((size_t)32 << 20)
#define HINTS_MAX   4096
#define WAITING_MAX 16           /* told of at once */
#define UNLINK_AGAIN_MS 1000
#define SUBMIT_MS   INT64_C(3600000)    /* no `sitrep submit` writes for so long */

/* A name that waits: to be quiet, or for its grace to end. */
struct seen {
	int64_t first_ms, changed_ms;    /* monotonic */
	off_t size;
	struct timespec mtime;
	ino_t ino;
	unsigned scan;               /* that saw it last */
};

struct names {
	char **v;
	size_t n, cap;
};

struct intake {
	uv_loop_t *loop;
	enum inbox_kind kind;
	struct writer *writer;
	const struct spool *spool;
	const char *instance;
	struct intake_events events;
	struct intake_settings settings;
	struct generation *generation;
	struct watch *watch;
	uv_timer_t timer;            /* the next cycle */
	struct names hints;          /* keys that events named */
	bool is_running, is_stopping, scan_wanted, reclaim_wanted;
	int64_t not_before_ms;       /* monotonic */
	struct map *seen;            /* key -> struct seen; the cycle's */
	struct buf told;             /* of what waits, when it looked last */
	unsigned scan;
	struct buf reclaimed;        /* the last name in claimed/ that was taken up; "": begin anew */
	uv_work_t work;

	/* The cycle's: nobody else looks while it is in the pool. */
	struct {
		struct generation *generation;
		struct intake_settings settings;
		bool scan, reclaim;
		struct inboxes inboxes;
		struct errs waiting;             /* inboxes that are not there, requests that it may not take out */
		struct names hints, folders;     /* keys; folders: all that the scan saw, to be watched */
		struct claim *claims;
		size_t n, cap, bytes;
		bool is_full, has_moved, has_scanned;
		int64_t next_ms;         /* look again then; monotonic, INT64_MAX: no need */
		bool ok;
		struct err err;
	} cycle;
};

/* ---- names ---- */

static void names_add(struct names *names, const char *name) {
	*VEC_PUSH(names->v, names->n, names->cap) = mem_strdup(name);
}

static void names_fini(struct names *names) {
	for (size_t i = 0; i < names->n; i++) {
		mem_free(names->v[i]);
	}
	mem_free(names->v);
	*names = (struct names){ NULL, 0, 0 };
}

/* ---- claiming (thread pool) ---- */

static struct claim *add_claim(struct intake *in, const char *id, const struct inbox *inbox, const char *entry, const char *path) {
	struct claim *claim = VEC_PUSH(in->cycle.claims, in->cycle.n, in->cycle.cap);
	struct buf file = BUF_INIT;

	buf_addf(&file, "%s/%s", inbox->claimed, entry);
	claim_init(claim, id, inbox, path, buf_detach(&file, NULL));
	return claim;
}

static void drop_last_claim(struct intake *in) {
	claim_fini(&in->cycle.claims[--in->cycle.n]);
}

static bool examine(struct intake *in, struct claim *claim, const char *path, struct err *err) {
	if (!claim_examine(claim, path, generation_catalogue(in->cycle.generation), &in->cycle.settings.limits, err)) {
		return false;
	}
	in->cycle.bytes += claim_bytes(claim);
	return true;
}

/* A path too long for a name in claimed/ keeps its end, and loses its folders if need be. */
static void format_entry(const char *id, const char *path, struct buf *entry) {
	while (!spool_claimed_format(id, path, entry)) {
		const char *slash = strchr(path, '/');
		path = slash != NULL ? slash + 1 : path + strlen(path) - SPOOL_NAME_MAX;
		buf_reset(entry);
	}
}

/* Its folder for claims is made when it is needed first. */
static bool move_out(const struct intake *in, const struct inbox *inbox, const char *from, const char *to, enum spool_move *moved,
                     struct err *err) {
	/* An id is never given twice: where a file system knows no RENAME_NOREPLACE, nothing can be there to be replaced. */
	bool is_own = *inbox->name == '\0';

	if (!is_own && !file_is_dir(inbox->claimed) &&
	    (!file_mkdirs(inbox->claimed, in->spool->dir_mode, err) || !spool_sync_dir(inbox->path, err))) {
		return false;
	}
	return spool_move(from, to, !is_own, moved, err);
}

/*
 * Somebody's file modes are no trouble of the machine: it waits, told of, and keeps no other waiting. A folder is moved only by who may
 * write into it, for its "..".
 */
static bool may_not_be_moved(struct intake *in, const struct inbox *inbox, const char *from) {
	bool is_modes = (errno == EACCES || errno == EPERM) && access(inbox->claimed, W_OK) == 0;

	if (is_modes && in->cycle.waiting.n < WAITING_MAX) {
		struct err *why = errs_add(&in->cycle.waiting);
		err_set(why, ERR_INPUT, "%s waits: the service may not move it out of the inbox", from);
		err_hint(why, "%s", file_is_dir(from) ? "let its group write into the folder: chmod g+w" : "an inbox has no sticky bit: chmod -t");
	}
	in->cycle.scan |= is_modes;    /* who was met by a hint is told of by the scan */
	return is_modes;
}

/* Take what key names out of its inbox. False for trouble of the machine. */
static bool claim_key(struct intake *in, const char *key, struct err *err) {
	struct buf entry = BUF_INIT, target = BUF_INIT;
	char id[JOB_ID_SIZE];
	const char *path;
	const struct inbox *inbox = inbox_of(&in->cycle.inboxes, key, &path);
	char *from = inbox_file(&in->cycle.inboxes, key);
	enum spool_move moved;
	bool ok = false;

	if (!job_id_make(clock_now_ms(), id, err)) {
		goto out;
	}
	format_entry(id, path, &entry);
	buf_addf(&target, "%s/%s", inbox->claimed, buf_str(&entry));
	if (!move_out(in, inbox, from, buf_str(&target), &moved, err)) {
		ok = may_not_be_moved(in, inbox, from);
		goto out;
	}
	if (moved == SPOOL_MOVED) {
		struct claim *claim = add_claim(in, id, inbox, buf_str(&entry), path);
		claim->source = mem_strndup(from, (size_t)(path_base(from) - from - 1));
		if (!examine(in, claim, path, err)) {
			drop_last_claim(in);
			in->cycle.reclaim = true;    /* it is out of the inbox: it is found again in claimed/ */
			goto out;
		}
	}
	ok = true;
out:
	in->cycle.is_full = in->cycle.n >= BATCH_MAX || in->cycle.bytes >= BATCH_BYTES;
	mem_free(from);
	buf_fini(&entry);
	buf_fini(&target);
	return ok;
}

/* ---- scanning (thread pool) ---- */

static void look_again_at(struct intake *in, int64_t at_ms) {
	if (at_ms < in->cycle.next_ms) {
		in->cycle.next_ms = at_ms;
	}
}

/* What is known of key, brought up to date with st. */
static struct seen *note_seen(struct intake *in, const char *key, const struct stat *st) {
	struct seen *seen = map_lookup(in->seen, key);
	int64_t now = clock_mono_ms();

	if (seen == NULL) {
		seen = mem_alloc(sizeof(*seen));
		seen->first_ms = seen->changed_ms = now;
		map_put(in->seen, key, seen);
	} else if (seen->ino != st->st_ino) {
		seen->first_ms = seen->changed_ms = now;
	} else if (seen->size != st->st_size || seen->mtime.tv_sec != st->st_mtim.tv_sec ||
	           seen->mtime.tv_nsec != st->st_mtim.tv_nsec) {
		seen->changed_ms = now;
	}
	seen->size = st->st_size;
	seen->mtime = st->st_mtim;
	seen->ino = st->st_ino;
	seen->scan = in->scan;
	return seen;
}

/* Has it waited for ms since it changed last? If not, look again when it has. */
static bool has_waited(struct intake *in, const struct seen *seen, int64_t ms) {
	int64_t end = seen->changed_ms + ms;

	if (clock_mono_ms() >= end) {
		return true;
	}
	look_again_at(in, end);
	return false;
}

/* May the file be claimed now? */
static bool is_complete(struct intake *in, const char *key, const char *file, const struct stat *st) {
	const struct intake_settings *set = &in->cycle.settings;
	const char *rest;

	if (!S_ISREG(st->st_mode)) {
		return true;    /* links, pipes, devices: refused at once */
	}
	if (intake_name_kind(path_base(key)) != INTAKE_REQUEST || st->st_nlink > 1) {
		return has_waited(in, note_seen(in, key, st), set->grace_ms);
	}
	enum lease_writer writer = inbox_of(&in->cycle.inboxes, key, &rest)->is_polled ? LEASE_UNKNOWN : lease_ask(file);
	if (writer == LEASE_NONE) {
		return true;
	}
	struct seen *seen = note_seen(in, key, st);
	if (writer == LEASE_OPEN) {
		seen->changed_ms = clock_mono_ms();
	}
	return has_waited(in, seen, set->quiet_ms);
}

static bool holds_request(const char *folder) {
	struct buf file = BUF_INIT;
	struct stat st;

	buf_addf(&file, "%s/" CLAIM_FOLDER_REQUEST, folder);
	bool holds = lstat(buf_str(&file), &st) == 0;
	buf_fini(&file);
	return holds;
}

/* Nobody closes a folder: it is complete when nothing in it has changed for the quiet period, and nobody writes. */
static bool is_folder_complete(struct intake *in, const char *key, const char *file, const struct stat *st) {
	struct stat sum = *st;
	const char *rest;
	bool is_open = lease_ask_folder(file, !inbox_of(&in->cycle.inboxes, key, &rest)->is_polled, &sum);
	struct seen *seen = note_seen(in, key, &sum);

	if (is_open) {
		seen->changed_ms = clock_mono_ms();
	}
	return has_waited(in, seen, in->cycle.settings.quiet_ms);
}

static bool scan_folder(struct intake *in, const char *key, int depth, struct err *err);

/* A folder with request.json is one request, with what else is in it. */
static bool scan_subfolder(struct intake *in, const char *key, const char *file, const struct stat *st, int depth, struct err *err) {
	if (holds_request(file)) {
		return !is_folder_complete(in, key, file, st) || claim_key(in, key, err);
	}
	if (depth >= INBOX_DEPTH_MAX) {
		return !has_waited(in, note_seen(in, key, st), in->cycle.settings.grace_ms) || claim_key(in, key, err);
	}
	return scan_folder(in, key, depth + 1, err);
}

/* What a `sitrep submit` wrote that died before it was renamed. Others' temporary files are theirs. */
static bool is_left(const struct intake *in, const char *key, const struct stat *st) {
	return in->kind == INBOX_OWN && str_prefix(path_base(key), SPOOL_SUBMIT) &&
	       clock_now_ms() - (int64_t)st->st_mtim.tv_sec * 1000 > SUBMIT_MS;
}

static bool scan_entry(struct intake *in, const char *key, int depth, struct err *err) {
	char *file = inbox_file(&in->cycle.inboxes, key);
	struct stat st;
	bool ok = true;

	if (lstat(file, &st) != 0) {
		goto out;    /* gone meanwhile is fine */
	}
	if (intake_name_kind(path_base(key)) == INTAKE_TEMPORARY) {
		if (is_left(in, key, &st)) {
			spool_remove(file);    /* what somebody's modes keep does no harm */
		}
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		ok = scan_subfolder(in, key, file, &st, depth, err);
	} else if (is_complete(in, key, file, &st)) {
		size_t before = in->cycle.n;
		ok = claim_key(in, key, err);
		in->cycle.has_moved |= in->cycle.n > before;
	}
out:
	mem_free(file);
	return ok;
}

static bool scan_folder(struct intake *in, const char *folder, int depth, struct err *err) {
	char *path = inbox_file(&in->cycle.inboxes, folder);
	DIR *dir = opendir(path);
	struct buf key = BUF_INIT;
	bool ok = true;

	if (dir == NULL) {
		/* A subfolder may go or be closed to us any time; the inbox itself has to be there. */
		ok = depth > 0 || err_sys(err, "cannot read %s", path);
		goto out;
	}
	names_add(&in->cycle.folders, folder);
	struct dirent *entry;
	while (ok && !in->cycle.is_full && (errno = 0, entry = readdir(dir)) != NULL) {
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")) {
			continue;
		}
		buf_reset(&key);
		inbox_key(&key, folder, entry->d_name);
		ok = scan_entry(in, buf_str(&key), depth, err);
	}
	closedir(dir);
out:
	buf_fini(&key);
	mem_free(path);
	return ok;
}

/* After a whole scan, what it did not see is forgotten. */
static void forget_unseen(struct intake *in) {
	struct map *kept = map_new();

	for (size_t i = 0; i < map_count(in->seen); i++) {
		struct seen *seen = map_value(in->seen, i);
		if (seen->scan == in->scan) {
			map_put(kept, map_key(in->seen, i), seen);
		} else {
			mem_free(seen);
		}
	}
	map_free(in->seen);
	in->seen = kept;
}

/* An inbox that is away (renamed, not mounted), or cannot be served, is told of, and looked for again; the others are served meanwhile. */
static bool scan_inbox(struct intake *in, const struct inbox *inbox, struct err *err) {
	struct buf root = BUF_INIT;
	struct err why = ERR_INIT;
	bool ok = true;

	inbox_root_key(&root, inbox, "");
	if (inbox_is_there(inbox, &why)) {
		ok = scan_folder(in, buf_str(&root), 0, err);
	} else {
		*errs_add(&in->cycle.waiting) = why;
	}
	buf_fini(&root);
	return ok;
}

static bool scan_inboxes(struct intake *in, struct err *err) {
	bool ok = true;

	in->scan++;
	errs_fini(&in->cycle.waiting);
	in->cycle.waiting = (struct errs)ERRS_INIT;
	for (size_t i = 0; ok && i < in->cycle.inboxes.n && !in->cycle.is_full; i++) {
		/* Each is first in turn, so that a full one does not keep the others from being looked at. */
		ok = scan_inbox(in, &in->cycle.inboxes.v[(i + in->scan) % in->cycle.inboxes.n], err);
	}
	if (ok && !in->cycle.is_full) {
		forget_unseen(in);
	}
	return ok;
}

/* Does it lie, however deep, in a folder that is one request? */
static bool is_in_request_folder(struct intake *in, const char *file, const char *key) {
	const char *rest;
	const struct inbox *inbox = inbox_of(&in->cycle.inboxes, key, &rest);
	char *folder = mem_strdup(file);
	bool is_in = false;

	for (char *slash = strrchr(folder, '/'); !is_in && slash != NULL && (size_t)(slash - folder) > strlen(inbox->path);
	     slash = strrchr(folder, '/')) {
		*slash = '\0';
		is_in = holds_request(folder);
	}
	mem_free(folder);
	return is_in;
}

/* What its writer has closed, or was renamed in, is complete by that: a file, or a whole folder. */
static bool take_hint(struct intake *in, const char *key, struct err *err) {
	char *file = inbox_file(&in->cycle.inboxes, key);
	struct stat st, sum = { 0 };
	bool ok = true;

	if (file == NULL || lstat(file, &st) != 0) {
		goto out;    /* claimed already, or gone again */
	}
	const char *rest;
	bool is_there = inbox_is_there(inbox_of(&in->cycle.inboxes, key, &rest), NULL);
	bool is_file = S_ISREG(st.st_mode) && st.st_nlink == 1 && intake_name_kind(path_base(key)) == INTAKE_REQUEST;
	bool is_folder = S_ISDIR(st.st_mode) && holds_request(file) && !lease_ask_folder(file, true, &sum);
	if (is_there && (is_file || is_folder) && !is_in_request_folder(in, file, key)) {
		ok = claim_key(in, key, err);
	} else {
		in->cycle.scan = true;
	}
out:
	mem_free(file);
	return ok;
}

/* ---- what a dead instance left (thread pool) ---- */

static bool reclaim_entry(struct intake *in, const struct inbox *inbox, const char *entry, struct err *err) {
	struct buf id = BUF_INIT, path = BUF_INIT;
	bool ok = true;

	if (spool_claimed_parse(entry, &id, &path) && id.len < JOB_ID_SIZE) {
		struct claim *claim = add_claim(in, buf_str(&id), inbox, entry, buf_str(&path));
		struct stat st;
		struct err why = ERR_INIT;
		if (!examine(in, claim, buf_str(&path), &why)) {
			ok = lstat(claim->file, &st) != 0;    /* moved to failed/ meanwhile is fine */
			*err = why;
			drop_last_claim(in);
		}
		in->cycle.is_full = in->cycle.n >= BATCH_MAX || in->cycle.bytes >= BATCH_BYTES;
	}
	buf_fini(&id);
	buf_fini(&path);
	return ok;
}

/* Takes up where the last batch ended: what has to stay in claimed/ for now must not be met again and again. */
static bool reclaim(struct intake *in, struct err *err) {
	struct arena *arena = arena_new();
	struct buf at = BUF_INIT;
	bool ok = true;

	for (size_t k = 0; ok && k < in->cycle.inboxes.n; k++) {
		const struct inbox *inbox = &in->cycle.inboxes.v[k];
		char **names;
		size_t n = 0;
		ok = !inbox_is_there(inbox, NULL) || !file_is_dir(inbox->claimed) || file_list(inbox->claimed, arena, &names, &n, err);
		for (size_t i = 0; ok && i < n; i++) {
			buf_reset(&at);
			buf_addf(&at, "%06zu/%s", k, names[i]);
			if (strcmp(buf_str(&at), buf_str(&in->reclaimed)) <= 0) {
				continue;
			}
			if (in->cycle.is_full) {
				goto out;
			}
			ok = reclaim_entry(in, inbox, names[i], err);
			buf_reset(&in->reclaimed);
			buf_add(&in->reclaimed, at.p, at.len);
		}
	}
	buf_reset(&in->reclaimed);
	in->cycle.reclaim = !ok;
out:
	buf_fini(&at);
	arena_free(arena);
	return ok;
}

/* ---- the cycle ---- */

static bool check_space(struct intake *in, struct err *err) {
	int64_t mb;

	if (!spool_free_mb(in->spool, &mb, err)) {
		return false;
	}
	if (mb < in->cycle.settings.free_space_mb) {
		err_set(err, ERR_SYSTEM, "only %lld MB are free for %s: nothing is claimed", (long long)mb, in->spool->root);
		return err_hint(err, "free_space_mb in the config is the limit");
	}
	return true;
}

/* Each folder once: neighbours mostly come from the same. */
static bool sync_once(struct map *done, const char *folder, struct err *err) {
	if (map_lookup(done, folder) != NULL) {
		return true;
	}
	map_put(done, folder, done);
	return !file_is_dir(folder) || spool_sync_dir(folder, err);
}

/* What was moved out of an inbox has to be in claimed/ for good before the ledger has it: else a power cut doubles it. */
static bool sync_moves(struct intake *in, struct err *err) {
	struct map *done = map_new();
	bool ok = true;

	for (size_t i = 0; ok && i < in->cycle.n; i++) {
		const struct claim *claim = &in->cycle.claims[i];
		char *claimed = mem_strndup(claim->file, (size_t)(path_base(claim->file) - claim->file - 1));
		ok = sync_once(done, claimed, err) && (claim->source == NULL || sync_once(done, claim->source, err));
		mem_free(claimed);
	}
	map_free(done);
	return ok;
}

static void on_cycle(uv_work_t *work) {
	struct intake *in = work->data;
	struct err *err = &in->cycle.err;

	inboxes_init(&in->cycle.inboxes, in->kind, in->spool, generation_catalogue(in->cycle.generation));
	in->cycle.ok = check_space(in, err) && (!in->cycle.reclaim || reclaim(in, err));
	for (size_t i = 0; in->cycle.ok && i < in->cycle.hints.n; i++) {
		if (in->cycle.is_full) {
			in->cycle.scan = true;    /* the rest is found by looking */
			break;
		}
		in->cycle.ok = take_hint(in, in->cycle.hints.v[i], err);
	}
	in->cycle.has_scanned = in->cycle.ok && in->cycle.scan && !in->cycle.is_full;
	if (in->cycle.has_scanned) {
		in->cycle.ok = scan_inboxes(in, err);
	}
	struct err sync_err = ERR_INIT;
	if (!sync_moves(in, &sync_err)) {
		/* Not certain: they stay where they are and are taken up again. */
		while (in->cycle.n > 0) {
			drop_last_claim(in);
		}
		in->cycle.reclaim = true;
		in->cycle.ok = false;
		*err = sync_err;
	}
}

static bool accept_claims(struct ledger *ledger, void *ctx, struct err *err) {
	struct intake *in = ctx;

	for (size_t i = 0; i < in->cycle.n; i++) {
		struct claim *claim = &in->cycle.claims[i];
		const struct job job = {
			.id = claim->id,
			.priority = claim->priority,
			.inbox = *claim->inbox != '\0' ? claim->inbox : NULL,
			.folder = claim->folder,
			.name = claim->name,
			.owner = claim->owner,
			.report = claim->report,
			.series = claim->series,
			.error = claim->error,
			.instance = in->instance,
			.accepted_ms = claim->accepted_ms,
			.request = { claim->text.p, claim->text.len },
			.files = claim->files,
		};
		if (!ledger_accept(ledger, &job, &claim->is_new, err)) {
			return false;
		}
	}
	return true;
}

/* Recorded and synced: the files in claimed/ are no longer needed. */
static void on_unlink(uv_work_t *work) {
	struct intake *in = work->data;

	for (size_t i = 0; i < in->cycle.n; i++) {
		struct claim *claim = &in->cycle.claims[i];
		if (!claim->is_kept && !spool_remove(claim->file)) {
			/* Left over, it is found again, and its id with it: in a while, or at the next start. */
			claim->is_left = (errno == EACCES || errno == EPERM) && file_is_dir(claim->file);    /* whose modes are not ours */
			in->cycle.reclaim |= !claim->is_left;
		}
	}
}

static void start_cycle(struct intake *in);

static bool may_begin(const struct intake *in) {
	return !in->is_running && !in->is_stopping && in->generation != NULL &&
	       (in->kind == INBOX_OWN || catalogue_value(generation_catalogue(in->generation), "inboxes")->count > 0);
}

static void watch_folders(struct intake *in) {
	for (size_t i = 0; i < in->cycle.folders.n; i++) {
		const char *key = in->cycle.folders.v[i], *rest;
		if (inbox_of(&in->cycle.inboxes, key, &rest)->is_polled) {
			continue;
		}
		char *path = inbox_file(&in->cycle.inboxes, key);
		in->scan_wanted |= watch_add(in->watch, path, key);
		mem_free(path);
	}
}

static void on_timer(uv_timer_t *timer);

/* Start a cycle if there is reason to, or arrange for the next look. */
static void schedule(struct intake *in) {
	int64_t now = clock_mono_ms(), at = now + in->settings.rescan_ms;
	bool has_reason = in->hints.n > 0 || in->scan_wanted || in->reclaim_wanted;

	if (!may_begin(in)) {
		return;
	}
	if (has_reason && now >= in->not_before_ms) {
		start_cycle(in);
		return;
	}
	if (in->cycle.next_ms < at) {
		at = in->cycle.next_ms;
	}
	if (has_reason || at < in->not_before_ms) {
		at = in->not_before_ms;
	}
	uv_update_time(in->loop);
	uv_timer_start(&in->timer, on_timer, at > now ? (uint64_t)(at - now) : 1, 0);
}

static void end_cycle(struct intake *in);

static void tell_claim(struct intake *in, const struct claim *claim) {
	const struct job job = {
		.id = claim->id, .folder = claim->folder, .name = claim->name, .owner = claim->owner, .error = claim->error,
		.request = { claim->text.p, claim->text.len }, .files = claim->files,
	};

	if (claim->error != NULL) {
		in->events.on_refused(in->events.ctx, &job, claim->is_kept ? claim->file : NULL);
	} else {
		in->events.on_accepted(in->events.ctx, &job);
	}
}

static void tell_left(struct intake *in, const struct claim *claim) {
	struct err why = ERR_INIT;

	err_set(&why, ERR_INPUT, "%s is recorded, and the service may not remove it", claim->file);
	err_hint(&why, "remove it by hand: it holds folders that its group may not write into");
	in->events.on_waiting(in->events.ctx, &why);
}

static void on_unlinked(uv_work_t *work, int status) {
	struct intake *in = work->data;

	(void)status;
	for (size_t i = 0; i < in->cycle.n; i++) {
		if (in->cycle.claims[i].is_new) {
			tell_claim(in, &in->cycle.claims[i]);
		}
		if (in->cycle.claims[i].is_left) {
			tell_left(in, &in->cycle.claims[i]);
		}
	}
	if (in->cycle.reclaim) {
		in->not_before_ms = clock_mono_ms() + UNLINK_AGAIN_MS;
	}
	end_cycle(in);
}

static void on_accepted(void *ctx, const struct err *err) {
	struct intake *in = ctx;

	if (err != NULL) {
		in->cycle.reclaim = true;
		in->events.on_trouble(in->events.ctx, err);
		end_cycle(in);
		return;
	}
	uv_queue_work(in->loop, &in->work, on_unlink, on_unlinked);
}

/* Once when something has to wait, and once when nothing has to any more. */
static void tell_waiting(struct intake *in) {
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < in->cycle.waiting.n; i++) {
		buf_addf(&text, "%s\n", in->cycle.waiting.v[i].msg);
	}
	if (in->cycle.has_scanned && !str_eq(buf_str(&text), buf_str(&in->told))) {
		for (size_t i = 0; i < in->cycle.waiting.n; i++) {
			in->events.on_waiting(in->events.ctx, &in->cycle.waiting.v[i]);
		}
		if (in->cycle.waiting.n == 0) {
			in->events.on_waiting(in->events.ctx, NULL);
		}
		buf_reset(&in->told);
		buf_add(&in->told, text.p, text.len);
	}
	buf_fini(&text);
}

static void on_cycled(uv_work_t *work, int status) {
	struct intake *in = work->data;

	(void)status;
	watch_folders(in);
	tell_waiting(in);
	if (!in->cycle.ok) {
		in->events.on_trouble(in->events.ctx, &in->cycle.err);
		in->scan_wanted = true;
	}
	if (in->cycle.n > 0) {
		writer_post(in->writer, accept_claims, on_accepted, in);
	} else {
		end_cycle(in);
	}
}

static void on_timer(uv_timer_t *timer) {
	struct intake *in = timer->data;

	in->scan_wanted = true;
	start_cycle(in);
}

static void end_cycle(struct intake *in) {
	in->is_running = false;
	in->scan_wanted |= in->cycle.is_full || in->cycle.has_moved;
	in->reclaim_wanted |= in->cycle.reclaim;
	for (size_t i = 0; i < in->cycle.n; i++) {
		claim_fini(&in->cycle.claims[i]);
	}
	mem_free(in->cycle.claims);
	in->cycle.claims = NULL;
	in->cycle.n = in->cycle.cap = 0;
	names_fini(&in->cycle.hints);
	names_fini(&in->cycle.folders);
	inboxes_fini(&in->cycle.inboxes);
	errs_fini(&in->cycle.waiting);
	generation_unref(in->cycle.generation);
	in->cycle.generation = NULL;
	schedule(in);
}

static void start_cycle(struct intake *in) {
	if (!may_begin(in)) {
		return;
	}
	uv_timer_stop(&in->timer);
	in->is_running = true;
	in->cycle.generation = generation_ref(in->generation);
	in->cycle.settings = in->settings;
	in->cycle.scan = in->scan_wanted;
	in->cycle.reclaim = in->reclaim_wanted;
	in->cycle.hints = in->hints;
	in->cycle.is_full = in->cycle.has_moved = in->cycle.has_scanned = false;
	in->cycle.waiting = (struct errs)ERRS_INIT;
	in->cycle.bytes = 0;
	in->cycle.next_ms = INT64_MAX;
	in->cycle.err = (struct err)ERR_INIT;
	in->hints = (struct names){ NULL, 0, 0 };
	in->scan_wanted = in->reclaim_wanted = false;
	uv_queue_work(in->loop, &in->work, on_cycle, on_cycled);
}

/* ---- events ---- */

static void on_named(void *ctx, const char *key) {
	struct intake *in = ctx;

	if (in->hints.n < HINTS_MAX) {
		names_add(&in->hints, key);
	} else {
		in->scan_wanted = true;
	}
}

/* It is found soon, should it be no file that somebody writes but a link, which nobody closes. */
static void on_made(void *ctx) {
	struct intake *in = ctx;

	if (in->is_running) {
		in->scan_wanted = true;
	} else {
		look_again_at(in, clock_mono_ms() + in->settings.quiet_ms);
	}
}

static void on_unknown(void *ctx) {
	struct intake *in = ctx;

	in->scan_wanted = true;
}

static void on_said(void *ctx) {
	schedule(ctx);
}

/* ---- life ---- */

struct intake *intake_new(uv_loop_t *loop, enum inbox_kind kind, struct writer *writer, const struct spool *spool, const char *instance,
                          const struct intake_events *events) {
	struct intake *in = mem_alloc(sizeof(*in));

	in->loop = loop;
	in->kind = kind;
	in->writer = writer;
	in->spool = spool;
	in->instance = instance;
	in->events = *events;
	in->seen = map_new();
	in->reclaimed = in->told = (struct buf)BUF_INIT;
	in->work.data = in->timer.data = in;
	in->scan_wanted = in->reclaim_wanted = true;
	in->cycle.next_ms = INT64_MAX;
	uv_timer_init(loop, &in->timer);
	in->watch = watch_new(loop, &(struct watch_events){
		.on_named = on_named, .on_made = on_made, .on_unknown = on_unknown, .on_said = on_said, .ctx = in,
	});
	return in;
}

void intake_configure(struct intake *in, struct generation *generation, const struct intake_settings *settings) {
	generation_unref(in->generation);
	in->generation = generation_ref(generation);
	in->settings = *settings;
	intake_kick(in);
}

const char *intake_waiting(const struct intake *in) {
	return buf_str(&in->told);
}

void intake_kick(struct intake *in) {
	in->scan_wanted = true;
	schedule(in);
}

void intake_pause(struct intake *in, int64_t ms) {
	in->not_before_ms = clock_mono_ms() + ms;
	schedule(in);
}

void intake_stop(struct intake *in) {
	in->is_stopping = true;
	uv_timer_stop(&in->timer);
	watch_stop(in->watch);
}

bool intake_is_idle(const struct intake *in) {
	return !in->is_running;
}

static void on_closed(uv_handle_t *handle) {
	struct intake *in = handle->data;

	for (size_t i = 0; i < map_count(in->seen); i++) {
		mem_free(map_value(in->seen, i));
	}
	map_free(in->seen);
	names_fini(&in->hints);
	buf_fini(&in->reclaimed);
	buf_fini(&in->told);
	generation_unref(in->generation);
	mem_free(in);
}

void intake_free(struct intake *in) {
	if (in == NULL) {
		return;
	}
	watch_free(in->watch);
	uv_close((uv_handle_t *)&in->timer, on_closed);
}
