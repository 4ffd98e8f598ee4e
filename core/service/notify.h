/* notify: tells a supervisor (systemd, sd_notify(3)) that the service is ready, reloads, stops, and lives. Silent where none asks. */
#ifndef SERVICE_NOTIFY_H
#define SERVICE_NOTIFY_H

#include <stdint.h>

/* "READY=1"; lines are separated by '\n'. */
void notify(const char *state);

/* How often a supervisor wants to hear "WATCHDOG=1" at the most, ms; 0: it does not. */
int64_t notify_watchdog_ms(void);

#endif
