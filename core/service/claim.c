#include "service/claim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/zone.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "render/wire.h"
#include "service/inbox.h"
#include "service/spool.h"

#define FILES_DEPTH 4            /* folders in a folder of attachments */

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

/* ---- life ---- */

/* "desk/asia/x.json" of the inbox nas -> "nas/desk/asia", "x". A reserved name must not look like the service's own files in failed/. */
static void split_path(struct claim *claim, const char *inbox, const char *path) {
	const char *base = path_base(path);
	enum intake_kind kind = intake_name_kind(base);
	struct buf name = BUF_INIT, folder = BUF_INIT;

	buf_adds(&folder, inbox);
	if (base > path) {
		buf_addf(&folder, "%s%.*s", *inbox != '\0' ? "/" : "", (int)(base - path - 1), path);
	}
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
	claim->folder = buf_detach(&folder, NULL);
	claim->name = buf_detach(&name, NULL);
}

void claim_init(struct claim *claim, const char *id, const struct inbox *inbox, const char *path, char *file) {
	*claim = (struct claim){ .file = file, .text = BUF_INIT, .accepted_ms = clock_now_ms(), .priority = JOB_NORMAL };
	STR_COPY(claim->id, id);
	claim->inbox = mem_strdup(inbox->name);
	split_path(claim, inbox->name, path);
}

void claim_fini(struct claim *claim) {
	mem_free(claim->file);
	mem_free(claim->source);
	mem_free(claim->inbox);
	mem_free(claim->folder);
	mem_free(claim->name);
	buf_fini(&claim->text);
	attachments_fini(&claim->files);
	mem_free(claim->report);
	mem_free(claim->series);
	mem_free(claim->error);
}

size_t claim_bytes(const struct claim *claim) {
	size_t n = claim->text.len;

	for (size_t i = 0; i < claim->files.n; i++) {
		n += claim->files.v[i].bytes.len;
	}
	return n;
}

/* ---- what is wrong with it ---- */

static void set_errors(struct claim *claim, const char *path, const struct errs *errors) {
	struct buf json = BUF_INIT;

	request_errors_json(errors, path, &json);
	mem_free(claim->error);
	claim->error = buf_detach(&json, NULL);
}

/* The thing itself is wrong, whatever is in it. */
static void refuse(struct claim *claim, const char *path, const char *hint, const char *fmt, ...)
        __attribute__((format(printf, 4, 5)));

static void refuse(struct claim *claim, const char *path, const char *hint, const char *fmt, ...) {
	struct errs errors = ERRS_INIT;
	struct err *err = errs_add(&errors);
	va_list ap;

	va_start(ap, fmt);
	err_vset(err, ERR_INPUT, fmt, ap);
	va_end(ap);
	err_at(err, path, 0, 0);
	err_hint(err, "%s", hint);
	set_errors(claim, path, &errors);
	errs_fini(&errors);
	claim->is_kept = true;
}

static const char *mode_name(mode_t mode) {
	return S_ISLNK(mode)    ? "a symbolic link"
	       : S_ISFIFO(mode) ? "a named pipe"
	       : S_ISSOCK(mode) ? "a socket"
	       : S_ISDIR(mode)  ? "a folder"
	                        : "a device";
}

static const char file_hint[] = "put a regular file named NAME.json into the inbox";
static const char size_hint[] = "intake.max_bytes in the config is the limit";

/* ---- files ---- */

/* Asked again: a refusal that does not last is the machine's, and nobody's request fails for it. */
static bool may_read(int dir, const char *name) {
	bool may = faccessat(dir, name, R_OK, AT_EACCESS) == 0;

	errno = EACCES;
	return may;
}

/*
 * Read the regular file name in the folder dir, without following anything. False with claim->error where it is none that may be read, or
 * with *err (code set) for trouble of the machine.
 */
static bool read_file(struct claim *claim, int dir, const char *name, const char *shown, int64_t max, const char *limit_hint,
                      struct buf *out, struct err *err) {
	struct stat st;
	struct err why = ERR_INIT;
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool ok = false;

	if (fd < 0 && errno == EACCES && !may_read(dir, name)) {
		refuse(claim, shown, "let the service's user read it", "the file may not be read");
		return false;
	}
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_sys(err, "cannot open %s", shown);
	} else if (!S_ISREG(st.st_mode)) {
		refuse(claim, shown, file_hint, "not a regular file");
	} else if (st.st_nlink > 1) {
		refuse(claim, shown, "put a file of its own into the inbox: what has another name may change any time",
		       "the file has more than one name (hard link)");
	} else if (st.st_size > max) {
		refuse(claim, shown, limit_hint, "the file has %lld bytes, of at most %lld", (long long)st.st_size, (long long)max);
	} else if (file_read_fd(fd, shown, (size_t)max, out, &why)) {
		ok = true;
	} else if (why.code == ERR_INPUT) {
		refuse(claim, shown, limit_hint, "%s", why.msg);
	} else {
		*err = why;
	}
	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

