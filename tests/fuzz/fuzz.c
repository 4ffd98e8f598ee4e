/*
 * fuzz: what comes from outside, to every parser that meets it: `make fuzz T=wire SECONDS=60` with libFuzzer; tests/fuzz/run gives each the files of
 * its corpus. No input may crash, and what is taken must come out again as it went in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calspec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "catalogue/catalogue.h"
#include "catalogue/config.h"
#include "catalogue/mistake.h"
#include "catalogue/request.h"
#include "ledger/ledger.h"
#include "render/wire.h"
#include "service/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct catalogue *catalogue;
static struct zone *zone;
static char folder[] = "/dev/shm/sitrep-fuzz-XXXXXX";

static void must(bool holds, const char *what) {
	if (!holds) {
		fprintf(stderr, "does not hold: %s\n", what);
		abort();
	}
}

static void fuzz_request(const char *p, size_t n) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT, again = ERRS_INIT;
	struct request request = { 0 };
	struct buf json = BUF_INIT;

	bool ok = request_check(arena, catalogue, "fuzz.json", p, n, "2026-11-26", &request, &errors, &warnings);
	must(ok == (errors.n == 0), "a request is good, or has a mistake");
	must(!ok || request.section_count > 0, "a good request has sections");
	/* What is wrong goes to failed/ and the ledger, and comes back. */
	request_errors_json(&errors, "fuzz.json", &json);
	must(request_errors_parse(arena, json.p, json.len, &again) && again.n == errors.n, "mistakes come back");
	errs_fini(&errors);
	errs_fini(&warnings);
	errs_fini(&again);
	buf_fini(&json);
	arena_free(arena);
}

static void fuzz_errors(const char *p, size_t n) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	struct buf text = BUF_INIT;

	if (request_errors_parse(arena, p, n, &errors)) {
		errs_format(&errors, &text);
	}
	errs_fini(&errors);
	buf_fini(&text);
	arena_free(arena);
}

static void fuzz_wire(const char *p, size_t n) {
	struct err err = ERR_INIT;
	size_t at = 0;

	for (;;) {
		struct wire_frame frame;
		struct buf again = BUF_INIT;
		long used = wire_parse(p + at, n - at, &frame, &err);
		if (used <= 0) {
			break;
		}
		must((size_t)used <= n - at && frame.len <= WIRE_MAX, "a frame lies in its bytes");
		wire_format(&again, frame.type, frame.data, frame.len);
		must(again.len == (size_t)used && memcmp(again.p, p + at, again.len) == 0, "a frame is formatted as it was parsed");
		buf_fini(&again);
		at += (size_t)used;
	}
}

static void fuzz_cron(const char *p, size_t n) {
	char *text = mem_strndup(p, n);
	struct calspec spec, again;
	struct err err = ERR_INIT;
	struct buf plain = BUF_INIT;
	int64_t at = 0, last = 1790000000;

	if (calspec_parse(&spec, text, &err)) {
		calspec_format(&spec, &plain);
		must(calspec_parse(&again, buf_str(&plain), &err), "the plain form is one");
		must(memcmp(&spec, &again, sizeof(spec)) == 0, "the plain form means the same");
		for (int i = 0; i < 3 && calspec_next(&spec, NULL, zone, last, INT64_MAX, &at); i++) {
			must(at > last, "time goes on");
			last = at;
		}
	}
	buf_fini(&plain);
	mem_free(text);
}

static void fuzz_config(const char *p, size_t n) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	struct err err = ERR_INIT;
	struct mistake_source source = { .file = "fuzz.lua", .text = p, .len = n, .code = ERR_INPUT, .errors = &errors };
	const struct json *json = json_parse(arena, p, n, NULL, &err);

	if (json != NULL) {
		const struct json *flat = config_check(arena, json, "/etc/sitrep", &source);
		for (const struct config_key *key = config_keys; key->name != NULL; key++) {
			must(json_lookup(flat, key->name) != NULL, "every key has a value");
		}
	}
	errs_fini(&errors);
	arena_free(arena);
}

static void fuzz_claimed(const char *p, size_t n) {
	char *name = mem_strndup(p, n);
	struct buf id = BUF_INIT, path = BUF_INIT, again = BUF_INIT;

	if (spool_claimed_parse(name, &id, &path) && strstr(name, "%2f") == NULL && spool_claimed_format(buf_str(&id), buf_str(&path), &again)) {
		struct buf id2 = BUF_INIT, path2 = BUF_INIT;
		must(spool_claimed_parse(buf_str(&again), &id2, &path2) && str_eq(buf_str(&path), buf_str(&path2)), "a claimed name comes back");
		buf_fini(&id2);
		buf_fini(&path2);
	}
	buf_fini(&id);
	buf_fini(&path);
	buf_fini(&again);
	mem_free(name);
}

