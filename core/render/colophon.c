#include "render/colophon.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/template.h"
#include "lua/host.h"
#include "text/locale.h"

/* So many digits of a hash tell two states of a base apart; the result record has all. */
enum { HASH_SHOWN = 12 };

struct lines {
	struct arena *arena;
	struct doc *doc;
	struct doc_detail *v;
	size_t n, cap;
};

static void add(struct lines *lines, enum label label, const char *text) {
	if (text != NULL && *text != '\0') {
		*ARENA_PUSH(lines->arena, lines->v, lines->n, lines->cap) =
		        (struct doc_detail){ label_text(lines->doc->lang, label), text };
	}
}

/* The hash of all files of a data plugin: of their names and hashes, which are sorted. */
static const char *hash_of(struct arena *arena, const struct colophon *c, const char *plugin) {
	struct buf all = BUF_INIT;
	char hex[HASH_HEX];

	for (size_t i = 0; i < c->file_count; i++) {
		if (str_eq(c->files[i].plugin, plugin)) {
			buf_addf(&all, "%s %s\n", c->files[i].path, c->files[i].sha256);
		}
	}
	bool is_read = all.len > 0;
	hash_hex(all.p, all.len, hex);
	buf_fini(&all);
	return is_read ? arena_strndup(arena, hex, HASH_SHOWN) : NULL;
}

/* "facts 1.4.0, 31 October 2026, 9f2c41d07ab3": each base the sections use that says what time it covers. */
static const char *data_line(struct arena *arena, const struct colophon *c, const char *lang) {
	const char *comma = label_text(lang, LABEL_COMMA);
	struct buf text = BUF_INIT;

	for (const struct json *p = catalogue_plugins(c->catalogue)->first; p != NULL; p = p->next) {
		const char *end = json_str(json_lookup(p, "covers"), "to", NULL), *hash = hash_of(arena, c, p->key);
		if (end == NULL || hash == NULL) {
			continue;
		}
		const char *day = locale_date(arena, lang, end, "long");
		buf_addf(&text, "%s%s %s%s%s%s%s", text.len > 0 ? label_text(lang, LABEL_SEMICOLON) : "", p->key, json_str(p, "version", ""),
		         comma, day != NULL ? day : end, comma, hash);
	}
	const char *line = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return line;
}

/* The first choice of each role, each once. */
static const char *fonts_line(struct arena *arena, const struct template *template, const char *lang) {
	struct buf text = BUF_INIT;
	size_t n;
	const struct template_family *families = template_families(template, &n);

	for (size_t i = 0; i < n; i++) {
		const char *name = families[i].names[0];
		bool is_said = false;
		for (size_t k = 0; k < i; k++) {
			is_said = is_said || str_eq(families[k].names[0], name);
		}
		if (!is_said) {
			buf_addf(&text, "%s%s", text.len > 0 ? label_text(lang, LABEL_COMMA) : "", name);
		}
	}
	const char *line = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return line;
}

void colophon_fill(struct arena *arena, const struct colophon *c, struct doc *doc) {
	struct lines lines = { .arena = arena, .doc = doc };
	const char *day = locale_date(arena, doc->lang, arena_strndup(arena, c->now, 10), "long");

	add(&lines, LABEL_PUBLISHER, c->template->colophon.publisher);
	add(&lines, LABEL_REPORT, arena_printf(arena, "%s (%s)", doc->report_title != NULL ? doc->report_title : doc->report, doc->report));
	add(&lines, LABEL_ISSUED, day);
	add(&lines, LABEL_DATA, data_line(arena, c, doc->lang));
	add(&lines, LABEL_ENGINE, arena_printf(arena, "Sitrep %s (%s)", SITREP_VERSION, c->request->template));
	add(&lines, LABEL_FONTS, fonts_line(arena, c->template, doc->lang));
	add(&lines, LABEL_LICENCE, c->template->colophon.licence);
	add(&lines, LABEL_CONTACT, c->template->colophon.contact);
	doc->details = lines.v;
	doc->detail_count = lines.n;
}