/* False for trouble of the machine: what is wrong with the request is claim->error. */
static bool check_request(struct claim *claim, const struct catalogue *catalogue, const char *path, struct err *err) {
	const char *zone = catalogue_str(catalogue, "timezone");
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct request request = { 0 };
	struct day day;
	char today[16];

	if (!zone_day_at(clock_issued_ms(claim->accepted_ms), zone, &day)) {
		arena_free(arena);
		return err_set(err, ERR_SYSTEM, "cannot tell what day it is: the time zone %s cannot be read", zone);
	}
	day_format(day, today);
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
	return true;
}

/* ---- folders ---- */

struct walk {
	struct claim *claim;
	const struct claim_limits *limits;
	const char *path;            /* of the folder, as people see it */
	size_t cap;                  /* of claim->files */
	size_t bytes;
	struct err *err;
};

static const char attachment_hint[] = "attachments are regular files";

static bool walk_folder(struct walk *w, int dir, const char *prefix, int depth);

static bool take_attachment(struct walk *w, int dir, const char *entry, const char *name, const char *shown) {
	int64_t left = w->limits->max_folder_bytes - (int64_t)w->bytes;
	int64_t most = (int64_t)WIRE_MAX - SPOOL_NAME_MAX - 1;
	struct buf bytes = BUF_INIT;
	size_t bad;

	if (!utf8_valid(name, strlen(name), &bad) || strlen(name) > SPOOL_NAME_MAX || strpbrk(name, "\n\r\t\\") != NULL) {
		refuse(w->claim, shown, "attachments have short names in UTF-8", "no name for an attachment");
		return false;
	}
	if ((int64_t)w->claim->files.n >= w->limits->max_files) {
		refuse(w->claim, w->path, "intake.max_files in the config is the limit", "the folder has more than %lld attachments",
		       (long long)w->limits->max_files);
		return false;
	}
	if (!read_file(w->claim, dir, entry, shown, left < most ? left : most, "intake.max_folder_bytes in the config is the limit of all together, 16 MB that of one",
	               &bytes, w->err)) {
		buf_fini(&bytes);
		return false;
	}
	w->bytes += bytes.len;
	struct attachment *file = VEC_PUSH(w->claim->files.v, w->claim->files.n, w->cap);
	*file = (struct attachment){ .name = mem_strdup(name), .bytes = bytes_copy(bytes.p, bytes.len) };
	buf_fini(&bytes);
	return true;
}

