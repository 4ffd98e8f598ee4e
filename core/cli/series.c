#include "cli/series.h"

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "ledger/ledger.h"

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

bool series_parse(const char *text, char **series, int64_t *number, int64_t *revision, struct err *err) {
	const char *colon = strrchr(text, ':'), *dot = colon != NULL ? strchr(colon, '.') : NULL;
	char digits[24] = "";

	*revision = -1;
	if (colon != NULL) {
		snprintf(digits, sizeof(digits), "%.*s", (int)(dot != NULL ? dot - colon - 1 : (long)strlen(colon + 1)), colon + 1);
	}
	if (colon == NULL || colon == text || !str_int(digits, 1, INT64_MAX, number) || (dot != NULL && !str_int(dot + 1, 0, INT64_MAX, revision))) {
		err_set(err, ERR_INPUT, "'%s' is no edition", text);
		return err_hint(err, "write it as SERIES:NUMBER, for example weekly-brief:12; weekly-brief:12.0 is what was corrected since");
	}
	*series = mem_strndup(text, (size_t)(colon - text));
	return true;
}

bool series_edition(struct ledger *ledger, const char *series, int64_t number, int64_t revision, struct edition *edition, struct err *err) {
	bool ok = revision < 0 ? ledger_edition(ledger, series, number, edition, err)
	                       : ledger_edition_at(ledger, series, number, revision, edition, err);

	if (!ok || edition->series != NULL) {
		return ok;
	}
	err_set(err, ERR_INPUT, "the series '%s' has no edition %lld%s", series, (long long)number, revision < 0 ? "" : " of that revision");
	return err_hint(err, "`sitrep editions %s` lists them", series);
}
