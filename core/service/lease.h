/* lease: does somebody still write what lies in an inbox? The kernel knows, where it may be asked: of own files, on a local disk. */
#ifndef SERVICE_LEASE_H
#define SERVICE_LEASE_H

#include <stdbool.h>

struct stat;

/* Does a writer have it open? A lease can be had only where nobody does. */
enum lease_writer { LEASE_NONE, LEASE_OPEN, LEASE_UNKNOWN };

/* Of one file; links are not followed, and whoever opens it meanwhile waits a moment at the most. */
enum lease_writer lease_ask(const char *file);

/*
 * What a folder holds, as if it were one file: *st, which is the folder's own to begin with, gets the bytes and the newest time of
 * all. True while somebody writes in it; nobody is asked unless asks.
 */
bool lease_ask_folder(const char *folder, bool asks, struct stat *st);

#endif
