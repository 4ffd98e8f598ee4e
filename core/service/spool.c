#include "service/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define CLAIMED_NAME_MAX 255
#define DEPTH_MAX 64             /* of folders in one another that are open at once */
#define COPY_SIZE ((size_t)256 << 10)

static char *joined(const char *a, const char *b) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/%s", a, b);
	return buf_detach(&path, NULL);
}

static bool read_holder(int fd, char *pid, size_t size) {
	ssize_t n = pread(fd, pid, size - 1, 0);

	if (n <= 0) {
		return false;
	}
	pid[n] = '\0';
	pid[strcspn(pid, "\n")] = '\0';
	return true;
}

/*
 * The lock is the kernel's, a record lock: it is the process's, and goes with it. One of flock(2) is also a child's that was forked and is no other
 * program yet, and stayed where a service was killed at that moment. The pid in the file is for people.
 */
static bool take_lock(struct spool *spool, struct err *err) {
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char pid[32] = "";

	spool->lock_fd = open(spool->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (spool->lock_fd < 0) {
		return err_sys(err, "cannot open %s", spool->lock);
	}
	if (fcntl(spool->lock_fd, F_SETLK, &whole) != 0) {
		if (errno != EAGAIN && errno != EACCES) {
			return err_sys(err, "cannot lock %s", spool->lock);
		}
		bool is_known = read_holder(spool->lock_fd, pid, sizeof(pid));
		err_set(err, ERR_INPUT, "%s is served already, by process %s", spool->root, is_known ? pid : "(unknown)");
		return err_hint(err, "one instance a spool: stop that one, or give this one another --spool");
	}
	int n = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());
	if (ftruncate(spool->lock_fd, 0) != 0 || pwrite(spool->lock_fd, pid, (size_t)n, 0) != n) {
		return err_sys(err, "cannot write %s", spool->lock);
	}
	return true;
}

static const struct network {
	unsigned long magic;         /* statfs(2) */
	const char *name;
	bool is_local_too;           /* what is on this machine looks the same: polling does no harm, and a spool may be there */
} networks[] = {
	{ 0x6969, "NFS", false },
	{ 0xFF534D42, "SMB", false }, { 0xFE534D42, "SMB", false }, { 0x517B, "SMB", false }, { 0x564C, "NCP", false },
	{ 0x65735546, "FUSE", true },        /* sshfs, s3fs, and local ones */
	{ 0x01021997, "9p", false },
	{ 0x5346414F, "AFS", false }, { 0x6B414653, "AFS", false },
	{ 0x00C36400, "Ceph", false }, { 0x73757245, "Coda", false },
	{ 0x0BD00BD0, "Lustre", false },
};

static const struct network *network_of(const char *path) {
	struct statfs st;

	if (statfs(path, &st) != 0) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof(networks) / sizeof(*networks); i++) {
		if ((unsigned long)st.f_type == networks[i].magic) {
			return &networks[i];
		}
	}
	return NULL;
}

const char *spool_network_kind(const char *path) {
	const struct network *network = network_of(path);

	return network != NULL ? network->name : NULL;
}

bool spool_check_place(const char *root, struct err *err) {
	const struct network *network = network_of(root);

	if (network != NULL && !network->is_local_too) {
		err_set(err, ERR_INPUT, "the spool %s is on a network file system (%s), where the ledger is not safe", root, network->name);
		return err_hint(err, "put the spool on a local disk; inboxes = { desk = \"/net/desk\" } takes requests from a network drive as well");
	}
	return true;
}

static bool check_same_device(const char *a, const char *b, struct err *err) {
	struct stat st_a, st_b;

	if (stat(a, &st_a) != 0) {
		return err_sys(err, "cannot look at %s", a);
	}
	if (stat(b, &st_b) != 0) {
		return err_sys(err, "cannot look at %s", b);
	}
	if (st_a.st_dev != st_b.st_dev) {
		err_set(err, ERR_INPUT, "%s and %s lie on different file systems", a, b);
		return err_hint(err, "requests are claimed by a rename: put both on one file system");
	}
	return true;
}

/* Try in the folder itself what publication rests on: that a rename never takes a name that is there. */
static bool check_rename(const struct spool *spool, const char *dir, struct err *err) {
	char *from = joined(dir, ".sitrep-check-a"), *to = joined(dir, ".sitrep-check-b");
	enum spool_move first = SPOOL_GONE, second = SPOOL_GONE;
	bool ok = false;

	unlink(to);
	bool is_done = spool_write(spool, from, "", 0, err) && spool_move(from, to, false, &first, err) &&
	               spool_write(spool, from, "", 0, err) && spool_move(from, to, false, &second, err);
	if (!is_done && errno != EINVAL) {
		goto out;
	}
	if (!is_done || first != SPOOL_MOVED || second != SPOOL_TAKEN) {
		err_set(err, ERR_SYSTEM, "the file system of %s does not know RENAME_NOREPLACE", dir);
		err_hint(err, "put the spool on a local file system (ext4, xfs, btrfs, tmpfs)");
		goto out;
	}
	ok = true;
out:
	unlink(from);
	unlink(to);
	mem_free(from);
	mem_free(to);
	return ok;
}

