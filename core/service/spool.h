/*
 * spool: the folders of one service and how files are put into them: whole or not at all, and over nothing that is
 * there. Plain blocking code, for start-up and the thread pool.
 */
#ifndef SERVICE_SPOOL_H
#define SERVICE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* Absolute paths, without a '/' at the end. */
struct spool {
	char *root, *inbox, *outbox, *failed, *superseded, *claimed;
	char *ledger, *socket, *lock;
	char *generations;           /* what the catalogues in use were made of */
	char *sending;               /* PDFs that are still to be delivered, whatever becomes of the outbox */
	int lock_fd;
	unsigned file_mode, dir_mode;
};

/* The paths of a spool that is there, without its lock, to look at what is in it. spool_close likewise. */
bool spool_look(struct spool *spool, const char *root, unsigned file_mode, struct err *err);

/*
 * Make the folders under root where they lack, take the spool's lock (ERR_INPUT, with the holder's pid, when another
 * instance has it), and make sure that files can be claimed: inbox and claimed on one file system that knows RENAME_NOREPLACE.
 */
bool spool_open(struct spool *spool, const char *root, unsigned file_mode, struct err *err);
void spool_close(struct spool *spool);

/*
 * What a file system whose changes other machines make is called ("NFS"), or NULL: path is on another, or is not there. The kernel here hears
 * of no change in one.
 */
const char *spool_network_kind(const char *path);

/* May a spool lie there? The ledger needs memory that all its readers share, which is no network's; a path that is not there may. */
bool spool_check_place(const char *root, struct err *err);

/* Free space of the spool's file system, in MB. */
bool spool_free_mb(const struct spool *spool, int64_t *mb, struct err *err);

/*
 * The name of a claimed file: "ID,PATH", PATH being where it lay below the inbox with '%' and '/' written %25 and %2F, so
 * that it can be told after a crash what ID was called. False when that is longer than a file's name may be.
 */
bool spool_claimed_format(const char *id, const char *path, struct buf *out);
/* The other way round: adds to *id and *path; false for a name that is none. */
bool spool_claimed_parse(const char *name, struct buf *id, struct buf *path);

/* How the names in the inbox begin that `sitrep submit` writes under, for a moment, before it renames. */
#define SPOOL_SUBMIT ".submit-"

/* The longest folder and name, together, that a request may have. */
#define SPOOL_NAME_MAX 200

/* Write a new file and fsync it; what a dead instance may have left there is written over. */
bool spool_write(const struct spool *spool, const char *path, const void *p, size_t n, struct err *err);

enum spool_move { SPOOL_MOVED, SPOOL_TAKEN, SPOOL_GONE };

/*
 * Give the file at from the name to, unless that is taken (SPOOL_TAKEN), or there is no from (SPOOL_GONE). With replace
 * what has the name loses it. The folder is not synced.
 */
bool spool_move(const char *from, const char *to, bool replace, enum spool_move *result, struct err *err);

/* Make FOLDER below top ("" is top itself), for good: the folders that have its names are synced. */
bool spool_mkdirs(const struct spool *spool, const char *top, const char *folder, struct err *err);

/* Give a file, or a whole folder, that lies on whatever file system, the name to; what has it keeps it (SPOOL_TAKEN). to is synced, its folder not. */
bool spool_carry(const struct spool *spool, const char *from, const char *to, enum spool_move *result, struct err *err);

/* Remove a file, or a folder with all that is in it. False, with errno, when something is left. */
bool spool_remove(const char *path);

bool spool_sync_dir(const char *path, struct err *err);

/* Is there a file at path with exactly these bytes? In *holds; false with *err where that cannot be told. */
bool spool_holds(const char *path, const void *p, size_t n, bool *holds, struct err *err);

#endif
