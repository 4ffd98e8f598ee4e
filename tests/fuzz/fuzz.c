/*
 * fuzz: what comes from outside, to every parser that meets it: `make fuzz T=wire SECONDS=60` with libFuzzer; tests/fuzz/run gives each the files of
 * its corpus. No input may crash, and what is taken must come out again as it went in.
 */
#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

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
#include "ledger/delivery.h"
#include "ledger/describe.h"
#include "ledger/ledger.h"
#include "ledger/tables.h"
#include "render/wire.h"
#include "service/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct catalogue *catalogue;
static struct zone *zone;

/* The file of a ledger, in memory: a disk would be all that is tried. In its folder an empty file has its name, for who looks there. */
struct memory_file {
	struct buf path;
	sqlite3 *db;          /* it is there while this is open */
};
static char folder[] = "/dev/shm/sitrep-fuzz-XXXXXX";
static struct memory_file damaged, fresh, whole;
static struct buf empty = BUF_INIT;  /* the bytes of a ledger without rows: to make its tables takes most of the time */
static struct ledger *over_whole;    /* rows come and go beneath it */

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

static void read_ledger(struct ledger *ledger, const char *id) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	struct err err = ERR_INIT;
	struct schedule_state schedule;
	struct missed_list missed;
	struct publication publication;
	struct edition edition;
	struct held held;
	int64_t due;

	json_begin(&out, '{');
	describe_queue(ledger, JOB_STATE_BIT(JOB_ACCEPTED), DESCRIBE_ALL, &out, &err);
	describe_job(ledger, id, 1, &out, &err);
	describe_editions(ledger, NULL, &out, &err);
	buf_fini(&text);
	if (ledger_held(ledger, LEDGER_OUTBOX, 50, &held, &err)) {
		held_fini(&held);
	}
	if (ledger_schedule(ledger, id, &schedule, &err)) {
		schedule_state_fini(&schedule);
	}
	if (ledger_missed(ledger, NULL, &missed, &err)) {
		missed_list_fini(&missed);
	}
	if (ledger_publication(ledger, id, &publication, &err)) {
		publication_fini(&publication);
	}
	if (ledger_edition_before(ledger, id, 3, "2026-11-26", &edition, &err)) {
		edition_fini(&edition);
	}
	ledger_next_due(ledger, &due, &err);
	ledger_delivery_next_due(ledger, &due, &err);
}

/* A job that was claimed, to its end. */
static void end_job(struct ledger *ledger, const char *id, enum attempt_outcome outcome) {
	const struct attempt_end end = { .outcome = outcome, .now_ms = 9, .error = "{}", .not_before_ms = 9 };
	const struct publication publication = { .step = PUBLISH_PLANNED, .folder = "", .name = "a", .temporary = ".a", .sha256 = "a" };
	const struct edition edition = { .as_of = "2026-11-26" };
	struct buf name = BUF_INIT;
	enum job_state state;
	struct err err = ERR_INIT;

	if (ledger_end_attempt(ledger, id, &end, &state, NULL, &err) && state == JOB_PUBLISHING) {
		ledger_reserve(ledger, id, LEDGER_OUTBOX, "", "a", outcome == ATTEMPT_OK, &name, &err);
		ledger_edition_plan(ledger, id, &edition, &err);
		ledger_journal(ledger, id, &publication, &err);
		ledger_end(ledger, id, outcome == ATTEMPT_OK ? JOB_DONE : JOB_FAILED, "{}", 9, &err);
	}
	buf_fini(&name);
}

