#include "deliver/http.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "deliver/parcel.h"
#include "deliver/secret.h"

#define CONNECT_SECONDS 30L
#define BODY_MAX        4096
#define SHOWN_MAX       200      /* of an answer, in a message */

static struct curl_fns fns;
static bool is_loaded;

/* Load it, once for all. */
static bool load(struct err *err) {
	const struct { const char *name; void **fn; } names[] = {
		{ "curl_global_init", (void **)&fns.global_init }, { "curl_easy_init", (void **)&fns.easy_init },
		{ "curl_easy_cleanup", (void **)&fns.easy_cleanup }, { "curl_easy_setopt", (void **)&fns.easy_setopt },
		{ "curl_easy_perform", (void **)&fns.easy_perform }, { "curl_easy_getinfo", (void **)&fns.easy_getinfo },
		{ "curl_easy_strerror", (void **)&fns.easy_strerror }, { "curl_slist_append", (void **)&fns.slist_append },
		{ "curl_slist_free_all", (void **)&fns.slist_free_all },
	};
	if (is_loaded) {
		return true;
	}
	void *lib = dlopen("libcurl.so.4", RTLD_NOW);
	if (lib == NULL) {
		err_set(err, ERR_SYSTEM, "nothing can be sent: %s", dlerror());
		return err_hint(err, "install the package libcurl4");
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*names[i].fn = dlsym(lib, names[i].name);
		if (*names[i].fn == NULL) {
			return err_set(err, ERR_SYSTEM, "nothing can be sent: libcurl has no %s", names[i].name);
		}
	}
	is_loaded = fns.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	return is_loaded || err_set(err, ERR_SYSTEM, "nothing can be sent: libcurl cannot begin");
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx) {
	struct http *http = ctx;

	if (http->body->len < BODY_MAX) {
		buf_add(http->body, p, size * n < BODY_MAX - http->body->len ? size * n : BODY_MAX - http->body->len);
	}
	return size * n;
}

/* Connected, perhaps logged in, and nothing told yet. */
static int on_ready(void *ctx, char *from, char *to, int from_port, int to_port) {
	struct http *http = ctx;

	(void)from;
	(void)to;
	(void)from_port;
	(void)to_port;
	return http->sending == NULL || sending_ask(http->sending) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

bool http_init(struct http *http, const struct parcel *parcel, struct sending *sending, const char *protocols, struct err *err) {
	const char *ca = json_str(parcel->target, "ca", NULL);

	*http = (struct http){ .sending = sending };
	if (!load(err)) {
		return false;
	}
	http->fn = &fns;
	http->curl = fns.easy_init();
	if (http->curl == NULL) {
		return err_set(err, ERR_SYSTEM, "nothing can be sent: libcurl has no room");
	}
	http->body = mem_alloc(sizeof(*http->body));
	*http->body = (struct buf)BUF_INIT;
	fns.easy_setopt(http->curl, CURLOPT_NOSIGNAL, 1L);
	fns.easy_setopt(http->curl, CURLOPT_PROTOCOLS_STR, protocols);
	fns.easy_setopt(http->curl, CURLOPT_TIMEOUT, (long)json_int(parcel->target, "timeout_seconds", 120));
	fns.easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	fns.easy_setopt(http->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)json_int(parcel->target, "timeout_seconds", 120));
	fns.easy_setopt(http->curl, CURLOPT_ERRORBUFFER, http->message);
	fns.easy_setopt(http->curl, CURLOPT_WRITEFUNCTION, on_body);
	fns.easy_setopt(http->curl, CURLOPT_WRITEDATA, http);
	fns.easy_setopt(http->curl, CURLOPT_PREREQFUNCTION, on_ready);
	fns.easy_setopt(http->curl, CURLOPT_PREREQDATA, http);
	fns.easy_setopt(http->curl, CURLOPT_USERAGENT, "Sitrep");
	fns.easy_setopt(http->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	if (ca != NULL) {
		fns.easy_setopt(http->curl, CURLOPT_CAINFO, ca);
		fns.easy_setopt(http->curl, CURLOPT_CAPATH, NULL);
	}
	return true;
}

void http_fini(struct http *http) {
	if (http->curl != NULL) {
		http->fn->easy_cleanup(http->curl);
		http->fn->slist_free_all(http->headers);
		buf_fini(http->body);
		mem_free(http->body);
	}
	*http = (struct http){ .curl = NULL };
}

void http_header(struct http *http, const char *fmt, ...) {
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n >= 0) {
		http->headers = http->fn->slist_append(http->headers, text);
		explicit_bzero(text, (size_t)n);
		free(text);
	}
}

