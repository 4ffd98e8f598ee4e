/*
 * slots: what a child or a slot may say, and what becomes of one that breaks a rule. This program is its own worker:
 * started with "worker" it plays the slot and its children, and the request tells which part.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../slot.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "render/wire.h"
#include "service/generation.h"
#include "service/slots.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

/* What is not to end for its time has a minute, however busy the machine is; all is over before the children's alarm. */
#define LONG_S  60
#define ALARM_S 30
#define OVER_MS 25000

/* ---- the worker's parts ---- */

static void say_pdf(int fd, const char *pdf, size_t len, const char *hash_of) {
	char hash[HASH_HEX], done[160];

	hash_hex(hash_of, strlen(hash_of), hash);
	wire_send(fd, WIRE_PDF, pdf, len, NULL);
	snprintf(done, sizeof(done), "{\"bytes\":%zu,\"sha256\":\"%s\"}", len, hash);
	slot_says(fd, WIRE_DONE, done);
}

static const char good_pdf[] = "%PDF-1.7\nall is well\n%%EOF\n";

static void play_good(int fd) {
	slot_says(fd, WIRE_PHASE, "{\"phase\":\"collect\",\"section\":\"one\",\"index\":0,\"count\":2}");
	slot_says(fd, WIRE_PHASE, "{\"phase\":\"build\",\"section\":\"two\",\"index\":1,\"count\":2}");
	slot_says(fd, WIRE_PHASE, "{\"phase\":\"layout\"}");
	slot_says(fd, WIRE_PAGE, "{\"page\":1}");
	slot_says(fd, WIRE_RECORD, "{\"pages\":1}");
	say_pdf(fd, good_pdf, strlen(good_pdf), good_pdf);
}

static void play_warned(int fd) {
	struct errs warnings = ERRS_INIT;
	struct buf json = BUF_INIT;

	err_set(errs_add(&warnings), ERR_PLUGIN, "a bit odd");
	request_errors_json(&warnings, "x", &json);
	wire_send(fd, WIRE_WARNING, json.p, json.len, NULL);
	play_good(fd);
}

static void fail_with(int fd, enum err_code code) {
	struct errs errors = ERRS_INIT;
	struct buf json = BUF_INIT;

	err_set(errs_add(&errors), code, "as told");
	request_errors_json(&errors, "x", &json);
	wire_send(fd, WIRE_FAILED, json.p, json.len, NULL);
}

static void play_failed(int fd) {
	fail_with(fd, ERR_PLUGIN);
}

static void play_machine(int fd) {
	fail_with(fd, ERR_SYSTEM);
}

static void play_late(int fd) {
	fail_with(fd, ERR_LATE);
}

static void play_nameless_failure(int fd) {
	slot_says(fd, WIRE_FAILED, "{\"file\":\"x\",\"errors\":[]}");
}

static _Noreturn void spin(void) {
	for (;;) {
	}
}

static void play_loop(int fd) {
	slot_says(fd, WIRE_PHASE, "{\"phase\":\"build\",\"section\":\"two\",\"index\":1,\"count\":2}");
	spin();
}

/* Begins one section after the other for ever: each in its time, but not the report. */
static void play_dawdle(int fd) {
	for (;;) {
		slot_says(fd, WIRE_PHASE, "{\"phase\":\"build\",\"section\":\"two\",\"index\":1,\"count\":2}");
		usleep(20000);
	}
}

static void play_segfault(int fd) {
	slot_says(fd, WIRE_PHASE, "{\"phase\":\"build\",\"section\":\"two\",\"index\":1,\"count\":2}");
	signal(SIGSEGV, SIG_DFL);    /* a sanitizer has its own */
	raise(SIGSEGV);
}

static void play_killed(int fd) {
	(void)fd;
	raise(SIGKILL);
}

static void play_silence(int fd) {
	(void)fd;
}

static void play_junk(int fd) {
	ssize_t n = write(fd, "GET / HTTP/1.1\r\n\r\n", 18);
	(void)n;
	spin();
}

static void play_half_frame(int fd) {
	struct buf frame = BUF_INIT;

	wire_format(&frame, WIRE_PHASE, "{\"phase\":\"build\"}", 17);
	ssize_t n = write(fd, frame.p, frame.len - 3);
	(void)n;
}

