/* message: see message.h. */
#include "lua/message.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/locale.h"

#define DEPTH_MAX 8

struct message {
	struct arena *arena;
	const char *lang, *text;
	const struct message_value *values;
	size_t n;
	struct map *asked;           /* what is checked: the names of its values; NULL: it is filled */
	struct buf *out;
	size_t target;               /* offset in out that is asked about */
	const char *origin;          /* what in text it was made of; NULL: not come to */
	size_t bad;
	struct err *err;
	const struct message_value *count;    /* what '#' is, inside a plural */
	int depth;
};

#define SPECIAL "\\`*_[]{}<>&~|^"

void message_escape(const char *s, struct buf *out) {
	bool is_start = true;
	for (const char *p = s; *p; p++) {
		bool after_number = (*p == '.' || *p == ')') && p > s && strspn(s, "0123456789") == (size_t)(p - s);
		if (strchr(SPECIAL, *p) || (is_start && strchr("#+-=", *p)) || after_number) {
			buf_addc(out, '\\');
		}
		buf_addc(out, *p);
		is_start = *p == '\n';
		if (!is_start) {
			size_t plain = strcspn(p + 1, SPECIAL ".)\n");
			buf_add(out, p + 1, plain);
			p += plain;
		}
	}
}

static bool refuse(struct message *m, const char *at, const char *what) {
	m->bad = (size_t)(at - m->text);
	return err_set(m->err, ERR_PLUGIN, "%s", what);
}

static const char *skip_space(const char *p) {
	while (isspace((unsigned char)*p)) {
		p++;
	}
	return p;
}

/* A name at p: letters, digits, '_', '-' and '.'; its end. */
static const char *name_end(const char *p) {
	if (!isalpha((unsigned char)*p) && *p != '_') {
		return p;
	}
	while (isalnum((unsigned char)*p) || *p == '_' || *p == '-' || *p == '.') {
		p++;
	}
	return p;
}

static const struct message_value *find_value(struct message *m, const char *name, size_t len) {
	static const struct message_value any = { .name = "", .digits = "0" };
	if (m->asked) {
		map_put(m->asked, arena_strndup(m->arena, name, len), m->asked);
		return &any;
	}
	for (size_t i = 0; i < m->n; i++) {
		if (strlen(m->values[i].name) == len && memcmp(m->values[i].name, name, len) == 0) {
			return &m->values[i];
		}
	}
	return NULL;
}

