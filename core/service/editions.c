#include "service/editions.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "ledger/ledger.h"

bool editions_issues(const struct job *job) {
	return job->series != NULL && job->edition != 0 && job->reissue != REISSUE_WITHDRAWAL;
}

/* The dump is JSON of a child that is trusted no further than its own job: whoever is told it parses it for itself. */
static void put_earlier(struct json_out *out, const char *key, const struct edition *edition) {
	if (edition->series == NULL) {
		return;
	}
	json_key(out, key);
	json_begin(out, '{');
	json_put_int(out, "number", edition->number);
	json_put_int(out, "revision", edition->revision);
	json_put_text(out, "as_of", edition->as_of);
	json_put_utc(out, "issued", edition->issued_ms);
	json_put_text(out, "period_from", edition->period_from);
	json_put_text(out, "period_to", edition->period_to);
	json_put_parsed(out, "dump", edition->dump.p);
	json_end(out, '}');
}

bool editions_tell(struct ledger *ledger, const struct job *job, const char *as_of, struct buf *text, struct err *err) {
	struct json_out out = JSON_OUT(text, 0);
	struct edition previous = { .series = NULL }, corrected = { .series = NULL };
	bool ok = ledger_edition_before(ledger, job->series, job->edition, as_of, &previous, err) &&
	          (job->revision == 0 || ledger_edition_at(ledger, job->series, job->edition, job->revision - 1, &corrected, err));

	if (ok) {
		json_begin(&out, '{');
		json_put_str(&out, "series", job->series);
		json_put_int(&out, "number", job->edition);
		json_put_int(&out, "revision", job->revision);
		json_put_str(&out, "reissue", job_reissue_name(job->reissue));
		json_put_text(&out, "reason", job->reason);
		put_earlier(&out, "previous", &previous);
		put_earlier(&out, "corrected", &corrected);
		json_end(&out, '}');
	}
	edition_fini(&previous);
	edition_fini(&corrected);
	return ok;
}

struct edition editions_plan(const struct job *job, const struct request *request, char *dump, size_t dump_len) {
	const struct request_words *words = &request->words;
	struct buf language = BUF_INIT;

	buf_adds(&language, words->language);
	if (request->second.language != NULL) {
		buf_addf(&language, " %s", request->second.language);
	}
	return (struct edition){
		.series = mem_strdup(job->series), .number = job->edition, .revision = job->revision,
		.report = mem_strdup(request->report), .title = mem_strdup(words->title), .language = buf_detach(&language, NULL),
		.as_of = mem_strdup(request->as_of), .period_from = request->period_from != NULL ? mem_strdup(request->period_from) : NULL,
		.period_to = request->period_to != NULL ? mem_strdup(request->period_to) : NULL, .dump = { dump, dump_len },
	};
}

/* ---- issued again ---- */

static void put_value(struct json_out *out, const char *key, const struct json *value) {
	if (value != NULL) {
		json_key(out, key);
		json_add_value(out, value);
	}
}

/* The request as it was, and whatever has changed beside it; or another, which has of the old one what makes it the same edition. */
static void format_correction(const struct json *old, const struct json *fresh, const struct edition *edition, struct json_out *out) {
	static const char *const kept[] = { "period", "deliver", "notify" };
	const char *as_of = fresh != old ? json_str(fresh, "as_of", edition->as_of) : edition->as_of;

	json_begin(out, '{');
	for (const struct json *v = fresh->first; v != NULL; v = v->next) {
		if (!str_eq(v->key, "as_of") && !str_eq(v->key, "issue_when") && !str_eq(v->key, "series")) {
			put_value(out, v->key, v);
		}
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		put_value(out, kept[i], json_lookup(fresh, kept[i]) == NULL ? json_lookup(old, kept[i]) : NULL);
	}
	json_put_str(out, "series", edition->series);
	json_put_str(out, "as_of", as_of);
	json_end(out, '}');
}

/* "en", or "en fr" of an edition in two. */
static void put_languages(struct json_out *out, const char *languages) {
	size_t n = strcspn(languages, " ");

	json_key(out, "language");
	if (languages[n] == '\0') {
		json_add_str(out, languages);
		return;
	}
	json_begin(out, '[');
	json_add_strn(out, languages, n);
	json_add_str(out, languages + n + 1);
	json_end(out, ']');
}

