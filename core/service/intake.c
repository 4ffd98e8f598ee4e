/*
 * intake: see intake.h. A cycle: in the thread pool, look at what events named, scan if due, claim and read and check
 * up to a batch; then one operation of the ledger for the batch; then, in the pool again, unlink what is recorded.
 * Killed anywhere, a file is in the inbox, or in claimed/ under its id, or in the ledger under that id, or both of the last two.
 */
#include "service/intake.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "render/catalogue.h"
#include "render/request.h"
#include "service/generation.h"
#include "service/spool.h"
#include "service/writer.h"

#define BATCH_MAX   256
#define BATCH_BYTES ((size_t)32 << 20)
#define HINTS_MAX   4096
#define DEPTH_MAX   8
#define WATCH_MASK \
	(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW)

/* A file that was taken out of the inbox. */
struct claim {
	char id[JOB_ID_SIZE];
	char *entry;                 /* its name in claimed/ */
	char *folder, *name;
	struct buf text;
	char *report, *series;
	enum job_priority priority;
	char *error;                 /* JSON; NULL: it is good */
	bool is_kept;                /* the file itself goes to failed/: it is no request that could be read */
	bool is_new;
	int64_t accepted_ms;
};

/* A name that waits: to be quiet, or for its grace to end. */
struct seen {
	int64_t first_ms, changed_ms;    /* monotonic */
	off_t size;
	struct timespec mtime;
	ino_t ino;
	unsigned scan;               /* that saw it last */
};

struct watch {
	int wd;
	char *folder;
};

struct names {
	char **v;
	size_t n, cap;
};

struct intake {
	uv_loop_t *loop;
	struct writer *writer;
	const struct spool *spool;
	const char *instance;
	struct intake_events events;
	struct intake_settings settings;
	struct generation *generation;
	int inotify;
	uv_poll_t poll;
	uv_timer_t timer;            /* the next cycle */
	unsigned open;               /* handles */
	struct watch *watches;
	size_t watch_count, watch_cap;
	struct names hints;          /* paths below the inbox that events named */
	bool is_running, is_stopping, scan_wanted, reclaim_wanted;
	int64_t not_before_ms;       /* monotonic */
	struct map *seen;            /* path -> struct seen; the cycle's */
	unsigned scan;
	struct buf reclaimed;        /* the last name in claimed/ that was taken up; "": begin anew */
	uv_work_t work;

	/* The cycle's: nobody else looks while it is in the pool. */
	struct {
		struct generation *generation;
		struct intake_settings settings;
		bool scan, reclaim;
		struct names hints, folders;     /* folders: all that the scan saw, to be watched */
		struct claim *claims;
		size_t n, cap, bytes;
		bool is_full, has_moved;
		int64_t next_ms;         /* look again then; monotonic, INT64_MAX: no need */
		bool ok;
		struct err err;
	} cycle;
};

/* ---- names ---- */

enum intake_kind intake_name_kind(const char *name) {
	static const char *const temporary[] = { "~", ".tmp", ".part", ".swp", NULL };
	size_t n = strlen(name);

	if (*name == '.' || (n > 1 && *name == '#' && name[n - 1] == '#')) {
		return INTAKE_TEMPORARY;
	}
	for (int i = 0; temporary[i] != NULL; i++) {
		if (str_suffix(name, temporary[i])) {
			return INTAKE_TEMPORARY;
		}
	}
	if (str_suffix(name, ".error.json") || str_suffix(name, ".error.txt")) {
		return INTAKE_RESERVED;
	}
	return str_suffix(name, ".json") ? INTAKE_REQUEST : INTAKE_FOREIGN;
}

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

static char *below(const char *dir, const char *path) {
	struct buf out = BUF_INIT;

	buf_addf(&out, *path != '\0' ? "%s/%s" : "%s%s", dir, path);
	return buf_detach(&out, NULL);
}

/* ---- claiming (thread pool) ---- */

static void claim_fini(struct claim *claim) {
	mem_free(claim->entry);
	mem_free(claim->folder);
	mem_free(claim->name);
	buf_fini(&claim->text);
	mem_free(claim->report);
	mem_free(claim->series);
	mem_free(claim->error);
}

