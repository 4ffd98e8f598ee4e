/* pack: files of packs, moved about: out of archives, out of folders, and away. */
#ifndef CLI_PACK_H
#define CLI_PACK_H

#include <stdbool.h>

struct err;

#define PACK_FILE_MAX  ((size_t)64 << 20)        /* bytes of one file */
#define PACK_BYTES_MAX ((size_t)512 << 20)       /* of all */
#define PACK_FILES_MAX 20000
#define PACK_DEPTH_MAX 16

/* Is the file one that libarchive reads, by its name? .tar, .tar.gz, .tgz, .tar.xz, .tar.zst, .zip. */
bool pack_is_archive(const char *path);

/*
 * Unpack into folder, which is made. Only files and folders with names that stay below it: whatever else is in there (links, devices,
 * "..", more than the limits) is refused. False with *err, and what was unpacked is left for pack_remove.
 */
bool pack_unpack(const char *archive, const char *folder, struct err *err);

/* Copy a file, or a folder with all that is below it but names that begin with a dot. Links and devices are refused. */
bool pack_copy(const char *from, const char *to, struct err *err);

/* Remove a folder with all that is below it; what is not there is fine. */
bool pack_remove(const char *folder, struct err *err);

#endif
