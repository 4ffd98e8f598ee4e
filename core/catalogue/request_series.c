/* request_series: the check of what makes a request an edition of a series; see checking.h. */
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "catalogue/checking.h"
#include "catalogue/loading.h"
#include "catalogue/request.h"

const char *const request_issue_whens[] = { "always", "changed", NULL };

void checking_series(struct checking *c, const struct json *value) {
	if (!checking_wants(c, value, "series", JSON_STRING, "a series' name (a string)")) {
		return;
	}
	if (!loading_name_fits(value->str)) {
		err_hint(mistake(&c->source, value, "series", "\"%s\" is no name for a series", value->str),
		         "it takes lower-case letters, digits, '-' and '_', a letter first, for example \"weekly-brief\"");
	} else if (json_bool(c->root, "draft", false)) {
		err_hint(mistake(&c->source, value, "series", "a draft is no edition of a series"), "leave out \"draft\", or \"series\"");
	} else {
		c->request->series = value->str;
	}
}

void checking_issue_when(struct checking *c, const struct json *value) {
	const char *when = checking_choice(c, value, "issue_when", request_issue_whens);

	if (when != NULL && json_lookup(c->root, "series") == NULL) {
		err_hint(mistake_key(&c->source, value, "issue_when", "issue_when is for editions: there is no series"),
		         "add \"series\": \"NAME\"");
	} else if (when != NULL) {
		c->request->only_changed = str_eq(when, "changed");
	}
}
