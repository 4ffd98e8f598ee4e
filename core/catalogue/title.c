/* title: see title.h. */
#include "catalogue/title.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/param.h"
#include "catalogue/words.h"

enum { NAMES_MAX = 4 };          /* that a title has room for */

struct title {
	struct arena *arena;
	const struct words *words;
	const struct json *report, *params;
	const char *language;
	struct buf text;
};

/* A report's title is one string, or one a language with English behind them. */
static const char *own_title(const struct json *report, const char *language) {
	const struct json *title = json_lookup(report, "title");
	if (title == NULL || title->type == JSON_STRING) {
		return title != NULL ? title->str : report->key;
	}
	const char *english = json_str(title, "en", title->first != NULL ? title->first->str : report->key);
	return json_str(title, language, english);
}

/* What one value is called: of a word its title in the language, of others the value as it is written. */
static void add_value(struct title *t, const char *type, const struct json *value) {
	bool is_word = value->type == JSON_STRING && param_is_vocabulary(type);
	const struct json *word = is_word ? words_lookup(t->words, type, value->str) : NULL;
	const struct json *title = json_lookup(word, "title");
	if (title != NULL) {
		buf_adds(&t->text, json_str(title, t->language, json_str(title, "en", value->str)));
	} else if (value->type == JSON_STRING) {
		buf_adds(&t->text, value->str);
	} else {
		buf_addf(&t->text, "%.15g", value->number);
	}
}

/* "Georgia, Ukraine": the loader has seen to it that the parameter is one that must be given. */
static void add_param(struct title *t, const char *name) {
	const char *type = param_item_type(t->arena, json_lookup(json_lookup(t->report, "params"), name));
	const struct json *value = json_lookup(t->params, name);
	if (value->type != JSON_ARRAY) {
		add_value(t, type, value);
		return;
	}
	size_t n = 0;
	for (const struct json *v = value->first; v != NULL && n < NAMES_MAX; v = v->next, n++) {
		buf_adds(&t->text, n > 0 ? ", " : "");
		add_value(t, type, v);
	}
	buf_adds(&t->text, value->count > NAMES_MAX ? " …" : "");
}

const char *title_of_report(struct arena *arena, const struct words *words, const struct json *report, const struct json *params,
                            const char *language) {
	struct title t = {
		.arena = arena, .words = words, .report = report, .params = params, .language = language, .text = BUF_INIT,
	};
	const char *title = own_title(report, language);
	for (const char *open; (open = strchr(title, '{')) != NULL;) {
		const char *close = strchr(open, '}');
		buf_add(&t.text, title, (size_t)(open - title));
		add_param(&t, arena_strndup(arena, open + 1, (size_t)(close - open - 1)));
		title = close + 1;
	}
	buf_adds(&t.text, title);
	const char *filled = arena_strdup(arena, buf_str(&t.text));
	buf_fini(&t.text);
	return filled;
}
