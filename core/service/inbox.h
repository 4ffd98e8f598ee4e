/*
 * inbox: the folders that requests are dropped into. One is the spool's own; others have a name, and what is dropped there is
 * mirrored in the folder of that name in outbox and failed. Values, made anew from each catalogue.
 *
 * A key names what lies in an inbox: "desk/x.json" in the spool's own, "nas//desk/x.json" in the one named nas: no path
 * has two slashes, so no key can mean two things.
 */
#ifndef SERVICE_INBOX_H
#define SERVICE_INBOX_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct catalogue;
struct err;
struct spool;

#define INBOX_DEPTH_MAX 8    /* of folders in one another */

struct inbox {
	char *name;                  /* "": the spool's own */
	char *path, *claimed;        /* what is taken out of path lies in claimed, on the same file system, until it is recorded */
	bool is_of_spool;            /* what the service itself writes lies there: it is not served */
	bool is_polled;              /* scanned alone: neither inotify nor leases mean anything there */
};

struct inboxes {
	struct inbox *v;
	size_t n;
};

/* The spool's own is served apart from the others, which may be on a network drive whose server does not answer: who asks for those waits. */
enum inbox_kind { INBOX_OWN, INBOX_FURTHER };
#define INBOX_KINDS 2

/* Borrows nothing. Where an inbox is on a network file system, or intake.watch is "poll", it is polled. */
void inboxes_init(struct inboxes *inboxes, enum inbox_kind kind, const struct spool *spool, const struct catalogue *catalogue);
void inboxes_fini(struct inboxes *inboxes);

/*
 * Is it there, and what claims go to a folder in it, or nothing yet? A link there would lead the service elsewhere. Else *err says what
 * is wrong, for people.
 */
bool inbox_is_there(const struct inbox *inbox, struct err *err);

/* The inbox a key is in, and the path below it in *rest; NULL where there is none of that name (any more). */
const struct inbox *inbox_of(const struct inboxes *inboxes, const char *key, const char **rest);

/* The file a key names, on the heap; NULL as above. */
char *inbox_file(const struct inboxes *inboxes, const char *key);

/* The key of what is called name in the folder whose key is given. */
void inbox_key(struct buf *out, const char *folder, const char *name);

/* The key of an inbox itself, and of a path below it. */
void inbox_root_key(struct buf *out, const struct inbox *inbox, const char *path);

#endif
