/*
 * bench: the figures of design "What good means", on this machine, in one run.
 *
 * Each document is the benchmark's content with a third of its longer words replaced by words that were never
 * seen before (a word of the same shape, drawn from the run's number), so that no cache of words or paragraphs turns the
 * work into nothing. CPU is of the whole process that makes the document, as the kernel counts it.
 *
 * usage: SITREP=./sitrep bench FOLDER [quick]    FOLDER holds sitrep.lua and the contents
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "render/wire.h"

#include "floor.h"

enum { MAX_RUNS = 4096 };

static const char *program, *folder;

static _Noreturn void die(const char *what, const struct err *err) {
	fprintf(stderr, "bench: %s: %s\n", what, err != NULL ? err->msg : strerror(errno));
	exit(1);
}

/* ---- contents with words never shaped before ---- */

static char changed_letter(uint64_t h, char c) {
	static const char vowels[] = "aeiou", consonants[] = "bcdfghlmnprstvw";

	return strchr("aeiouy", tolower((unsigned char)c)) != NULL ? vowels[h % 5] : consonants[h % 15];
}

static void add_word(struct buf *out, const char *word, size_t n, unsigned salt) {
	uint64_t h = hash_bytes(word, n);

	if (n < 4 || h % 5 > 2) {
		buf_add(out, word, n);
		return;
	}
	h ^= salt * 0x9e3779b97f4a7c15u;
	buf_add(out, word, 1);
	for (size_t i = 1; i < n; i++) {
		h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u;
		buf_addc(out, changed_letter(h >> 32, word[i]));
	}
}

static void change_words(struct buf *out, const char *s, size_t n, unsigned salt) {
	for (size_t i = 0; i < n;) {
		size_t j = i;
		while (j < n && isalpha((unsigned char)s[j])) {
			j++;
		}
		if (j > i) {
			add_word(out, s + i, j - i, salt);
			i = j;
		} else {
			buf_addc(out, s[i++]);
		}
	}
}

/* Text stands in the strings of runs, items, captions and cells; ids and kinds are left alone. */
static bool holds_text(const char *key) {
	static const char *const keys[] = { "caption", "head", "rows", "items", "runs", "subtitle", NULL };

	for (const char *const *k = keys; *k != NULL; k++) {
		if (key != NULL && str_eq(key, *k)) {
			return true;
		}
	}
	return false;
}

/* Which copy of the content it is, of those that stand in one document: its ids are its own. 0: the only one. */
static void write_id(struct json_out *out, const struct json *v, unsigned copy) {
	struct buf id = BUF_INIT;

	buf_addf(&id, copy > 0 ? "%s-%u" : "%s", v->str, copy);
	json_add_str(out, buf_str(&id));
	buf_fini(&id);
}

static void write_changed(struct json_out *out, const struct json *v, bool is_text, unsigned salt, unsigned copy) {
	struct buf text = BUF_INIT;

	switch (v->type) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		json_begin(out, v->type == JSON_OBJECT ? '{' : '[');
		for (const struct json *c = v->first; c != NULL; c = c->next) {
			if (c->key != NULL) {
				json_key(out, c->key);
			}
			/* In a run ["ref", words, id] only the words are text. */
			bool is_run = v->type == JSON_ARRAY && v->first->type == JSON_STRING && v->first->len <= 3 && v->count <= 3;
			bool is_id = c->key != NULL ? str_eq(c->key, "id") : is_run && v->count == 3 && c->next == NULL;
			if (is_id && c->type == JSON_STRING) {
				write_id(out, c, copy);
				continue;
			}
			write_changed(out, c, c->key != NULL ? holds_text(c->key) : is_text && (!is_run || c == v->first->next), salt, copy);
		}
		json_end(out, v->type == JSON_OBJECT ? '}' : ']');
		break;
	case JSON_STRING:
		if (is_text) {
			change_words(&text, v->str, v->len, salt);
			json_add_strn(out, text.p, text.len);
		} else {
			json_add_strn(out, v->str, v->len);
		}
		break;
	default:
		json_add_value(out, v);
	}
	buf_fini(&text);
}

static struct json *load_content(struct arena *arena, const char *name) {
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct json *json = NULL;

