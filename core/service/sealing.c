#include "service/sealing.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"

#define TIMEOUT_MS 60000

static const char *or_null(const char *text) {
	return text != NULL && *text != '\0' ? text : NULL;
}

struct seal_order sealing_order(const struct catalogue *catalogue, const char *password) {
	return (struct seal_order){
		.certificate = or_null(catalogue_str(catalogue, "signature.certificate")), .key = or_null(catalogue_str(catalogue, "signature.key")),
		.reason = or_null(catalogue_str(catalogue, "signature.reason")),
		.password_file = password != NULL ? json_str(catalogue_value(catalogue, "passwords"), password, NULL) : NULL,
	};
}

/* The record again, with what is true of the file now. */
static void correct_record(const struct seal_order *order, size_t len, const char *sha256, struct buf *record) {
	struct arena *arena = arena_new();
	const struct json *was = json_parse(arena, arena_strndup(arena, record->p, record->len), record->len, NULL, NULL);
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 2);

	json_begin(&out, '{');
	for (const struct json *v = was != NULL ? was->first : NULL; v != NULL; v = v->next) {
		if (str_eq(v->key, "bytes")) {
			json_put_int(&out, "bytes", (int64_t)len);
		} else if (str_eq(v->key, "sha256")) {
			json_put_str(&out, "sha256", sha256);
			json_put_str(&out, "unsealed_sha256", v->str);
			json_put_bool(&out, "signed", order->key != NULL);
			json_put_bool(&out, "encrypted", order->password_file != NULL);
		} else {
			json_key(&out, v->key);
			json_add_value(&out, v);
		}
	}
	json_end(&out, '}');
	buf_addc(&text, '\n');
	buf_fini(record);
	*record = text;
	arena_free(arena);
}

bool sealing_apply(const struct seal_order *order, char **pdf, size_t *len, char sha256[65], struct buf *record, struct err *err) {
	struct buf sealed = BUF_INIT;

	if (!seal_run(order, *pdf, *len, TIMEOUT_MS, &sealed, err)) {
		buf_fini(&sealed);
		return err_wrap(err, "sealing the PDF");
	}
	mem_free(*pdf);
	*pdf = buf_detach(&sealed, len);
	hash_hex(*pdf, *len, sha256);
	correct_record(order, *len, sha256, record);
	return true;
}