static bool take_entry(struct walk *w, int dir, const char *entry, const char *name, const char *shown, int depth) {
	struct stat st;

	if (fstatat(dir, entry, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		return errno == ENOENT || err_sys(w->err, "cannot look at %s", shown);
	}
	if (S_ISDIR(st.st_mode)) {
		if (depth == FILES_DEPTH) {
			refuse(w->claim, shown, "put the attachments into fewer folders", "folders in folders are %d deep at most", FILES_DEPTH);
			return false;
		}
		int sub = openat(dir, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub < 0 && errno == EACCES) {
			refuse(w->claim, shown, "let the service's user read it", "the folder may not be read");
			return false;
		}
		return sub < 0 ? err_sys(w->err, "cannot open %s", shown) : walk_folder(w, sub, name, depth + 1);
	}
	if (!S_ISREG(st.st_mode)) {
		refuse(w->claim, shown, attachment_hint, "%s, not a regular file", mode_name(st.st_mode));
		return false;
	}
	return take_attachment(w, dir, entry, name, shown);
}

/* Takes dir over. prefix: of the names in it, "" or "img". Temporary files are nobody's attachments. */
static bool walk_folder(struct walk *w, int dir, const char *prefix, int depth) {
	DIR *list = fdopendir(dir);
	struct buf name = BUF_INIT, shown = BUF_INIT;
	struct dirent *entry;
	bool ok = true;

	if (list == NULL) {
		close(dir);
		return err_sys(w->err, "cannot read %s", w->path);
	}
	while (ok && (errno = 0, entry = readdir(list)) != NULL) {
		buf_reset(&name);
		buf_reset(&shown);
		buf_addf(&name, "%s%s%s", prefix, *prefix != '\0' ? "/" : "", entry->d_name);
		buf_addf(&shown, "%s/%s", w->path, buf_str(&name));
		if (intake_name_kind(entry->d_name) != INTAKE_TEMPORARY && !str_eq(buf_str(&name), CLAIM_FOLDER_REQUEST)) {
			ok = take_entry(w, dirfd(list), entry->d_name, buf_str(&name), buf_str(&shown), depth);
		}
	}
	if (ok && errno != 0) {
		ok = err_sys(w->err, "cannot read %s", w->path);    /* what was not listed must not be missed in silence */
	}
	closedir(list);
	buf_fini(&name);
	buf_fini(&shown);
	return ok;
}

static int by_name(const void *a, const void *b) {
	return strcmp(((const struct attachment *)a)->name, ((const struct attachment *)b)->name);
}

/* What could not be read whole is not read at all: the folder itself goes to failed/. */
static void forget_content(struct claim *claim) {
	attachments_fini(&claim->files);
	buf_reset(&claim->text);
}

/* The request's bytes and the attachments, in the order of their names; or claim->error. path: as people see the folder. */
static bool read_folder(struct claim *claim, const struct claim_limits *limits, const char *path, struct err *err) {
	struct walk w = { .claim = claim, .limits = limits, .path = path, .err = err };
	struct buf request = BUF_INIT;
	int dir = open(claim->file, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (dir < 0 && errno == EACCES) {
		refuse(claim, path, "let the service's user read it", "the folder may not be read");
		return true;
	}
	if (dir < 0) {
		return err_sys(err, "cannot open %s", claim->file);
	}
	buf_addf(&request, "%s/" CLAIM_FOLDER_REQUEST, path);
	if (faccessat(dir, CLAIM_FOLDER_REQUEST, F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT) {
		refuse(claim, path, "put requests less deep, or a " CLAIM_FOLDER_REQUEST " into the folder", "a folder that is no request");
		close(dir);
	} else if (!read_file(claim, dir, CLAIM_FOLDER_REQUEST, buf_str(&request), limits->max_bytes, size_hint, &claim->text, err)) {
		close(dir);
	} else if (walk_folder(&w, dir, "", 0) && claim->files.n > 1) {
		qsort(claim->files.v, claim->files.n, sizeof(*claim->files.v), by_name);
	}
	if (claim->is_kept || err->code != ERR_NONE) {
		forget_content(claim);
	}
	buf_fini(&request);
	return err->code == ERR_NONE;
}

bool claim_read_folder(const char *folder, const struct claim_limits *limits, struct buf *text, struct attachments *files,
                       struct err *err) {
	struct claim claim = { .file = mem_strdup(folder), .text = BUF_INIT };
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;

	bool ok = read_folder(&claim, limits, folder, err);
	if (ok && claim.error != NULL) {
		request_errors_parse(arena, claim.error, strlen(claim.error), &errors);
		*err = errors.v[0];
		ok = false;
	}
	if (ok) {
		buf_add(text, claim.text.p, claim.text.len);
		*files = claim.files;
		claim.files = (struct attachments){ NULL, 0 };
	}
	errs_fini(&errors);
	arena_free(arena);
	claim_fini(&claim);
	return ok;
}

/* ---- all kinds ---- */

static bool examine_folder(struct claim *claim, const struct catalogue *catalogue, const struct claim_limits *limits,
                           const char *path, struct err *err) {
	struct buf request = BUF_INIT;
	bool ok = read_folder(claim, limits, path, err);

	if (ok && claim->error == NULL) {
		buf_addf(&request, "%s/" CLAIM_FOLDER_REQUEST, path);
		ok = check_request(claim, catalogue, buf_str(&request), err);
		buf_fini(&request);
	}
	return ok;
}

bool claim_examine(struct claim *claim, const char *path, const struct catalogue *catalogue, const struct claim_limits *limits,
                   struct err *err) {
	struct buf shown = BUF_INIT;
	struct stat st;

	if (lstat(claim->file, &st) != 0) {
		return err_sys(err, "cannot look at %s", claim->file);
	}
	buf_addf(&shown, "%s%s%s", claim->inbox, *claim->inbox != '\0' ? "/" : "", path);
	enum intake_kind kind = intake_name_kind(path_base(path));
	claim->owner = (int64_t)st.st_uid;
	bool ok = true;
	if (S_ISDIR(st.st_mode)) {
		ok = examine_folder(claim, catalogue, limits, buf_str(&shown), err);
	} else if (!S_ISREG(st.st_mode)) {
		refuse(claim, buf_str(&shown), file_hint, "%s, not a regular file", mode_name(st.st_mode));
	} else if (strlen(path) > SPOOL_NAME_MAX) {
		refuse(claim, buf_str(&shown), "choose a shorter name, or fewer folders", "the name of the request is too long");
	} else if (kind == INTAKE_RESERVED) {
		refuse(claim, buf_str(&shown), "the service itself writes files of such names",
		       "*.error.json and *.error.txt are reserved names");
	} else if (kind != INTAKE_REQUEST) {
		refuse(claim, buf_str(&shown),
		       "requests are named NAME.json; attachments lie in a folder beside their " CLAIM_FOLDER_REQUEST,
		       "the name does not end in .json");
	} else if (read_file(claim, AT_FDCWD, claim->file, buf_str(&shown), limits->max_bytes, size_hint, &claim->text, err)) {
		ok = check_request(claim, catalogue, buf_str(&shown), err);
	} else if (claim->error == NULL) {
		ok = false;
	}
	buf_fini(&shown);
	return ok;
}
