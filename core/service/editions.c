#include "service/editions.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"
#include "render/request.h"

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

bool editions_tell(struct ledger *ledger, const struct job *job, struct buf *text, struct err *err) {
	struct json_out out = JSON_OUT(text, 0);
	struct edition previous = { .series = NULL }, corrected = { .series = NULL };
	bool ok = ledger_edition_before(ledger, job->series, job->edition, &previous, err) &&
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
