/* json_writer: the half of json.h that writes. */
#include "base/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

static void new_line(struct json_out *out) {
	if (out->indent == 0) {
		return;
	}
	buf_addc(out->buf, '\n');
	for (int i = 0; i < out->depth * out->indent; i++) {
		buf_addc(out->buf, ' ');
	}
}

/* What must stand before the next key or value. */
static void lead_in(struct json_out *out) {
	if (out->after_key) {
		out->after_key = false;
		return;
	}
	if (out->need_comma) {
		buf_addc(out->buf, ',');
	}
	if (out->depth > 0) {
		new_line(out);
	}
}

void json_begin(struct json_out *out, char open) {
	lead_in(out);
	buf_addc(out->buf, open);
	out->depth++;
	out->need_comma = false;
}

void json_end(struct json_out *out, char close) {
	assert(out->depth > 0 && !out->after_key);
	out->depth--;
	if (out->need_comma) {
		new_line(out);
	}
	buf_addc(out->buf, close);
	out->need_comma = true;
}

static void add_escaped(struct buf *buf, unsigned char c) {
	static const char shorts[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
	if (c == '"' || c == '\\') {
		buf_addf(buf, "\\%c", c);
	} else if (c < sizeof(shorts) && shorts[c]) {
		buf_addf(buf, "\\%c", shorts[c]);
	} else {
		buf_addf(buf, "\\u%04x", c);
	}
}

static void add_quoted(struct buf *buf, const char *s, size_t n) {
	buf_addc(buf, '"');
	size_t plain = 0;    /* begin of the run that needs no escape */
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)s[i];
		uint32_t cp;
		size_t len = utf8_decode(s + i, n - i, &cp);
		if (len > 0 && c >= 0x20 && c != '"' && c != '\\') {
			i += len;
			continue;
		}
		buf_add(buf, s + plain, i - plain);
		if (len == 0) {
			buf_adds(buf, "\xEF\xBF\xBD");
		} else {
			add_escaped(buf, c);
		}
		plain = ++i;
	}
	buf_add(buf, s + plain, n - plain);
	buf_addc(buf, '"');
}

void json_key(struct json_out *out, const char *key) {
	assert(!out->after_key);
	lead_in(out);
	add_quoted(out->buf, key, strlen(key));
	buf_adds(out->buf, out->indent ? ": " : ":");
	out->after_key = true;
}

void json_add_strn(struct json_out *out, const char *s, size_t n) {
	lead_in(out);
	add_quoted(out->buf, s, n);
	out->need_comma = true;
}

static void add_word(struct json_out *out, const char *word) {
	lead_in(out);
	buf_adds(out->buf, word);
	out->need_comma = true;
}

void json_add_str(struct json_out *out, const char *s) {
	if (s) {
		json_add_strn(out, s, strlen(s));
	} else {
		json_add_null(out);
	}
}

void json_add_int(struct json_out *out, int64_t v) {
	char text[24];
	snprintf(text, sizeof(text), "%lld", (long long)v);
	add_word(out, text);
}

void json_add_num(struct json_out *out, double v) {
	if (!isfinite(v)) {
		json_add_null(out);
		return;
	}
	/* 15 digits are always kept by a double, 17 always keep it; below the normal range fewer do. */
	char text[32];
	for (int digits = isnormal(v) || v == 0 ? 15 : 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v) {
			break;
		}
	}
	add_word(out, text);
}

void json_add_bool(struct json_out *out, bool v) {
	add_word(out, v ? "true" : "false");
}

void json_add_null(struct json_out *out) {
	add_word(out, "null");
}

/* Recursion is bounded by the depth that json_parse let pass. */
void json_add_value(struct json_out *out, const struct json *value) {
	switch (value->type) {
	case JSON_NULL:
		json_add_null(out);
		break;
	case JSON_BOOL:
		json_add_bool(out, value->boolean);
		break;
	case JSON_NUMBER:
		if (value->is_int) {
			json_add_int(out, value->integer);
		} else {
			json_add_num(out, value->number);
		}
		break;
	case JSON_STRING:
		json_add_strn(out, value->str, value->len);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		json_begin(out, value->type == JSON_ARRAY ? '[' : '{');
		for (const struct json *child = value->first; child; child = child->next) {
			if (child->key) {
				json_key(out, child->key);
			}
			json_add_value(out, child);
		}
		json_end(out, value->type == JSON_ARRAY ? ']' : '}');
		break;
	}
}

void json_put_str(struct json_out *out, const char *key, const char *s) {
	json_key(out, key);
	json_add_str(out, s);
}

void json_put_int(struct json_out *out, const char *key, int64_t v) {
	json_key(out, key);
	json_add_int(out, v);
}

void json_put_num(struct json_out *out, const char *key, double v) {
	json_key(out, key);
	json_add_num(out, v);
}

void json_put_bool(struct json_out *out, const char *key, bool v) {
	json_key(out, key);
	json_add_bool(out, v);
}

void json_put_text(struct json_out *out, const char *key, const char *s) {
	if (s != NULL && *s != '\0') {
		json_put_str(out, key, s);
	}
}

void json_put_utc(struct json_out *out, const char *key, int64_t ms) {
	char text[CLOCK_ISO_SIZE];

	if (ms > 0) {
		clock_format_utc(ms, text);
		json_put_str(out, key, text);
	}
}

void json_put_parsed(struct json_out *out, const char *key, const char *json) {
	struct arena *arena = arena_new();
	const struct json *value = json != NULL ? json_parse(arena, json, strlen(json), NULL, NULL) : NULL;

	if (value != NULL) {
		json_key(out, key);
		json_add_value(out, value);
	}
	arena_free(arena);
}
