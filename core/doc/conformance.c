#include "doc/conformance.h"

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

static const struct conformance conformances[] = {
	{ "pdf/a-2a", 2, 'A', false },
	{ "pdf/a-2b", 2, 'B', false },
	{ "pdf/a-2u", 2, 'U', false },
	{ "pdf/a-3a", 3, 'A', true },
	{ "pdf/a-3b", 3, 'B', true },
	{ "pdf/a-3u", 3, 'U', true },
};

const char *const conformance_names[] = {
	"pdf/ua-1", "pdf/a-2a", "pdf/a-2b", "pdf/a-2u", "pdf/a-3a", "pdf/a-3b", "pdf/a-3u", NULL
};

const struct conformance *conformance_lookup(const char *name) {
	for (size_t i = 0; name != NULL && i < sizeof(conformances) / sizeof(*conformances); i++) {
		if (str_eq(conformances[i].name, name)) {
			return &conformances[i];
		}
	}
	return NULL;
}

static bool refuse_unknown(const char *name, struct err *err) {
	struct buf known = BUF_INIT;

	for (size_t i = 0; conformance_names[i] != NULL; i++) {
		buf_addf(&known, "%s\"%s\"", i > 0 ? ", " : "", conformance_names[i]);
	}
	err_set(err, ERR_INPUT, "\"%s\" is not supported", name);
	err_hint(err, "supported are %s", buf_str(&known));
	buf_fini(&known);
	return false;
}

bool conformance_take(const char *name, const char **archive, struct err *err) {
	const struct conformance *conformance = conformance_lookup(name);

	if (conformance == NULL) {
		return str_eq(name, conformance_names[0]) || refuse_unknown(name, err);
	}
	if (*archive != NULL && !str_eq(*archive, name)) {
		err_set(err, ERR_INPUT, "\"%s\" beside \"%s\": a file declares one level of PDF/A", name, *archive);
		return err_hint(err, "take one of them out: level a has all of b and u");
	}
	*archive = conformance->name;
	return true;
}
