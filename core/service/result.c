#include "service/result.h"

#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "render/keep.h"
#include "service/slots.h"

/* The child's word is only about what it made. */
static void put_child_record(struct json_out *out, const struct json *record) {
	static const char *const keys[] = {
		"report", "title", "as_of", "period", "language", "template", "pages", "generation", "engine", "gaps", "sources", "inputs", "manifest", "cpu_ms",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct json *value = json_lookup(record, keys[i]);
		if (value != NULL) {
			json_key(out, keys[i]);
			json_add_value(out, value);
		}
	}
}

static void put_warnings(struct json_out *out, const struct errs *warnings) {
	json_key(out, "warnings");
	json_begin(out, '[');
	for (size_t i = 0; i < warnings->n; i++) {
		const struct err *w = &warnings->v[i];
		json_begin(out, '{');
		json_put_str(out, "message", w->msg);
		if (w->section[0] != '\0') {
			json_put_str(out, "section", w->section);
		}
		if (w->plugin[0] != '\0') {
			json_put_str(out, "plugin", w->plugin);
		}
		if (w->at.file[0] != '\0') {
			json_put_str(out, "file", w->at.file);
			json_put_int(out, "line", w->at.line);
		}
		if (w->hint[0] != '\0') {
			json_put_str(out, "hint", w->hint);
		}
		json_end(out, '}');
	}
	json_end(out, ']');
}

void result_format(struct arena *arena, const struct job *job, const struct request *request, const struct slot_end *end, struct buf *text) {
	const struct json *child = json_parse(arena, end->record, strlen(end->record), NULL, NULL);
	struct json_out out = JSON_OUT(text, 2);
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s%s.json", job->folder, *job->folder != '\0' ? "/" : "", job->name);
	json_begin(&out, '{');
	json_put_str(&out, "job", job->id);
	json_put_str(&out, "request", buf_str(&path));
	json_put_str(&out, "state", "done");
	json_put_utc(&out, "accepted", job->accepted_ms);
	json_put_utc(&out, "started", job->started_ms);
	json_put_utc(&out, "finished", clock_now_ms());
	json_put_int(&out, "attempts", job->attempts);
	json_put_int(&out, "bytes", (int64_t)end->pdf_len);
	json_put_str(&out, "sha256", end->sha256);
	if (job->series != NULL && job->edition != 0) {
		json_put_str(&out, "series", job->series);
		json_put_int(&out, "edition", job->edition);
		if (job->reissue == REISSUE_CORRECTION || job->reissue == REISSUE_WITHDRAWAL) {
			json_put_str(&out, "reissue", job_reissue_name(job->reissue));
			json_put_text(&out, "reason", job->reason);
		}
	}
	if (job->schedule != NULL) {
		json_put_str(&out, "schedule", job->schedule);
		json_put_utc(&out, "due", job->due_ms);
		json_put_utc(&out, "nominal", job->nominal_ms);
		json_put_parsed(&out, "missed", job->missed);
	}
	put_child_record(&out, child);
	if (request->deliver != NULL && request->deliver->count > 0) {
		json_key(&out, "deliver");    /* publish.c records them with the job's end */
		json_add_value(&out, request->deliver);
	}
	put_warnings(&out, &end->warnings);
	json_end(&out, '}');
	buf_addc(text, '\n');
	buf_fini(&path);
}

/* Under the keys of the request's own sections: whatever the child calls them, it can keep no other's. */
struct kepts result_keeps(const struct job *job, const struct request *request, struct slot_end *end) {
	struct kepts keeps = { NULL, 0, 0 };

	for (size_t i = 0; i < request->section_count && keep_wanted(request); i++) {
		for (size_t k = 0; k < end->keep_count; k++) {
			char key[HASH_HEX];
			if (!str_eq(end->keeps[k].section, request->sections[i].id)) {
				continue;
			}
			keep_key(request, i, key);
			*VEC_PUSH(keeps.v, keeps.n, keeps.cap) = (struct kept){
				.key = mem_strdup(key), .report = mem_strdup(request->report), .section = mem_strdup(end->keeps[k].section),
				.as_of = mem_strdup(request->as_of), .job = mem_strdup(job->id), .issued_ms = clock_now_ms(),
				.bytes = { end->keeps[k].p, end->keeps[k].len },
			};
			end->keeps[k].p = NULL;
			break;
		}
	}
	return keeps;
}
