/*
 * json: see json.h. yajl reads the text; the callbacks here build the tree,
 * find the place of every token and keep the limits. What yajl refuses is
 * looked at again by diagnose(), which says in plain words what is wrong.
 */
#include "base/json.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <yajl/yajl_parse.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

/* Places are kept in 32 bits: a request of megabytes has a value for every few bytes. */
#define TEXT_MAX UINT32_MAX

static const struct json_limits default_limits = { .max_depth = 64, .max_values = 1000000 };

/* An object or array that is still open. */
struct frame {
	struct json *value;
	struct json *last;      /* its youngest child */
	const char *key;        /* read, its value not yet */
	size_t key_offset;
};

/* Where the text stands, for the diagnosis: what the last token was. */
enum last { LAST_NONE, LAST_OPEN, LAST_KEY, LAST_VALUE };

struct parse {
	yajl_handle yajl;
	struct arena *arena;
	const char *text;
	size_t len;
	size_t end;             /* of the last token that a callback saw */
	enum last last;
	struct json *root;
	struct frame *stack;
	size_t depth, stack_cap;
	size_t values;
	struct json_limits limits;
	const struct json **sorted;     /* scratch for the search of duplicate keys */
	size_t sorted_cap;
	struct err *err;
	bool at_end;            /* yajl was told that no more comes: a last number is only seen then */
	bool is_refused;        /* err is set, by a callback */
};

/* Set err at offset; returns 0, which tells yajl to stop. */
static int refuse(struct parse *ps, enum err_code code, size_t offset, const char *msg) {
	err_set(ps->err, code, "%s", msg);
	err_at_offset(ps->err, ps->text, ps->len, offset);
	ps->is_refused = true;
	return 0;
}