bool spool_look(struct spool *spool, const char *root, unsigned file_mode, struct err *err) {
	char *real = realpath(root, NULL);

	*spool = (struct spool){ .lock_fd = -1, .file_mode = file_mode };
	spool->dir_mode = file_mode | (file_mode & 0444) >> 2;    /* who may read a file may enter its folder */
	if (real == NULL) {
		return err_sys(err, "cannot find %s", root);
	}
	spool->root = mem_strdup(real);
	free(real);
	spool->inbox = joined(spool->root, "inbox");
	spool->outbox = joined(spool->root, "outbox");
	spool->failed = joined(spool->root, "failed");
	spool->superseded = joined(spool->root, "superseded");
	spool->claimed = joined(spool->root, "claimed");
	spool->ledger = joined(spool->root, "ledger.db");
	spool->socket = joined(spool->root, "control.sock");
	spool->lock = joined(spool->root, "lock");
	spool->generations = joined(spool->root, "generations");
	spool->sending = joined(spool->root, "sending");
	return true;
}

bool spool_open(struct spool *spool, const char *root, unsigned file_mode, struct err *err) {
	bool ok = false;

	*spool = (struct spool){ .lock_fd = -1 };
	if (!file_mkdirs(root, file_mode | (file_mode & 0444) >> 2, err) || !spool_check_place(root, err) ||
	    !spool_look(spool, root, file_mode, err)) {
		goto out;
	}
	if (!take_lock(spool, err)) {
		goto out;
	}
	const char *const dirs[] = { spool->inbox, spool->outbox, spool->failed, spool->claimed };
	for (size_t i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		if (!file_mkdirs(dirs[i], spool->dir_mode, err)) {
			goto out;
		}
	}
	spool_remove(spool->generations);    /* a dead instance's */
	ok = spool_sync_dir(spool->root, err) && check_same_device(spool->inbox, spool->claimed, err) &&
	     check_same_device(spool->failed, spool->claimed, err) &&
	     check_rename(spool, spool->claimed, err) && check_rename(spool, spool->outbox, err);
out:
	if (!ok) {
		spool_close(spool);
	}
	return ok;
}

void spool_close(struct spool *spool) {
	if (spool->lock_fd >= 0) {
		close(spool->lock_fd);
	}
	mem_free(spool->root);
	mem_free(spool->inbox);
	mem_free(spool->outbox);
	mem_free(spool->failed);
	mem_free(spool->superseded);
	mem_free(spool->claimed);
	mem_free(spool->ledger);
	mem_free(spool->socket);
	mem_free(spool->lock);
	mem_free(spool->generations);
	mem_free(spool->sending);
	*spool = (struct spool){ .lock_fd = -1 };
}

bool spool_free_mb(const struct spool *spool, int64_t *mb, struct err *err) {
	struct statvfs st;

	if (statvfs(spool->root, &st) != 0) {
		return err_sys(err, "cannot ask for the free space of %s", spool->root);
	}
	*mb = (int64_t)((uint64_t)st.f_bavail * st.f_frsize >> 20);
	return true;
}

bool spool_claimed_format(const char *id, const char *path, struct buf *out) {
	size_t begin = out->len;

	buf_addf(out, "%s,", id);
	for (const char *p = path; *p != '\0'; p++) {
		if (*p == '%' || *p == '/') {
			buf_addf(out, "%%%02X", (unsigned char)*p);
		} else {
			buf_addc(out, *p);
		}
	}
	return out->len - begin <= CLAIMED_NAME_MAX;
}

bool spool_claimed_parse(const char *name, struct buf *id, struct buf *path) {
	const char *comma = strchr(name, ',');

	if (comma == NULL || comma == name || comma[1] == '\0') {
		return false;
	}
	buf_add(id, name, (size_t)(comma - name));
	for (const char *p = comma + 1; *p != '\0'; p++) {
		if (str_prefix(p, "%25")) {
			buf_addc(path, '%');
			p += 2;
		} else if (str_prefix(p, "%2F")) {
			buf_addc(path, '/');
			p += 2;
		} else {
			buf_addc(path, *p);
		}
	}
	return true;
}

