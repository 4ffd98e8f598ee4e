/* request_targets: the check of the targets that a request names; see checking.h. */
#include "base/err.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/checking.h"
#include "catalogue/request.h"

static bool is_told_already(const struct json *list, const struct json *name) {
	for (const struct json *v = list->first; v != name; v = v->next) {
		if (v->type == JSON_STRING && str_eq(v->str, name->str)) {
			return true;
		}
	}
	return false;
}

static const struct json *check_targets(struct checking *c, const struct json *value, const char *key) {
	const struct json *targets = catalogue_value(c->catalogue, "targets");
	size_t i = 0;

	if (!checking_wants(c, value, key, JSON_ARRAY, "a list of targets")) {
		return NULL;
	}
	for (const struct json *v = value->first; v != NULL; v = v->next, i++) {
		const char *path = mistake_item(c->arena, key, i);
		if (!checking_wants(c, v, path, JSON_STRING, "the name of a target")) {
			continue;
		}
		if (json_lookup(targets, v->str) == NULL) {
			struct err *err = mistake(&c->source, v, path, "there is no target \"%s\"", v->str);
			if (targets == NULL || targets->count == 0) {
				err_hint(err, "the configuration declares none: targets = { desk = { kind = \"folder\", path = \"…\" } }");
			} else {
				mistake_hint(err, v->str, mistake_names(c->arena, targets));
			}
		} else if (is_told_already(value, v)) {
			err_hint(mistake(&c->source, v, path, "the target \"%s\" is named twice", v->str), "take one of them out");
		}
	}
	return value;
}

void checking_deliver(struct checking *c, const struct json *value) {
	c->request->deliver = check_targets(c, value, "deliver");
}

void checking_notify(struct checking *c, const struct json *value) {
	c->request->notify = check_targets(c, value, "notify");
}
