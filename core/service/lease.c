/* lease: see lease.h. */
#include "service/lease.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "service/inbox.h"

enum lease_writer lease_ask(const char *file) {
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum lease_writer state = LEASE_UNKNOWN;

	if (fd < 0) {
		return LEASE_UNKNOWN;
	}
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		fcntl(fd, F_SETLEASE, F_UNLCK);
		state = LEASE_NONE;
	} else if (errno == EAGAIN) {
		state = LEASE_OPEN;
	}
	close(fd);
	return state;
}

static bool sum_folder(const char *folder, bool asks, int depth, struct stat *st) {
	DIR *dir = opendir(folder);
	struct buf path = BUF_INIT;
	struct dirent *entry;
	bool is_open = false;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct stat one;
		buf_reset(&path);
		buf_addf(&path, "%s/%s", folder, entry->d_name);
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..") || lstat(buf_str(&path), &one) != 0) {
			continue;
		}
		if (S_ISDIR(one.st_mode) && depth < INBOX_DEPTH_MAX) {
			is_open |= sum_folder(buf_str(&path), asks, depth + 1, &one);
		} else if (S_ISREG(one.st_mode) && asks) {
			is_open |= lease_ask(buf_str(&path)) == LEASE_OPEN;
		}
		st->st_size += one.st_size + 1;
		if (one.st_mtim.tv_sec > st->st_mtim.tv_sec ||
		    (one.st_mtim.tv_sec == st->st_mtim.tv_sec && one.st_mtim.tv_nsec > st->st_mtim.tv_nsec)) {
			st->st_mtim = one.st_mtim;
		}
	}
	if (dir != NULL) {
		closedir(dir);
	}
	buf_fini(&path);
	return is_open;
}

bool lease_ask_folder(const char *folder, bool asks, struct stat *st) {
	return sum_folder(folder, asks, 0, st);
}
