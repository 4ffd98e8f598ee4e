/* pack_files: see pack.h. */
#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/pack.h"

/* ---- folders ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where) {
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

bool pack_remove(const char *folder, struct err *err) {
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT || err_sys(err, "%s cannot be removed", folder);
}

struct copy {
	struct arena *arena;
	size_t files, bytes;
};

static bool copy_file(struct copy *copy, const char *from, const char *to, struct err *err) {
	struct buf bytes = BUF_INIT;
	bool ok = file_read(from, PACK_FILE_MAX, &bytes, err);
	copy->files++;
	copy->bytes += bytes.len;
	if (ok && (copy->files > PACK_FILES_MAX || copy->bytes > PACK_BYTES_MAX)) {
		ok = err_set(err, ERR_LIMIT, "the pack has more than %d files, or more than %zu MB", PACK_FILES_MAX, PACK_BYTES_MAX >> 20);
	}
	ok = ok && file_write(to, bytes.p, bytes.len, 0644, err);
	buf_fini(&bytes);
	return ok;
}

static bool copy_tree(struct copy *copy, const char *from, const char *to, int depth, struct err *err) {
	struct stat st;
	char **names;
	size_t n;
	if (lstat(from, &st) != 0) {
		return err_sys(err, "%s cannot be read", from);
	}
	if (S_ISREG(st.st_mode)) {
		return copy_file(copy, from, to, err);
	}
	if (!S_ISDIR(st.st_mode)) {
		err_set(err, ERR_INPUT, "%s is neither a file nor a folder", from);
		return err_hint(err, "a pack holds files and folders, and no links: put the file itself there");
	}
	if (depth == 0) {
		return err_set(err, ERR_LIMIT, "%s lies more than %d folders deep", from, PACK_DEPTH_MAX);
	}
	if (!file_mkdirs(to, 0755, err) || !file_list(from, copy->arena, &names, &n, err)) {
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		if (*names[i] != '.' &&
		    !copy_tree(copy, path_join(copy->arena, from, names[i]), path_join(copy->arena, to, names[i]), depth - 1, err)) {
			return false;
		}
	}
	return true;
}

bool pack_copy(const char *from, const char *to, struct err *err) {
	struct copy copy = { .arena = arena_new() };
	bool ok = copy_tree(&copy, from, to, PACK_DEPTH_MAX, err);
	arena_free(copy.arena);
	return ok;
}

/* ---- archives ---- */

