/*
 * loop: the service's parts put together: start, recovery, reload, trouble, stop. Everything here runs on the loop's
 * thread; disks, the ledger and request checking are other threads' work.
 */
#include "service/serve.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "ledger/delivery.h"
#include "ledger/ledger.h"
#include "render/sandbox.h"
#include "service/control.h"
#include "service/dispatch.h"
#include "service/generation.h"
#include "service/inbox.h"
#include "service/intake.h"
#include "service/notify.h"
#include "service/publish.h"
#include "service/reload.h"
#include "service/retain.h"
#include "service/schedule.h"
#include "service/sender.h"
#include "service/spool.h"
#include "service/writer.h"

#define TROUBLE_MS     1000      /* no new work for so long after the machine refused something */
#define TROUBLE_OVER_MS 10000    /* without trouble for so long, the next is news */
#define TROUBLE_LOG_MS 60000     /* else it is logged once in so long */

struct service {
	const struct serve_options *options;
	uv_loop_t loop;
	struct spool spool;
	char instance[JOB_ID_SIZE];
	struct buf confinement;      /* of jobs, for people */
	struct reload *reload;
	struct writer *writer;
	struct publisher *publisher;
	struct dispatch *dispatch;
	struct intake *intakes[INBOX_KINDS];
	struct schedules *schedules;
	struct retainer *retainer;
	struct sender *sender;
	struct control *control;
	uv_signal_t signals[3];      /* the watched ones */
	uv_prepare_t prepare;        /* runs before the loop sleeps: is it time to go? */
	uv_timer_t grace, watchdog;

	struct jobs publishing;      /* what the last instance left half done */
	struct arena *start_arena;
	char **claimed;
	size_t claimed_count, claimed_cap;
	bool is_recovered, is_stopping, is_torn_down;
	struct err trouble;              /* what the machine refused last */
	int64_t trouble_ms, logged_ms;   /* monotonic: when that was; when it was logged */
};

/* ---- saying ---- */

static void log_trouble(struct service *s, const struct err *err) {
	int64_t now = clock_mono_ms();

	if (s->logged_ms == 0 || now - s->trouble_ms > TROUBLE_OVER_MS || now - s->logged_ms > TROUBLE_LOG_MS) {
		log_err(err);
		s->logged_ms = now;
	}
	s->trouble = *err;
	s->trouble_ms = now;
}

static const struct err *present_trouble(void *ctx) {
	const struct service *s = ctx;

	return s->logged_ms != 0 && clock_mono_ms() - s->trouble_ms <= TROUBLE_OVER_MS ? &s->trouble : NULL;
}

/* What keeps requests from being taken need not keep those that were from being done. */
static void pause_intakes(struct service *s) {
	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		intake_pause(s->intakes[kind], TROUBLE_MS);
	}
}

static void free_intakes(struct service *s) {
	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		intake_free(s->intakes[kind]);
	}
}

static void on_intake_trouble(void *ctx, const struct err *err) {
	struct service *s = ctx;

	log_trouble(s, err);
	pause_intakes(s);
}

static void on_trouble(void *ctx, const struct err *err) {
	struct service *s = ctx;

	log_trouble(s, err);
	pause_intakes(s);
	dispatch_pause(s->dispatch, TROUBLE_MS);
}

/* ---- what the parts tell ---- */

static void on_accepted(void *ctx, const struct job *job) {
	struct service *s = ctx;

	log_event(LOG_INFO, "accepted", job->id, job->name, "accepted %s%s%s (job %s)", job->folder, *job->folder != '\0' ? "/" : "", job->name, job->id);
	control_tell_accepted(s->control, job);
	dispatch_kick(s->dispatch);
}

static void on_refused(void *ctx, const struct job *job, const char *claimed) {
	struct service *s = ctx;

	control_tell_accepted(s->control, job);
	publish_failure(s->publisher, &(struct publish_failure){
		.job = job, .claimed = claimed, .error = job->error, .final = JOB_FAILED,
	});
}

