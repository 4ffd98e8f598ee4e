/* log: lines for the operator, on stderr. Libraries report errors; only service/ and cli/ log. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

struct err;

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* The logger is the one global. who is "serve", "worker 2", … and is kept by pointer. Where stderr is systemd's journal, lines have its levels. */
void log_init(const char *who, enum log_level level, bool json);

/*
 * What happened to a job, for programs that read the log as JSON: the line has "event", "job" and "name" beside its "msg", where they are not
 * NULL. In text it is the message alone, which should say all.
 */
void log_event(enum log_level level, const char *event, const char *job, const char *name, const char *fmt, ...)
        __attribute__((format(printf, 5, 6)));

/* A warning of one line: place, what, hint. */
void log_err(const struct err *err);

void log_warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));  /* adds strerror(errno), exits 1 */

#endif