static void play_no_record(int fd) {
	say_pdf(fd, good_pdf, strlen(good_pdf), good_pdf);
	spin();
}

static void play_two_records(int fd) {
	slot_says(fd, WIRE_RECORD, "{\"pages\":1}");
	slot_says(fd, WIRE_RECORD, "{\"pages\":1}");
	spin();
}

static void play_odd_record(int fd) {
	slot_says(fd, WIRE_RECORD, "[1]");
	spin();
}

static void play_broken_json(int fd) {
	slot_says(fd, WIRE_PHASE, "{\"phase\":");
	spin();
}

static void play_wrong_hash(int fd) {
	slot_says(fd, WIRE_RECORD, "{}");
	say_pdf(fd, good_pdf, strlen(good_pdf), "something else");
	spin();
}

static void play_no_pdf(int fd) {
	static const char text[] = "<html>this is no PDF</html>";

	slot_says(fd, WIRE_RECORD, "{}");
	say_pdf(fd, text, strlen(text), text);
	spin();
}

static void play_cut_pdf(int fd) {
	static const char text[] = "%PDF-1.7\nand then nothing";

	slot_says(fd, WIRE_RECORD, "{}");
	say_pdf(fd, text, strlen(text), text);
	spin();
}

static void play_large_pdf(int fd) {
	static char piece[900000];

	slot_says(fd, WIRE_RECORD, "{}");
	wire_send(fd, WIRE_PDF, piece, sizeof(piece), NULL);
	wire_send(fd, WIRE_PDF, piece, sizeof(piece), NULL);
	spin();
}

static void play_many_pages(int fd) {
	slot_says(fd, WIRE_PAGE, "{\"page\":11}");
	spin();
}

static void play_no_page(int fd) {
	slot_says(fd, WIRE_PAGE, "{\"page\":-1}");
	spin();
}

static void play_slots_frame(int fd) {
	slot_says(fd, WIRE_READY, "{}");
	spin();
}

static void play_confined_again(int fd) {
	slot_says(fd, WIRE_CONFINED, "{\"level\":\"seccomp\"}");
	spin();
}

static void play_fat_phase(int fd) {
	static char text[8000];

	memset(text, ' ', sizeof(text));
	memcpy(text, "{}", 2);
	wire_send(fd, WIRE_PHASE, text, sizeof(text), NULL);
	spin();
}

static void play_more_after_done(int fd) {
	play_good(fd);
	slot_says(fd, WIRE_PAGE, "{\"page\":1}");
	fail_with(fd, ERR_PLUGIN);
}

static void play_lingering(int fd) {
	play_good(fd);
	usleep(300000);
}

static const struct {
	const char *name;
	void (*play)(int fd);
} parts[] = {
	{ "broken-json", play_broken_json },   { "confined-again", play_confined_again },
	{ "cut-pdf", play_cut_pdf },           { "dawdle", play_dawdle },
	{ "failed", play_failed },             { "fat-phase", play_fat_phase },
	{ "good", play_good },                 { "half-frame", play_half_frame },
	{ "junk", play_junk },                 { "killed", play_killed },
	{ "large-pdf", play_large_pdf },       { "late", play_late },
	{ "lingering", play_lingering },       { "loop", play_loop },
	{ "machine", play_machine },
	{ "many-pages", play_many_pages },     { "more-after-done", play_more_after_done },
	{ "nameless-failure", play_nameless_failure },
	{ "no-page", play_no_page },           { "no-pdf", play_no_pdf },
	{ "no-record", play_no_record },       { "odd-record", play_odd_record },
	{ "segfault", play_segfault },         { "silence", play_silence },
	{ "slots-frame", play_slots_frame },   { "two-records", play_two_records },
	{ "warned", play_warned },             { "wrong-hash", play_wrong_hash },
};

