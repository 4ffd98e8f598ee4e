/* folder: the carrier that puts files into a folder, whole or not at all; the same ones put there twice are there once. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/parcel.h"
#include "deliver/words.h"

#define NUMBERS_MAX 10000

struct copy {
	const struct parcel *parcel;
	const char *folder;          /* where it goes */
	unsigned mode;
	bool replaces;
	struct outcome *outcome;
};

/* A file that is there with these bytes is ours, from an attempt whose end nobody learnt. */
static bool holds(const char *path, const void *p, size_t n) {
	struct buf bytes = BUF_INIT;
	struct stat st;
	bool same = stat(path, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == n && file_read(path, n + 1, &bytes, NULL) &&
	            bytes.len == n && memcmp(bytes.p, p, n) == 0;

	buf_fini(&bytes);
	return same;
}

/* Under a temporary name that only this delivery uses, synced. */
static bool write_part(const struct copy *c, const char *part, const void *p, size_t n, struct err *err) {
	unlink(part);    /* of an attempt that was cut short */
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return err_sys(err, "cannot create %s", part);
	}
	bool ok = file_write_fd(fd, part, p, n, err) && (fchmod(fd, c->mode) == 0 || err_sys(err, "cannot set the permissions of %s", part)) &&
	          (fsync(fd) == 0 || err_sys(err, "cannot sync %s", part));
	if (close(fd) != 0 && ok) {
		ok = err_sys(err, "cannot close %s", part);
	}
	if (!ok) {
		unlink(part);
	}
	return ok;
}

/* Give part the name path, unless that is taken: EEXIST. */
static bool name_part(const char *part, const char *path) {
	struct stat st;

	if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
		return true;
	}
	if (errno != EINVAL && errno != ENOSYS) {
		return false;
	}
	/* Shares that know no such rename: looked at first, which is as much as can be done. */
	if (lstat(path, &st) == 0) {
		errno = EEXIST;
		return false;
	}
	return errno == ENOENT && rename(part, path) == 0;
}

/* NAME, NAME-2, …: the first that is free, or is this very file. */
static bool place(const struct copy *c, const char *part, const char *name, const char *ext, const void *p, size_t n, const char **path,
                  struct err *err) {
	struct arena *arena = c->parcel->arena;

	for (int i = 1; i < NUMBERS_MAX; i++) {
		*path = i == 1 ? arena_printf(arena, "%s/%s%s", c->folder, name, ext) : arena_printf(arena, "%s/%s-%d%s", c->folder, name, i, ext);
		if (c->replaces) {
			return rename(part, *path) == 0 || err_sys(err, "cannot name %s", *path);
		}
		if (name_part(part, *path)) {
			return true;
		}
		if (errno != EEXIST) {
			return err_sys(err, "cannot name %s", *path);
		}
		if (holds(*path, p, n)) {
			unlink(part);
			return true;
		}
	}
	return err_set(err, ERR_INPUT, "all names of %s/%s up to -%d are taken", c->folder, name, NUMBERS_MAX);
}

static bool put(const struct copy *c, const char *name, const char *ext, const void *p, size_t n, const char **path, struct err *err) {
	struct arena *arena = c->parcel->arena;
	const char *part = arena_printf(arena, "%s/.%s%s.part", c->folder, c->parcel->id, ext);

	if (!write_part(c, part, p, n, err)) {
		return false;
	}
	if (!place(c, part, name, ext, p, n, path, err)) {
		unlink(part);
		return false;
	}
	return file_sync_dir_of(*path, err);
}

/* "a/b/name" below the target's folder, as folder and name. Subfolders are made, the folder itself is not: it may be a mount that is away. */
static bool make_folder(struct parcel *parcel, struct copy *c, const char **name, struct err *err) {
	const char *top = json_str(parcel->target, "path", "");
	struct buf path = BUF_INIT;
	bool ok = file_is_dir(top);

	phrase_path(json_str(parcel->target, "name", "{name}"), parcel->values, &path);
	const char *whole = arena_strdup(parcel->arena, path.len > 0 ? buf_str(&path) : parcel_value(parcel, "job")), *slash = strrchr(whole, '/');
	buf_fini(&path);
	*name = slash != NULL ? slash + 1 : whole;
	c->folder = slash != NULL ? arena_printf(parcel->arena, "%s/%.*s", top, (int)(slash - whole), whole) : top;
	if (!ok) {
		return err_set(err, ERR_SYSTEM, "there is no folder %s", top);
	}
	/* Whoever may read the files may look into their folders. */
	return slash == NULL || file_mkdirs(c->folder, c->mode | 0700 | (c->mode & 0444) >> 2, err);
}

