/* alarm: see alarm.h. timerfd(2), with TFD_TIMER_CANCEL_ON_SET: a read says ECANCELED once the clock has been set. */
#include "service/alarm.h"

#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"

struct alarm {
	int fd;
	uv_poll_t poll;
	alarm_fn on_ring;
	void *ctx;
};

static void on_readable(uv_poll_t *poll, int status, int events) {
	struct alarm *alarm = poll->data;
	uint64_t times;

	(void)status;
	(void)events;
	ssize_t n = read(alarm->fd, &times, sizeof(times));
	if (n >= 0 || errno == ECANCELED) {
		alarm->on_ring(alarm->ctx, n < 0);
	}
}

struct alarm *alarm_new(uv_loop_t *loop, alarm_fn on_ring, void *ctx, struct err *err) {
	int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0) {
		err_sys(err, "cannot make a timer");
		return NULL;
	}
	struct alarm *alarm = mem_alloc(sizeof(*alarm));
	*alarm = (struct alarm){ .fd = fd, .on_ring = on_ring, .ctx = ctx };
	uv_poll_init(loop, &alarm->poll, fd);
	alarm->poll.data = alarm;
	uv_poll_start(&alarm->poll, UV_READABLE, on_readable);
	return alarm;
}

static void on_closed(uv_handle_t *handle) {
	struct alarm *alarm = handle->data;

	close(alarm->fd);
	mem_free(alarm);
}

void alarm_free(struct alarm *alarm) {
	if (alarm != NULL) {
		uv_close((uv_handle_t *)&alarm->poll, on_closed);
	}
}

void alarm_arm(struct alarm *alarm, int64_t at_ms) {
	int64_t system_ms = clock_system_ms(at_ms);
	struct itimerspec when = { .it_value = { .tv_sec = system_ms / 1000, .tv_nsec = system_ms % 1000 * 1000000 } };

	if (system_ms <= 0) {
		when.it_value = (struct timespec){ .tv_nsec = 1 };    /* 1970; nothing at all would disarm it */
	}
	bool is_armed = timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) == 0;
	if (!is_armed && errno == ECANCELED) {
		/* The clock was set just now: look again at once. */
		when.it_value = (struct timespec){ .tv_nsec = 1 };
		is_armed = timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) == 0 || errno == ECANCELED;
	}
	if (!is_armed) {
		log_warnx("cannot arm the timer of the schedules: %s", strerror(errno));
	}
}
