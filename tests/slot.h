/* slot: what a test says that plays a slot of the service, in the words of render/WIRE.md. Included by tests that start themselves as "worker". */
#ifndef TESTS_SLOT_H
#define TESTS_SLOT_H

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "render/wire.h"

static inline void slot_says(int fd, enum wire_type type, const char *text) {
	wire_send(fd, type, text, strlen(text), NULL);
}

/* How it is to behave is in the catalogue's place. False: it does not get warm, or nothing is there; it has said so, and ends. */
static inline bool slot_begins(char *how, size_t size) {
	struct errs errors = ERRS_INIT;
	struct buf json = BUF_INIT;
	ssize_t n = read(4, how, size - 1);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	how[n > 0 ? n : 0] = '\0';
	if (n >= 0 && !str_eq(how, "cold")) {
		return true;
	}
	err_set(errs_add(&errors), ERR_INPUT, "no fonts");
	request_errors_json(&errors, "", &json);
	wire_send(3, WIRE_SLOT_FAILED, json.p, json.len, NULL);
	return false;
}

#endif