static void set_errors(struct claim *claim, const char *path, const struct errs *errors) {
	struct buf json = BUF_INIT;

	request_errors_json(errors, path, &json);
	mem_free(claim->error);
	claim->error = buf_detach(&json, NULL);
}

/* The file itself is wrong, whatever is in it. */
static void refuse(struct claim *claim, const char *path, const char *hint, const char *why) {
	struct errs errors = ERRS_INIT;
	struct err *err = errs_add(&errors);

	err_set(err, ERR_INPUT, "%s", why);
	err_at(err, path, 0, 0);
	err_hint(err, "%s", hint);
	set_errors(claim, path, &errors);
	errs_fini(&errors);
	claim->is_kept = true;
}

static void check_request(struct intake *in, struct claim *claim, const char *path) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	const struct catalogue *catalogue = generation_catalogue(in->cycle.generation);
	struct request request = { 0 };
	struct day day;
	char today[16] = "";

	if (day_at(claim->accepted_ms, catalogue_str(catalogue, "timezone"), &day)) {
		day_format(day, today);
	}
	if (request_check(arena, catalogue, path, claim->text.p, claim->text.len, today, &request, &errors, &warnings)) {
		claim->report = mem_strdup(request.report);
		claim->series = request.series != NULL ? mem_strdup(request.series) : NULL;
		claim->priority = request.priority == REQUEST_URGENT ? JOB_URGENT
		                  : request.priority == REQUEST_BULK ? JOB_BULK
		                                                     : JOB_NORMAL;
	} else {
		set_errors(claim, path, &errors);
	}
	errs_fini(&errors);
	errs_fini(&warnings);
	arena_free(arena);
}

static const char *mode_name(mode_t mode) {
	return S_ISLNK(mode)    ? "a symbolic link"
	       : S_ISFIFO(mode) ? "a named pipe"
	       : S_ISSOCK(mode) ? "a socket"
	       : S_ISDIR(mode)  ? "a folder"
	                        : "a device";
}

static const char put_file_hint[] = "put a regular file named NAME.json into the inbox";