static void on_waiting(void *ctx, const struct err *err) {
	(void)ctx;
	if (err != NULL) {
		log_err(err);
	} else {
		log_info("nothing is kept waiting in the inboxes any more");
	}
}

static void on_end(void *ctx, const char *id, enum job_state state, const char *folder, const char *name, const char *error) {
	struct service *s = ctx;
	const char *slash = *folder != '\0' ? "/" : "";

	if (state == JOB_DONE) {
		log_event(LOG_INFO, "done", id, name, "done: outbox/%s%s%s.pdf (job %s)", folder, slash, name, id);
	} else {
		log_event(LOG_WARN, job_state_name(state), id, name, "%s%s%s %s: see failed/%s%s%s.error.txt (job %s)", folder, slash, name, job_state_name(state), folder, slash,
		          name, id);
	}
	control_tell_end(s->control, id, state, folder, name, error);
	schedules_job_ended(s->schedules, id, state);
	schedules_kick(s->schedules);
	sender_kick(s->sender);
	dispatch_kick(s->dispatch);    /* the next of its series may wait */
}

static void on_requeue(void *ctx, const char *id) {
	struct service *s = ctx;

	log_event(LOG_WARN, "requeued", id, NULL, "job %s: its PDF was lost before it was published; it is made again", id);
	dispatch_kick(s->dispatch);
}

static void on_progress(void *ctx, const struct dispatch_progress *progress) {
	struct service *s = ctx;

	control_tell_progress(s->control, progress);
}

static void on_retry(void *ctx, const char *job, const char *name, const char *text) {
	struct service *s = ctx;

	log_event(LOG_WARN, "retrying", job, name, "%s will be tried again: %s (job %s)", name, text, job);
	control_tell_retry(s->control, job, text);
	dispatch_kick(s->dispatch);
}

/* Of a pause the log has a line when it begins and one when it ends, however many jobs wait and for how long. */
static void on_wait(void *ctx, const char *job, const char *text) {
	struct service *s = ctx;

	log_debug("job %s waits: %s", job, text);
	control_tell_retry(s->control, job, text);
	dispatch_kick(s->dispatch);
}

static void on_cancelled(void *ctx, const char *job) {
	struct service *s = ctx;

	log_event(LOG_INFO, "cancelled", job, NULL, "cancelled job %s", job);
	schedules_job_ended(s->schedules, job, JOB_CANCELLED);
	control_tell_end(s->control, job, JOB_CANCELLED, "", "", NULL);
	dispatch_kick(s->dispatch);
}

static void on_skipped(void *ctx, const char *job, const char *name, const char *text) {
	struct service *s = ctx;
	struct buf result = BUF_INIT;
	struct json_out out = JSON_OUT(&result, 0);

	json_begin(&out, '{');
	json_put_str(&out, "reason", text);
	json_end(&out, '}');
	log_event(LOG_INFO, "skipped", job, name, "skipped %s: %s", name, text);
	schedules_job_ended(s->schedules, job, JOB_SKIPPED);
	control_tell_end(s->control, job, JOB_SKIPPED, "", "", buf_str(&result));
	buf_fini(&result);
	schedules_kick(s->schedules);
}

static void on_removed(void *ctx, const char *what, unsigned n) {
	(void)ctx;
	log_info("removed %u %s that were kept long enough", n, what);
}

/* What cannot be removed, or told, now can be later: nothing else waits for it. */
static void on_lesser_trouble(void *ctx, const struct err *err) {
	log_trouble(ctx, err);
}

static void on_created(void *ctx, const char *schedule, const char *job) {
	struct service *s = ctx;

	log_event(LOG_INFO, "created", job, schedule, "schedule %s: created job %s", schedule, job);
	sender_look(s->sender);    /* before it can be done: a run may be late when it is made */
	dispatch_kick(s->dispatch);
}

/* ---- generations ---- */

static const struct catalogue *present(const struct service *s) {
	return generation_catalogue(reload_generation(s->reload));
}