/* A notice that looks as the edition does. */
static void format_notice(const struct json *request, const struct edition *edition, const char *reason, struct json_out *out) {
	static const char *const kept[] = { "template", "paper" };
	const struct json *output = json_lookup(request, "output");
	char issued[CLOCK_ISO_SIZE];

	clock_format_utc(edition->issued_ms, issued);
	issued[10] = '\0';
	json_begin(out, '{');
	json_put_str(out, "report", "withdrawal");
	json_put_str(out, "title", edition->title);
	json_put_str(out, "as_of", edition->as_of);
	put_languages(out, edition->language);
	json_key(out, "params");
	json_begin(out, '{');
	json_put_int(out, "number", edition->number);
	json_put_str(out, "issued", issued);
	json_put_text(out, "reason", reason);
	json_end(out, '}');
	json_key(out, "output");
	json_begin(out, '{');
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		json_put_text(out, kept[i], json_str(output, kept[i], NULL));
	}
	json_end(out, '}');
	/* Whoever was told of the edition is told of this. */
	static const char *const told[] = { "deliver", "notify" };
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		put_value(out, told[i], json_lookup(request, told[i]));
	}
	json_end(out, '}');
}

/* The request that the order brings, else the old one; NULL with *err where it is none of this edition. */
static const struct json *read_fresh(struct arena *arena, const struct edition_order *order, const struct json *old, struct err *err) {
	const struct json *fresh = order->request != NULL ? json_parse(arena, order->request, strlen(order->request), NULL, err) : old;
	const char *series = json_str(fresh, "series", order->series);

	if (fresh != NULL && !str_eq(series, order->series)) {
		err_set(err, ERR_INPUT, "the request is for the series '%s', and the edition is one of '%s'", series, order->series);
		err_hint(err, "leave out \"series\": a correction is of the edition's own");
		return NULL;
	}
	return fresh;
}

static bool accept_order(struct ledger *ledger, const struct edition_order *order, const struct edition *edition, const struct job *old,
                         char id[JOB_ID_SIZE], struct err *err) {
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);
	int64_t now = clock_now_ms();
	const struct json *request = json_parse(arena, old->request.p, old->request.len, NULL, NULL);
	bool is_notice = order->reissue == REISSUE_WITHDRAWAL;
	const struct json *fresh = request != NULL ? read_fresh(arena, order, request, err) : NULL;

	if (fresh != NULL && is_notice) {
		format_notice(request, edition, order->reason, &out);
	} else if (fresh != NULL) {
		format_correction(request, fresh, edition, &out);
	}
	const struct job job = {
		.id = id, .priority = JOB_URGENT, .folder = edition->folder, .name = old->name, .owner = order->owner, .report = is_notice ? "withdrawal" : json_str(fresh, "report", old->report),
		.series = order->series, .edition = order->number, .reissue = order->reissue, .reason = order->reason,
		.accepted_ms = now, .request = { text.p, text.len }, .files = is_notice ? (struct attachments){ NULL, 0 } : old->files,
	};
	bool ok = (request != NULL || err_set(err, ERR_INPUT, "the request of edition %lld cannot be read any more", (long long)order->number)) &&
	          fresh != NULL && job_id_make(now, id, err) && ledger_reissue(ledger, &job, err);
	buf_fini(&text);
	arena_free(arena);
	return ok;
}

bool editions_reissue(struct ledger *ledger, const struct edition_order *order, char id[JOB_ID_SIZE], struct err *err) {
	struct edition edition;
	struct job old = { .id = NULL };

	if (!ledger_edition(ledger, order->series, order->number, &edition, err)) {
		return false;
	}
	bool ok = edition.series != NULL;
	if (!ok) {
		err_set(err, ERR_INPUT, "the series '%s' has no edition %lld", order->series, (long long)order->number);
		err_hint(err, "`sitrep editions %s` lists them", order->series);
	}
	if (ok && !ledger_lookup(ledger, edition.job, &old, err)) {
		ok = false;
	}
	if (edition.series != NULL && !ok && err->code == ERR_INPUT) {
		err_set(err, ERR_INPUT, "edition %lld of %s was kept long enough (`retention`): its request is there no more", (long long)order->number, order->series);
		err_hint(err, "issue another edition; the old one's files can be removed by hand");
	}
	ok = ok && accept_order(ledger, order, &edition, &old, id, err);
	job_fini(&old);
	edition_fini(&edition);
	return ok;
}
