/* ask: the client's side of the control socket (service/CONTROL.md), blocking. */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include <stdbool.h>

struct arena;
struct err;
struct json;
struct json_out;

struct ask;

/* Connect to the service of spool. NULL, with err->code ERR_NONE, where none runs; the caller owns the result. */
struct ask *ask_open(const char *spool, struct err *err);
void ask_free(struct ask *ask);      /* NULL is fine */
int ask_fd(const struct ask *ask);

/* Send one question: {"cmd": cmd, key: value, …}; pairs end with NULL, those whose value is NULL are left out. */
bool ask_send(struct ask *ask, struct err *err, const char *cmd, ...) __attribute__((sentinel));

/* The next line that came, in the arena. NULL with *err, ERR_SYSTEM where the service is gone. */
const struct json *ask_line(struct ask *ask, struct arena *arena, struct err *err);
bool ask_has_line(const struct ask *ask);        /* one is here already */

/* The answer to a question: NULL with *err also where it is a refusal, with its code. */
const struct json *ask_answer(struct ask *ask, struct arena *arena, struct err *err);

/* A failure for those who need a service and have none. */
bool ask_nobody(const char *spool, struct err *err);

#endif