	if (!file_read(path_join(arena, folder, name), 64u << 20, &text, &err) ||
	    (json = json_parse(arena, arena_strndup(arena, text.p, text.len), text.len, NULL, &err)) == NULL) {
		die(name, &err);
	}
	buf_fini(&text);
	return json;
}

/* The content with its sections as many times as copies. */
static void write_content(struct json_out *out, const struct json *content, unsigned salt, unsigned copies) {
	json_begin(out, '{');
	for (const struct json *v = content->first; v != NULL; v = v->next) {
		json_key(out, v->key);
		if (!str_eq(v->key, "sections")) {
			write_changed(out, v, holds_text(v->key), salt, 0);
			continue;
		}
		json_begin(out, '[');
		for (unsigned copy = 0; copy < copies; copy++) {
			for (const struct json *section = v->first; section != NULL; section = section->next) {
				write_changed(out, section, false, salt, copy);
			}
		}
		json_end(out, ']');
	}
	json_end(out, '}');
}

static void format_request(struct buf *out, const struct json *content, unsigned salt, unsigned copies) {
	struct json_out json = JSON_OUT(out, 0);

	buf_reset(out);
	json_begin(&json, '{');
	json_put_str(&json, "report", json_bool(content, "front", true) ? "bench" : "bench-small");
	json_put_str(&json, "title", json_str(content, "title", ""));
	json_put_str(&json, "as_of", "2025-03-14");
	json_key(&json, "data");
	json_begin(&json, '{');
	json_key(&json, "content");
	write_content(&json, content, salt, copies);
	json_end(&json, '}');
	json_end(&json, '}');
}

/* ---- figures ---- */

struct sample {
	double wall_ms, cpu_ms, rss_mb;
	double phase_ms[8];
	int pages;
};