/* What is corrected or withdrawn is replaced where it lies, if that is below this target's folder still. */
static void take_place(struct parcel *parcel, struct copy *c, const char **name) {
	const char *top = json_str(parcel->target, "path", ""), *old = parcel->instead_of;
	size_t n = strlen(top);

	if (old == NULL || !str_prefix(old, top) || old[n] != '/' || !str_suffix(old, ".pdf") || strstr(old + n, "/../") != NULL) {
		return;
	}
	const char *base = path_base(old);
	c->folder = arena_strndup(parcel->arena, old, (size_t)(base - old) - 1);
	*name = arena_strndup(parcel->arena, base, strlen(base) - strlen(".pdf"));
	c->replaces = true;
}

static bool put_result(struct parcel *parcel, const struct copy *c, const char *name, const char **path, struct err *err) {
	struct buf record = BUF_INIT;
	const char *other = NULL;

	if (!put(c, name, ".pdf", parcel->pdf.p, parcel->pdf.len, path, err)) {
		return false;
	}
	if (!json_bool(parcel->target, "record", true)) {
		return true;
	}
	/* Beside it, under the name that it got. */
	const char *base = path_base(*path);
	name = arena_strndup(parcel->arena, base, strlen(base) - strlen(".pdf"));
	parcel_record(parcel, &record);
	bool ok = put(c, name, ".json", record.p, record.len, &other, err);
	buf_fini(&record);
	return ok;
}

/* That it failed, or is late: what an operator reads. */
static bool put_notice(struct parcel *parcel, const struct copy *c, const char *name, const char **path, struct err *err) {
	struct buf text = BUF_INIT;

	words_say(parcel, "text", &text);
	const char *ext = arena_printf(parcel->arena, ".%s.txt", parcel->event);
	bool ok = put(c, name, ext, text.p, text.len, path, err);
	buf_fini(&text);
	return ok;
}

static void deliver(struct parcel *parcel, struct sending *sending, struct outcome *outcome) {
	struct copy c = {
		.parcel = parcel, .outcome = outcome, .mode = (unsigned)strtoul(json_str(parcel->target, "mode", "0640"), NULL, 8),
		.replaces = str_eq(json_str(parcel->target, "on_conflict", ""), "replace"),
	};
	struct err err = ERR_INIT;
	const char *name, *path = "";

	(void)sending;
	bool ok = make_folder(parcel, &c, &name, &err);
	if (ok) {
		take_place(parcel, &c, &name);
	}
	if (!ok ||
	    !(parcel->pdf_path != NULL ? put_result(parcel, &c, name, &path, &err) : put_notice(parcel, &c, name, &path, &err))) {
		if (err.code == ERR_INPUT) {
			outcome_never(outcome, &err);
		} else {
			outcome_again(outcome, &err);
		}
		return;
	}
	STR_COPY(outcome->place, path);
}

static void probe(struct parcel *parcel, struct outcome *outcome) {
	const struct copy c = { .parcel = parcel, .mode = 0600 };
	const char *path = json_str(parcel->target, "path", ""), *part = arena_printf(parcel->arena, "%s/.sitrep-check-%ld.part", path, (long)getpid());
	struct err err = ERR_INIT;

	/* Tried, not asked: what modes allow (root: everything) is not what a file system takes. */
	bool ok = file_is_dir(path) ? write_part(&c, part, "", 0, &err) && file_sync_dir_of(part, &err)
	                            : err_set(&err, ERR_SYSTEM, "there is no folder %s", path);
	unlink(part);
	if (!ok) {
		outcome_again(outcome, &err);
	}
	STR_COPY(outcome->place, path);
}

const struct carrier carrier_folder = { .kind = "folder", .deliver = deliver, .probe = probe };