static bool write_all(int fd, const char *path, const char *p, size_t n, struct err *err) {
	size_t done = 0;

	while (done < n) {
		ssize_t written = pwrite(fd, p + done, n - done, (off_t)done);
		if (written < 0 && errno != EINTR) {
			return err_sys(err, "cannot write %s", path);
		}
		done += written > 0 ? (size_t)written : 0;
	}
	return true;
}

bool spool_write(const struct spool *spool, const char *path, const void *p, size_t n, struct err *err) {
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0) {
		return err_sys(err, "cannot create %s", path);
	}
	bool ok = write_all(fd, path, p, n, err);
	if (ok && fchmod(fd, spool->file_mode) != 0) {
		ok = err_sys(err, "cannot set the mode of %s", path);
	}
	if (ok && fsync(fd) != 0) {
		ok = err_sys(err, "cannot sync %s", path);
	}
	close(fd);
	if (!ok) {
		unlink(path);    /* after a failed fsync this file is not to be trusted: the next try makes another */
	}
	return ok;
}

bool spool_move(const char *from, const char *to, bool replace, enum spool_move *result, struct err *err) {
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0) {
		*result = SPOOL_MOVED;
		return true;
	}
	if (errno == EEXIST) {
		*result = SPOOL_TAKEN;
		return true;
	}
	if (errno == ENOENT && access(from, F_OK) != 0 && errno == ENOENT) {
		struct stat st;
		if (lstat(from, &st) != 0) {    /* a dangling link is there, though access(2) says no */
			*result = SPOOL_GONE;
			return true;
		}
		errno = ENOENT;
	}
	return err_sys(err, "cannot rename %s to %s", from, to);
}

/* ---- folders that others may own, and change meanwhile: each step goes from the folder that is open, and follows nothing ---- */

/* The folder called name in dir; NULL with errno. */
static DIR *open_folder(int dir, const char *name) {
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;

	if (list == NULL && fd >= 0) {
		close(fd);
	}
	return list;
}

