#include "cli/series.h"

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"

#define PDF_MAX ((size_t)1 << 30)

struct ledger *series_ledger(const char *spool, struct err *err) {
	struct buf path = BUF_INIT;
	struct ledger *ledger = NULL;

	buf_addf(&path, "%s/ledger.db", spool);
	if (!file_exists(buf_str(&path))) {
		err_set(err, ERR_INPUT, "%s is no spool: it has no ledger.db", spool);
		err_hint(err, "`sitrep serve` makes one; name another with --spool");
	} else {
		ledger = ledger_open_reader(buf_str(&path), err);
	}
	buf_fini(&path);
	return ledger;
}

/* "weekly:12", "weekly:12.0" */
static bool parse(const char *text, char **series, int64_t *number, int64_t *revision) {
	const char *colon = strrchr(text, ':'), *dot = colon != NULL ? strchr(colon, '.') : NULL;
	char digits[24] = "";

	*revision = -1;
	if (colon != NULL) {
		snprintf(digits, sizeof(digits), "%.*s", (int)(dot != NULL ? dot - colon - 1 : (long)strlen(colon + 1)), colon + 1);
	}
	if (colon == NULL || colon == text || !str_int(digits, 1, INT64_MAX, number) || (dot != NULL && !str_int(dot + 1, 0, INT64_MAX, revision))) {
		return false;
	}
	*series = mem_strndup(text, (size_t)(colon - text));
	return true;
}

static bool is_named(const struct edition *edition, const char *text) {
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s%s", edition->folder != NULL ? edition->folder : "", edition->folder != NULL && *edition->folder != '\0' ? "/" : "", edition->name);
	bool is = str_eq(buf_str(&path), text) || (str_prefix(text, buf_str(&path)) && str_eq(text + path.len, ".pdf"));
	buf_fini(&path);
	return is;
}

static bool read_hash(const char *path, char hash[HASH_HEX], struct err *err) {
	struct buf bytes = BUF_INIT;
	bool ok = file_read(path, PDF_MAX, &bytes, err);

	if (ok) {
		hash_hex(bytes.p, bytes.len, hash);
	}
	buf_fini(&bytes);
	return ok;
}

/* Of a file that is none: whether it was issued at all. */
static bool tell_no_edition(struct ledger *ledger, const char *path, const char *hash, struct err *err) {
	struct job job;

	if (!ledger_issued(ledger, hash, &job, err)) {
		return false;
	}
	if (job.id != NULL) {
		err_set(err, ERR_INPUT, "%s was issued as job %s, and is no edition of a series: what it says was not kept", path, job.id);
		err_hint(err, "give its request a \"series\": what is issued then can be compared");
	} else {
		err_set(err, ERR_INPUT, "%s is not as it was issued from this spool", path);
		err_hint(err, "`sitrep verify` says what it is; name another spool with --spool");
	}
	job_fini(&job);
	return false;
}

bool series_find(struct ledger *ledger, const char *text, char **series, int64_t *number, int64_t *revision, struct err *err) {
	struct editions all;
	char hash[HASH_HEX] = "";
	const struct edition *found = NULL;

	if (parse(text, series, number, revision)) {
		return true;
	}
	bool is_file = file_exists(text) && !file_is_dir(text);
	if ((is_file && !read_hash(text, hash, err)) || !ledger_editions(ledger, NULL, &all, err)) {
		return false;
	}
	for (size_t i = 0; i < all.n; i++) {
		bool is = is_file ? all.v[i].sha256 != NULL && str_eq(all.v[i].sha256, hash) : is_named(&all.v[i], text);
		found = is ? &all.v[i] : found;
	}
	if (found != NULL) {
		*series = mem_strdup(found->series);
		*number = found->number;
		*revision = is_file ? found->revision : -1;
	} else if (is_file) {
		tell_no_edition(ledger, text, hash, err);
	} else {
		err_set(err, ERR_INPUT, "'%s' is no edition", text);
		err_hint(err, "write SERIES:NUMBER, for example weekly-brief:12 (weekly-brief:12.0 is what was corrected since), the PDF of an edition, or its name in the outbox");
	}
	editions_fini(&all);
	return found != NULL;
}

bool series_edition(struct ledger *ledger, const char *series, int64_t number, int64_t revision, struct edition *edition, struct err *err) {
	bool ok = revision < 0 ? ledger_edition(ledger, series, number, edition, err)
	                       : ledger_edition_at(ledger, series, number, revision, edition, err);

	if (!ok || edition->series != NULL) {
		return ok;
	}
	if (number == 0) {
		err_set(err, ERR_INPUT, "the series '%s' has no edition", series);
		return err_hint(err, "`sitrep editions` lists the series");
	}
	err_set(err, ERR_INPUT, "the series '%s' has no edition %lld%s", series, (long long)number, revision < 0 ? "" : " of that revision");
	return err_hint(err, "`sitrep editions %s` lists them", series);
}