static struct intake_settings intake_settings_of(const struct catalogue *catalogue) {
	return (struct intake_settings){
		.quiet_ms = catalogue_int(catalogue, "intake.quiet_ms"),
		.rescan_ms = catalogue_int(catalogue, "intake.rescan_ms"),
		.grace_ms = catalogue_int(catalogue, "intake.grace_ms"),
		.free_space_mb = catalogue_int(catalogue, "free_space_mb"),
		.limits = {
			.max_bytes = catalogue_int(catalogue, "intake.max_bytes"),
			.max_files = catalogue_int(catalogue, "intake.max_files"),
			.max_folder_bytes = catalogue_int(catalogue, "intake.max_folder_bytes"),
		},
	};
}

static void use_generation(struct service *s) {
	struct generation *generation = reload_generation(s->reload);
	struct intake_settings settings = intake_settings_of(present(s));

	dispatch_configure(s->dispatch, generation);
	if (s->is_recovered) {
		for (int kind = 0; kind < INBOX_KINDS; kind++) {
			intake_configure(s->intakes[kind], generation, &settings);
		}
		schedules_configure(s->schedules, generation);
		retainer_configure(s->retainer, present(s));
		sender_configure(s->sender, generation);
		dispatch_kick(s->dispatch);
	}
}

static void on_taken(void *ctx, struct generation *generation) {
	(void)generation;
	use_generation(ctx);
}

static void on_reloaded(void *ctx, unsigned load, bool is_taken) {
	struct service *s = ctx;

	control_tell_reload(s->control, load, generation_id(reload_generation(s->reload)), is_taken);
}

static void on_warm(void *ctx, const struct err *why) {
	struct service *s = ctx;

	reload_warmed(s->reload, why);
}

static unsigned reload(void *ctx) {
	struct service *s = ctx;

	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		intake_kick(s->intakes[kind]);
	}
	return reload_ask(s->reload);
}

/* ---- start ---- */

static enum log_level parse_log_level(const char *name) {
	static const char *const names[] = { [LOG_ERROR] = "error", [LOG_WARN] = "warn", [LOG_INFO] = "info", [LOG_DEBUG] = "debug" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (str_eq(names[i], name)) {
			return (enum log_level)i;
		}
	}
	return LOG_INFO;
}

static bool is_publishing_of(const struct service *s, const char *inbox) {
	for (size_t i = 0; i < s->publishing.n; i++) {
		const char *of = s->publishing.v[i].inbox;
		if (str_eq(of != NULL ? of : "", inbox)) {
			return true;
		}
	}
	return false;
}

/* What lies in the claimed folders of the inboxes from which a job was being published. No other is touched: it may not answer. */
static bool list_claimed(struct service *s, enum inbox_kind kind, struct err *err) {
	struct inboxes inboxes;
	bool ok = true;

	inboxes_init(&inboxes, kind, &s->spool, present(s));
	for (size_t i = 0; ok && i < inboxes.n; i++) {
		if (!is_publishing_of(s, inboxes.v[i].name)) {
			continue;
		}
		char **names;
		size_t n = 0;
		ok = !inbox_is_there(&inboxes.v[i], NULL) || !file_is_dir(inboxes.v[i].claimed) ||
		     file_list(inboxes.v[i].claimed, s->start_arena, &names, &n, err);
		for (size_t k = 0; ok && k < n; k++) {
			*ARENA_PUSH(s->start_arena, s->claimed, s->claimed_count, s->claimed_cap) =
			        path_join(s->start_arena, inboxes.v[i].claimed, names[k]);
		}
	}
	inboxes_fini(&inboxes);
	return ok;
}