static bool is_blank(char c) {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Take the token that ends where yajl stands; returns the offset of its first byte. */
static size_t take_token(struct parse *ps, enum last last) {
	size_t start = ps->end;
	/* Between two tokens with a callback stand only blanks and the two without. */
	while (start < ps->len && (is_blank(ps->text[start]) || ps->text[start] == ',' || ps->text[start] == ':')) {
		start++;
	}
	ps->end = ps->at_end ? ps->len : yajl_get_bytes_consumed(ps->yajl);
	ps->last = last;
	return start;
}

/* A new value, hung into what is open; NULL past a limit. */
static struct json *add_value(struct parse *ps, enum json_type type, size_t offset) {
	if (++ps->values > ps->limits.max_values) {
		char msg[64];
		snprintf(msg, sizeof(msg), "more than %zu values", ps->limits.max_values);
		refuse(ps, ERR_INPUT, offset, msg);
		return NULL;
	}
	struct json *value = arena_alloc(ps->arena, sizeof(*value));
	value->type = type;
	value->offset = (uint32_t)offset;
	if (ps->depth == 0) {
		ps->root = value;
		return value;
	}
	struct frame *frame = &ps->stack[ps->depth - 1];
	value->key = frame->key;
	value->key_offset = (uint32_t)frame->key_offset;
	frame->key = NULL;
	if (frame->last) {
		frame->last->next = value;
	} else {
		frame->value->first = value;
	}
	frame->last = value;
	frame->value->count++;
	return value;
}

static int on_null(void *ctx) {
	struct parse *ps = ctx;
	return add_value(ps, JSON_NULL, take_token(ps, LAST_VALUE)) != NULL;
}

static int on_boolean(void *ctx, int v) {
	struct parse *ps = ctx;
	struct json *value = add_value(ps, JSON_BOOL, take_token(ps, LAST_VALUE));
	if (value) {
		value->boolean = v;
	}
	return value != NULL;
}

static int on_number(void *ctx, const char *s, size_t n) {
	struct parse *ps = ctx;
	struct json *value = add_value(ps, JSON_NUMBER, take_token(ps, LAST_VALUE));
	if (!value) {
		return 0;
	}
	char *digits = mem_strndup(s, n);
	value->number = strtod(digits, NULL);
	if (strcspn(digits, ".eE") == n) {
		errno = 0;
		value->integer = strtoll(digits, NULL, 10);
		value->is_int = errno == 0;
	}
	if (!value->is_int) {
		value->integer = 0;
	}
	mem_free(digits);
	if (!isfinite(value->number)) {
		return refuse(ps, ERR_INPUT, value->offset, "the number is too large");
	}
	return 1;
}

/* The value of four hex digits, which yajl has seen to be such. */
static unsigned hex4(const char *s) {
	char digits[5] = { s[0], s[1], s[2], s[3] };
	return (unsigned)strtoul(digits, NULL, 16);
}

/*
 * yajl decodes half a surrogate pair to '?' and lets NUL pass: look at the
 * escapes in the string token from start to end ourselves.
 */
static bool check_escapes(struct parse *ps, size_t start, size_t end) {
	const char *s = ps->text;
	for (size_t i = start + 1; i + 1 < end; i++) {
		if (s[i] != '\\') {
			continue;
		}
		size_t at = i++;
		if (s[i] != 'u') {
			continue;
		}
		unsigned cp = hex4(s + i + 1);
		i += 4;
		if (cp == 0) {
			return refuse(ps, ERR_INPUT, at, "a string may not contain the character U+0000");
		}
		if (cp < 0xD800 || cp > 0xDFFF) {
			continue;
		}
		bool is_pair = cp < 0xDC00 && i + 6 < end && s[i + 1] == '\\' && s[i + 2] == 'u' &&
		               hex4(s + i + 3) >= 0xDC00 && hex4(s + i + 3) <= 0xDFFF;
		if (!is_pair) {
			refuse(ps, ERR_INPUT, at, "half a surrogate pair in a string");
			err_hint(ps->err, "write the character itself, or both halves: \\ud83d\\ude00");
			return false;
		}
		i += 6;
	}
	return true;
}

/* The bytes of a string token in the arena; NULL when refused. */
static const char *take_string(struct parse *ps, enum last last, const unsigned char *s, size_t n, size_t *offset) {
	*offset = take_token(ps, last);
	if (!check_escapes(ps, *offset, ps->end)) {
		return NULL;
	}
	char *copy = arena_alloc(ps->arena, n + 1);
	memcpy(copy, s, n);
	return copy;
}

static int on_string(void *ctx, const unsigned char *s, size_t n) {
	struct parse *ps = ctx;
	size_t offset;
	const char *str = take_string(ps, LAST_VALUE, s, n, &offset);
	struct json *value = str ? add_value(ps, JSON_STRING, offset) : NULL;
	if (value) {
		value->str = str;
		value->len = (uint32_t)n;
	}
	return value != NULL;
}

static int on_key(void *ctx, const unsigned char *s, size_t n) {
	struct parse *ps = ctx;
	struct frame *frame = &ps->stack[ps->depth - 1];
	frame->key = take_string(ps, LAST_KEY, s, n, &frame->key_offset);
	return frame->key != NULL;
}

static int open_container(struct parse *ps, enum json_type type) {
	size_t offset = take_token(ps, LAST_OPEN);
	if (ps->depth == ps->limits.max_depth) {
		char msg[64];
		snprintf(msg, sizeof(msg), "nested more than %zu deep", ps->limits.max_depth);
		return refuse(ps, ERR_INPUT, offset, msg);
	}
	struct json *value = add_value(ps, type, offset);
	if (!value) {
		return 0;
	}
	VEC_PUSH(ps->stack, ps->depth, ps->stack_cap)->value = value;
	return 1;
}

static int on_open_object(void *ctx) {
	return open_container(ctx, JSON_OBJECT);
}

static int on_open_array(void *ctx) {
	return open_container(ctx, JSON_ARRAY);
}

static int by_key_then_place(const void *a, const void *b) {
	const struct json *x = *(const struct json *const *)a, *y = *(const struct json *const *)b;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->key_offset > y->key_offset) - (x->key_offset < y->key_offset);
}

static int refuse_duplicate(struct parse *ps, const struct json *first, const struct json *second) {
	struct err at_first = ERR_INIT;
	err_at_offset(&at_first, ps->text, ps->len, first->key_offset);
	char msg[256];
	snprintf(msg, sizeof(msg), "duplicate key \"%.80s\"; the first is at line %d, column %d", first->key,
	         at_first.at.line, at_first.at.col);
	return refuse(ps, ERR_INPUT, second->key_offset, msg);
}

