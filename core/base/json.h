/* json: values with their places, strictly (RFC 8259), and a writer. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* A value; it and all below it live in the arena it was parsed into. */
struct json {
	enum json_type type;
	bool boolean;
	bool is_int;                 /* written without fraction and exponent, and fits int64 */
	uint32_t offset, key_offset; /* of its first byte in the text, and of its key's */
	uint32_t len;                /* bytes of str */
	uint32_t count;              /* of children */
	const char *key;             /* its name when it stands in an object, else NULL */
	double number;
	int64_t integer;
	const char *str;             /* NUL-terminated; holds no NUL of its own */
	struct json *first, *next;   /* children, in order */
};

struct json_limits {
	size_t max_depth;
	size_t max_values;
};

/*
 * Parse text (len bytes). NULL with *err at line and column: broken syntax, bytes that are no UTF-8,
 * a byte-order mark, a duplicate key, a NUL or half a surrogate pair in a string, a number too large for a
 * double, a limit passed (all ERR_INPUT). limits may be NULL: 64 deep, a million values.
 */
struct json *json_parse(struct arena *arena, const char *text, size_t len, const struct json_limits *limits,
                        struct err *err);

const struct json *json_lookup(const struct json *object, const char *key);    /* NULL: not there, or no object */
const char *json_type_name(enum json_type type);          /* "a string", "an object", … */

/* Shorthand for objects that a checker has seen: the value of key, or the fallback where it lacks. */
const char *json_str(const struct json *object, const char *key, const char *fallback);
int64_t json_int(const struct json *object, const char *key, int64_t fallback);
double json_num(const struct json *object, const char *key, double fallback);
bool json_bool(const struct json *object, const char *key, bool fallback);

/* Writer: commas and indentation are its business. indent 0 writes one line. */
struct json_out {
	struct buf *buf;
	int indent;
	int depth;
	bool need_comma, after_key;
};
#define JSON_OUT(b, ind) { .buf = (b), .indent = (ind) }

void json_begin(struct json_out *out, char open);         /* '{' or '[' */
void json_end(struct json_out *out, char close);
void json_key(struct json_out *out, const char *key);
void json_add_str(struct json_out *out, const char *s);   /* NULL writes null; bytes that are no UTF-8 become U+FFFD */
void json_add_strn(struct json_out *out, const char *s, size_t n);
void json_add_int(struct json_out *out, int64_t v);
void json_add_num(struct json_out *out, double v);        /* shortest that reads back the same; NaN and infinities write null */
void json_add_bool(struct json_out *out, bool v);
void json_add_null(struct json_out *out);
void json_add_value(struct json_out *out, const struct json *value);   /* a parsed value, written again */

/* key and value in one call */
void json_put_str(struct json_out *out, const char *key, const char *s);
void json_put_int(struct json_out *out, const char *key, int64_t v);
void json_put_num(struct json_out *out, const char *key, double v);
void json_put_bool(struct json_out *out, const char *key, bool v);

/* The same for what may be missing: nothing is written for NULL or "", for 0 ms, for a text that is no JSON. */
void json_put_text(struct json_out *out, const char *key, const char *s);
void json_put_utc(struct json_out *out, const char *key, int64_t ms);         /* as clock_format_utc */
void json_put_parsed(struct json_out *out, const char *key, const char *json);

#endif
