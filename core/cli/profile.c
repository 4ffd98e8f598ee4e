/* profile: see profile.h. */
#include "cli/profile.h"

#include "base/file.h"
#include "base/json.h"
#include "base/str.h"

enum { TID_SITREP = 1, TID_JOB = 2 };

static const struct json *events_of(const struct json *record) {
	const struct json *events = json_lookup(json_lookup(record, "explain"), "events");
	return events != NULL ? events->first : NULL;
}

/* ---- the table ---- */

struct row {
	double us, cpu_us, bytes, lua_bytes;
};

static void add_event(struct row *row, const struct json *event) {
	row->us += json_num(event, "us", 0);
	row->cpu_us += json_num(event, "cpu_us", 0);
	row->bytes += json_num(event, "bytes", 0);
	row->lua_bytes += json_num(event, "lua_bytes", 0);
}

/* All events of a phase, or of one section in it. */
static struct row sum_of(const struct json *record, const char *phase, const char *section) {
	struct row row = { 0, 0, 0, 0 };
	for (const struct json *e = events_of(record); e != NULL; e = e->next) {
		if (str_eq(json_str(e, "phase", ""), phase) && (section == NULL || str_eq(json_str(e, "section", ""), section))) {
			add_event(&row, e);
		}
	}
	return row;
}

static void add_row(struct buf *out, const char *name, const char *indent, const struct row *row, int64_t blocks) {
	buf_addf(out, "%s%-*s", indent, 34 - (int)strlen(indent), name);
	buf_addf(out, " %9.2f %9.2f %9.0f %9.0f", row->us / 1000, row->cpu_us / 1000, row->bytes / 1024, row->lua_bytes / 1024);
	if (blocks >= 0) {
		buf_addf(out, " %9lld", (long long)blocks);
	}
	buf_addc(out, '\n');
}

static void add_phase(struct buf *out, const struct json *record, const char *phase, bool by_section) {
	struct row all = sum_of(record, phase, NULL);
	add_row(out, phase, "", &all, -1);
	const struct json *sections = json_lookup(json_lookup(record, "explain"), "sections");
	for (const struct json *s = sections != NULL && by_section ? sections->first : NULL; s != NULL; s = s->next) {
		const char *id = json_str(s, "section", "");
		struct row row = sum_of(record, phase, id);
		add_row(out, id, "  ", &row, str_eq(phase, "build") ? json_int(s, "blocks", 0) : -1);
	}
}

static const struct json *blocks_of(const struct json *record) {
	const struct json *blocks = json_lookup(json_lookup(record, "explain"), "blocks");
	return blocks != NULL ? blocks->first : NULL;
}

/* "table who": an id begins with its section's. */
static void add_block_name(struct buf *out, const struct json *block) {
	const char *id = json_str(block, "id", ""), *kind = json_str(block, "kind", "");
	const char *const before[] = { json_str(block, "section", ""), kind };       /* one that was made begins with its kind, too */
	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(before[i]);
		id += strncmp(id, before[i], n) == 0 && id[n] == ':' ? n + 1 : 0;
	}
	buf_addf(out, "%s%s%s", kind, *id != '\0' ? " " : "", id);
}

#define COSTLIEST 5