bool pack_is_archive(const char *path) {
	static const char *const suffixes[] = { ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst", ".tar.bz2", ".zip", NULL };
	size_t i = 0;
	while (suffixes[i] != NULL && !str_suffix(path, suffixes[i])) {
		i++;
	}
	return suffixes[i] != NULL;
}

/* Loaded when it is needed: with it come five libraries, and every start of the program would pay for them. */
struct reader {
	struct archive *(*read_new)(void);
	int (*support_filter_all)(struct archive *);
	int (*support_format_tar)(struct archive *);
	int (*support_format_zip)(struct archive *);
	int (*open_filename)(struct archive *, const char *, size_t);
	int (*next_header)(struct archive *, struct archive_entry **);
	la_ssize_t (*read_data)(struct archive *, void *, size_t);
	const char *(*error_string)(struct archive *);
	int (*read_free)(struct archive *);
	const char *(*pathname)(struct archive_entry *);
	__LA_MODE_T (*filetype)(struct archive_entry *);
	const char *(*hardlink)(struct archive_entry *);
};

static bool reader_open(struct reader *r, struct err *err) {
	void *lib = dlopen("libarchive.so.13", RTLD_NOW);
	const struct { const char *name; void **fn; } fns[] = {
		{ "archive_read_new", (void **)&r->read_new }, { "archive_read_support_filter_all", (void **)&r->support_filter_all },
		{ "archive_read_support_format_tar", (void **)&r->support_format_tar },
		{ "archive_read_support_format_zip", (void **)&r->support_format_zip },
		{ "archive_read_open_filename", (void **)&r->open_filename }, { "archive_read_next_header", (void **)&r->next_header },
		{ "archive_read_data", (void **)&r->read_data }, { "archive_error_string", (void **)&r->error_string },
		{ "archive_read_free", (void **)&r->read_free }, { "archive_entry_pathname", (void **)&r->pathname },
		{ "archive_entry_filetype", (void **)&r->filetype }, { "archive_entry_hardlink", (void **)&r->hardlink },
	};
	if (lib == NULL) {
		err_set(err, ERR_SYSTEM, "archives cannot be read: %s", dlerror());
		return err_hint(err, "install the package libarchive13, or unpack it yourself and add the folder");
	}
	for (size_t i = 0; i < sizeof(fns) / sizeof(*fns); i++) {
		*fns[i].fn = dlsym(lib, fns[i].name);
		if (*fns[i].fn == NULL) {
			return err_set(err, ERR_SYSTEM, "archives cannot be read: libarchive has no %s", fns[i].name);
		}
	}
	return true;
}

/* "a/b.lua", "./a": below the folder it is unpacked into, whatever comes. */
static bool is_below(const char *name) {
	if (*name == '/' || *name == '\0') {
		return false;
	}
	for (const char *part = name; part != NULL; part = strchr(part, '/')) {
		part += *part == '/';
		if (str_prefix(part, "..") && (part[2] == '/' || part[2] == '\0')) {
			return false;
		}
	}
	return true;
}

struct unpacking {
	const struct reader *r;
	struct archive *archive;
	struct arena *arena;
	const char *folder;
	size_t files, bytes;
};

static bool unpack_file(struct unpacking *u, const char *to, struct err *err) {
	struct buf bytes = BUF_INIT;
	char piece[65536];
	la_ssize_t n;
	bool ok = true;
	while (ok && (n = u->r->read_data(u->archive, piece, sizeof(piece))) != 0) {
		if (n < 0) {
			ok = err_set(err, ERR_INPUT, "the archive is damaged: %s", u->r->error_string(u->archive));
			break;
		}
		buf_add(&bytes, piece, (size_t)n);
		u->bytes += (size_t)n;
		if (bytes.len > PACK_FILE_MAX || u->bytes > PACK_BYTES_MAX) {
			ok = err_set(err, ERR_LIMIT, "the archive unpacks to more than %zu MB a file, or %zu MB in all", PACK_FILE_MAX >> 20,
			             PACK_BYTES_MAX >> 20);
		}
	}
	const char *base = path_base(to);
	ok = ok && file_mkdirs(arena_strndup(u->arena, to, (size_t)(base - to) - 1), 0755, err) &&
	     file_write(to, bytes.p, bytes.len, 0644, err);
	buf_fini(&bytes);
	return ok;
}

static bool unpack_entry(struct unpacking *u, struct archive_entry *entry, struct err *err) {
	const char *name = u->r->pathname(entry);
	__LA_MODE_T type = u->r->filetype(entry);
	if (name == NULL || !is_below(name)) {
		return err_set(err, ERR_INPUT, "the archive has a file that would lie outside of it: \"%.200s\"", name != NULL ? name : "");
	}
	if (type == AE_IFDIR) {
		return true;             /* made where a file is in it */
	}
	if (type != AE_IFREG || u->r->hardlink(entry) != NULL) {
		return err_set(err, ERR_INPUT, "the archive has a link or device, \"%.200s\": a pack holds files and folders", name);
	}
	if (++u->files > PACK_FILES_MAX) {
		return err_set(err, ERR_LIMIT, "the archive has more than %d files", PACK_FILES_MAX);
	}
	return unpack_file(u, path_join(u->arena, u->folder, name), err);
}

static bool unpack_all(struct unpacking *u, const char *path, struct err *err) {
	struct archive_entry *entry;
	int status = ARCHIVE_OK;
	if (u->r->open_filename(u->archive, path, 65536) != ARCHIVE_OK) {
		return err_set(err, ERR_INPUT, "%s", u->r->error_string(u->archive));
	}
	while ((status = u->r->next_header(u->archive, &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
		if (!unpack_entry(u, entry, err)) {
			return false;
		}
	}
	return status == ARCHIVE_EOF || err_set(err, ERR_INPUT, "the archive is damaged: %s", u->r->error_string(u->archive));
}

bool pack_unpack(const char *archive, const char *folder, struct err *err) {
	struct reader r;
	if (!reader_open(&r, err) || !file_mkdirs(folder, 0755, err)) {
		return false;
	}
	struct unpacking u = { .r = &r, .archive = r.read_new(), .arena = arena_new(), .folder = folder };
	r.support_filter_all(u.archive);
	r.support_format_tar(u.archive);
	r.support_format_zip(u.archive);
	bool ok = unpack_all(&u, archive, err);
	if (!ok) {
		err_at_file(err, archive);
	}
	r.read_free(u.archive);
	arena_free(u.arena);
	return ok;
}