static void work_ledger(struct ledger *ledger, const char *id) {
	static const struct claimant who = { .instance = "fuzz", .generation = "g", .pid = 1, .now_ms = INT64_MAX / 2 };
	const struct run run = { .schedule = id, .nominal_ms = 3 };
	const struct job made = { .id = "fuzz-1", .name = "a", .folder = "", .series = id };
	const struct kept kept = { .key = id, .as_of = "2026-11-26", .bytes = { "", 0 } };
	struct jobs jobs;
	struct job job;
	struct delivery delivery;
	struct err err = ERR_INIT;
	int64_t settled;
	bool is_new;
	size_t n;

	if (ledger_recover(ledger, "fuzz", 1, NULL, &jobs, &err)) {
		jobs_fini(&jobs);
	}
	ledger_delivery_recover(ledger, "fuzz", 1, &err);
	for (int i = 0; i < 3 && ledger_claim(ledger, &who, &job, &err) && job.id != NULL; i++) {
		end_job(ledger, job.id, i == 0 ? ATTEMPT_OK : i == 1 ? ATTEMPT_PERMANENT : ATTEMPT_CRASH);
		job_fini(&job);
	}
	if (ledger_delivery_claim(ledger, id, "fuzz", INT64_MAX / 2, &delivery, &err)) {
		delivery_fini(&delivery);
	}
	ledger_delivery_retry(ledger, id, NULL, 9, &n, &err);
	ledger_schedule_unsettle(ledger, id, 3, &settled, &err);
	ledger_run(ledger, &run, &made, 9, &is_new, &err);
	ledger_retry(ledger, id, "fuzz-2", 9, &err);
	ledger_redo(ledger, id, "fuzz-3", 9, &err);
	ledger_keep(ledger, &kept, &err);
	ledger_forget(ledger, INT64_MAX / 2, 50, &n, &err);
	ledger_forget_editions(ledger, INT64_MAX / 2, 1, 50, &n, &err);
}

static void use_ledger(struct ledger *ledger) {
	struct err err = ERR_INIT;

	read_ledger(ledger, "a");
	if (ledger_begin(ledger, &err)) {
		work_ledger(ledger, "a");
		read_ledger(ledger, "b");
		ledger_rollback(ledger);
	}
}