static int compare_doubles(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double quantile(const double *v, size_t n, double q) {
	double *sorted = mem_alloc(n * sizeof(*sorted));

	memcpy(sorted, v, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_doubles);
	double r = sorted[(size_t)(q * (double)(n - 1) + 0.5)];
	mem_free(sorted);
	return r;
}

#define MEDIAN(samples, n, field) median_of((samples), (n), offsetof(struct sample, field))

static double median_of(const struct sample *samples, size_t n, size_t offset) {
	double v[MAX_RUNS];

	for (size_t i = 0; i < n; i++) {
		memcpy(&v[i], (const char *)&samples[i] + offset, sizeof(double));
	}
	return quantile(v, n, 0.5);
}

/* ---- a warm slot, driven as the service does ---- */

struct slot {
	pid_t pid;
	int control;
	struct buf in;
	struct wire_frame frame;
};

static void run_loader(struct buf *json) {
	struct buf command = BUF_INIT;
	char piece[65536];
	size_t n;

	buf_addf(&command, "'%s' loader -c '%s/sitrep.lua'", program, folder);
	FILE *f = popen(command.p, "r");
	while (f != NULL && (n = fread(piece, 1, sizeof(piece), f)) > 0) {
		buf_add(json, piece, n);
	}
	if (f == NULL || pclose(f) != 0) {
		die("loader", NULL);
	}
	buf_fini(&command);
}

static void expect(struct slot *slot, enum wire_type type) {
	struct err err = ERR_INIT;

	if (!wire_recv(slot->control, &slot->in, &slot->frame, &err)) {
		die("slot", &err);
	}
	if (slot->frame.type != type) {
		fprintf(stderr, "bench: slot said %s: %.*s\n", wire_type_name(slot->frame.type), (int)slot->frame.len,
		        slot->frame.data);
		exit(1);
	}
}

static void slot_init(struct slot *slot, const struct buf *catalogue) {
	int pair[2];
	int fd = memfd_create("catalogue", 0);

	if (fd < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 ||
	    write(fd, catalogue->p, catalogue->len) != (ssize_t)catalogue->len) {
		die("slot", NULL);
	}
	*slot = (struct slot){ .control = pair[0], .in = BUF_INIT, .pid = fork() };
	if (slot->pid == 0) {
		int control = fcntl(pair[1], F_DUPFD, 10), file = fcntl(fd, F_DUPFD, 10);
		dup2(control, 3);
		dup2(file, 4);
		closefrom(5);
		execl(program, "sitrep", "worker", (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	close(fd);
	expect(slot, WIRE_READY);
}

static void slot_fini(struct slot *slot) {
	close(slot->control);
	waitpid(slot->pid, NULL, 0);
	buf_fini(&slot->in);
}

static void read_record(const struct wire_frame *frame, struct sample *sample) {
	struct arena *arena = arena_new();
	struct json *record = json_parse(arena, frame->data, frame->len, NULL, NULL);
	const struct json *cpu = json_lookup(record, "cpu_ms");
	size_t i = 0;

	sample->pages = (int)json_int(record, "pages", 0);
	for (const struct json *v = cpu != NULL ? cpu->first : NULL; v != NULL && i < 8; v = v->next) {
		sample->phase_ms[i++] = v->number;
	}
	arena_free(arena);
}

static void take_job_frames(int fd, const struct buf *request, struct sample *sample) {
	struct buf in = BUF_INIT;
	struct wire_frame frame = { 0 };
	struct err err = ERR_INIT;
	static const char job[] = "{\"id\":\"bench\",\"name\":\"bench\",\"accepted_ms\":1741910400000,\"today\":\"2025-03-14\"}";

	do {
		if (!wire_recv(fd, &in, &frame, &err)) {
			die("job", &err);
		}
		if (frame.type == WIRE_CONFINED && (!wire_send(fd, WIRE_JOB, job, sizeof(job) - 1, &err) ||
		                                    !wire_send(fd, WIRE_REQUEST, request->p, request->len, &err))) {
			die("job", &err);
		}
		if (frame.type == WIRE_RECORD) {
			read_record(&frame, sample);
		}
		if (frame.type == WIRE_FAILED) {
			fprintf(stderr, "bench: %.*s\n", (int)frame.len, frame.data);
			exit(1);
		}
	} while (frame.type != WIRE_DONE);
	buf_fini(&in);
}

static void measure_warm(struct slot *slot, const struct buf *request, struct sample *sample) {
	int pair[2];
	struct err err = ERR_INIT;
	char text[64];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
		die("job", NULL);
	}
	int64_t start = clock_mono_us();
	if (!wire_send_fd(slot->control, WIRE_FORK, "{\"attempt\":1}", 13, pair[1], &err)) {
		die("slot", &err);
	}
	close(pair[1]);
	take_job_frames(pair[0], request, sample);
	sample->wall_ms = (double)(clock_mono_us() - start) / 1000;
	close(pair[0]);
	expect(slot, WIRE_FORKED);
	expect(slot, WIRE_EXITED);

	struct arena *arena = arena_new();
	struct json *exited = json_parse(arena, slot->frame.data, slot->frame.len, NULL, &err);
	sample->cpu_ms = (double)json_int(exited, "cpu_us", 0) / 1000;
	sample->rss_mb = (double)json_int(exited, "maxrss_kb", 0) / 1024;
	int n = snprintf(text, sizeof(text), "{\"pid\":%d}", (int)json_int(exited, "pid", 0));
	arena_free(arena);
	if (!wire_send(slot->control, WIRE_REAP, text, (size_t)n, &err)) {
		die("slot", &err);
	}
}

/* ---- a cold process ---- */

/* What the program under test says must not stand between the figures. */
static void redirect(int from, const char *path) {
	int to = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);

	dup2(to, from);
	close(to);
}

static void measure_cold(const struct buf *request, struct sample *sample) {
	char path[] = "/tmp/sitrep-bench-XXXXXX.json", config[4096];
	struct rusage usage;
	int status, fd = mkstemps(path, 5);

	if (fd < 0 || write(fd, request->p, request->len) != (ssize_t)request->len) {
		die(path, NULL);
	}
	close(fd);
	snprintf(config, sizeof(config), "%s/sitrep.lua", folder);
	int64_t start = clock_mono_us();
	pid_t pid = fork();
	if (pid == 0) {
		redirect(STDOUT_FILENO, "/dev/null");
		execl(program, "sitrep", "render", "-c", config, path, "-o", "/dev/null", (char *)NULL);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) != pid || status != 0) {
		die("sitrep render", NULL);
	}
	sample->wall_ms = (double)(clock_mono_us() - start) / 1000;
	sample->cpu_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
	                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
	sample->rss_mb = (double)usage.ru_maxrss / 1024;
	unlink(path);
}

/* ---- the service ---- */

static bool wait_for(const char *path, int timeout_ms) {
	int64_t end = clock_mono_ms() + timeout_ms;

	while (access(path, F_OK) != 0) {
		if (clock_mono_ms() > end) {
			return false;
		}
		usleep(200);
	}
	return true;
}

static void drop(const char *spool, const char *name, const struct buf *request) {
	char tmp[4096], path[4096];
	struct err err = ERR_INIT;

	snprintf(tmp, sizeof(tmp), "%s/inbox/.%s.tmp", spool, name);
	snprintf(path, sizeof(path), "%s/inbox/%s.json", spool, name);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || !file_write_fd(fd, tmp, request->p, request->len, &err) || rename(tmp, path) != 0) {
		die(tmp, NULL);
	}
	close(fd);
}

