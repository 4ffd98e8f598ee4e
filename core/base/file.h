/* file: whole files in, whole files out. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct err;

/* Append the file at path to *out; refuses what is no regular file and what is larger than max bytes (ERR_INPUT). */
bool file_read(const char *path, size_t max, struct buf *out, struct err *err);

/* The same from an open descriptor, which stays the caller's; name is for messages. */
bool file_read_fd(int fd, const char *name, size_t max, struct buf *out, struct err *err);

/*
 * Map the file at path, *size bytes that can be read and not written, until file_unmap. NULL with *err (ERR_SYSTEM: it is for what the
 * program itself needs) where it cannot be had or is empty.
 */
void *file_map(const char *path, size_t *size, struct err *err);
void file_unmap(void *bytes, size_t size);

/* Write all of p to fd, through short writes and EINTR. */
bool file_write_fd(int fd, const char *name, const void *p, size_t n, struct err *err);

/*
 * The file at path is whole or absent: a temporary name beside it, fsync,
 * rename over the target, fsync of the folder. mode as for open(2). A link is
 * followed; a device or pipe that is there is written into.
 */
bool file_write(const char *path, const void *p, size_t n, unsigned mode, struct err *err);

/* fsync the folder that holds path. */
bool file_sync_dir_of(const char *path, struct err *err);

/* Make path and its parents; what is there already is fine. */
bool file_mkdirs(const char *path, unsigned mode, struct err *err);

bool file_exists(const char *path);
bool file_is_dir(const char *path);

/* Names in folder path without "." and "..", sorted bytewise, in the arena; *n of them. */
bool file_list(const char *path, struct arena *arena, char ***names, size_t *n, struct err *err);

/* "a/b" in the arena; b alone where b is absolute. */
char *path_join(struct arena *arena, const char *a, const char *b);
const char *path_base(const char *path);        /* borrowed: what follows the last '/' */
bool path_is_within(const char *path, const char *folder);    /* or the folder itself; as they are written */

#endif