static size_t on_read(char *out, size_t size, size_t n, void *ctx) {
	struct http_source *source = ctx;
	size_t left = source->n - source->at, len = size * n < left ? size * n : left;

	memcpy(out, source->p + source->at, len);
	source->at += len;
	return len;
}

static int on_seek(void *ctx, curl_off_t offset, int origin) {
	struct http_source *source = ctx;

	if (origin != SEEK_SET || offset < 0 || (size_t)offset > source->n) {
		return CURL_SEEKFUNC_CANTSEEK;
	}
	source->at = (size_t)offset;
	return CURL_SEEKFUNC_OK;
}

void http_send(struct http *http, struct http_source *source) {
	fns.easy_setopt(http->curl, CURLOPT_UPLOAD, 1L);
	fns.easy_setopt(http->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)source->n);
	fns.easy_setopt(http->curl, CURLOPT_READFUNCTION, on_read);
	fns.easy_setopt(http->curl, CURLOPT_READDATA, source);
	fns.easy_setopt(http->curl, CURLOPT_SEEKFUNCTION, on_seek);
	fns.easy_setopt(http->curl, CURLOPT_SEEKDATA, source);
}

CURLcode http_perform(struct http *http) {
	CURLcode rc = http->fn->easy_perform(http->curl);

	http->fn->easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &http->code);
	return rc;
}

/* What libcurl says, in one line. */
static const char *message_of(const struct http *http, CURLcode rc) {
	return http->message[0] != '\0' ? http->message : http->fn->easy_strerror(rc);
}

/* These come of how it is configured: another time they come again. */
static bool is_for_good(CURLcode rc) {
	return rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL || rc == CURLE_SSL_CACERT_BADFILE || rc == CURLE_USE_SSL_FAILED ||
	       rc == CURLE_NOT_BUILT_IN;
}

/* What to look at where nobody answered. */
static const char *hint_of(CURLcode rc) {
	switch (rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "is its name written rightly, and has this machine a network? systemd's unit has none without network.conf";
	case CURLE_COULDNT_CONNECT:
	case CURLE_OPERATION_TIMEDOUT:
		return "is it up, on that port, and may this machine reach it? systemd's unit has no network without network.conf";
	case CURLE_PEER_FAILED_VERIFICATION:
		return "its certificate must be for that name, and of an authority that this machine knows; ca = \"FILE\" names another's";
	case CURLE_SSL_CONNECT_ERROR:
		return "does it speak TLS there? of mail servers \"tls\" is for port 465, \"starttls\" for 587 and 25; of others https:// is";
	case CURLE_USE_SSL_FAILED:
		return "it does not offer STARTTLS there: is it the right port? security = \"tls\" is for port 465";
	default:
		return NULL;
	}
}

static void judge_silence(const struct http *http, CURLcode rc, struct outcome *outcome) {
	struct err err = ERR_INIT;

	err_set(&err, ERR_SYSTEM, "%s: %s", http->what, message_of(http, rc));
	if (hint_of(rc) != NULL) {
		err_hint(&err, "%s", hint_of(rc));
	}
	if (rc == CURLE_ABORTED_BY_CALLBACK) {
		err_set(&err, ERR_SYSTEM, "%s: the service broke it off", http->what);
	}
	if (is_for_good(rc)) {
		outcome_never(outcome, &err);
		return;
	}
	outcome_again(outcome, &err);
	outcome->is_doubtful = http->is_complete && http->sending != NULL && http->sending->was_asked;
}

