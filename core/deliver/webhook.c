/* webhook: the carrier that posts JSON, signed. README.md here says what a receiver checks. */
#include <inttypes.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/http.h"
#include "deliver/parcel.h"
#include "deliver/secret.h"
#include "deliver/words.h"

/* What is posted. */
static void format_body(const struct parcel *p, struct buf *out) {
	struct json_out json = JSON_OUT(out, 0);
	struct buf text = BUF_INIT;
	int64_t max = json_int(p->target, "max_mb", 15) << 20;
	bool is_wanted = json_bool(p->target, "pdf", false) && p->pdf_path != NULL;

	words_say(p, "subject", &text);
	json_begin(&json, '{');
	json_put_str(&json, "event", p->event);
	json_put_str(&json, "delivery", p->id);
	json_put_str(&json, "target", p->name);
	json_put_str(&json, "subject", buf_str(&text));
	json_key(&json, "job");
	json_add_value(&json, p->job);
	if (p->result != NULL) {
		json_put_str(&json, "file", parcel_value(p, "file"));
		json_put_text(&json, "link", parcel_value(p, "link"));
		json_key(&json, "result");
		json_add_value(&json, p->result);
	}
	if (p->error != NULL) {
		json_key(&json, "error");
		json_add_value(&json, p->error);
	}
	if (is_wanted && (int64_t)p->pdf.len <= max) {
		buf_reset(&text);
		hash_add_base64(&text, p->pdf.p, p->pdf.len);
		json_put_str(&json, "pdf", buf_str(&text));
	} else if (is_wanted) {
		json_put_str(&json, "pdf_left_out", "it is larger than the target's max_mb");
	}
	json_end(&json, '}');
	buf_fini(&text);
}

/* The headers of the target; false with *err where a secret cannot be read. */
static bool add_headers(struct parcel *p, struct http *http, struct err *err) {
	const struct json *headers = json_lookup(p->target, "headers");

	for (const struct json *h = headers != NULL ? headers->first : NULL; h != NULL; h = h->next) {
		const char *value = h->type == JSON_OBJECT ? secret_read(p->secrets, h->key, h, err) : h->str;
		if (value == NULL) {
			return false;
		}
		http_header(http, "%s: %s", h->key, value);
	}
	return true;
}

/* The receiver reckons the same over timestamp, a full stop and the body as it came. */
static bool add_signature(struct parcel *p, struct http *http, const struct buf *body, struct err *err) {
	struct buf text = BUF_INIT;
	char hmac[HASH_HEX];

	http_header(http, "Sitrep-Timestamp: %" PRId64, p->now_ms / 1000);
	if (json_lookup(p->target, "secret") == NULL) {
		return true;
	}
	const char *secret = http_setting(p, "secret", err);
	if (secret == NULL) {
		return false;
	}
	buf_addf(&text, "%" PRId64 ".", p->now_ms / 1000);
	buf_add(&text, body->p, body->len);
	hash_hmac_hex(secret, strlen(secret), text.p, text.len, hmac);
	http_header(http, "Sitrep-Signature: v1=%s", hmac);
	buf_fini(&text);
	return true;
}

static bool set_up(struct parcel *p, struct http *http, const struct buf *body, struct err *err) {
	const char *url = http_setting(p, "url", err);

	if (url == NULL) {
		return false;
	}
	http_origin(url, http->what, sizeof(http->what));
	if (!add_headers(p, http, err) || !add_signature(p, http, body, err)) {
		return false;
	}
	http_header(http, "Content-Type: application/json");
	http_header(http, "Idempotency-Key: %s", p->id);
	http_header(http, "Sitrep-Delivery: %s", p->id);
	http_header(http, "Sitrep-Event: %s", p->event);
	http_header(http, "Expect:");
	http->fn->easy_setopt(http->curl, CURLOPT_URL, url);
	http->fn->easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
	http->fn->easy_setopt(http->curl, CURLOPT_POSTFIELDS, body->p);
	http->fn->easy_setopt(http->curl, CURLOPT_HTTPHEADER, http->headers);
	return true;
}

static void deliver(struct parcel *p, struct sending *sending, struct outcome *outcome) {
	struct http http = { .curl = NULL };
	struct buf body = BUF_INIT;
	struct err err = ERR_INIT;
	curl_off_t sent = 0;

	format_body(p, &body);
	if (!http_init(&http, p, sending, "http,https", &err)) {
		outcome_again(outcome, &err);
	} else if (!set_up(p, &http, &body, &err)) {
		outcome_never(outcome, &err);
	} else {
		CURLcode rc = http_perform(&http);
		http.fn->easy_getinfo(http.curl, CURLINFO_SIZE_UPLOAD_T, &sent);
		http.is_complete = sent >= (curl_off_t)body.len;
		http_judge(&http, rc, outcome);
		STR_COPY(outcome->place, http.what);
	}
	http_fini(&http);
	buf_fini(&body);
}

/* Connects, and says nothing. */
static void probe(struct parcel *p, struct outcome *outcome) {
	struct http http = { .curl = NULL };
	struct buf body = BUF_INIT;
	struct err err = ERR_INIT;

	if (!http_init(&http, p, NULL, "http,https", &err) || !set_up(p, &http, &body, &err)) {
		outcome_never(outcome, &err);
	} else {
		http.fn->easy_setopt(http.curl, CURLOPT_CONNECT_ONLY, 1L);
		CURLcode rc = http_perform(&http);
		http.code = 200;
		http_judge(&http, rc, outcome);
		STR_COPY(outcome->place, http.what);
	}
	http_fini(&http);
	buf_fini(&body);
}

const struct carrier carrier_webhook = { .kind = "webhook", .deliver = deliver, .probe = probe };