/* The blocks whose setting took longest. */
static void add_costliest(struct buf *out, const struct json *record) {
	const struct json *told[COSTLIEST];
	size_t n = 0;
	for (const struct json *b = blocks_of(record); b != NULL; b = b->next) {
		double us = json_num(b, "cpu_us", 0);
		size_t i = n;
		for (; i > 0 && json_num(told[i - 1], "cpu_us", 0) < us; i--) {
			if (i < COSTLIEST) {
				told[i] = told[i - 1];
			}
		}
		if (i < COSTLIEST) {
			told[i] = b;
			n += n < COSTLIEST;
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct buf name = BUF_INIT;
		add_block_name(&name, told[i]);
		buf_addf(out, "  %-32s %9.2f %9.2f", buf_str(&name), json_num(told[i], "us", 0) / 1000, json_num(told[i], "cpu_us", 0) / 1000);
		if (json_str(told[i], "file", NULL) != NULL) {       /* what the engine fills has none */
			buf_addf(out, "   %s:%lld", path_base(json_str(told[i], "file", "")), (long long)json_int(told[i], "line", 0));
		}
		buf_addc(out, '\n');
		buf_fini(&name);
	}
}

void profile_text(const struct json *record, const struct profile_span *spans, struct buf *out) {
	static const struct { const char *name; bool by_section; } phases[] = {
		{ "check", false }, { "collect", true }, { "build", true }, { "resolve", false }, { "layout", false }, { "paint", false },
	};
	buf_addf(out, "%-34s %9s %9s %9s %9s %9s\n", "What it took", "ms", "CPU ms", "kB", "Lua kB", "blocks");
	for (; spans->name != NULL; spans++) {
		buf_addf(out, "%-34s %9.2f\n", spans->name, (double)spans->us / 1000);
	}
	for (size_t i = 0; i < sizeof(phases) / sizeof(*phases); i++) {
		add_phase(out, record, phases[i].name, phases[i].by_section);
		if (str_eq(phases[i].name, "layout")) {
			add_costliest(out, record);
		}
	}
}

/* ---- the trace ---- */

static void begin_event(struct json_out *out, const char *name, const char *kind, const char *category, int tid) {
	json_begin(out, '{');
	json_put_str(out, "name", name);
	json_put_str(out, "ph", kind);
	json_put_text(out, "cat", category);
	json_put_int(out, "pid", 1);
	json_put_int(out, "tid", tid);
}

static void add_name(struct json_out *out, const char *what, int tid, const char *name) {
	begin_event(out, what, "M", NULL, tid);
	json_key(out, "args");
	json_begin(out, '{');
	json_put_str(out, "name", name);
	json_end(out, '}');
	json_end(out, '}');
}

static void add_job_event(struct json_out *out, const struct json *event, int64_t zero) {
	const char *phase = json_str(event, "phase", ""), *section = json_str(event, "section", NULL);
	struct buf name = BUF_INIT;
	buf_addf(&name, section != NULL ? "%s %s" : "%s", phase, section);
	begin_event(out, buf_str(&name), "X", phase, TID_JOB);
	json_put_int(out, "ts", json_int(event, "at_us", 0) - zero);
	json_put_int(out, "dur", json_int(event, "us", 0));
	json_put_int(out, "tdur", json_int(event, "cpu_us", 0));
	json_key(out, "args");
	json_begin(out, '{');
	json_put_int(out, "bytes", json_int(event, "bytes", 0));
	json_put_int(out, "lua_bytes", json_int(event, "lua_bytes", 0));
	json_end(out, '}');
	json_end(out, '}');
	buf_fini(&name);
}

void profile_trace(const struct json *record, const struct profile_span *spans, struct buf *out_text) {
	struct json_out out = JSON_OUT(out_text, 1);
	int64_t zero = spans->name != NULL ? spans->at_us : 0;
	json_begin(&out, '{');
	json_put_str(&out, "displayTimeUnit", "ms");
	json_key(&out, "traceEvents");
	json_begin(&out, '[');
	add_name(&out, "process_name", TID_SITREP, "sitrep render");
	add_name(&out, "thread_name", TID_SITREP, "sitrep");
	add_name(&out, "thread_name", TID_JOB, "job");
	for (; spans->name != NULL; spans++) {
		begin_event(&out, spans->name, "X", "sitrep", TID_SITREP);
		json_put_int(&out, "ts", spans->at_us - zero);
		json_put_int(&out, "dur", spans->us);
		json_end(&out, '}');
	}
	for (const struct json *e = events_of(record); e != NULL; e = e->next) {
		add_job_event(&out, e, zero);
	}
	for (const struct json *b = blocks_of(record); b != NULL; b = b->next) {
		struct buf name = BUF_INIT;
		add_block_name(&name, b);
		begin_event(&out, buf_str(&name), "X", "block", TID_JOB);
		json_put_int(&out, "ts", json_int(b, "at_us", 0) - zero);
		json_put_int(&out, "dur", json_int(b, "us", 0));
		json_put_int(&out, "tdur", json_int(b, "cpu_us", 0));
		json_key(&out, "args");
		json_begin(&out, '{');
		json_put_text(&out, "section", json_str(b, "section", NULL));
		json_put_text(&out, "file", json_str(b, "file", NULL));
		json_put_int(&out, "line", json_int(b, "line", 0));
		json_end(&out, '}');
		json_end(&out, '}');
		buf_fini(&name);
	}
	json_end(&out, ']');
	json_end(&out, '}');
	buf_addc(out_text, '\n');
}
