/* file: see file.h. */
#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#define GROWTH ((size_t)64 * 1024)    /* asked for at a time of a file that grows while it is read */

/* Errors that the name given is to blame for; all others are the machine's. */
static bool is_callers_fault(int errnum) {
	switch (errnum) {
	case EACCES: case EISDIR: case ELOOP: case ENAMETOOLONG: case ENOENT: case ENOTDIR: case EPERM: case ENXIO:
		return true;
	default:
		return false;
	}
}

static bool fail(struct err *err, const char *what, const char *path) {
	int saved = errno;
	err_sys(err, "cannot %s %s", what, path);
	if (err && is_callers_fault(saved)) {
		err->code = ERR_INPUT;
	}
	return false;
}

bool file_read_fd(int fd, const char *name, size_t max, struct buf *out, struct err *err) {
	struct stat st;
	if (fstat(fd, &st) < 0) {
		return err_sys(err, "cannot look at %s", name);    /* it is open: no name is to blame */
	}
	if (!S_ISREG(st.st_mode)) {
		return err_set(err, ERR_INPUT, "%s is %s, not a regular file", name,
		               S_ISDIR(st.st_mode) ? "a folder" : "a device, pipe or socket");
	}
	if ((uintmax_t)st.st_size > max) {
		return err_set(err, ERR_INPUT, "%s has %jd bytes; %zu are allowed", name, (intmax_t)st.st_size, max);
	}
	const size_t start = out->len;
	size_t room = (size_t)st.st_size + 1;    /* one more, to see the end: what is read is held as it is, by the hundred */
	for (;;) {
		buf_reserve(out, room);
		ssize_t n = read(fd, out->p + out->len, room);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			fail(err, "read", name);
			break;
		}
		if (n == 0) {
			return true;
		}
		out->len += (size_t)n;
		out->p[out->len] = '\0';
		if (out->len - start > max) {
			err_set(err, ERR_INPUT, "%s grew past the %zu bytes that are allowed", name, max);
			break;
		}
		room = room > (size_t)n ? room - (size_t)n : GROWTH;
	}
	out->len = start;
	out->p[start] = '\0';
	return false;
}

bool file_read(const char *path, size_t max, struct buf *out, struct err *err) {
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		return fail(err, "open", path);
	}
	bool ok = file_read_fd(fd, path, max, out, err);
	close(fd);
	return ok;
}

void *file_map(const char *path, size_t *size, struct err *err) {
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *bytes = NULL;
	if (fd < 0 || fstat(fd, &st) < 0) {
		err_sys(err, "cannot open %s", path);
	} else if (st.st_size == 0) {
		err_set(err, ERR_SYSTEM, "%s is empty", path);
	} else {
		*size = (size_t)st.st_size;
		bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (bytes == MAP_FAILED) {
			err_sys(err, "cannot map %s", path);
			bytes = NULL;
		}
	}
	if (fd >= 0) {
		close(fd);
	}
	return bytes;
}

void file_unmap(void *bytes, size_t size) {
	munmap(bytes, size);
}

bool file_write_fd(int fd, const char *name, const void *p, size_t n, struct err *err) {
	const char *bytes = p;
	while (n > 0) {
		ssize_t written = write(fd, bytes, n);
		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written < 0) {
			return fail(err, "write", name);
		}
		bytes += written;
		n -= (size_t)written;
	}
	return true;
}

/* The folder of path, in mem_alloc'ed memory. */
static char *dir_of(const char *path) {
	const char *slash = strrchr(path, '/');
	if (!slash) {
		return mem_strdup(".");
	}
	return slash == path ? mem_strdup("/") : mem_strndup(path, (size_t)(slash - path));
}

bool file_sync_dir_of(const char *path, struct err *err) {
	char *dir = dir_of(path);
	bool ok = false;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		fail(err, "open folder", dir);
		goto out;
	}
	if (fsync(fd) < 0) {
		fail(err, "sync folder", dir);
		goto out;
	}
	ok = true;
out:
	if (fd >= 0) {
		close(fd);
	}
	mem_free(dir);
	return ok;
}