/* Read the claimed file without following anything, and check it. False for trouble of the machine. */
static bool examine_file(struct intake *in, struct claim *claim, const char *file, const char *path, struct err *err) {
	struct stat st;
	struct err why = ERR_INIT;
	size_t max = (size_t)in->cycle.settings.max_bytes;
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool ok = true;

	if (fd < 0 && errno == EACCES) {
		refuse(claim, path, "let the service's user read it", "the file may not be read");
		return true;
	}
	if (fd < 0 || fstat(fd, &st) != 0) {
		ok = err_sys(err, "cannot open %s", file);
	} else if (!S_ISREG(st.st_mode)) {
		refuse(claim, path, put_file_hint, "not a regular file");
	} else if (st.st_nlink > 1) {
		refuse(claim, path, "put a file of its own into the inbox: what has another name may change any time",
		       "the file has more than one name (hard link)");
	} else if (st.st_size > (off_t)max) {
		struct buf text = BUF_INIT;
		buf_addf(&text, "the file has %lld bytes, a request at most %zu", (long long)st.st_size, max);
		refuse(claim, path, "intake.max_bytes in the config is the limit", buf_str(&text));
		buf_fini(&text);
	} else if (!file_read_fd(fd, path, max, &claim->text, &why)) {
		if (why.code != ERR_INPUT) {
			*err = why;
			ok = false;
		} else {
			refuse(claim, path, "intake.max_bytes in the config is the limit", why.msg);
		}
	} else {
		check_request(in, claim, path);
	}
	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

/* What is the thing that was claimed? */
static bool examine(struct intake *in, struct claim *claim, const char *file, const char *path, struct err *err) {
	struct buf text = BUF_INIT;
	struct stat st;
	bool ok = true;

	if (lstat(file, &st) != 0) {
		return err_sys(err, "cannot look at %s", file);
	}
	const char *base = path_base(path);
	enum intake_kind kind = intake_name_kind(base);
	if (S_ISDIR(st.st_mode)) {
		refuse(claim, path, "put the request alone into the inbox, as NAME.json",
		       "a folder as one request with attachments is not supported yet");
	} else if (!S_ISREG(st.st_mode)) {
		buf_addf(&text, "%s, not a regular file", mode_name(st.st_mode));
		refuse(claim, path, put_file_hint, buf_str(&text));
	} else if (strlen(path) > SPOOL_NAME_MAX) {
		refuse(claim, path, "choose a shorter name, or fewer folders", "the name of the request is too long");
	} else if (kind == INTAKE_RESERVED) {
		refuse(claim, path, "the service itself writes files of such names", "*.error.json and *.error.txt are reserved names");
	} else if (kind != INTAKE_REQUEST) {
		refuse(claim, path, "requests are named NAME.json; attachments are not supported yet", "the name does not end in .json");
	} else {
		ok = examine_file(in, claim, file, path, err);
	}
	buf_fini(&text);
	return ok;
}

/* "desk/asia/x.json" -> "desk/asia", "x". A reserved name must not look like the service's own files in failed/. */
static void split_path(const char *path, struct claim *claim) {
	const char *base = path_base(path);
	enum intake_kind kind = intake_name_kind(base);
	struct buf name = BUF_INIT;

	claim->folder = base > path ? mem_strndup(path, (size_t)(base - path - 1)) : mem_strdup("");
	buf_adds(&name, base);
	if (kind == INTAKE_REQUEST) {
		name.len -= strlen(".json");
		name.p[name.len] = '\0';
	} else if (kind == INTAKE_RESERVED) {
		buf_adds(&name, ".dropped");
	}
	if (name.len > SPOOL_NAME_MAX) {    /* room for "-2.error.json" */
		name.len = SPOOL_NAME_MAX;
		name.p[name.len] = '\0';
	}
	claim->name = buf_detach(&name, NULL);
}

static struct claim *add_claim(struct intake *in, const char *id, const char *entry, const char *path) {
	struct claim *claim = VEC_PUSH(in->cycle.claims, in->cycle.n, in->cycle.cap);

	STR_COPY(claim->id, id);
	claim->entry = mem_strdup(entry);
	claim->text = (struct buf)BUF_INIT;
	claim->accepted_ms = clock_now_ms();
	claim->priority = JOB_NORMAL;
	split_path(path, claim);
	return claim;
}

static void drop_last_claim(struct intake *in) {
	claim_fini(&in->cycle.claims[--in->cycle.n]);
}

/* A path too long for a name in claimed/ keeps its end, and loses its folders if need be. */
static void format_entry(const char *id, const char *path, struct buf *entry) {
	while (!spool_claimed_format(id, path, entry)) {
		const char *slash = strchr(path, '/');
		path = slash != NULL ? slash + 1 : path + strlen(path) - SPOOL_NAME_MAX;
		buf_reset(entry);
	}
}

/* Take the file at path (below the inbox) out of it. False for trouble of the machine. */
static bool claim_path(struct intake *in, const char *path, struct err *err) {
	struct buf entry = BUF_INIT;
	char id[JOB_ID_SIZE];
	enum spool_move moved;
	bool ok = false;

	if (!job_id_make(clock_now_ms(), id, err)) {
		return false;
	}
	format_entry(id, path, &entry);
	char *from = below(in->spool->inbox, path), *to = below(in->spool->claimed, buf_str(&entry));
	if (!spool_move(from, to, false, &moved, err)) {
		goto out;
	}
	if (moved == SPOOL_MOVED) {
		struct claim *claim = add_claim(in, id, buf_str(&entry), path);
		if (!examine(in, claim, to, path, err)) {
			drop_last_claim(in);
			in->cycle.reclaim = true;    /* it is out of the inbox: it is found again in claimed/ */
			goto out;
		}
		in->cycle.bytes += claim->text.len;
	}
	ok = true;
out:
	in->cycle.is_full = in->cycle.n >= BATCH_MAX || in->cycle.bytes >= BATCH_BYTES;
	mem_free(from);
	mem_free(to);
	buf_fini(&entry);
	return ok;
}

/* ---- scanning (thread pool) ---- */

static void look_again_at(struct intake *in, int64_t at_ms) {
	if (at_ms < in->cycle.next_ms) {
		in->cycle.next_ms = at_ms;
	}
}

/* Does a writer have it open? A lease can be had only where nobody does. */
enum writer_state { WRITER_NONE, WRITER_OPEN, WRITER_UNKNOWN };

static enum writer_state ask_writer(const char *file) {
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum writer_state state = WRITER_UNKNOWN;

	if (fd < 0) {
		return WRITER_UNKNOWN;
	}
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		fcntl(fd, F_SETLEASE, F_UNLCK);
		state = WRITER_NONE;
	} else if (errno == EAGAIN) {
		state = WRITER_OPEN;
	}
	close(fd);
	return state;
}