static void measure_service(const struct json *content, int latency_runs, int load) {
	char spool[] = "/tmp/sitrep-bench-XXXXXX", config[4096], path[4096], name[64];
	struct buf request = BUF_INIT;
	double *ms = mem_alloc((size_t)latency_runs * sizeof(*ms));
	unsigned salt = 500000;

	if (mkdtemp(spool) == NULL) {
		die(spool, NULL);
	}
	snprintf(config, sizeof(config), "%s/sitrep.lua", folder);
	pid_t pid = fork();
	if (pid == 0) {
		snprintf(path, sizeof(path), "%s/serve.log", spool);
		redirect(STDERR_FILENO, path);
		execl(program, "sitrep", "serve", "-c", config, "--spool", spool, (char *)NULL);
		_exit(127);
	}
	snprintf(path, sizeof(path), "%s/control.sock", spool);
	if (!wait_for(path, 10000)) {
		die("sitrep serve did not start", NULL);
	}
	sleep(1); /* its slots get warm */
	for (int i = 0; i < latency_runs; i++) {
		snprintf(name, sizeof(name), "idle-%d", i);
		format_request(&request, content, salt++, 1);
		int64_t start = clock_mono_us();
		drop(spool, name, &request);
		snprintf(path, sizeof(path), "%s/outbox/%s.pdf", spool, name);
		if (!wait_for(path, 10000)) {
			die(path, NULL);
		}
		ms[i] = (double)(clock_mono_us() - start) / 1000;
	}
	printf("service, drop to PDF, idle: p50 %.1f ms, p99 %.1f ms (%d drops)\n", quantile(ms, (size_t)latency_runs, 0.5),
	       quantile(ms, (size_t)latency_runs, 0.99), latency_runs);

	for (int i = 0; i < load; i++) {
		snprintf(name, sizeof(name), "load-%d", i);
		format_request(&request, content, salt++, 1);
		drop(spool, name, &request);
	}
	/* The dropping itself runs beside the service: count from the first outcome to the last. */
	int64_t start = clock_mono_us();
	int ready = 0;
	for (int i = 0; i < load; i++) {
		snprintf(path, sizeof(path), "%s/outbox/load-%d.json", spool, i);
		ready += access(path, F_OK) == 0;
	}
	for (int i = 0; i < load; i++) {
		snprintf(path, sizeof(path), "%s/outbox/load-%d.json", spool, i);
		if (!wait_for(path, 600000)) {
			die(path, NULL);
		}
	}
	double seconds = (double)(clock_mono_us() - start) / 1e6;
	printf("service, standard briefings: %.0f a minute (%d in %.1f s after the last drop)\n",
	       (double)(load - ready) / seconds * 60, load - ready, seconds);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	snprintf(path, sizeof(path), "rm -rf '%s'", spool);
	if (system(path) != 0) {
		fprintf(stderr, "bench: %s is left behind\n", spool);
	}
	buf_fini(&request);
	mem_free(ms);
}

/* ---- the run ---- */

struct size {
	const char *name, *file;
	int warm_runs, cold_runs;
	unsigned copies;             /* of the content's sections */
};

static const char *const phase_names[] = { "check", "lua", "resolve", "layout", "paint", "finish" };

