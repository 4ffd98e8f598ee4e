#include "deliver/parcel.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "deliver/secret.h"

#define PDF_MAX_BYTES ((size_t)4 << 30)

static void set(struct parcel *p, const char *name, const char *value) {
	p->values[phrase_index(name, (int)strlen(name))] = value != NULL ? value : "";
}

/* What goes into a line: no breaks, nothing that turns text. */
static const char *line(struct parcel *p, const char *s) {
	struct buf text = BUF_INIT;

	buf_add_visible(&text, s != NULL ? s : "");
	const char *copy = arena_strdup(p->arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void set_line(struct parcel *p, const char *name, const char *value) {
	set(p, name, line(p, value));
}

static void set_count(struct parcel *p, const char *name, int64_t n) {
	set(p, name, n > 0 ? arena_printf(p->arena, "%" PRId64, n) : "");
}

static void set_days(struct parcel *p) {
	const char *as_of = json_str(p->result, "as_of", ""), *from = json_str(p->job, "period_from", ""), *to = json_str(p->job, "period_to", "");
	struct day day;

	set_line(p, "as_of", as_of);
	set_line(p, "period_from", from);
	set_line(p, "period_to", to);
	set_line(p, "period", *from != '\0' && *to != '\0' && !str_eq(from, to) ? arena_printf(p->arena, "%s – %s", from, to) : to);
	if (day_parse(as_of, &day)) {
		set(p, "year", arena_printf(p->arena, "%04d", day.year));
		set(p, "month", arena_printf(p->arena, "%02d", day.month));
		set(p, "day", arena_printf(p->arena, "%02d", day.dom));
	}
}

/* "plugin.lua:3: ": of the file its name alone, since this may leave the house. */
static void add_place(const struct json *e, struct buf *text) {
	const char *file = json_str(e, "file", ""), *slash = strrchr(file, '/');
	int64_t line = json_int(e, "line", 0), column = json_int(e, "column", 0);

	if (*file == '\0' || line <= 0) {
		return;
	}
	buf_add_visible(text, slash != NULL ? slash + 1 : file);
	buf_addf(text, ":%" PRId64 ":", line);
	if (column > 0) {
		buf_addf(text, "%" PRId64 ":", column);
	}
	buf_addc(text, ' ');
}

static void add_origin(const struct json *e, struct buf *text) {
	const char *plugin = json_str(e, "plugin", ""), *section = json_str(e, "section", "");

	if (*plugin != '\0') {
		buf_addf(text, ", in plugin %s", plugin);
	}
	if (*section != '\0') {
		buf_addf(text, "%s section %s", *plugin != '\0' ? "," : ", in", section);
	}
}

/* The messages of an error file, a line each, with their places. */
static const char *error_text(struct parcel *p) {
	const struct json *list = json_lookup(p->error, "errors");
	struct buf text = BUF_INIT;

	for (const struct json *e = list != NULL ? list->first : NULL; e != NULL; e = e->next) {
		buf_adds(&text, text.len > 0 ? "\n" : "");
		add_place(e, &text);
		buf_add_visible(&text, json_str(e, "message", ""));
		add_origin(e, &text);
		if (*json_str(e, "hint", "") != '\0') {
			buf_adds(&text, " (");
			buf_add_visible(&text, json_str(e, "hint", ""));
			buf_adds(&text, ")");
		}
	}
	const char *copy = arena_strdup(p->arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static const char *missed_text(struct parcel *p) {
	const struct json *list = json_lookup(p->job, "missed");
	struct buf text = BUF_INIT;

	for (const struct json *m = list != NULL ? list->first : NULL; m != NULL; m = m->next) {
		const char *from = json_str(m, "from", ""), *to = json_str(m, "to", "");
		int64_t runs = json_int(m, "runs", 1);
		bool is_one = str_eq(from, to);
		buf_addf(&text, "%s%" PRId64 " run%s, due %s%s%s: ", text.len > 0 ? "\n" : "", runs, runs == 1 ? "" : "s", from, is_one ? "" : " to ",
		         is_one ? "" : to);
		buf_add_visible(&text, json_str(m, "why", ""));
	}
	const char *copy = arena_strdup(p->arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void fill_values(struct parcel *p) {
	const struct json *warnings = json_lookup(p->result, "warnings"), *language = json_lookup(p->result, "language");
	const char *name = json_str(p->job, "output", json_str(p->job, "name", "")), *folder = json_str(p->job, "folder", "");

	/* A bilingual edition is told of in its first language. */
	const struct json *first = language != NULL && language->type == JSON_ARRAY ? language->first : language;
	p->language = first != NULL && first->type == JSON_STRING ? first->str : "en";
	set_days(p);
	set(p, "error", error_text(p));
	set(p, "missed", missed_text(p));
	set(p, "event", p->event);
	set(p, "target", p->name);
	set_line(p, "name", name);
	set_line(p, "file", arena_printf(p->arena, "%s.pdf", name));
	set_line(p, "folder", *folder != '\0' ? arena_printf(p->arena, "%s/", folder) : "");
	set_line(p, "request", arena_printf(p->arena, "%s%s%s", folder, *folder != '\0' ? "/" : "", json_str(p->job, "name", "")));
	set_line(p, "title", json_str(p->result, "title", name));
	set_line(p, "report", json_str(p->result, "report", json_str(p->job, "report", "")));
	set_line(p, "job", json_str(p->job, "id", ""));
	set_line(p, "schedule", json_str(p->job, "schedule", ""));
	set_line(p, "series", json_str(p->job, "series", ""));
	set_line(p, "reason", json_str(p->job, "reason", ""));
	set_line(p, "due", json_str(p->job, "due", ""));
	set_line(p, "issued", json_str(p->result, "finished", ""));
	set_line(p, "language", p->result != NULL ? p->language : "");
	set_line(p, "sha256", json_str(p->result, "sha256", ""));
	set_count(p, "edition", json_int(p->job, "edition", 0));
	set_count(p, "pages", json_int(p->result, "pages", 0));
	set_count(p, "bytes", json_int(p->result, "bytes", 0));
	set_count(p, "warnings", warnings != NULL ? (int64_t)warnings->count : 0);
}

/* Values stand in the link as a URL has them. */
static void fill_link(struct parcel *p) {
	const char *link = json_str(p->target, "link", NULL);
	const char *escaped[PHRASE_VALUES];
	struct buf text = BUF_INIT;

	for (int i = 0; link != NULL && i < PHRASE_VALUES; i++) {
		buf_reset(&text);
		buf_add_percent(&text, p->values[i] != NULL ? p->values[i] : "", true);
		escaped[i] = arena_strdup(p->arena, buf_str(&text));
	}
	buf_reset(&text);
	if (link != NULL && p->pdf_path != NULL) {
		phrase_fill(link, escaped, &text);
	}
	set(p, "link", arena_strdup(p->arena, buf_str(&text)));
	buf_fini(&text);
}

static const struct json *part(const struct json *root, const char *key) {
	const struct json *value = json_lookup(root, key);

	return value != NULL && value->type == JSON_OBJECT ? value : NULL;
}

bool parcel_parse(struct parcel *parcel, const char *text, size_t len, struct err *err) {
	*parcel = (struct parcel){ .arena = arena_new(), .secrets = secrets_new(), .pdf = BUF_INIT, .now_ms = clock_now_ms() };
	const struct json *root = json_parse(parcel->arena, text, len, NULL, err);
	if (root == NULL) {
		return false;
	}
	parcel->id = json_str(root, "id", NULL);
	parcel->event = json_str(root, "event", NULL);
	parcel->name = json_str(root, "target_name", NULL);
	parcel->target = part(root, "target");
	parcel->job = part(root, "job");
	parcel->result = part(root, "result");
	parcel->error = part(root, "error");
	parcel->pdf_path = json_str(root, "pdf", NULL);
	parcel->instead_of = json_str(root, "instead_of", NULL);
	parcel->sha256 = json_str(parcel->result, "sha256", "");
	if (parcel->id == NULL || parcel->event == NULL || parcel->name == NULL || parcel->target == NULL || parcel->job == NULL) {
		return err_set(err, ERR_BUG, "this is no parcel");
	}
	fill_values(parcel);
	fill_link(parcel);
	return true;
}

void parcel_fini(struct parcel *parcel) {
	buf_fini(&parcel->pdf);
	secrets_free(parcel->secrets);
	arena_free(parcel->arena);
}

bool parcel_load(struct parcel *parcel, struct err *err) {
	char hash[HASH_HEX];

	if (!file_read(parcel->pdf_path, PDF_MAX_BYTES, &parcel->pdf, err)) {
		return false;
	}
	hash_hex(parcel->pdf.p, parcel->pdf.len, hash);
	return str_eq(hash, parcel->sha256) ||
	       err_set(err, ERR_INPUT, "%s is not the PDF that was issued: its hash differs from the record's", parcel->pdf_path);
}

const char *parcel_value(const struct parcel *parcel, const char *name) {
	int i = phrase_index(name, (int)strlen(name));

	return parcel->values[i] != NULL ? parcel->values[i] : "";
}

void parcel_record(const struct parcel *parcel, struct buf *out) {
	struct json_out json = JSON_OUT(out, 2);

	json_add_value(&json, parcel->result != NULL ? parcel->result : parcel->error != NULL ? parcel->error : parcel->job);
	buf_addc(out, '\n');
}

bool outcome_again(struct outcome *outcome, const struct err *err) {
	outcome->state = OUTCOME_AGAIN;
	outcome->err = *err;
	return false;
}

bool outcome_never(struct outcome *outcome, const struct err *err) {
	outcome->state = OUTCOME_NEVER;
	outcome->err = *err;
	return false;
}

bool sending_ask(struct sending *sending) {
	if (sending->was_asked) {
		return true;    /* a connection that was lost before anything was sent, and made again */
	}
	sending->was_asked = sending->fn(sending->ctx);
	return sending->was_asked;
}