/* The next name in list, NULL at the end or, with errno, for trouble. */
static const char *next_name(DIR *list) {
	const struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(list);
	} while (entry != NULL && (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")));
	return entry != NULL ? entry->d_name : NULL;
}

/* What lies deeper than DEPTH_MAX is moved up to top, where it is met again: no depth takes more descriptors than that. */
struct removal {
	int top;                     /* the folder that goes with all that is in it */
	unsigned moved;              /* up to it, so far */
	int errnum;                  /* why something is left; 0: nothing is */
};

static bool move_up(struct removal *r, int dir, const char *name) {
	char to[32];

	snprintf(to, sizeof(to), ".deep-%u", r->moved++);
	return renameat(dir, name, r->top, to) == 0;
}

static void remove_at(struct removal *r, int dir, const char *name, int depth);

static void remove_content(struct removal *r, DIR *list, int depth) {
	const char *name;

	while ((name = next_name(list)) != NULL) {
		remove_at(r, dirfd(list), name, depth);
	}
	r->errnum = errno != 0 ? errno : r->errnum;
}

/* The rest goes whatever has to stay. */
static void remove_at(struct removal *r, int dir, const char *name, int depth) {
	if (unlinkat(dir, name, 0) == 0 || (errno == EISDIR && depth == DEPTH_MAX && move_up(r, dir, name))) {
		return;
	}
	DIR *list = errno == EISDIR ? open_folder(dir, name) : NULL;
	if (list != NULL) {
		remove_content(r, list, depth + 1);
		closedir(list);
	}
	if (list == NULL || (unlinkat(dir, name, AT_REMOVEDIR) != 0 && r->errnum == 0)) {
		r->errnum = errno;
	}
}

bool spool_remove(const char *path) {
	struct removal r = { .moved = 0 };
	unsigned before;

	if (unlink(path) == 0) {
		return true;
	}
	DIR *list = errno == EISDIR ? open_folder(AT_FDCWD, path) : NULL;
	if (list == NULL) {
		return false;
	}
	r.top = dirfd(list);
	do {
		before = r.moved;
		rewinddir(list);
		remove_content(&r, list, 1);
	} while (r.moved > before && r.errnum == 0);
	closedir(list);
	errno = r.errnum;
	return r.errnum == 0 && rmdir(path) == 0;
}

static bool copy_at(const struct spool *spool, int dir, const char *name, const char *to, int depth, struct err *err);

static bool copy_folder(const struct spool *spool, int dir, const char *name, const char *to, int depth, struct err *err) {
	DIR *list = open_folder(dir, name);
	const char *entry;

	if (list == NULL) {
		return false;
	}
	bool ok = file_mkdirs(to, spool->dir_mode, err);
	while (ok && (entry = next_name(list)) != NULL) {
		char *path = joined(to, entry);
		ok = depth == DEPTH_MAX || strlen(path) >= PATH_MAX || copy_at(spool, dirfd(list), entry, path, depth + 1, err);
		mem_free(path);
	}
	ok = ok && errno == 0 && spool_sync_dir(to, err);
	closedir(list);
	return ok;
}

static bool copy_link(int dir, const char *name, const char *to) {
	char target[PATH_MAX];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	target[n > 0 ? n : 0] = '\0';
	return n > 0 && symlink(target, to) == 0;
}

/* In pieces, whatever its size. */
static bool copy_file(const struct spool *spool, int dir, const char *name, const char *to, struct err *err) {
	int in = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int out = in >= 0 ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
	char *room = mem_alloc(COPY_SIZE);
	ssize_t n = -1;
	bool ok = out >= 0;

	while (ok && (n = read(in, room, COPY_SIZE)) > 0) {
		ok = file_write_fd(out, to, room, (size_t)n, err);
	}
	ok = ok && n == 0 && fchmod(out, spool->file_mode) == 0 && fsync(out) == 0;
	mem_free(room);
	if (in >= 0) {
		close(in);
	}
	if (out >= 0) {
		close(out);
	}
	return ok;
}

/* Pipes, sockets and devices hold nothing that could be copied; what lies too deep is left out. */
static bool copy_at(const struct spool *spool, int dir, const char *name, const char *to, int depth, struct err *err) {
	struct stat st;
	bool ok = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;

	ok = ok && (S_ISDIR(st.st_mode)   ? copy_folder(spool, dir, name, to, depth, err)
	            : S_ISLNK(st.st_mode) ? copy_link(dir, name, to)
	            : S_ISREG(st.st_mode) ? copy_file(spool, dir, name, to, err)
	                                  : true);
	return ok || err->code != ERR_NONE || err_sys(err, "cannot copy %s to %s", name, to);
}

bool spool_carry(const struct spool *spool, const char *from, const char *to, enum spool_move *result, struct err *err) {
	struct err why = ERR_INIT;
	struct buf part = BUF_INIT;

	if (spool_move(from, to, false, result, &why)) {
		return true;
	}
	if (errno != EXDEV) {
		*err = why;
		return false;
	}
	buf_addf(&part, "%.*s.%s.part", (int)(path_base(to) - to), to, path_base(from));
	spool_remove(buf_str(&part));
	*result = SPOOL_MOVED;
	*err = (struct err)ERR_INIT;
	bool ok = copy_at(spool, AT_FDCWD, from, buf_str(&part), 0, err) &&
	          (!file_exists(buf_str(&part)) || spool_move(buf_str(&part), to, false, result, err));
	if (ok && *result == SPOOL_MOVED) {
		spool_remove(from);
	} else {
		spool_remove(buf_str(&part));
	}
	buf_fini(&part);
	return ok;
}

bool spool_sync_dir(const char *path, struct err *err) {
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return err_sys(err, "cannot open %s", path);
	}
	bool ok = fsync(fd) == 0;
	if (!ok) {
		err_sys(err, "cannot sync %s", path);
	}
	close(fd);
	return ok;
}

/* Sync top and the folders on the way from it to path: each has the name of the next. */
static bool sync_way(const char *top, char *path, struct err *err) {
	bool ok = true;

	while (ok && strlen(path) > strlen(top)) {
		*strrchr(path, '/') = '\0';
		ok = spool_sync_dir(path, err);
	}
	return ok;
}

bool spool_mkdirs(const struct spool *spool, const char *top, const char *folder, struct err *err) {
	char *path = joined(top, folder);
	bool ok = *folder == '\0' || file_is_dir(path) ||
	          (file_mkdirs(path, spool->dir_mode, err) && sync_way(top, path, err));

	mem_free(path);
	return ok;
}

bool spool_holds(const char *path, const void *p, size_t n, bool *holds, struct err *err) {
	struct buf text = BUF_INIT;
	struct err why = ERR_INIT;
	struct stat st;
	bool ok = true;

	*holds = false;
	if (lstat(path, &st) != 0) {
		return errno == ENOENT || errno == ENOTDIR || err_sys(err, "cannot look at %s", path);
	}
	if (S_ISREG(st.st_mode) && (size_t)st.st_size == n) {
		ok = file_read(path, n + 1, &text, &why);
		*holds = ok && text.len == n && memcmp(text.p, p, n) == 0;
	}
	if (!ok && err != NULL) {
		*err = why;
	}
	buf_fini(&text);
	return ok;
}