static void print_warm(const struct size *size, const struct sample *s, size_t n, double floor_ms) {
	double cpu = MEDIAN(s, n, cpu_ms);
	int pages = s[0].pages;

	printf("%-9s warm  %4d pages  CPU %8.2f ms  %6.3f ms a page  wall %8.2f ms  peak %5.1f MB\n", size->name, pages, cpu,
	       cpu / pages, MEDIAN(s, n, wall_ms), MEDIAN(s, n, rss_mb));
	printf("%-9s       of it", "");
	for (size_t i = 0; i < sizeof(phase_names) / sizeof(*phase_names); i++) {
		printf("  %s %.2f", phase_names[i], median_of(s, n, offsetof(struct sample, phase_ms) + i * sizeof(double)));
	}
	double set = MEDIAN(s, n, phase_ms[3]) + MEDIAN(s, n, phase_ms[4]);
	printf("\n%-9s       Cairo floor, same glyphs %.2f ms: layout and painting %.2f x\n", "", floor_ms, set / floor_ms);
}

/* Returns the CPU ms that a page costs, warm. */
static double measure_size(const struct size *size, struct slot *slot, const char *catalogue, size_t catalogue_len) {
	struct arena *arena = arena_new();
	const struct json *content = load_content(arena, size->file);
	struct buf request = BUF_INIT;
	static struct sample samples[MAX_RUNS];
	static unsigned salt = 1;

	for (int i = 0; i < size->warm_runs; i++) {
		format_request(&request, content, salt++, size->copies);
		measure_warm(slot, &request, &samples[i]);
	}
	double page_ms = MEDIAN(samples, (size_t)size->warm_runs, cpu_ms) / samples[0].pages;
	double floor_ms = floor_measure(catalogue, catalogue_len, request.p, request.len, size->warm_runs);
	print_warm(size, samples, (size_t)size->warm_runs, floor_ms);
	for (int i = 0; i < size->cold_runs; i++) {
		format_request(&request, content, salt++, size->copies);
		measure_cold(&request, &samples[i]);
	}
	printf("%-9s cold              CPU %8.2f ms                     wall %8.2f ms  peak %5.1f MB\n\n", size->name,
	       MEDIAN(samples, (size_t)size->cold_runs, cpu_ms), MEDIAN(samples, (size_t)size->cold_runs, wall_ms),
	       MEDIAN(samples, (size_t)size->cold_runs, rss_mb));
	buf_fini(&request);
	arena_free(arena);
	return page_ms;
}

/* A table of 100,000 rows, which its plugin reckons. */
static void measure_rows(struct slot *slot) {
	static const char text[] = "{\"report\":\"bench-rows\",\"title\":\"A long table\",\"as_of\":\"2025-03-14\"}";
	struct buf request = BUF_INIT;
	struct sample sample;

	buf_adds(&request, text);
	measure_warm(slot, &request, &sample);
	printf("100,000 rows in one table: %d pages, CPU %.2f s, %.3f ms a page, peak %.1f MB\n\n", sample.pages, sample.cpu_ms / 1000,
	       sample.cpu_ms / sample.pages, sample.rss_mb);
	buf_fini(&request);
}

int main(int argc, char **argv) {
	bool is_quick = argc > 2 && str_eq(argv[2], "quick");
	const struct size sizes[] = {
		{ "small", "small.json", is_quick ? 5 : 100, is_quick ? 3 : 20, 1 },
		{ "standard", "plugins/briefing/data/standard.json", is_quick ? 5 : 50, is_quick ? 3 : 20, 1 },
		{ "large", "large.json", is_quick ? 3 : 7, is_quick ? 1 : 5, 1 },
		{ "longest", "large.json", 1, 1, 9 },    /* some 2,000 pages */
	};
	double page_ms[sizeof(sizes) / sizeof(*sizes)];
	struct buf catalogue = BUF_INIT;
	struct slot slot;

	program = getenv("SITREP");
	folder = argc > 1 ? argv[1] : NULL;
	if (program == NULL || folder == NULL) {
		fprintf(stderr, "usage: SITREP=./sitrep bench FOLDER [quick]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	run_loader(&catalogue);
	slot_init(&slot, &catalogue);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		page_ms[i] = measure_size(&sizes[i], &slot, catalogue.p, catalogue.len);
	}
	printf("a page of large costs %.2f x one of standard, a page of longest %.2f x\n", page_ms[2] / page_ms[1], page_ms[3] / page_ms[1]);
	measure_rows(&slot);
	slot_fini(&slot);

	struct arena *arena = arena_new();
	measure_service(load_content(arena, sizes[1].file), is_quick ? 20 : 200, is_quick ? 100 : 2000);
	arena_free(arena);
	buf_fini(&catalogue);
	return 0;
}