static bool recover(struct ledger *ledger, void *ctx, struct err *err) {
	struct service *s = ctx;

	jobs_fini(&s->publishing);
	arena_reset(s->start_arena);
	s->claimed = NULL;
	s->claimed_count = s->claimed_cap = 0;
	struct jobs stopped;
	if (!ledger_recover(ledger, s->instance, clock_now_ms(), &stopped, &s->publishing, err)) {
		return false;
	}
	for (size_t i = 0; i < stopped.n; i++) {
		publish_discard(&s->spool, &stopped.v[i]);
	}
	jobs_fini(&stopped);
	if (!ledger_delivery_recover(ledger, s->instance, clock_now_ms(), err)) {
		return false;
	}
	bool has_further = false;
	for (size_t i = 0; i < s->publishing.n; i++) {
		has_further |= s->publishing.v[i].inbox != NULL && *s->publishing.v[i].inbox != '\0';
	}
	return list_claimed(s, INBOX_OWN, err) && (!has_further || list_claimed(s, INBOX_FURTHER, err));
}

/* What lies in a claimed folder of that job, NULL when there is none. */
static const char *claimed_of(const struct service *s, const char *id) {
	size_t n = strlen(id);

	for (size_t i = 0; i < s->claimed_count; i++) {
		const char *entry = path_base(s->claimed[i]);
		if (str_prefix(entry, id) && entry[n] == ',') {
			return s->claimed[i];
		}
	}
	return NULL;
}

static void on_recovered(void *ctx, const struct err *err) {
	struct service *s = ctx;

	if (err != NULL) {
		log_err(err);
		fatal("cannot recover what the last instance left");
	}
	for (size_t i = 0; i < s->publishing.n; i++) {
		const char *id = s->publishing.v[i].id;
		log_info("job %s was being published when the last instance ended: finishing it", id);
		publish_resume(s->publisher, id, claimed_of(s, id));
	}
	jobs_fini(&s->publishing);
	arena_reset(s->start_arena);
	s->is_recovered = true;
	if (!s->is_stopping) {
		notify("READY=1");
		use_generation(s);
		reload_begin(s->reload, s->dispatch);    /* not before: the recovery's thread uses the present one */
	}
}

/* ---- stop ---- */

static void stop_now(struct service *s) {
	dispatch_abort(s->dispatch);
	sender_abort(s->sender);
	publisher_stop(s->publisher);
}

static void on_grace(uv_timer_t *timer) {
	struct service *s = timer->data;

	log_warnx("the time to finish is over: running jobs go back to the queue");
	stop_now(s);
}

static void stop(struct service *s) {
	if (s->is_stopping) {
		log_info("stopping at once");
		stop_now(s);
		return;
	}
	log_info("stopping: running jobs may finish");
	notify("STOPPING=1");
	s->is_stopping = true;
	reload_stop(s->reload);
	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		intake_stop(s->intakes[kind]);
	}
	schedules_stop(s->schedules);
	retainer_stop(s->retainer);
	sender_stop(s->sender);
	dispatch_stop(s->dispatch);
	uv_timer_start(&s->grace, on_grace, (uint64_t)catalogue_int(present(s), "stop_grace_ms"), 0);
}

static void tear_down(struct service *s) {
	s->is_torn_down = true;
	control_free(s->control);
	schedules_free(s->schedules);
	retainer_free(s->retainer);
	sender_free(s->sender);
	free_intakes(s);
	dispatch_free(s->dispatch);
	writer_free(s->writer);
	publisher_free(s->publisher);
	for (int i = 0; i < 3; i++) {
		uv_close((uv_handle_t *)&s->signals[i], NULL);
	}
	uv_close((uv_handle_t *)&s->prepare, NULL);
	uv_close((uv_handle_t *)&s->grace, NULL);
	uv_close((uv_handle_t *)&s->watchdog, NULL);
	reload_free(s->reload);
	s->reload = NULL;
}

static void on_prepare(uv_prepare_t *prepare) {
	struct service *s = prepare->data;

	if (s->is_stopping && !s->is_torn_down && intake_is_idle(s->intakes[INBOX_OWN]) && intake_is_idle(s->intakes[INBOX_FURTHER]) &&
	    retainer_is_idle(s->retainer) && dispatch_is_idle(s->dispatch) && sender_is_idle(s->sender) &&
	    publisher_active(s->publisher) == 0 && writer_pending(s->writer) == 0 && reload_is_idle(s->reload)) {
		tear_down(s);
	}
}