static void use_ledger(struct ledger *ledger) {
	struct err err = ERR_INIT;
	struct jobs jobs;
	struct job job;
	struct held held;
	int64_t counts[JOB_STATES], due;
	const struct job_filter all = { .limit = 50 };
	const struct claimant who = { .instance = "fuzz", .generation = "g", .pid = 1, .now_ms = INT64_MAX / 2 };

	ledger_counts(ledger, counts, &err);
	if (ledger_list(ledger, &all, &jobs, &err)) {
		jobs_fini(&jobs);
	}
	if (ledger_held(ledger, LEDGER_OUTBOX, 50, &held, &err)) {
		held_fini(&held);
	}
	if (ledger_recover(ledger, "fuzz", 1, NULL, &jobs, &err)) {
		jobs_fini(&jobs);
	}
	ledger_next_due(ledger, &due, &err);
	for (int i = 0; i < 3 && ledger_claim(ledger, &who, &job, &err); i++) {
		job_fini(&job);
	}
}

/* The file as a disk may have left it. */
static void fuzz_ledger(const char *p, size_t n) {
	struct buf path = BUF_INIT, fresh = BUF_INIT, damage = BUF_INIT;
	struct err err = ERR_INIT;
	struct ledger_saved saved;

	buf_addf(&path, "%s/ledger.db", folder);
	buf_addf(&fresh, "%s/fresh.db", folder);
	spool_remove(folder);
	mkdir(folder, 0700);
	if (file_write(buf_str(&path), p, n, 0600, &err)) {
		ledger_inspect(buf_str(&path), &damage, &err);
		if (ledger_salvage(buf_str(&path), buf_str(&fresh), &saved, &err)) {
			struct ledger *salvaged = ledger_open(buf_str(&fresh), &err);
			must(salvaged != NULL, "what was salvaged is a ledger");
			use_ledger(salvaged);
			ledger_free(salvaged);
		}
		struct ledger *ledger = ledger_open(buf_str(&path), &err);
		if (ledger != NULL) {
			use_ledger(ledger);
		}
		ledger_free(ledger);
	}
	spool_remove(folder);
	buf_fini(&path);
	buf_fini(&fresh);
	buf_fini(&damage);
}

static const struct target {
	const char *name;
	void (*run)(const char *p, size_t n);
} targets[] = {
	{ "claimed", fuzz_claimed }, { "config", fuzz_config }, { "cron", fuzz_cron }, { "errors", fuzz_errors },
	{ "ledger", fuzz_ledger }, { "request", fuzz_request }, { "wire", fuzz_wire },
};
static const struct target *target;

static void set_up(const char *name) {
	struct buf json = BUF_INIT;
	struct err err = ERR_INIT;
	const char *path = getenv("FUZZ_CATALOGUE");

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		target = str_eq(targets[i].name, name) ? &targets[i] : target;
	}
	must(target != NULL, "T names a parser");
	must(mkdtemp(folder) != NULL, "a folder for ledgers");
	zone = zone_load("Europe/Brussels", &err);
	must(zone != NULL && path != NULL && file_read(path, 64u << 20, &json, &err), "FUZZ_CATALOGUE names one (`sitrep loader`)");
	catalogue = catalogue_parse(json.p, json.len, &err);
	must(catalogue != NULL, "the catalogue");
	buf_fini(&json);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
	(void)argc;
	(void)argv;
	const char *name = getenv("T");
	set_up(name != NULL ? name : "");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	/* In a block of its own, so that a byte read behind it is seen. */
	char *copy = malloc(size + 1);
	memcpy(copy, data, size);
	copy[size] = '\0';       /* files are read so */
	target->run(copy, size);
	free(copy);
	return 0;
}

#ifdef FUZZ_REPLAY
int main(int argc, char **argv) {
	set_up(argc > 1 ? argv[1] : "");
	for (int i = 2; i < argc; i++) {
		struct buf bytes = BUF_INIT;
		struct err err = ERR_INIT;
		must(file_read(argv[i], 64u << 20, &bytes, &err), argv[i]);
		LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.len);
		buf_fini(&bytes);
	}
	spool_remove(folder);
	printf("%s: %d inputs\n", target->name, argc - 2);
	return 0;
}
#endif