/* A new file in dir under a name that intake and people leave alone. */
static int open_temporary(const char *dir, unsigned mode, struct buf *name) {
	for (int i = 0; i < 1000; i++) {
		buf_reset(name);
		buf_addf(name, "%s/.sitrep-%ld-%d.tmp", dir, (long)getpid(), i);
		int fd = open(name->p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST) {
			return fd;
		}
	}
	return -1;
}

/* What is no regular file stays what it is: /dev/null must not become a file with a PDF in it. */
static bool is_special(const char *path) {
	struct stat st;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool write_into(const char *path, const void *p, size_t n, struct err *err) {
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		return fail(err, "write", path);
	}
	bool ok = file_write_fd(fd, path, p, n, err);
	close(fd);
	return ok;
}

static bool replace(const char *path, const void *p, size_t n, unsigned mode, struct err *err) {
	char *dir = dir_of(path);
	struct buf tmp = BUF_INIT;
	bool ok = false;
	int fd = open_temporary(dir, mode, &tmp);
	if (fd < 0) {
		fail(err, "make a file in", dir);
		goto out;
	}
	if (!file_write_fd(fd, path, p, n, err)) {
		goto drop;
	}
	if (fsync(fd) < 0) {
		fail(err, "sync", path);
		goto drop;
	}
	if (rename(tmp.p, path) < 0) {
		fail(err, "rename a new file to", path);
		goto drop;
	}
	ok = file_sync_dir_of(path, err);
	goto out;
drop:
	unlink(tmp.p);
out:
	if (fd >= 0) {
		close(fd);
	}
	buf_fini(&tmp);
	mem_free(dir);
	return ok;
}

bool file_write(const char *path, const void *p, size_t n, unsigned mode, struct err *err) {
	if (is_special(path)) {
		return write_into(path, p, n, err);
	}
	/* A link is followed: what it leads to is replaced, not the link. */
	char *target = realpath(path, NULL);
	bool ok = replace(target != NULL ? target : path, p, n, mode, err);
	free(target);
	return ok;
}

bool file_mkdirs(const char *path, unsigned mode, struct err *err) {
	char *dir = mem_strdup(path);
	bool ok = false;
	for (char *p = dir + 1; *dir; p++) {
		bool is_last = *p == '\0';
		if (*p != '/' && !is_last) {
			continue;
		}
		*p = '\0';
		if (mkdir(dir, mode) < 0 && (errno != EEXIST || !file_is_dir(dir))) {
			fail(err, "make folder", dir);
			goto out;
		}
		if (is_last) {
			break;
		}
		*p = '/';
	}
	ok = true;
out:
	mem_free(dir);
	return ok;
}

bool file_exists(const char *path) {
	struct stat st;
	return stat(path, &st) == 0;
}

bool file_is_dir(const char *path) {
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int by_name(const void *a, const void *b) {
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool file_list(const char *path, struct arena *arena, char ***names, size_t *n, struct err *err) {
	DIR *dir = opendir(path);
	if (!dir) {
		return fail(err, "open folder", path);
	}
	char **v = NULL;
	size_t count = 0, cap = 0;
	struct dirent *entry;
	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")) {
			continue;
		}
		*ARENA_PUSH(arena, v, count, cap) = arena_strdup(arena, entry->d_name);
	}
	bool ok = errno == 0 || fail(err, "read folder", path);
	closedir(dir);
	if (!ok) {
		return false;
	}
	if (count) {
		qsort(v, count, sizeof(*v), by_name);
	}
	*names = v;
	*n = count;
	return true;
}

char *path_join(struct arena *arena, const char *a, const char *b) {
	if (*b == '/' || *a == '\0') {
		return arena_strdup(arena, b);
	}
	return arena_printf(arena, "%s%s%s", a, str_suffix(a, "/") ? "" : "/", b);
}

bool path_is_within(const char *path, const char *folder) {
	size_t n = strlen(folder);

	return str_prefix(path, folder) && (path[n] == '\0' || path[n] == '/');
}

const char *path_base(const char *path) {
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}