void http_judge(const struct http *http, CURLcode rc, struct outcome *outcome) {
	struct err err = ERR_INIT;
	struct buf said = BUF_INIT;
	curl_off_t after = 0;

	if (rc != CURLE_OK) {
		judge_silence(http, rc, outcome);
		return;
	}
	if (http->code >= 200 && http->code < 300) {
		outcome->state = OUTCOME_DELIVERED;
		return;
	}
	if (http->body->len > SHOWN_MAX) {
		http->body->len = utf8_start(http->body->p, SHOWN_MAX);
		http->body->p[http->body->len] = '\0';
	}
	buf_add_visible(&said, buf_str(http->body));
	err_set(&err, ERR_INPUT, "%s answered %ld%s%s", http->what, http->code, said.len > 0 ? ": " : "", buf_str(&said));
	if (http->code >= 300 && http->code < 400) {
		err_hint(&err, "it points elsewhere: configure the address it points to");
	} else if (http->code == 401 || http->code == 403) {
		err_hint(&err, "it does not let us: are the target's keys and secrets the right ones, and may they write there?");
	} else if (http->code == 404) {
		err_hint(&err, "there is nothing of that name: is the target's address right, and its bucket, if it has one?");
	}
	buf_fini(&said);
	if (http->code == 408 || http->code == 425 || http->code == 429 || http->code >= 500) {
		outcome_again(outcome, &err);
		http->fn->easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &after);
		outcome->after_seconds = (double)after;
		/* A gateway that lost whom it speaks for knows no more than we do. */
		outcome->is_doubtful = (http->code == 502 || http->code == 504) && http->sending != NULL;
	} else {
		outcome_never(outcome, &err);
	}
}

void http_judge_smtp(const struct http *http, CURLcode rc, struct outcome *outcome) {
	struct err err = ERR_INIT;

	if (rc == CURLE_OK) {
		outcome->state = OUTCOME_DELIVERED;
		return;
	}
	bool is_answer = rc == CURLE_LOGIN_DENIED || rc == CURLE_SEND_ERROR || rc == CURLE_RECV_ERROR || rc == CURLE_WEIRD_SERVER_REPLY ||
	                 rc == CURLE_REMOTE_ACCESS_DENIED || rc == CURLE_QUOTE_ERROR || rc == CURLE_UPLOAD_FAILED || rc == CURLE_FAILED_INIT;
	/* libcurl keeps the last answer: 2xx and 3xx are of a step before, and 354 of the body's beginning. */
	if (!is_answer || http->code < 400) {
		judge_silence(http, rc, outcome);
		return;
	}
	err_set(&err, ERR_INPUT, "%s answered %ld: %s", http->what, http->code, message_of(http, rc));
	if (rc == CURLE_LOGIN_DENIED) {
		err_hint(&err, "are the target's user and password the right ones?");
	}
	if (http->code >= 500) {
		outcome_never(outcome, &err);
	} else {
		outcome_again(outcome, &err);
	}
}

const char *http_setting(struct parcel *parcel, const char *key, struct err *err) {
	const struct json *value = json_lookup(parcel->target, key);

	if (value == NULL) {
		err_set(err, ERR_INPUT, "the target has no %s", key);
		return NULL;
	}
	return value->type == JSON_OBJECT ? secret_read(parcel->secrets, key, value, err) : value->str;
}

void http_origin(const char *url, char *out, size_t size) {
	const char *host = strstr(url, "://");
	size_t n = host != NULL ? (size_t)(host - url) + 3 : 0;
	size_t end = n + strcspn(url + n, "/?#");
	const char *at = memchr(url + n, '@', end - n);

	snprintf(out, size, "%.*s%.*s", (int)n, url, (int)(at != NULL ? url + end - at - 1 : (ptrdiff_t)(end - n)), at != NULL ? at + 1 : url + n);
}
