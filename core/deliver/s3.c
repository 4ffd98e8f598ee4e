/* s3: the carrier that puts objects into S3, or what speaks as it does. The same object put twice is there once. */
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/http.h"
#include "deliver/parcel.h"
#include "deliver/words.h"

struct object {
	const char *key;             /* below the bucket */
	const char *type;
	struct http_source bytes;
};

static void add_url(const struct parcel *p, const char *endpoint, const char *key, struct buf *url) {
	const char *bucket = json_str(p->target, "bucket", ""), *after = strstr(endpoint, "://") + 3;
	size_t n = strcspn(after, "/");
	bool is_path = json_bool(p->target, "path_style", true);

	buf_addf(url, "%.*s%s%s%.*s", (int)(after - endpoint), endpoint, is_path ? "" : bucket, is_path ? "" : ".", (int)n, after);
	buf_adds(url, after + n);
	while (url->len > 0 && url->p[url->len - 1] == '/') {
		url->p[--url->len] = '\0';
	}
	buf_addc(url, '/');
	if (is_path) {
		buf_add_percent(url, bucket, false);
		buf_addc(url, '/');
	}
	buf_add_percent(url, key, true);
}

static bool sign(struct parcel *p, struct http *http, struct err *err) {
	const char *id = http_setting(p, "key_id", err), *secret = id != NULL ? http_setting(p, "secret_key", err) : NULL;
	const char *token = json_lookup(p->target, "session_token") != NULL && secret != NULL ? http_setting(p, "session_token", err) : "";

	if (secret == NULL || token == NULL) {
		return false;
	}
	if (*token != '\0') {
		http_header(http, "x-amz-security-token: %s", token);
	}
	http->fn->easy_setopt(http->curl, CURLOPT_AWS_SIGV4, arena_printf(p->arena, "aws:amz:%s:s3", json_str(p->target, "region", "us-east-1")));
	http->fn->easy_setopt(http->curl, CURLOPT_USERPWD, arena_printf(p->arena, "%s:%s", id, secret));
	return true;
}

static bool set_up(struct parcel *p, struct http *http, struct object *object, struct err *err) {
	struct buf url = BUF_INIT;
	char hash[HASH_HEX];
	const char *endpoint = http_setting(p, "endpoint", err);
	bool ok = endpoint != NULL && sign(p, http, err);

	if (ok) {
		http_origin(endpoint, http->what, sizeof(http->what));
		add_url(p, endpoint, object->key, &url);
		hash_hex(object->bytes.p, object->bytes.n, hash);
		http_header(http, "x-amz-content-sha256: %s", hash);
		http->fn->easy_setopt(http->curl, CURLOPT_URL, arena_strdup(p->arena, buf_str(&url)));
		http->fn->easy_setopt(http->curl, CURLOPT_PATH_AS_IS, 1L);
	}
	buf_fini(&url);
	return ok;
}

/* False: it did not go well, and *outcome says why. */
static bool put(struct parcel *p, struct object *object, struct outcome *outcome) {
	struct http http = { .curl = NULL };
	struct err err = ERR_INIT;

	if (!http_init(&http, p, NULL, "http,https", &err)) {
		outcome_again(outcome, &err);
	} else if (!set_up(p, &http, object, &err)) {
		outcome_never(outcome, &err);
	} else {
		http_header(&http, "Content-Type: %s", object->type);
		http_header(&http, "Expect:");
		http.fn->easy_setopt(http.curl, CURLOPT_HTTPHEADER, http.headers);
		http_send(&http, &object->bytes);
		http_judge(&http, http_perform(&http), outcome);
	}
	http_fini(&http);
	return outcome->state == OUTCOME_DELIVERED;
}

static void deliver(struct parcel *p, struct sending *sending, struct outcome *outcome) {
	struct buf key = BUF_INIT, text = BUF_INIT;
	struct object object = { .type = "application/pdf", .bytes = { .p = p->pdf.p, .n = p->pdf.len } };

	(void)sending;
	phrase_path(json_str(p->target, "name", "{folder}{name}"), p->values, &key);
	const char *base = arena_strdup(p->arena, key.len > 0 ? buf_str(&key) : parcel_value(p, "job"));
	bool is_told = true;
	if (p->pdf_path != NULL) {
		object.key = arena_printf(p->arena, "%s.pdf", base);
	} else {
		words_say(p, "text", &text);
		object = (struct object){
			.key = arena_printf(p->arena, "%s.%s.txt", base, p->event), .type = "text/plain; charset=utf-8", .bytes = { .p = text.p, .n = text.len },
		};
	}
	snprintf(outcome->place, sizeof(outcome->place), "s3://%s/%.400s", json_str(p->target, "bucket", ""), object.key);
	is_told = put(p, &object, outcome);
	if (is_told && p->pdf_path != NULL && json_bool(p->target, "record", true)) {
		parcel_record(p, &text);
		struct object record = {
			.key = arena_printf(p->arena, "%s.json", base), .type = "application/json", .bytes = { .p = text.p, .n = text.len },
		};
		put(p, &record, outcome);
	}
	buf_fini(&key);
	buf_fini(&text);
}

/* Is the bucket there, and do the keys open it? */
static void probe(struct parcel *p, struct outcome *outcome) {
	struct http http = { .curl = NULL };
	struct err err = ERR_INIT;
	struct object nothing = { .key = "", .bytes = { .p = "" } };

	if (!http_init(&http, p, NULL, "http,https", &err) || !set_up(p, &http, &nothing, &err)) {
		outcome_never(outcome, &err);
	} else {
		http.fn->easy_setopt(http.curl, CURLOPT_HTTPHEADER, http.headers);
		http.fn->easy_setopt(http.curl, CURLOPT_NOBODY, 1L);
		http_judge(&http, http_perform(&http), outcome);
		STR_COPY(outcome->place, http.what);
	}
	http_fini(&http);
}

const struct carrier carrier_s3 = { .kind = "s3", .deliver = deliver, .probe = probe };
