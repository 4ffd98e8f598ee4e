/* log: see log.h. A line is one write(2), so that lines of several processes do not mix. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

static struct {
	const char *who;
	enum log_level level;
	bool json, is_journal;
} logger = { .who = "sitrep", .level = LOG_INFO };

/* Does stderr go to systemd's journal? Then JOURNAL_STREAM names its device and inode. */
static bool is_journal(void) {
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	return stream != NULL && sscanf(stream, "%llu:%llu", &dev, &ino) == 2 && fstat(STDERR_FILENO, &st) == 0 && st.st_dev == dev &&
	       st.st_ino == ino;
}

void log_init(const char *who, enum log_level level, bool json) {
	logger.who = who;
	logger.level = level;
	logger.json = json;
	logger.is_journal = is_journal();
}

static const char *const level_names[] = {
	[LOG_ERROR] = "error", [LOG_WARN] = "warning", [LOG_INFO] = "info", [LOG_DEBUG] = "debug",
};

/* As syslog(3) numbers them. The journal takes "<4>" off a line, and shows it by `journalctl -p warning`. */
static const int priorities[] = { [LOG_ERROR] = 3, [LOG_WARN] = 4, [LOG_INFO] = 6, [LOG_DEBUG] = 7 };

/* The journal has the time and the level of its own. */
static void add_text_line(struct buf *line, const char *now, enum log_level level, const char *msg) {
	buf_addf(line, "%s%s%s: ", logger.is_journal ? "" : now, logger.is_journal ? "" : " ", logger.who);
	if (level != LOG_INFO && !logger.is_journal) {
		buf_addf(line, "%s: ", level_names[level]);
	}
	buf_add_visible(line, msg);
}

/* Of what the line tells; NULL where it is of none. */
struct subject {
	const char *event, *job, *name;
};

static void add_json_line(struct buf *line, const char *now, enum log_level level, const struct subject *subject, const char *msg) {
	struct json_out out = JSON_OUT(line, 0);
	json_begin(&out, '{');
	json_put_str(&out, "time", now);
	json_put_str(&out, "level", level_names[level]);
	json_put_str(&out, "who", logger.who);
	json_put_int(&out, "pid", getpid());
	json_put_text(&out, "event", subject->event);
	json_put_text(&out, "job", subject->job);
	json_put_text(&out, "name", subject->name);
	json_put_str(&out, "msg", msg);
	json_end(&out, '}');
}

static void emit(enum log_level level, int errnum, const struct subject *subject, const char *fmt, va_list ap)
	__attribute__((format(printf, 4, 0)));

static void emit(enum log_level level, int errnum, const struct subject *subject, const char *fmt, va_list ap) {
	if (level > logger.level) {
		return;
	}
	char msg[2048], now[CLOCK_ISO_SIZE];
	int n = vsnprintf(msg, sizeof(msg), fmt, ap);
	if (errnum && n >= 0 && (size_t)n < sizeof(msg)) {
		snprintf(msg + n, sizeof(msg) - (size_t)n, ": %s", strerror(errnum));
	}
	clock_format_utc(clock_now_ms(), now);
	struct buf line = BUF_INIT;
	if (logger.is_journal) {
		buf_addf(&line, "<%d>", priorities[level]);
	}
	if (logger.json) {
		add_json_line(&line, now, level, subject, msg);
	} else {
		add_text_line(&line, now, level, msg);
	}
	buf_addc(&line, '\n');
	/* Where stderr cannot be written there is nobody left to tell. */
	file_write_fd(STDERR_FILENO, "stderr", line.p, line.len, NULL);
	buf_fini(&line);
}

#define EMIT(level, errnum)            \
	do {                           \
		int saved_ = errno;    \
		va_list ap;            \
		va_start(ap, fmt);     \
		emit((level), (errnum) ? saved_ : 0, &(struct subject){ NULL, NULL, NULL }, fmt, ap); \
		va_end(ap);            \
		errno = saved_;        \
	} while (0)

void log_event(enum log_level level, const char *event, const char *job, const char *name, const char *fmt, ...) {
	const struct subject subject = { event, job, name };
	va_list ap;

	va_start(ap, fmt);
	emit(level, 0, &subject, fmt, ap);
	va_end(ap);
}

void log_warnx(const char *fmt, ...) {
	EMIT(LOG_WARN, false);
}

void log_err(const struct err *err) {
	struct buf text = BUF_INIT;

	if (err->at.file[0] != '\0') {
		buf_addf(&text, err->at.line > 0 ? "%s:%d: " : "%s: ", err->at.file, err->at.line);
	}
	buf_addf(&text, err->hint[0] != '\0' ? "%s (%s)" : "%s", err->msg, err->hint);
	log_warnx("%s", buf_str(&text));
	buf_fini(&text);
}

void log_info(const char *fmt, ...) {
	EMIT(LOG_INFO, false);
}

void log_debug(const char *fmt, ...) {
	EMIT(LOG_DEBUG, false);
}

void fatal(const char *fmt, ...) {
	EMIT(LOG_ERROR, true);
	exit(1);
}