static _Noreturn void be_child(int fd, pid_t parent) {
	struct buf in = BUF_INIT;
	struct wire_frame frame = { 0 };

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) {
		_exit(97);    /* it was gone before it could be asked for */
	}
	alarm(ALARM_S);
	slot_says(fd, WIRE_CONFINED, "{\"level\":\"seccomp\"}");
	if (!wire_recv(fd, &in, &frame, NULL) || frame.type != WIRE_JOB || strstr(frame.data, "\"skip\":[\"x\"]") == NULL ||
	    !wire_recv(fd, &in, &frame, NULL) || frame.type != WIRE_REQUEST) {
		_exit(99);
	}
	for (size_t i = 0; i < LEN(parts); i++) {
		if (strlen(parts[i].name) == frame.len && memcmp(parts[i].name, frame.data, frame.len) == 0) {
			parts[i].play(fd);
			_exit(0);
		}
	}
	_exit(98);
}

static int be_slot(void) {
	struct buf in = BUF_INIT;
	struct wire_frame frame = { 0 };
	char how[32], text[160];
	int fd;

	if (!slot_begins(how, sizeof(how))) {
		return 1;
	}
	if (str_eq(how, "dead")) {
		return 7;
	}
	slot_says(3, WIRE_READY, "{\"generation\":\"g\"}");
	while (wire_recv_fd(3, &in, &frame, &fd, NULL)) {
		pid_t self = getpid(), pid = fork();
		if (pid == 0) {
			be_child(fd, self);
		}
		close(fd);
		snprintf(text, sizeof(text), "{\"attempt\":1,\"pid\":%d}", str_eq(how, "liar") ? 1 : (int)pid);
		slot_says(3, WIRE_FORKED, text);
		if (str_eq(how, "dies")) {
			raise(SIGKILL);
		}
		siginfo_t info;
		while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
		}
		int status = info.si_code == CLD_EXITED ? info.si_status << 8 : info.si_status;
		snprintf(text, sizeof(text), "{\"attempt\":1,\"pid\":%d,\"status\":%d}", (int)pid, status);
		slot_says(3, WIRE_EXITED, text);
		if (!wire_recv(3, &in, &frame, NULL)) {
			return 0;
		}
		waitpid(pid, NULL, 0);
	}
	return 0;
}

/* ---- the service's side ---- */

struct bench {
	uv_loop_t loop;
	struct slot *slot;
	struct slot_events events;
	uv_timer_t timer;
	char request[32], level[16];
	double section_seconds, report_seconds;    /* 0: long */
	int idles, ends, downs, phases, pages;
	enum attempt_outcome outcome, abort_with;
	struct errs errors;
	size_t warnings;
	char section[64], pdf[256];
	struct err why;
	bool is_late;
};

static void run_job(struct bench *b) {
	slot_run(b->slot, &(struct slot_job){
		.id = "1-a", .name = "x", .today = "2026-11-23", .skip = "[\"x\"]", .attempt = 1, .text = b->request,
		.len = strlen(b->request), .section_seconds = b->section_seconds > 0 ? b->section_seconds : LONG_S,
		.report_seconds = b->report_seconds > 0 ? b->report_seconds : LONG_S, .pages = 10, .output_mb = 1, .level = b->level,
	});
}

static void on_idle(void *ctx, struct slot *slot) {
	struct bench *b = ctx;

	if (++b->idles == 1) {
		run_job(b);
	} else {
		slot_stop(slot);
	}
}

static void on_down(void *ctx, struct slot *slot, const struct err *why) {
	struct bench *b = ctx;

	b->downs++;
	b->why = *why;
	slot_free(slot);
	uv_close((uv_handle_t *)&b->timer, NULL);
}

static void on_phase(void *ctx, struct slot *slot, const char *phase, const char *section, int index, int count) {
	struct bench *b = ctx;

	(void)phase;
	(void)section;
	(void)index;
	(void)count;
	b->phases++;
	if (b->abort_with != ATTEMPT_RUNNING) {
		slot_abort(slot, b->abort_with);
	}
}

static void on_page(void *ctx, struct slot *slot, int page) {
	struct bench *b = ctx;

	(void)slot;
	b->pages = page;
}