static int compare_names(const void *a, const void *b) {
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool refuse_missing(struct message *m, const char *name, size_t len) {
	const char **names = arena_alloc(m->arena, (m->n + 1) * sizeof(*names));
	for (size_t i = 0; i < m->n; i++) {
		names[i] = m->values[i].name;
	}
	m->bad = (size_t)(name - m->text);
	err_set(m->err, ERR_PLUGIN, "no value '%.*s' was given for this text", (int)len, name);
	const char *near = err_nearest(arena_strndup(m->arena, name, len), names);
	if (near) {
		err_hint(m->err, "did you mean '%s'?", near);
	} else if (m->n > 0) {
		struct buf given = BUF_INIT;
		qsort(names, m->n, sizeof(*names), compare_names);     /* they come in no order */
		for (size_t i = 0; i < m->n; i++) {
			buf_addf(&given, "%s%s", i > 0 ? ", " : "", names[i]);
		}
		err_hint(m->err, "what was given: %s", buf_str(&given));
		buf_fini(&given);
	} else {
		err_hint(m->err, "write { %.*s = … } behind the key", (int)len, name);
	}
	return false;
}

/* The '}' that closes the branch or placeholder whose inside begins at p; NULL where there is none. */
static const char *closing(const char *p) {
	for (int depth = 0; *p; p++) {
		if (*p == '\\' && p[1]) {
			p++;
		} else if (*p == '{') {
			depth++;
		} else if (*p == '}' && depth-- == 0) {
			return p;
		}
	}
	return NULL;
}

static bool format_range(struct message *m, const char *p, const char *end);

/* Whether the branch named [name, end) is for value. */
static bool branch_fits(const struct message *m, const char *name, size_t len, const struct message_value *value,
                        bool is_plural) {
	if (!is_plural) {
		const char *s = value->str ? value->str : value->digits;
		return strlen(s) == len && memcmp(s, name, len) == 0;
	}
	if (*name == '=') {
		return strtod(name + 1, NULL) == value->number;
	}
	const char *category = locale_plural(m->lang, value->number);
	return strlen(category) == len && memcmp(category, name, len) == 0;
}

/* The word is none of known (NULL-terminated): what it would be; all tells them where none is near. */
static bool refuse_word(struct message *m, const char *word, size_t len, const char *what, const char *const *known, const char *all) {
	const char *near = err_nearest(arena_strndup(m->arena, word, len), known);
	m->bad = (size_t)(word - m->text);
	err_set(m->err, ERR_PLUGIN, "'%.*s' is no %s", (int)len, word, what);
	return near ? err_hint(m->err, "did you mean '%s'?", near) : err_hint(m->err, "%s", all);
}

static bool check_category(struct message *m, const char *name, size_t len) {
	static const char *const known[] = { "zero", "one", "two", "few", "many", "other", NULL };
	for (const char *const *k = known; *k; k++) {
		if (strlen(*k) == len && memcmp(*k, name, len) == 0) {
			return true;
		}
	}
	return *name == '=' || refuse_word(m, name, len, "plural category", known, "they are zero, one, two, few, many and other; or =5, of one number");
}

static bool format_branch(struct message *m, const char *p, const char *end, const struct message_value *count) {
	const struct message_value *outer = m->count;
	m->count = count;
	bool ok = format_range(m, p, end);
	m->count = outer;
	return ok;
}

/* "one {…} other {…}" at p up to end. An exact "=0" goes before the category, "other" is the last resort. */
static bool format_branches(struct message *m, const char *p, const char *end, const struct message_value *value,
                            bool is_plural) {
	const char *chosen = NULL, *chosen_end = NULL, *other = NULL, *other_end = NULL, *start = p;
	bool exact = false;
	for (p = skip_space(p); p < end; p = skip_space(p)) {
		const char *name = p;
		p += *p == '=';
		while (p < end && !isspace((unsigned char)*p) && *p != '{') {
			p++;
		}
		size_t len = (size_t)(p - name);
		p = skip_space(p);
		const char *close = p < end && *p == '{' && len > 0 ? closing(p + 1) : NULL;
		if (!close) {
			return refuse(m, name, "a branch is a name and its text in braces: one {…} other {…}");
		}
		if (is_plural && !check_category(m, name, len)) {
			return false;
		}
		if (m->asked && !format_branch(m, p + 1, close, is_plural ? value : m->count)) {
			return false;
		}
		if (len == 5 && memcmp(name, "other", 5) == 0) {
			other = p + 1;
			other_end = close;
		}
		if (!exact && branch_fits(m, name, len, value, is_plural)) {
			chosen = p + 1;
			chosen_end = close;
			exact = *name == '=';
		}
		p = close + 1;
	}
	if (!other) {
		return refuse(m, start, "a branch 'other {…}' is needed, for all that the others do not name");
	}
	return m->asked || format_branch(m, chosen ? chosen : other, chosen ? chosen_end : other_end, is_plural ? value : m->count);
}

static void add_number(struct message *m, double number, int decimals) {
	buf_adds(m->out, locale_number(m->arena, m->lang, number, decimals));
}

/* "{value, kind, rest}" with p after the first comma. */
static bool format_kind(struct message *m, const char *p, const char *end, const struct message_value *value) {
	const char *kind = skip_space(p), *kind_end = name_end(kind), *rest = skip_space(kind_end);
	size_t len = (size_t)(kind_end - kind);
	char option[16] = "";
	rest = skip_space(rest + (*rest == ','));
	if (rest < end) {
		str_copy(option, (size_t)(end - rest) + 1 < sizeof(option) ? (size_t)(end - rest) + 1 : sizeof(option), rest);
	}
	bool is_number = len == 6 && memcmp(kind, "number", 6) == 0, is_plural = len == 6 && memcmp(kind, "plural", 6) == 0;
	if ((is_number || is_plural) && value->str) {
		m->bad = (size_t)(kind - m->text);
		return err_set(m->err, ERR_PLUGIN, "value '%s' is the text \"%.60s\"; a number was expected", value->name, value->str);
	}
	if (is_number) {
		add_number(m, value->number, option[0] ? atoi(option) : -1);
		return true;
	}
	if (is_plural) {
		return format_branches(m, rest, end, value, true);
	}
	if (len == 6 && memcmp(kind, "select", 6) == 0) {
		return format_branches(m, rest, end, value, false);
	}
	if (len == 4 && memcmp(kind, "date", 4) == 0) {
		const char *iso = m->asked ? "2000-01-01" : value->str;
		const char *day = iso ? locale_date(m->arena, m->lang, iso, option[0] ? option : "long") : NULL;
		if (!day && m->asked) {
			static const char *const styles[] = { "long", "month", "short", "year", NULL };
			return refuse_word(m, rest, strnlen(option, (size_t)(end - rest)), "style of a date", styles, "they are long, short, month and year");
		}
		if (!day) {
			m->bad = (size_t)(kind - m->text);
			return err_set(m->err, ERR_PLUGIN, "value '%s' (\"%.60s\") is no date, or \"%s\" is no style of one", value->name,
			               value->str ? value->str : value->digits, option[0] ? option : "long");
		}
		buf_adds(m->out, day);
		return true;
	}
	static const char *const kinds[] = { "date", "number", "plural", "select", NULL };
	return refuse_word(m, kind, len, "kind of placeholder", kinds, "they are number, date, plural and select");
}

/* Whether the '{' at p goes on a reference: [words](#id){page}, [words](#id){on-page}. */
static bool is_page_reference(const struct message *m, const char *p) {
	const char *open = p;

	if (p == m->text || p[-1] != ')' || !(str_prefix(p, "{page}") || str_prefix(p, "{on-page}"))) {
		return false;
	}
	while (open > m->text && *open != '(' && *open != '\n') {
		open--;
	}
	return open > m->text && open[-1] == ']' && open[0] == '(' && open[1] == '#';
}

/* The placeholder whose '{' is at p; *next is what follows it. */
static bool format_placeholder(struct message *m, const char *p, const char **next) {
	const char *name = skip_space(p + 1), *end = name_end(name), *close = closing(p + 1);
	if (!close) {
		return refuse(m, p, "this '{' is never closed; a brace that is meant as such is written \\{");
	}
	size_t len = (size_t)(end - name);
	const char *after = skip_space(end);
	bool is_raw = str_prefix(after, ":raw");
	bool is_index = len == 5 && memcmp(name, "index", 5) == 0 && after == close;
	bool is_span = (*after == '=' || p[1] == '.' || is_index) && p > m->text && p[-1] == ']';
	if (is_span || is_page_reference(m, p)) {
		buf_add(m->out, p, (size_t)(close - p) + 1);     /* [words]{lang=fr}, [words]{.sc}, [words]{index}, [](#id){page} */
		*next = close + 1;
		return true;
	}
	after = is_raw ? skip_space(after + 4) : after;
	if (len == 0 || (*after != ',' && after != close)) {
		return refuse(m, p, "this is no placeholder: {name}, {name:raw}, {n, plural, …}; a brace that is meant as such is written \\{");
	}
	const struct message_value *value = find_value(m, name, len);
	if (!value) {
		return refuse_missing(m, name, len);
	}
	*next = close + 1;
	if (*after == ',') {
		return format_kind(m, after + 1, close, value);
	}
	if (value->str && !is_raw) {
		message_escape(value->str, m->out);
	} else {
		buf_adds(m->out, value->str ? value->str : value->digits);
	}
	return true;
}

static bool format_range(struct message *m, const char *p, const char *end) {
	if (++m->depth > DEPTH_MAX) {
		return refuse(m, p, "placeholders are nested too deep");
	}
	while (p < end) {
		const char *begin = p;
		if (*p == '\\' && p + 1 < end) {
			buf_add(m->out, p, 2);
			p += 2;
		} else if (*p == '{') {
			if (!format_placeholder(m, p, &p)) {
				return false;
			}
		} else if (*p == '}') {
			return refuse(m, p, "this '}' closes nothing; a brace that is meant as such is written \\}");
		} else if (*p == '#' && m->count) {
			add_number(m, m->count->number, -1);
			p++;
		} else {
			buf_addc(m->out, *p++);
		}
		if (m->origin == NULL && m->out->len > m->target) {
			m->origin = begin;       /* within a branch it is known already */
		}
	}
	m->depth--;
	return true;
}

size_t message_origin(struct arena *arena, const char *lang, const char *text, const struct message_value *values, size_t n, size_t offset) {
	struct buf out = BUF_INIT;
	struct message m = { .arena = arena, .lang = lang, .text = text, .values = values, .n = n, .out = &out, .target = offset };
	format_range(&m, text, text + strlen(text));
	buf_fini(&out);
	return m.origin != NULL ? (size_t)(m.origin - text) : strlen(text);
}

bool message_format(struct arena *arena, const char *lang, const char *text, const struct message_value *values, size_t n,
                    struct buf *out, size_t *bad, struct err *err) {
	struct message m = { .arena = arena, .lang = lang, .text = text, .values = values, .n = n, .out = out, .err = err };
	bool ok = format_range(&m, text, text + strlen(text));
	*bad = m.bad;
	return ok;
}

bool message_check(struct arena *arena, const char *lang, const char *text, struct map *values, size_t *bad, struct err *err) {
	struct buf out = BUF_INIT;
	struct message m = { .arena = arena, .lang = lang, .text = text, .asked = values, .out = &out, .err = err };
	bool ok = format_range(&m, text, text + strlen(text));
	buf_fini(&out);
	*bad = m.bad;
	return ok;
}