/* What is known of path, brought up to date with st. */
static struct seen *note_seen(struct intake *in, const char *path, const struct stat *st) {
	struct seen *seen = map_lookup(in->seen, path);
	int64_t now = clock_mono_ms();

	if (seen == NULL) {
		seen = mem_alloc(sizeof(*seen));
		seen->first_ms = seen->changed_ms = now;
		map_put(in->seen, path, seen);
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

/* May the file at path be claimed now? */
static bool is_complete(struct intake *in, const char *path, const struct stat *st) {
	const struct intake_settings *set = &in->cycle.settings;
	bool ready;

	if (!S_ISREG(st->st_mode)) {
		return true;    /* links, pipes, devices: refused at once */
	}
	if (intake_name_kind(path_base(path)) != INTAKE_REQUEST || st->st_nlink > 1) {
		return has_waited(in, note_seen(in, path, st), set->grace_ms);
	}
	char *file = below(in->spool->inbox, path);
	enum writer_state writer = ask_writer(file);
	mem_free(file);
	if (writer == WRITER_NONE) {
		return true;
	}
	struct seen *seen = note_seen(in, path, st);
	if (writer == WRITER_OPEN) {
		seen->changed_ms = clock_mono_ms();
	}
	ready = has_waited(in, seen, set->quiet_ms);
	return ready;
}

static bool scan_folder(struct intake *in, const char *folder, int depth, struct err *err);

/* A folder with request.json is one request. */
static bool scan_subfolder(struct intake *in, const char *path, const struct stat *st, int depth, struct err *err) {
	char *file = below(in->spool->inbox, path), *request = below(file, "request.json");
	struct stat inside;
	bool ok = true;

	if (depth >= DEPTH_MAX || lstat(request, &inside) == 0) {
		if (has_waited(in, note_seen(in, path, st), in->cycle.settings.grace_ms)) {
			ok = claim_path(in, path, err);
		}
	} else {
		ok = scan_folder(in, path, depth + 1, err);
	}
	mem_free(file);
	mem_free(request);
	return ok;
}

static bool scan_entry(struct intake *in, const char *path, int depth, struct err *err) {
	char *file = below(in->spool->inbox, path);
	struct stat st;
	bool ok = true;

	if (intake_name_kind(path_base(path)) == INTAKE_TEMPORARY || lstat(file, &st) != 0) {
		goto out;    /* gone meanwhile is fine */
	}
	if (S_ISDIR(st.st_mode)) {
		ok = scan_subfolder(in, path, &st, depth, err);
	} else if (is_complete(in, path, &st)) {
		ok = claim_path(in, path, err);
		in->cycle.has_moved = true;
	}
out:
	mem_free(file);
	return ok;
}

static bool scan_folder(struct intake *in, const char *folder, int depth, struct err *err) {
	char *dir_path = below(in->spool->inbox, folder);
	DIR *dir = opendir(dir_path);
	struct buf path = BUF_INIT;
	bool ok = true;

	if (dir == NULL) {
		/* A subfolder may go or be closed to us any time; the inbox itself has to be there. */
		ok = *folder != '\0' || err_sys(err, "cannot read %s", dir_path);
		goto out;
	}
	names_add(&in->cycle.folders, folder);
	struct dirent *entry;
	while (ok && !in->cycle.is_full && (errno = 0, entry = readdir(dir)) != NULL) {
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")) {
			continue;
		}
		buf_reset(&path);
		buf_addf(&path, "%s%s%s", folder, *folder != '\0' ? "/" : "", entry->d_name);
		ok = scan_entry(in, buf_str(&path), depth, err);
	}
	closedir(dir);
out:
	buf_fini(&path);
	mem_free(dir_path);
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

static bool scan_inbox(struct intake *in, struct err *err) {
	in->scan++;
	if (!scan_folder(in, "", 0, err)) {
		return false;
	}
	if (!in->cycle.is_full) {
		forget_unseen(in);
	}
	return true;
}

static bool is_in_request_folder(struct intake *in, const char *path) {
	const char *base = path_base(path);
	struct buf file = BUF_INIT;
	struct stat st;

	buf_addf(&file, "%s/%.*srequest.json", in->spool->inbox, (int)(base - path), path);
	bool is_in = base > path && lstat(buf_str(&file), &st) == 0;
	buf_fini(&file);
	return is_in;
}

/* A file whose writer has closed it, or that was renamed in: complete by that. */
static bool take_hint(struct intake *in, const char *path, struct err *err) {
	char *file = below(in->spool->inbox, path);
	struct stat st;
	bool ok = true;

	if (lstat(file, &st) != 0) {
		goto out;    /* claimed already, or gone again */
	}
	if (intake_name_kind(path_base(path)) == INTAKE_REQUEST && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
	    !is_in_request_folder(in, path)) {
		ok = claim_path(in, path, err);
	} else {
		in->cycle.scan = true;
	}
out:
	mem_free(file);
	return ok;
}

/* ---- what a dead instance left (thread pool) ---- */

static bool reclaim_entry(struct intake *in, const char *entry, struct err *err) {
	struct buf id = BUF_INIT, path = BUF_INIT;
	char *file = below(in->spool->claimed, entry);
	struct stat st;
	bool ok = true;

	if (spool_claimed_parse(entry, &id, &path) && id.len < JOB_ID_SIZE && lstat(file, &st) == 0) {
		struct claim *claim = add_claim(in, buf_str(&id), entry, buf_str(&path));
		if (examine(in, claim, file, buf_str(&path), err)) {
			in->cycle.bytes += claim->text.len;
		} else {
			drop_last_claim(in);
			ok = lstat(file, &st) != 0;    /* moved to failed/ meanwhile is fine */
		}
		in->cycle.is_full = in->cycle.n >= BATCH_MAX || in->cycle.bytes >= BATCH_BYTES;
	}
	buf_fini(&id);
	buf_fini(&path);
	mem_free(file);
	return ok;
}

/* Takes up where the last batch ended: what has to stay in claimed/ for now must not be met again and again. */
static bool reclaim(struct intake *in, struct err *err) {
	struct arena *arena = arena_new();
	char **names;
	size_t n, i = 0;
	bool ok = file_list(in->spool->claimed, arena, &names, &n, err);

	for (; ok && i < n && !in->cycle.is_full; i++) {
		if (strcmp(names[i], buf_str(&in->reclaimed)) > 0) {
			ok = reclaim_entry(in, names[i], err);
		}
	}
	in->cycle.reclaim = !ok || i < n;
	buf_reset(&in->reclaimed);
	if (ok && i < n) {
		buf_adds(&in->reclaimed, names[i - 1]);
	}
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

/* What was moved out of the inbox has to be in claimed/ for good before the ledger has it: else a power cut doubles it. */
static bool sync_moves(struct intake *in, struct err *err) {
	return in->cycle.n == 0 || (spool_sync_dir(in->spool->claimed, err) && spool_sync_dir(in->spool->inbox, err));
}

static void on_cycle(uv_work_t *work) {
	struct intake *in = work->data;
	struct err *err = &in->cycle.err;

	in->cycle.ok = check_space(in, err) && (!in->cycle.reclaim || reclaim(in, err));
	for (size_t i = 0; in->cycle.ok && i < in->cycle.hints.n; i++) {
		if (in->cycle.is_full) {
			in->cycle.scan = true;    /* the rest is found by looking */
			break;
		}
		in->cycle.ok = take_hint(in, in->cycle.hints.v[i], err);
	}
	if (in->cycle.ok && in->cycle.scan && !in->cycle.is_full) {
		in->cycle.ok = scan_inbox(in, err);
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
			.folder = claim->folder,
			.name = claim->name,
			.report = claim->report,
			.series = claim->series,
			.error = claim->error,
			.instance = in->instance,
			.accepted_ms = claim->accepted_ms,
			.request = { claim->text.p, claim->text.len },
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
		if (!in->cycle.claims[i].is_kept) {
			char *file = below(in->spool->claimed, in->cycle.claims[i].entry);
			unlink(file);    /* left over, it is found at the next start, and its id with it */
			mem_free(file);
		}
	}
}

static void start_cycle(struct intake *in);

static void watch_folders(struct intake *in) {
	for (size_t i = 0; i < in->cycle.folders.n; i++) {
		const char *folder = in->cycle.folders.v[i];
		char *path = below(in->spool->inbox, folder);
		int wd = in->inotify >= 0 ? inotify_add_watch(in->inotify, path, WATCH_MASK) : -1;
		mem_free(path);
		if (wd < 0) {
			continue;    /* no watch, no hints: the scan finds it */
		}
		size_t k = 0;
		while (k < in->watch_count && in->watches[k].wd != wd) {
			k++;
		}
		if (k == in->watch_count) {
			struct watch *watch = VEC_PUSH(in->watches, in->watch_count, in->watch_cap);
			watch->wd = wd;
			in->scan_wanted = true;    /* what came before the watch gave no event */
		} else if (str_eq(in->watches[k].folder, folder)) {
			continue;
		} else {
			mem_free(in->watches[k].folder);
		}
		in->watches[k].folder = mem_strdup(folder);
	}
}

static void on_timer(uv_timer_t *timer);

/* Start a cycle if there is reason to, or arrange for the next look. */
static void schedule(struct intake *in) {
	int64_t now = clock_mono_ms(), at = now + in->settings.rescan_ms;
	bool has_reason = in->hints.n > 0 || in->scan_wanted || in->reclaim_wanted;

	if (in->is_running || in->is_stopping || in->generation == NULL) {
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
		.id = claim->id, .folder = claim->folder, .name = claim->name, .error = claim->error,
		.request = { claim->text.p, claim->text.len },
	};

	if (claim->error != NULL) {
		in->events.on_refused(in->events.ctx, &job, claim->is_kept ? claim->entry : NULL);
	} else {
		in->events.on_accepted(in->events.ctx, &job);
	}
}

static void on_unlinked(uv_work_t *work, int status) {
	struct intake *in = work->data;

	(void)status;
	for (size_t i = 0; i < in->cycle.n; i++) {
		if (in->cycle.claims[i].is_new) {
			tell_claim(in, &in->cycle.claims[i]);
		}
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

static void on_cycled(uv_work_t *work, int status) {
	struct intake *in = work->data;

	(void)status;
	watch_folders(in);
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
	generation_unref(in->cycle.generation);
	in->cycle.generation = NULL;
	schedule(in);
}

static void start_cycle(struct intake *in) {
	if (in->is_running || in->is_stopping || in->generation == NULL) {
		return;
	}
	uv_timer_stop(&in->timer);
	in->is_running = true;
	in->cycle.generation = generation_ref(in->generation);
	in->cycle.settings = in->settings;
	in->cycle.scan = in->scan_wanted;
	in->cycle.reclaim = in->reclaim_wanted;
	in->cycle.hints = in->hints;
	in->cycle.is_full = in->cycle.has_moved = false;
	in->cycle.bytes = 0;
	in->cycle.next_ms = INT64_MAX;
	in->cycle.err = (struct err)ERR_INIT;
	in->hints = (struct names){ NULL, 0, 0 };
	in->scan_wanted = in->reclaim_wanted = false;
	uv_queue_work(in->loop, &in->work, on_cycle, on_cycled);
}

/* ---- events ---- */

static void forget_watch(struct intake *in, int wd) {
	for (size_t i = 0; i < in->watch_count; i++) {
		if (in->watches[i].wd == wd) {
			mem_free(in->watches[i].folder);
			in->watches[i] = in->watches[--in->watch_count];
			return;
		}
	}
}

static void hint(struct intake *in, const struct inotify_event *event) {
	for (size_t i = 0; i < in->watch_count; i++) {
		if (in->watches[i].wd == event->wd && in->hints.n < HINTS_MAX) {
			char *path = *in->watches[i].folder != '\0' ? below(in->watches[i].folder, event->name) : mem_strdup(event->name);
			*VEC_PUSH(in->hints.v, in->hints.n, in->hints.cap) = path;
			return;
		}
	}
	in->scan_wanted = true;
}

static void take_event(struct intake *in, const struct inotify_event *event) {
	if (event->mask & IN_IGNORED) {
		forget_watch(in, event->wd);
	}
	if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_ISDIR)) {
		in->scan_wanted = true;
	} else if (event->len > 0 && (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO))) {
		if (intake_name_kind(event->name) != INTAKE_TEMPORARY) {
			hint(in, event);
		}
	} else if ((event->mask & IN_CREATE) && intake_name_kind(event->name) != INTAKE_TEMPORARY) {
		/* Its writer is at work, and will close it; a link that was made is complete, and found soon. */
		int64_t soon = clock_mono_ms() + in->settings.quiet_ms;
		if (!in->is_running && soon < in->cycle.next_ms) {
			in->cycle.next_ms = soon;
		} else if (in->is_running) {
			in->scan_wanted = true;
		}
	}
}

static void on_readable(uv_poll_t *poll, int status, int events) {
	struct intake *in = poll->data;
	_Alignas(struct inotify_event) char room[16384];
	ssize_t n;

	(void)status;
	(void)events;
	while ((n = read(in->inotify, room, sizeof(room))) > 0) {
		for (char *p = room; p < room + n;) {
			const struct inotify_event *event = (const struct inotify_event *)(void *)p;
			take_event(in, event);
			p += sizeof(*event) + event->len;
		}
	}
	schedule(in);
}

/* ---- life ---- */

struct intake *intake_new(uv_loop_t *loop, struct writer *writer, const struct spool *spool, const char *instance,
                          const struct intake_events *events) {
	struct intake *in = mem_alloc(sizeof(*in));

	in->loop = loop;
	in->writer = writer;
	in->spool = spool;
	in->instance = instance;
	in->events = *events;
	in->seen = map_new();
	in->reclaimed = (struct buf)BUF_INIT;
	in->work.data = in->timer.data = in->poll.data = in;
	in->scan_wanted = in->reclaim_wanted = true;
	in->cycle.next_ms = INT64_MAX;
	uv_timer_init(loop, &in->timer);
	in->open = 1;
	in->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (in->inotify >= 0) {    /* without it (too many instances) the scans have to do */
		uv_poll_init(loop, &in->poll, in->inotify);
		uv_poll_start(&in->poll, UV_READABLE, on_readable);
		in->open = 2;
	}
	return in;
}

void intake_configure(struct intake *in, struct generation *generation, const struct intake_settings *settings) {
	generation_unref(in->generation);
	in->generation = generation_ref(generation);
	in->settings = *settings;
	if (in->settings.max_bytes > REQUEST_MAX_BYTES) {
		in->settings.max_bytes = REQUEST_MAX_BYTES;
	}
	intake_kick(in);
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
	if (in->inotify >= 0) {
		uv_poll_stop(&in->poll);
	}
}

bool intake_is_idle(const struct intake *in) {
	return !in->is_running;
}

static void on_closed(uv_handle_t *handle) {
	struct intake *in = handle->data;

	if (--in->open > 0) {
		return;
	}
	for (size_t i = 0; i < in->watch_count; i++) {
		mem_free(in->watches[i].folder);
	}
	mem_free(in->watches);
	for (size_t i = 0; i < map_count(in->seen); i++) {
		mem_free(map_value(in->seen, i));
	}
	map_free(in->seen);
	names_fini(&in->hints);
	buf_fini(&in->reclaimed);
	generation_unref(in->generation);
	if (in->inotify >= 0) {
		close(in->inotify);
	}
	mem_free(in);
}

void intake_free(struct intake *in) {
	if (in == NULL) {
		return;
	}
	uv_close((uv_handle_t *)&in->timer, on_closed);
	if (in->inotify >= 0) {
		uv_close((uv_handle_t *)&in->poll, on_closed);
	}
}