static void on_end(void *ctx, struct slot *slot, struct slot_end *end) {
	struct bench *b = ctx;

	(void)slot;
	b->ends++;
	b->outcome = end->outcome;
	for (size_t i = 0; i < end->errors.n; i++) {
		*errs_add(&b->errors) = end->errors.v[i];
	}
	b->warnings = end->warnings.n;
	STR_COPY(b->section, end->section);
	if (end->pdf != NULL) {
		STR_COPY(b->pdf, end->pdf);
		assert_int_equal(strlen(end->sha256), 64);
	}
	assert_int_equal(end->outcome == ATTEMPT_OK, end->pdf != NULL);
	assert_int_equal(end->outcome == ATTEMPT_OK, end->errors.n == 0);
}

static void on_late(uv_timer_t *timer) {
	struct bench *b = timer->data;

	b->is_late = true;
	slot_stop(b->slot);
}

/* One slot that behaves as how says, one job, until it is down. */
static void play(struct bench *b, const char *how, const char *request, const char *level) {
	struct err err = ERR_INIT;
	struct generation *generation = generation_new(NULL, NULL, how, strlen(how), NULL, &err);

	assert_non_null(generation);
	uv_loop_init(&b->loop);
	b->events = (struct slot_events){
		.on_idle = on_idle, .on_down = on_down, .on_phase = on_phase, .on_page = on_page, .on_end = on_end, .ctx = b,
	};
	STR_COPY(b->request, request);
	STR_COPY(b->level, level);
	b->errors = (struct errs)ERRS_INIT;
	uv_timer_init(&b->loop, &b->timer);
	b->timer.data = b;
	uv_timer_start(&b->timer, on_late, OVER_MS, 0);
	b->slot = slot_new(&b->loop, 1, &b->events);
	if (!slot_start(b->slot, generation, &err)) {
		fail_msg("%s", err.msg);
	}
	generation_unref(generation);
	uv_run(&b->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&b->loop), 0);    /* no handle is left */
	if (b->is_late) {
		fail_msg("%s, %s: did not end", how, request);
	}
	assert_int_equal(b->downs, 1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);    /* no child is left */
}