/* Sorting rather than hashing: no choice of keys makes it slow. */
static int check_duplicates(struct parse *ps, const struct json *object) {
	if (object->count > ps->sorted_cap) {
		ps->sorted_cap = object->count;
		ps->sorted = mem_realloc(ps->sorted, ps->sorted_cap * sizeof(*ps->sorted));
	}
	size_t n = 0;
	for (const struct json *child = object->first; child; child = child->next) {
		ps->sorted[n++] = child;
	}
	if (n < 2) {
		return 1;
	}
	qsort(ps->sorted, n, sizeof(*ps->sorted), by_key_then_place);
	for (size_t i = 1; i < n; i++) {
		if (str_eq(ps->sorted[i - 1]->key, ps->sorted[i]->key)) {
			return refuse_duplicate(ps, ps->sorted[i - 1], ps->sorted[i]);
		}
	}
	return 1;
}

static int on_close_object(void *ctx) {
	struct parse *ps = ctx;
	take_token(ps, LAST_VALUE);
	return check_duplicates(ps, ps->stack[--ps->depth].value);
}

static int on_close_array(void *ctx) {
	struct parse *ps = ctx;
	take_token(ps, LAST_VALUE);
	ps->depth--;
	return 1;
}

static void skip_blanks(const struct parse *ps, size_t *at) {
	while (*at < ps->len && is_blank(ps->text[*at])) {
		(*at)++;
	}
}

static void diagnose_end(struct parse *ps) {
	if (ps->depth == 0) {
		refuse(ps, ERR_INPUT, ps->len, ps->end == 0 ? "the text is empty; a JSON value is expected"
		                                            : "the text ends where a value is expected");
		return;
	}
	const struct json *open = ps->stack[ps->depth - 1].value;
	struct err at_open = ERR_INIT;
	err_at_offset(&at_open, ps->text, ps->len, open->offset);
	char msg[128];
	snprintf(msg, sizeof(msg), "the text ends inside the %s that begins at line %d, column %d",
	         open->type == JSON_OBJECT ? "object" : "array", at_open.at.line, at_open.at.col);
	refuse(ps, ERR_INPUT, ps->len, msg);
}