static void on_signal(uv_signal_t *handle, int signum) {
	struct service *s = handle->data;

	if (signum == SIGHUP) {
		log_info("reloading the configuration");
		reload(s);
	} else {
		stop(s);
	}
}

/* ---- all together ---- */

static const int watched[] = { SIGTERM, SIGINT, SIGHUP };

/* From the first part on, which others see (the socket), to where they are watched: what is sent meanwhile waits, and ends nothing half way. */
static void hold_signals(int how) {
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		sigaddset(&set, watched[i]);
	}
	pthread_sigmask(how, &set, NULL);
}

static void watch_signals(struct service *s) {
	signal(SIGPIPE, SIG_IGN);
	signal(SIGIO, SIG_IGN);    /* a lease that is broken while it is asked for */
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		uv_signal_init(&s->loop, &s->signals[i]);
		s->signals[i].data = s;
		uv_signal_start(&s->signals[i], on_signal, watched[i]);
	}
	hold_signals(SIG_UNBLOCK);
}

static bool start_parts(struct service *s, struct err *err) {
	const struct publisher_events published = {
		.on_trouble = on_trouble, .on_end = on_end, .on_requeue = on_requeue, .ctx = s,
	};
	const struct dispatch_events dispatched = {
		.on_progress = on_progress, .on_retry = on_retry, .on_wait = on_wait, .on_cancelled = on_cancelled, .on_skipped = on_skipped,
		.on_warm = on_warm, .on_trouble = on_trouble, .ctx = s,
	};
	const struct intake_events taken = {
		.on_accepted = on_accepted, .on_refused = on_refused, .on_waiting = on_waiting, .on_trouble = on_intake_trouble, .ctx = s,
	};
	const struct retain_events retained = { .on_removed = on_removed, .on_trouble = on_lesser_trouble, .ctx = s };
	const struct sender_events sent = { .on_trouble = on_lesser_trouble, .ctx = s };
	const struct schedules_events scheduled = { .on_created = on_created, .on_trouble = on_trouble, .ctx = s };

	hold_signals(SIG_BLOCK);
	s->writer = writer_new(&s->loop, s->spool.ledger, err);
	if (s->writer == NULL) {
		return false;
	}
	s->publisher = publisher_new(&s->loop, s->writer, &s->spool, &published);
	s->dispatch = dispatch_new(&s->loop, s->writer, s->publisher, s->instance, &dispatched);
	for (int kind = 0; kind < INBOX_KINDS; kind++) {
		s->intakes[kind] = intake_new(&s->loop, (enum inbox_kind)kind, s->writer, &s->spool, s->instance, &taken);
	}
	s->schedules = schedules_new(&s->loop, s->writer, &scheduled, err);
	if (s->schedules == NULL) {
		return false;
	}
	s->retainer = retainer_new(&s->loop, s->writer, &s->spool, &retained);
	s->sender = sender_new(&s->loop, s->writer, &s->spool, s->instance, &sent);
	const struct control_parts parts = {
		.writer = s->writer, .dispatch = s->dispatch, .schedules = s->schedules, .publisher = s->publisher, .sender = s->sender,
		.refused = reload_refused(s->reload), .instance = s->instance, .confinement = buf_str(&s->confinement), .spool = &s->spool, .trouble = present_trouble,
		.intakes = s->intakes, .on_reload = reload, .ctx = s,
	};
	s->control = control_new(&s->loop, &parts, err);
	return s->control != NULL;
}

/* Said before anything is taken: a service that no job could run in would only keep what is dropped. */
static bool check_confinement(struct service *s, struct err *err) {
	const char *wanted = catalogue_str(present(s), "sandbox.level");
	enum sandbox_level level, least = SANDBOX_SECCOMP;
	int landlock;

	sandbox_level_parse(wanted, &least);
	if (!sandbox_probe(&level, &landlock, err)) {
		return false;
	}
	sandbox_describe(level, landlock, &s->confinement);
	if (level < least) {
		err_set(err, ERR_INPUT, "sandbox.level is \"%s\", and this kernel confines only to \"%s\"", wanted, sandbox_level_name(level));
		return err_hint(err, "use a kernel with seccomp, or lower sandbox.level");
	}
	return true;
}