static void each_end_has_its_outcome(void **state) {
	(void)state;
	static const struct {
		const char *request;
		enum attempt_outcome outcome;
		const char *says, *section;
		double section_seconds, report_seconds;
	} cases[] = {
		{ "good", ATTEMPT_OK, NULL, "" },
		{ "warned", ATTEMPT_OK, NULL, "" },
		{ "more-after-done", ATTEMPT_OK, NULL, "" },
		{ "lingering", ATTEMPT_OK, NULL, "" },
		{ "failed", ATTEMPT_PERMANENT, "as told", "" },
		{ "machine", ATTEMPT_ENVIRONMENT, "as told", "" },
		{ "late", ATTEMPT_DEADLINE, "as told", "" },
		{ "nameless-failure", ATTEMPT_CRASH, "names no error", "" },
		{ "loop", ATTEMPT_DEADLINE, "section 'two' ran longer than 0.2 s", "two", .section_seconds = 0.1 },
		{ "dawdle", ATTEMPT_DEADLINE, "the report took longer than 0.5 s", "two", .report_seconds = 0.5 },
		{ "segfault", ATTEMPT_CRASH, "signal 11", "two" },
		{ "killed", ATTEMPT_MEMORY, "SIGKILL", "" },
		{ "silence", ATTEMPT_CRASH, "without a result", "" },
		{ "half-frame", ATTEMPT_CRASH, "without a result", "" },
		{ "junk", ATTEMPT_CRASH, "does not begin with SRW1", "" },
		{ "no-record", ATTEMPT_CRASH, "pdf frame may not stand there", "" },
		{ "two-records", ATTEMPT_CRASH, "record frame may not stand there", "" },
		{ "odd-record", ATTEMPT_CRASH, "no object", "" },
		{ "broken-json", ATTEMPT_CRASH, "protocol", "" },
		{ "wrong-hash", ATTEMPT_CRASH, "did not arrive as it was sent", "" },
		{ "no-pdf", ATTEMPT_CRASH, "no PDF", "" },
		{ "cut-pdf", ATTEMPT_CRASH, "no PDF", "" },
		{ "large-pdf", ATTEMPT_PERMANENT, "larger than 1 MB", "" },
		{ "many-pages", ATTEMPT_PERMANENT, "over the limit of 10 pages", "" },
		{ "no-page", ATTEMPT_PERMANENT, "over the limit", "" },
		{ "slots-frame", ATTEMPT_CRASH, "may not send a ready frame", "" },
		{ "confined-again", ATTEMPT_CRASH, "confined frame may not stand there", "" },
		{ "fat-phase", ATTEMPT_CRASH, "8000 bytes", "" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct bench b = { .section_seconds = cases[i].section_seconds, .report_seconds = cases[i].report_seconds };
		play(&b, "well", cases[i].request, "none");
		const char *said = b.errors.n > 0 ? b.errors.v[0].msg : "";
		assert_string_equal(b.errors.n > 0 ? b.errors.v[0].section : "", cases[i].section);
		if (b.ends != 1 || b.outcome != cases[i].outcome || !str_eq(b.section, cases[i].section) ||
		    (cases[i].says != NULL && strstr(said, cases[i].says) == NULL)) {
			fail_msg("%s: %d ends, %s in section '%s': %s", cases[i].request, b.ends, attempt_outcome_name(b.outcome),
			         b.section, said);
		}
		assert_int_equal(b.idles, 2);    /* and then the slot could do another */
		assert_int_equal(b.why.code, ERR_NONE);
		if (cases[i].outcome == ATTEMPT_OK) {
			assert_string_equal(b.pdf, good_pdf);
			assert_int_equal(b.phases, 3);
			assert_int_equal(b.pages, 1);
			assert_int_equal(b.warnings, str_eq(cases[i].request, "warned"));
		}
		errs_fini(&b.errors);
	}
}

static void the_kernel_is_asked_how_confined_it_is(void **state) {
	(void)state;
	static const char *const levels[] = { "no-new-privs", "seccomp", "nonsense" };
	for (size_t i = 0; i < LEN(levels); i++) {
		struct bench b = { 0 };
		play(&b, "well", "good", levels[i]);    /* it says seccomp, and is not */
		assert_int_equal(b.ends, 1);
		assert_int_equal(b.outcome, ATTEMPT_ENVIRONMENT);
		assert_non_null(strstr(b.errors.v[0].msg, "is confined to level 'none'"));
		assert_int_equal(b.phases, 0);    /* it never heard what the job is */
		errs_fini(&b.errors);
	}
}

static void jobs_can_be_ended(void **state) {
	(void)state;
	static const enum attempt_outcome outcomes[] = { ATTEMPT_CANCELLED, ATTEMPT_STOPPED };
	for (size_t i = 0; i < LEN(outcomes); i++) {
		struct bench b = { .abort_with = outcomes[i] };
		play(&b, "well", "loop", "none");
		assert_int_equal(b.ends, 1);
		assert_int_equal(b.outcome, outcomes[i]);
		assert_int_equal(b.idles, 2);
		errs_fini(&b.errors);
	}
}

static void slots_that_fail_are_told(void **state) {
	(void)state;
	static const struct {
		const char *how, *says;
		int ends;
		enum attempt_outcome outcome;
	} cases[] = {
		{ "cold", "could not get warm: no fonts", 0, ATTEMPT_RUNNING },
		{ "dead", "exit status 7", 0, ATTEMPT_RUNNING },
		{ "dies", "signal 9", 1, ATTEMPT_CRASH },
		{ "liar", "forked what it was not asked for", 1, ATTEMPT_CRASH },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		struct bench b = { 0 };
		play(&b, cases[i].how, "loop", "none");
		if (strstr(b.why.msg, cases[i].says) == NULL || b.ends != cases[i].ends || b.outcome != cases[i].outcome) {
			fail_msg("%s: %d ends, %s: %s", cases[i].how, b.ends, attempt_outcome_name(b.outcome), b.why.msg);
		}
		errs_fini(&b.errors);
	}
}

int main(int argc, char **argv) {
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && str_eq(argv[1], "worker")) {
		return be_slot();
	}
	log_init("test", LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_end_has_its_outcome),
		cmocka_unit_test(the_kernel_is_asked_how_confined_it_is),
		cmocka_unit_test(jobs_can_be_ended),
		cmocka_unit_test(slots_that_fail_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
