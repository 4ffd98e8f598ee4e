/* secret: what only the operator and a target may know: read where it is used, and blotted out of whatever is said. */
#ifndef DELIVER_SECRET_H
#define DELIVER_SECRET_H

#include <stdbool.h>

struct buf;
struct err;
struct json;

/* Those that were read, for as long as the process lives. */
struct secrets;
struct secrets *secrets_new(void);
void secrets_free(struct secrets *secrets);    /* NULL is fine; what was read is wiped */

/*
 * The secret that ref ({ file } or { env }) names, without the line break at its end; borrowed from secrets. NULL with *err, which
 * names key and where it was looked for: ERR_INPUT for one that is not there or empty.
 */
const char *secret_read(struct secrets *secrets, const char *key, const struct json *ref, struct err *err);

/* Blot out every secret in text. */
void secrets_hide(const struct secrets *secrets, char *text);

/*
 * The environment without the variables that targets (by name) have secrets in, but for those of the target called keep (NULL: none):
 * what the other processes of the service get. On the heap; the texts are the environment's.
 */
char **secrets_environment(const struct json *targets, const char *keep);

#endif