/* Both the loop and the ledger's thread live: the one asked the other. */
static void on_alive(void *ctx, const struct err *err) {
	(void)ctx;
	(void)err;
	notify("WATCHDOG=1");
}

static bool do_nothing(struct ledger *ledger, void *ctx, struct err *err) {
	(void)ledger;
	(void)ctx;
	(void)err;
	return true;
}

static void on_watchdog(uv_timer_t *timer) {
	struct service *s = timer->data;

	writer_post(s->writer, do_nothing, on_alive, s);
}

static bool open_all(struct service *s, struct err *err) {
	if (!reload_first(s->reload, err) || !check_confinement(s, err)) {
		return false;
	}
	const struct catalogue *catalogue = present(s);
	enum log_level level = parse_log_level(catalogue_str(catalogue, "log.level"));
	log_init("serve", s->options->is_verbose ? LOG_DEBUG : level, catalogue_bool(catalogue, "log.json"));
	unsigned mode = (unsigned)strtoul(catalogue_str(catalogue, "file_mode"), NULL, 8);
	const char *root = s->options->spool != NULL ? s->options->spool : catalogue_str(catalogue, "spool");
	umask(0777 & ~(mode | 0111));    /* also for what is made by others' code: the ledger, the socket */
	return job_id_make(clock_now_ms(), s->instance, err) && spool_open(&s->spool, root, mode, err) &&
	       reload_keep(s->reload, s->spool.generations, err) && start_parts(s, err);
}

static void close_all(struct service *s) {
	spool_close(&s->spool);
	jobs_fini(&s->publishing);
	arena_free(s->start_arena);
	buf_fini(&s->confinement);
}

bool serve_main(const struct serve_options *options, struct err *err) {
	struct service s = { .options = options, .spool.lock_fd = -1, .confinement = BUF_INIT };

	log_init("serve", LOG_INFO, false);    /* until the configuration says how */
	uv_loop_init(&s.loop);
	s.start_arena = arena_new();
	s.reload = reload_new(&s.loop, options->paths, &(struct reload_events){ .on_taken = on_taken, .on_end = on_reloaded, .ctx = &s });
	if (!open_all(&s, err)) {
		if (s.writer != NULL) {
			schedules_free(s.schedules);
			retainer_free(s.retainer);
			sender_free(s.sender);
			free_intakes(&s);
			dispatch_free(s.dispatch);
			writer_free(s.writer);
			publisher_free(s.publisher);
		}
		reload_free(s.reload);
		uv_run(&s.loop, UV_RUN_DEFAULT);
		uv_loop_close(&s.loop);
		close_all(&s);
		return false;
	}
	watch_signals(&s);
	uv_prepare_init(&s.loop, &s.prepare);
	uv_prepare_start(&s.prepare, on_prepare);
	uv_timer_init(&s.loop, &s.grace);
	uv_timer_init(&s.loop, &s.watchdog);
	s.prepare.data = s.grace.data = s.watchdog.data = &s;
	if (notify_watchdog_ms() > 0) {
		uv_timer_start(&s.watchdog, on_watchdog, 0, (uint64_t)notify_watchdog_ms() / 3 + 1);
	}
	use_generation(&s);
	writer_post(s.writer, recover, on_recovered, &s);
	log_info("serving %s (process %d, %zu slots, %u reports)", s.spool.root, (int)getpid(), dispatch_slot_count(s.dispatch),
	         catalogue_reports(present(&s))->count);
	uv_run(&s.loop, UV_RUN_DEFAULT);
	uv_loop_close(&s.loop);
	close_all(&s);
	log_info("stopped");
	return true;
}