static void make_file(struct memory_file *file, const char *name) {
	struct err err = ERR_INIT;

	buf_addf(&file->path, "%s/%s", folder, name);
	must(file_write(buf_str(&file->path), "", 0, 0600, &err), "a file to look at");
	must(sqlite3_open_v2(buf_str(&file->path), &file->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK, "a file in memory");
}

static void fill_file(struct memory_file *file, const char *p, size_t n) {
	sqlite3_file *in = NULL;

	must(sqlite3_file_control(file->db, "main", SQLITE_FCNTL_FILE_POINTER, &in) == SQLITE_OK && in->pMethods->xTruncate(in, 0) == SQLITE_OK &&
	     (n == 0 || in->pMethods->xWrite(in, p, (int)n, 0) == SQLITE_OK), "a file is filled");
}

static void copy_file(struct memory_file *file, struct buf *bytes) {
	sqlite3_int64 n = 0;
	unsigned char *p = sqlite3_serialize(file->db, "main", &n, 0);

	must(p != NULL && n > 0, "a file is read");
	buf_add(bytes, p, (size_t)n);
	sqlite3_free(p);
}

/* The file as a disk may have left it. */
static void fuzz_ledger(const char *p, size_t n) {
	struct buf bytes = BUF_INIT, damage = BUF_INIT;
	struct err err = ERR_INIT;
	struct ledger_saved saved;

	buf_add(&bytes, p, n);
	if (n > 19) {
		bytes.p[18] = bytes.p[19] = 1;    /* without a write-ahead log, which memory has no place for */
	}
	fill_file(&damaged, buf_str(&bytes), n);
	fill_file(&fresh, buf_str(&empty), empty.len);
	ledger_inspect(buf_str(&damaged.path), &damage, &err);
	if (ledger_salvage(buf_str(&damaged.path), buf_str(&fresh.path), &saved, &err)) {
		struct ledger *salvaged = ledger_open(buf_str(&fresh.path), &err);
		must(salvaged != NULL, "what was salvaged is a ledger");
		use_ledger(salvaged);
		ledger_free(salvaged);
	}
	struct ledger *ledger = ledger_open(buf_str(&damaged.path), &err);
	if (ledger != NULL) {
		use_ledger(ledger);
	}
	ledger_free(ledger);
	buf_fini(&bytes);
	buf_fini(&damage);
}

/* What is left of an input. */
struct supply {
	const unsigned char *p;
	size_t n;
};

static unsigned take(struct supply *supply) {
	return supply->n > 0 ? (supply->n--, *supply->p++) : 0;
}

/* Mostly what a row refers to another by, or what a rule looks at; else any bytes, or another type than the column's. */
static void bind_any(sqlite3_stmt *insert, int at, const struct column *column, struct supply *supply) {
	static const char *const words[] = { "a", "b", "a-b", "", "outbox", "failed", "2026-11-26", "{}", "[]", "fuzz", "none", "back-fill" };
	unsigned kind = take(supply);

	if (kind >= 0xF8) {
		sqlite3_bind_null(insert, at);
	} else if (kind >= 0xE0) {
		size_t len = take(supply) % (supply->n + 1);
		sqlite3_bind_text(insert, at, (const char *)supply->p, (int)len, SQLITE_STATIC);
		supply->p += len;
		supply->n -= len;
	} else if (kind >= 0xD0) {
		int64_t v = 0;
		for (int i = 0; i < 8; i++) {
			v = (int64_t)((uint64_t)v << 8 | take(supply));
		}
		sqlite3_bind_int64(insert, at, v);
	} else if (column->kind == COLUMN_INT) {
		sqlite3_bind_int64(insert, at, kind % 8);
	} else if (column->kind == COLUMN_ENUM) {
		sqlite3_bind_text(insert, at, column->names[kind % column->name_count], -1, SQLITE_STATIC);
	} else {
		sqlite3_bind_text(insert, at, words[kind % (sizeof(words) / sizeof(*words))], -1, SQLITE_STATIC);
	}
}

static sqlite3_stmt *inserts[TABLES], *deletes[TABLES];

static void prepare_rows(void) {
	struct err err = ERR_INIT;

	over_whole = ledger_open(buf_str(&whole.path), &err);    /* makes the tables */
	must(over_whole != NULL, "a ledger in memory");
	copy_file(&whole, &empty);
	for (int i = 0; i < TABLES; i++) {
		struct buf insert = BUF_INIT, delete = BUF_INIT;
		buf_addf(&insert, "INSERT OR IGNORE INTO %s (", tables_all[i]->name);
		for (size_t k = 0; k < tables_all[i]->column_count; k++) {
			buf_addf(&insert, "%s%s", k > 0 ? ", " : "", tables_all[i]->columns[k].name);
		}
		buf_adds(&insert, ") VALUES (?");
		for (size_t k = 1; k < tables_all[i]->column_count; k++) {
			buf_adds(&insert, ", ?");
		}
		buf_addc(&insert, ')');
		buf_addf(&delete, "DELETE FROM %s", tables_all[i]->name);
		must(sqlite3_prepare_v2(whole.db, buf_str(&insert), -1, &inserts[i], NULL) == SQLITE_OK &&
		     sqlite3_prepare_v2(whole.db, buf_str(&delete), -1, &deletes[i], NULL) == SQLITE_OK, "rows can be written");
		buf_fini(&insert);
		buf_fini(&delete);
	}
}

/* A whole file with rows that Sitrep would not write; what the file's own rules refuse no ledger that is opened has. */
static void fuzz_rows(const char *p, size_t n) {
	struct supply supply = { (const unsigned char *)p, n };

	must(sqlite3_exec(whole.db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK, "rows begin");
	for (int i = 0; i < TABLES; i++) {
		sqlite3_step(deletes[i]);
		must(sqlite3_reset(deletes[i]) == SQLITE_OK, "rows go");
	}
	while (supply.n > 0) {
		unsigned t = take(&supply) % TABLES;
		for (size_t k = 0; k < tables_all[t]->column_count; k++) {
			bind_any(inserts[t], (int)k + 1, &tables_all[t]->columns[k], &supply);
		}
		sqlite3_step(inserts[t]);
		sqlite3_reset(inserts[t]);
	}
	must(sqlite3_exec(whole.db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK, "rows are there");
	use_ledger(over_whole);
}

static const struct target {
	const char *name;
	void (*run)(const char *p, size_t n);
} targets[] = {
	{ "claimed", fuzz_claimed }, { "config", fuzz_config }, { "cron", fuzz_cron }, { "errors", fuzz_errors },
	{ "ledger", fuzz_ledger }, { "request", fuzz_request }, { "rows", fuzz_rows }, { "wire", fuzz_wire },
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
	must(mkdtemp(folder) != NULL && sqlite3_vfs_register(sqlite3_vfs_find("memdb"), 1) == SQLITE_OK, "a folder for ledgers");
	make_file(&damaged, "damaged.db");
	make_file(&fresh, "fresh.db");
	make_file(&whole, "whole.db");
	prepare_rows();
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