static bool is_hex(char c) {
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool diagnose_escape(struct parse *ps, size_t at) {
	char c = at + 1 < ps->len ? ps->text[at + 1] : '\0';
	if (c == '\0') {
		return false;    /* the text ends: the string has no end */
	}
	if (!strchr("\"\\/bfnrtu", c)) {
		refuse(ps, ERR_INPUT, at, "unknown escape in a string");
		err_hint(ps->err, "a backslash itself is written \\\\");
		return true;
	}
	for (size_t i = at + 2; c == 'u' && i < at + 6; i++) {
		if (i >= ps->len || !is_hex(ps->text[i])) {
			refuse(ps, ERR_INPUT, at, "\\u needs four hexadecimal digits");
			return true;
		}
	}
	return false;
}

static void diagnose_string(struct parse *ps, size_t start) {
	for (size_t i = start + 1; i < ps->len && ps->text[i] != '"'; i++) {
		unsigned char c = (unsigned char)ps->text[i];
		if (c == '\n' || c == '\r') {
			break;    /* far more often a forgotten quote than a text of two lines */
		}
		if (c < 0x20) {
			char msg[80];
			snprintf(msg, sizeof(msg), "the control character U+%04X in a string must be escaped", c);
			refuse(ps, ERR_INPUT, i, msg);
			err_hint(ps->err, "write \\u%04x%s", c, c == '\t' ? " or \\t" : "");
			return;
		}
		if (c == '\\') {
			if (diagnose_escape(ps, i)) {
				return;
			}
			i++;
		}
	}
	refuse(ps, ERR_INPUT, start, "the string that begins here has no closing '\"' on its line");
	err_hint(ps->err, "a line break inside a string is written \\n");
}

static bool is_digit_at(const struct parse *ps, size_t at) {
	return at < ps->len && ps->text[at] >= '0' && ps->text[at] <= '9';
}

static void diagnose_number(struct parse *ps, size_t start) {
	size_t i = start;
	if (ps->text[i] == '+') {
		refuse(ps, ERR_INPUT, start, "a number may not begin with '+'");
		return;
	}
	if (ps->text[i] == '-') {
		i++;
	}
	if (!is_digit_at(ps, i)) {
		refuse(ps, ERR_INPUT, i < ps->len ? i : start,
		       i > start ? "a digit is expected after '-'" : "a number needs a digit before the '.'");
		return;
	}
	if (ps->text[i] == '0' && is_digit_at(ps, i + 1)) {
		refuse(ps, ERR_INPUT, start, "a number may not begin with 0");
		return;
	}
	while (is_digit_at(ps, i)) {
		i++;
	}
	const char *what = "a digit is expected in the exponent";
	if (i < ps->len && ps->text[i] == '.') {
		i++;
		if (!is_digit_at(ps, i)) {
			what = "a digit is expected after the '.'";
			goto out;
		}
		while (is_digit_at(ps, i)) {
			i++;
		}
	}
	if (i < ps->len && (ps->text[i] == 'e' || ps->text[i] == 'E')) {
		i++;
		if (i < ps->len && (ps->text[i] == '+' || ps->text[i] == '-')) {
			i++;
		}
	}
out:
	refuse(ps, ERR_INPUT, i, what);
}

static bool is_letter(char c) {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void diagnose_word(struct parse *ps, size_t start) {
	static const char *const words[] = { "true", "false", "null", NULL };
	char word[32], msg[96];
	size_t n = 0;
	while (start + n < ps->len && n < sizeof(word) - 1 && is_letter(ps->text[start + n])) {
		word[n] = ps->text[start + n];
		n++;
	}
	word[n] = '\0';
	snprintf(msg, sizeof(msg), "unknown word %s", word);
	refuse(ps, ERR_INPUT, start, msg);
	const char *near = str_eq(word, "None") || str_eq(word, "nil") || str_eq(word, "undefined")
	                 ? "null" : err_nearest(word, words);
	if (near) {
		err_hint(ps->err, "write %s", near);
	} else if (str_eq(word, "NaN") || str_eq(word, "Infinity") || str_eq(word, "inf")) {
		err_hint(ps->err, "JSON has no such number");
	} else {
		err_hint(ps->err, "text is written in double quotes");
	}
}

/* The curly quotes that word processors put in the place of '"', and guillemets. */
static bool is_curly_quote(const struct parse *ps, size_t at) {
	static const char *const quotes[] = { "\u201C", "\u201D", "\u201E", "\u2018", "\u2019", "\u00AB", "\u00BB" };
	for (size_t i = 0; i < sizeof(quotes) / sizeof(*quotes); i++) {
		size_t n = strlen(quotes[i]);
		if (ps->len - at >= n && memcmp(ps->text + at, quotes[i], n) == 0) {
			return true;
		}
	}
	return false;
}

/* Something that stands where a value is expected, and is none. what: what is expected there. */
static void diagnose_value(struct parse *ps, size_t at, const char *what) {
	char c = ps->text[at];
	char msg[96];
	if (c == '"') {
		diagnose_string(ps, at);
	} else if (c == '\'') {
		refuse(ps, ERR_INPUT, at, "strings are written with double quotes");
	} else if (is_curly_quote(ps, at)) {
		refuse(ps, ERR_INPUT, at, "strings are written with straight double quotes");
		err_hint(ps->err, "write \" in place of the curly quotes");
	} else if (c == '/' || c == '#') {
		refuse(ps, ERR_INPUT, at, "JSON has no comments");
	} else if (c == '-' || c == '+' || c == '.' || is_digit_at(ps, at)) {
		diagnose_number(ps, at);
	} else if (is_letter(c)) {
		diagnose_word(ps, at);
	} else {
		snprintf(msg, sizeof(msg), "expected %s", what);
		refuse(ps, ERR_INPUT, at, msg);
	}
}

static void diagnose_key(struct parse *ps, size_t at, const char *what) {
	if (ps->text[at] == '"') {
		diagnose_string(ps, at);
	} else if (ps->text[at] == '\'' || ps->text[at] == '/' || ps->text[at] == '#' || is_curly_quote(ps, at)) {
		diagnose_value(ps, at, what);
	} else {
		char msg[96];
		snprintf(msg, sizeof(msg), "expected %s", what);
		refuse(ps, ERR_INPUT, at, msg);
		if (is_letter(ps->text[at])) {
			err_hint(ps->err, "keys are written in double quotes");
		}
	}
}

/* A member follows a comma: in an object its key, in an array its value. */
static void diagnose_after_comma(struct parse *ps, size_t at, bool in_object) {
	char c = ps->text[at];
	if (c == '}' || c == ']') {
		refuse(ps, ERR_INPUT, at, in_object ? "expected a key after ','" : "expected a value after ','");
		err_hint(ps->err, "remove the comma before '%c'", c);
	} else if (in_object) {
		diagnose_key(ps, at, "a key in double quotes after ','");
	} else {
		diagnose_value(ps, at, "a value after ','");
	}
}

static void diagnose_after_value(struct parse *ps, size_t at, bool in_object) {
	char c = ps->text[at];
	if (c == ',') {
		at++;
		skip_blanks(ps, &at);
		if (at == ps->len) {
			diagnose_end(ps);
		} else {
			diagnose_after_comma(ps, at, in_object);
		}
	} else if (at == ps->end && is_digit_at(ps, at - 1) && is_digit_at(ps, at)) {
		refuse(ps, ERR_INPUT, at - 1, "a number may not begin with 0");
	} else if (c == '/' || c == '#') {
		refuse(ps, ERR_INPUT, at, "JSON has no comments");
	} else {
		refuse(ps, ERR_INPUT, at, in_object ? "expected ',' or '}' after the value"
		                                    : "expected ',' or ']' after the value");
	}
}

static void diagnose_after_key(struct parse *ps, size_t at) {
	if (ps->text[at] != ':') {
		refuse(ps, ERR_INPUT, at, "expected ':' after the key");
		return;
	}
	at++;
	skip_blanks(ps, &at);
	if (at == ps->len) {
		diagnose_end(ps);
	} else {
		diagnose_value(ps, at, "a value after ':'");
	}
}

/* yajl refused the text; it is fine up to ps->end. Say what is wrong behind that. */
static void diagnose(struct parse *ps) {
	size_t at = ps->end;
	skip_blanks(ps, &at);
	if (at == ps->len) {
		diagnose_end(ps);
		return;
	}
	bool in_object = ps->depth > 0 && ps->stack[ps->depth - 1].value->type == JSON_OBJECT;
	switch (ps->last) {
	case LAST_NONE:
		diagnose_value(ps, at, "a value");
		break;
	case LAST_OPEN:
		if (in_object) {
			diagnose_key(ps, at, "a key in double quotes or '}'");
		} else {
			diagnose_value(ps, at, "a value or ']'");
		}
		break;
	case LAST_KEY:
		diagnose_after_key(ps, at);
		break;
	case LAST_VALUE:
		if (ps->depth > 0) {
			diagnose_after_value(ps, at, in_object);
		} else {
			refuse(ps, ERR_INPUT, at, "nothing may follow the value; the text should end here");
		}
		break;
	}
}

/* yajl takes form feed and vertical tab for blanks; they may stand nowhere in JSON. */
static bool check_blanks(struct parse *ps) {
	for (const char *p = ps->text; p < ps->text + ps->len; p++) {
		if (*p == '\v' || *p == '\f') {
			char msg[80];
			snprintf(msg, sizeof(msg), "the control character U+%04X may not stand here", *p);
			return refuse(ps, ERR_INPUT, (size_t)(p - ps->text), msg);
		}
	}
	return true;
}

/* The encoding is checked for the whole text first: yajl looks inside strings only. */
static bool check_bytes(struct parse *ps) {
	size_t bad;
	if (ps->len >= 3 && memcmp(ps->text, "\xEF\xBB\xBF", 3) == 0) {
		refuse(ps, ERR_INPUT, 0, "the text begins with a byte-order mark");
		err_hint(ps->err, "save it as UTF-8 without BOM");
		return false;
	}
	if (ps->len >= 2 && (memcmp(ps->text, "\xFF\xFE", 2) == 0 || memcmp(ps->text, "\xFE\xFF", 2) == 0)) {
		refuse(ps, ERR_INPUT, 0, "the text is UTF-16");
		err_hint(ps->err, "save it as UTF-8");
		return false;
	}
	const char *nul = memchr(ps->text, '\0', ps->len);
	if (!utf8_valid(ps->text, nul ? (size_t)(nul - ps->text) : ps->len, &bad)) {
		char msg[64];
		snprintf(msg, sizeof(msg), "the byte 0x%02X is no UTF-8", (unsigned char)ps->text[bad]);
		refuse(ps, ERR_INPUT, bad, msg);
		err_hint(ps->err, "save the file as UTF-8");
		return false;
	}
	if (nul) {
		refuse(ps, ERR_INPUT, (size_t)(nul - ps->text), "a NUL byte in the text");
		err_hint(ps->err, "is it UTF-16? save the file as UTF-8");
		return false;
	}
	return true;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_open_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_close_object,
	.yajl_start_array = on_open_array,
	.yajl_end_array = on_close_array,
};

static void *yajl_alloc_fn(void *ctx, size_t size) {
	(void)ctx;
	return mem_alloc(size);
}

static void *yajl_realloc_fn(void *ctx, void *p, size_t size) {
	(void)ctx;
	return mem_realloc(p, size);
}

static void yajl_free_fn(void *ctx, void *p) {
	(void)ctx;
	mem_free(p);
}

struct json *json_parse(struct arena *arena, const char *text, size_t len, const struct json_limits *limits,
                        struct err *err) {
	struct parse ps = {
		.arena = arena, .text = text, .len = len, .limits = limits ? *limits : default_limits, .err = err,
	};
	if (len > TEXT_MAX) {
		err_set(err, ERR_INPUT, "%zu bytes are more than any JSON text may have", len);
		return NULL;
	}
	if (!check_bytes(&ps) || !check_blanks(&ps)) {
		return NULL;
	}
	yajl_alloc_funcs alloc = { yajl_alloc_fn, yajl_realloc_fn, yajl_free_fn, NULL };
	ps.yajl = yajl_alloc(&callbacks, &alloc, &ps);
	yajl_status status = yajl_parse(ps.yajl, (const unsigned char *)text, len);
	if (status == yajl_status_ok) {
		ps.at_end = true;
		status = yajl_complete_parse(ps.yajl);
	}
	if (status != yajl_status_ok && !ps.is_refused) {
		diagnose(&ps);
	}
	yajl_free(ps.yajl);
	mem_free(ps.stack);
	mem_free(ps.sorted);
	return status == yajl_status_ok ? ps.root : NULL;
}

const struct json *json_lookup(const struct json *object, const char *key) {
	if (!object || object->type != JSON_OBJECT) {
		return NULL;
	}
	const struct json *child = object->first;
	while (child && !str_eq(child->key, key)) {
		child = child->next;
	}
	return child;
}

const char *json_type_name(enum json_type type) {
	static const char *const names[] = {
		[JSON_NULL] = "null", [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
		[JSON_STRING] = "a string", [JSON_ARRAY] = "an array", [JSON_OBJECT] = "an object",
	};
	return names[type];
}

static const struct json *lookup_typed(const struct json *object, const char *key, enum json_type type) {
	const struct json *value = json_lookup(object, key);
	return value && value->type == type ? value : NULL;
}

const char *json_str(const struct json *object, const char *key, const char *fallback) {
	const struct json *value = lookup_typed(object, key, JSON_STRING);
	return value ? value->str : fallback;
}

int64_t json_int(const struct json *object, const char *key, int64_t fallback) {
	const struct json *value = lookup_typed(object, key, JSON_NUMBER);
	return value && value->is_int ? value->integer : fallback;
}

double json_num(const struct json *object, const char *key, double fallback) {
	const struct json *value = lookup_typed(object, key, JSON_NUMBER);
	return value ? value->number : fallback;
}

bool json_bool(const struct json *object, const char *key, bool fallback) {
	const struct json *value = lookup_typed(object, key, JSON_BOOL);
	return value ? value->boolean : fallback;
}
