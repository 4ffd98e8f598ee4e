#include "service/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

void notify(const char *state) {
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t n = path != NULL ? strlen(path) : 0;

	if (n < 2 || n >= sizeof(address.sun_path)) {
		return;
	}
	memcpy(address.sun_path, path, n);
	if (*path == '@') {
		address.sun_path[0] = '\0';    /* a name that is no file */
	}
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return;
	}
	/* A supervisor that does not listen learns it from its own watchdog. */
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address,
	              (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}

int64_t notify_watchdog_ms(void) {
	const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	int64_t value, whose;

	if (us == NULL || !str_int(us, 1, INT64_MAX, &value) ||
	    (pid != NULL && (!str_int(pid, 1, INT32_MAX, &whose) || whose != getpid()))) {
		return 0;
	}
	return value / 1000;
}
