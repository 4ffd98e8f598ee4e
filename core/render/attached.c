/* attached: see attached.h. */
#include "render/attached.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/csv.h"
#include "doc/labels.h"
#include "doc/node.h"
#include "doc/resolve.h"
#include "lua/host.h"
#include "pdf/pdf.h"
#include "text/locale.h"

#define SLUG_MAX 60              /* bytes of a name that tell what is in a file */

/*
 * Words as a part of a file's name: letters and figures without accents, '-' between them, as many as there is room for;
 * "" where there are none.
 */
static const char *slug(struct arena *arena, const char *words) {
	struct buf name = BUF_INIT;
	size_t whole = 0;            /* up to the end of a word */
	bool is_apart = false;

	for (const char *p = locale_fold(arena, words); *p != '\0' && name.len < SLUG_MAX; p++) {
		if (isalnum((unsigned char)*p)) {
			buf_adds(&name, is_apart && name.len > 0 ? "-" : "");
			buf_addc(&name, (char)tolower((unsigned char)*p));
		}
		is_apart = !isalnum((unsigned char)*p);
		whole = is_apart || p[1] == '\0' ? name.len : whole;
	}
	const char *kept = arena_strndup(arena, buf_str(&name), whole > 0 ? whole : name.len);
	buf_fini(&name);
	return kept;
}

static bool is_taken(const struct attached *attached, const char *name) {
	for (size_t i = 0; i < attached->n; i++) {
		if (str_eq(attached->v[i].name, name)) {
			return true;
		}
	}
	return false;
}

/* stem.ending, or stem-2.ending where that is taken. */
static const char *free_name(struct attached *attached, const char *stem, const char *ending) {
	const char *name = arena_printf(attached->arena, "%s.%s", stem, ending);

	for (int i = 2; is_taken(attached, name); i++) {
		name = arena_printf(attached->arena, "%s-%d.%s", stem, i, ending);
	}
	return name;
}

static struct pdf_attachment *add(struct attached *attached, const char *name, const char *kind, const char *description,
                                  enum pdf_relation relation) {
	struct pdf_attachment *a = ARENA_PUSH(attached->arena, attached->v, attached->n, attached->cap);

	*a = (struct pdf_attachment){ .name = name, .kind = kind, .description = description, .relation = relation };
	return a;
}

/* By what a name ends in. */
static const struct { const char *ending, *kind; } kinds[] = {
	{ "csv", "text/csv" }, { "jpeg", "image/jpeg" }, { "jpg", "image/jpeg" }, { "json", "application/json" }, { "md", "text/markdown" },
	{ "png", "image/png" }, { "svg", "image/svg+xml" }, { "txt", "text/plain" },
};

static const char *kind_of(const char *ending) {
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (str_eq(kinds[i].ending, ending)) {
			return kinds[i].kind;
		}
	}
	return "application/octet-stream";
}

static void add_file(struct attached *attached, const struct doc *doc, const struct host_attachment *file) {
	struct arena *arena = attached->arena;
	const char *dot = strrchr(file->name, '.'), *ending = dot != NULL ? slug(arena, dot + 1) : "";
	const char *stem = slug(arena, dot != NULL ? arena_strndup(arena, file->name, (size_t)(dot - file->name)) : file->name);
	const char *named = arena_printf(arena, "request-%s", *stem != '\0' ? stem : "file");
	const char *said = arena_printf(arena, "%s%s%s", label_both(arena, doc, LABEL_WITH_REQUEST),
	                                label_text(doc->lang, LABEL_COLON), file->name);
	struct pdf_attachment *a = add(attached, free_name(attached, named, *ending != '\0' ? ending : "bin"), kind_of(ending), said,
	                               PDF_SOURCE);

	a->bytes = file->p;
	a->len = file->len;
}

void attached_add_request(struct attached *attached, const struct doc *doc, const char *text, size_t len,
                          const struct host_attachment *files, size_t file_count) {
	const char *said = label_both(attached->arena, doc, LABEL_THE_REQUEST);
	struct pdf_attachment *a = add(attached, "request.json", "application/json", said, PDF_SOURCE);

	a->bytes = text;
	a->len = len;
	for (size_t i = 0; i < file_count; i++) {
		add_file(attached, doc, &files[i]);
	}
}

/* The bytes of a buffer, which is emptied, as long as the arena lives. */
static void keep_bytes(struct attached *attached, struct pdf_attachment *a, struct buf *text) {
	a->bytes = arena_copy(attached->arena, text->p, text->len);
	a->len = text->len;
	buf_fini(text);
}

/* "figure-02-grain-landed-by-town": by the number that is printed, so that a pane in the order of names is in that of the pages. */
static const char *stem_of(struct attached *attached, const struct node *node, const char *caption) {
	const char *label = node_label(node), *digits = label != NULL ? label + strlen(label) : "";
	const char *kind = node_is_table(node->kind) ? "table" : "figure", *words = slug(attached->arena, caption);

	while (label != NULL && digits > label && isdigit((unsigned char)digits[-1])) {
		digits--;
	}
	return arena_printf(attached->arena, "%s%s%s%s%s%s", kind, *digits != '\0' ? "-" : "", strlen(digits) == 1 ? "0" : "", digits,
	                    *words != '\0' ? "-" : "", words);
}

/* "Data of Figure 2: Grain landed, by town"; a table's is its caption. */
static const char *describe(struct attached *attached, const struct doc *doc, const struct node *node, const char *caption) {
	struct arena *arena = attached->arena;
	const char *of = label_text(doc->lang, LABEL_DATA_OF), *key = strchr(of, '{'), *end = strchr(of, '}') + 1;
	bool is_table = node_is_table(node->kind);
	const char *label = node_label(node), *name = label != NULL ? label : label_text(doc->lang, is_table ? LABEL_IN_TABLE : LABEL_IN_FIGURE);

	name = is_table ? name : arena_printf(arena, "%.*s%s%s", (int)(key - of), of, name, end);
	return *caption != '\0' ? arena_printf(arena, "%s%s%s", name, label_text(doc->lang, LABEL_COLON), caption) : name;
}

struct walk {
	struct attached *attached;
	const struct doc *doc;
};

static bool add_data(struct node *node, void *ctx) {
	struct walk *walk = ctx;
	struct attached *attached = walk->attached;
	struct buf csv = BUF_INIT;

	if (!csv_put(attached->arena, walk->doc, node, &csv)) {
		buf_fini(&csv);
		return true;
	}
	const struct node *caption = node_caption(node);
	const char *title = node_is_figure(node->kind) ? node->u.figure->title : NULL;
	const char *words = caption != NULL ? node_words(attached->arena, caption) : title != NULL ? title : "";
	struct pdf_attachment *a = add(attached, free_name(attached, stem_of(attached, node, words), "csv"), "text/csv",
	                               describe(attached, walk->doc, node, words), PDF_DATA);
	a->source = node;
	keep_bytes(attached, a, &csv);
	return true;
}

void attached_add_document(struct attached *attached, const struct doc *doc) {
	struct walk walk = { attached, doc };
	struct buf dump = BUF_INIT;

	doc_dump(doc, &dump);
	const char *said = label_both(attached->arena, doc, LABEL_THE_DOCUMENT);
	keep_bytes(attached, add(attached, "document.json", "application/json", said, PDF_DATA), &dump);
	node_walk(doc->root, add_data, NULL, &walk);
}
