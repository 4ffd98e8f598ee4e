/*
 * http: libcurl, as the carriers use it. It is loaded when it is needed: with it come TLS, HTTP/2, LDAP and more, which no other process of
 * Sitrep has a use for. The only user of curl/.
 */
#ifndef DELIVER_HTTP_H
#define DELIVER_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include <curl/curl.h>

struct buf;
struct err;
struct outcome;
struct parcel;
struct sending;

/* The functions of libcurl that are used, by their names there. */
struct curl_fns {
	CURLcode (*global_init)(long flags);
	CURL *(*easy_init)(void);
	void (*easy_cleanup)(CURL *curl);
	CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*easy_perform)(CURL *curl);
	CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
	const char *(*easy_strerror)(CURLcode code);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
};

/* One transfer, to be set up by a carrier. */
struct http {
	const struct curl_fns *fn;
	CURL *curl;
	struct curl_slist *headers;
	struct sending *sending;     /* asked before the first byte of a request goes out; NULL: need not be */
	bool is_complete;            /* all that was to be sent is sent: without an answer nobody knows */
	long code;                   /* of the last answer; 0: there was none */
	char what[256];              /* whom it talks to, for messages: never with a secret */
	char message[CURL_ERROR_SIZE];
	struct buf *body;            /* of the answer, the first of it */
};

/* With what all transfers have: deadlines, protocols, certificates. False with *err (ERR_SYSTEM). http_fini either way. */
bool http_init(struct http *http, const struct parcel *parcel, struct sending *sending, const char *protocols, struct err *err);
void http_fini(struct http *http);

void http_header(struct http *http, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Bytes that are sent; at: read so far. http_send lets libcurl read them, as often as it has to. */
struct http_source {
	const char *p;
	size_t n, at;
};
void http_send(struct http *http, struct http_source *source);

/* Do it. is_complete, code and body say how far it came; what libcurl says is returned. */
CURLcode http_perform(struct http *http);

/* What a transfer that went wrong means, for HTTP (with answer codes of HTTP) and for SMTP. */
void http_judge(const struct http *http, CURLcode rc, struct outcome *outcome);
void http_judge_smtp(const struct http *http, CURLcode rc, struct outcome *outcome);

/* The secret or the plain text that the target has under key; NULL with *err, also where it has none. */
const char *http_setting(struct parcel *parcel, const char *key, struct err *err);

/* "https://host:port" of url: what may be told of it. */
void http_origin(const char *url, char *out, size_t size);

#endif
