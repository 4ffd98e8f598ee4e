/* job: see job.h. */
#include "ledger/job.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/tables.h"

#define NO (-1)    /* illegal */

/* Every state with every event. */
static const signed char transitions[JOB_STATES][JOB_EVENTS] = {
	/*                     start        finish          return        done      fail        quarantine       cancel         skip */
	[JOB_ACCEPTED]    = { JOB_RUNNING, NO,             NO,           NO,       JOB_FAILED, NO,              JOB_CANCELLED, JOB_SKIPPED },
	[JOB_RETRYING]    = { JOB_RUNNING, NO,             NO,           NO,       JOB_FAILED, NO,              JOB_CANCELLED, NO },
	[JOB_RUNNING]     = { NO,          JOB_PUBLISHING, JOB_RETRYING, NO,       NO,         NO,              JOB_CANCELLED, JOB_SKIPPED },
	[JOB_PUBLISHING]  = { NO,          NO,             JOB_RETRYING, JOB_DONE, JOB_FAILED, JOB_QUARANTINED, NO,            NO },
	[JOB_DONE]        = { NO,          NO,             NO,           NO,       NO,         NO,              NO,            NO },
	[JOB_FAILED]      = { NO,          NO,             NO,           NO,       NO,         NO,              NO,            NO },
	[JOB_CANCELLED]   = { NO,          NO,             NO,           NO,       NO,         NO,              NO,            NO },
	[JOB_SKIPPED]     = { NO,          NO,             NO,           NO,       NO,         NO,              NO,            NO },
	[JOB_QUARANTINED] = { NO,          NO,             NO,           NO,       NO,         NO,              NO,            NO },
};

bool job_next_state(enum job_state state, enum job_event event, enum job_state *next) {
	int to = transitions[state][event];
	if (to == NO) {
		return false;
	}
	*next = (enum job_state)to;
	return true;
}

bool job_state_is_final(enum job_state state) {
	for (int event = 0; event < JOB_EVENTS; event++) {
		if (transitions[state][event] != NO) {
			return false;
		}
	}
	return true;
}

bool attempt_is_counted(enum attempt_outcome outcome) {
	return outcome < ATTEMPT_ENVIRONMENT;
}

const char *const job_state_names[JOB_STATES] = {
	[JOB_ACCEPTED] = "accepted", [JOB_RETRYING] = "retrying", [JOB_RUNNING] = "running",
	[JOB_PUBLISHING] = "publishing", [JOB_DONE] = "done", [JOB_FAILED] = "failed",
	[JOB_CANCELLED] = "cancelled", [JOB_SKIPPED] = "skipped", [JOB_QUARANTINED] = "quarantined",
};

const char *const job_priority_names[JOB_PRIORITIES] = {
	[JOB_URGENT] = "urgent", [JOB_NORMAL] = "normal", [JOB_BULK] = "bulk",
};

const char *const attempt_outcome_names[ATTEMPT_OUTCOMES] = {
	[ATTEMPT_RUNNING] = "running", [ATTEMPT_OK] = "ok", [ATTEMPT_PERMANENT] = "permanent",
	[ATTEMPT_CRASH] = "crash", [ATTEMPT_DEADLINE] = "deadline", [ATTEMPT_MEMORY] = "memory",
	[ATTEMPT_ENVIRONMENT] = "environment", [ATTEMPT_STOPPED] = "stopped", [ATTEMPT_GAP] = "gap",
	[ATTEMPT_CANCELLED] = "cancelled",
};

const char *const job_reissue_names[JOB_REISSUES] = {
	[REISSUE_NONE] = "none", [REISSUE_AGAIN] = "again", [REISSUE_CORRECTION] = "correction", [REISSUE_WITHDRAWAL] = "withdrawal",
};

const char *const publish_step_names[PUBLISH_STEPS] = {
	[PUBLISH_NONE] = "none", [PUBLISH_PLANNED] = "planned", [PUBLISH_PDF] = "pdf", [PUBLISH_RECORD] = "record",
};

/* The index of name among n names, or -1. */
static int name_index(const char *const *names, int n, const char *name) {
	for (int i = 0; i < n; i++) {
		if (str_eq(names[i], name)) {
			return i;
		}
	}
	return -1;
}

const char *job_state_name(enum job_state state) {
	return job_state_names[state];
}

const char *job_priority_name(enum job_priority priority) {
	return job_priority_names[priority];
}

bool job_priority_parse(const char *name, enum job_priority *priority) {
	int i = name_index(job_priority_names, JOB_PRIORITIES, name);
	if (i >= 0) {
		*priority = (enum job_priority)i;
	}
	return i >= 0;
}

const char *attempt_outcome_name(enum attempt_outcome outcome) {
	return attempt_outcome_names[outcome];
}

const char *job_reissue_name(enum job_reissue reissue) {
	return job_reissue_names[reissue];
}

bool job_id_make(int64_t now_ms, char out[JOB_ID_SIZE], struct err *err) {
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";    /* none that look alike */
	unsigned char noise[8];
	if (getrandom(noise, sizeof(noise), 0) != (ssize_t)sizeof(noise)) {
		return err_sys(err, "cannot get random bytes for a job's id");
	}
	char tail[sizeof(noise) + 1] = "", iso[CLOCK_ISO_SIZE];
	for (size_t i = 0; i < sizeof(noise); i++) {
		tail[i] = letters[noise[i] & 31];
	}
	clock_format_utc(now_ms, iso);
	/* 2026-11-23T21:03:51Z */
	snprintf(out, JOB_ID_SIZE, "%.4s%.2s%.2s%.2s%.2s%.2s%03d-%s", iso, iso + 5, iso + 8, iso + 11, iso + 14, iso + 17,
	         (int)((now_ms % 1000 + 1000) % 1000), tail);
	return true;
}
