/*
 * Markdown by cmark-gfm, and what Sitrep adds to it: [@key] citations, [^key] and ^[…] notes, [words]{lang=fr .sc}
 * spans, [words]{index=key} entries, [words](#id){page} references. Those are taken out before cmark sees the text, each leaving a
 * mark (STX, number, ETX) in its place, and put back when the text around them is turned into nodes. What is inside one is read in
 * the same way: a text within a text. The texts of notes that stand as paragraphs, "[^key]: …", are found first and blanked, so
 * that every place stays where it was. Mistakes are placed in the outermost.
 */
#include "doc/markdown.h"

#define CMARK_NO_SHORT_NAMES    /* its NODE_TEXT is not ours */
#include <assert.h>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/closing.h"

enum { MARK_OPEN = '\x02', MARK_CLOSE = '\x03' };

/* Notes whose texts stand in one text: each mark looks through them. */
#define DEFINITIONS_MAX 1000

enum piece_kind { PIECE_SHIELD, PIECE_CITE, PIECE_NOTE_KEY, PIECE_NOTE, PIECE_SPAN, PIECE_PAGE, PIECE_UNKNOWN };

/* One construct taken out: its words, and where they and its mark stand. */
struct piece {
	enum piece_kind kind;
	const char *text;            /* keys, key, or Markdown; of PIECE_UNKNOWN what stands in its braces */
	const char *lang;
	const char *entry;           /* "KEY", "KIND:KEY", "" for its words; NULL: none */
	bool small_caps, superior;
	const char *target;          /* of PIECE_PAGE: the id */
	bool on_page;                /* "on page 3" rather than "page 3" */
	size_t at, len;              /* the whole construct, in the text it was taken from */
	size_t text_at;              /* its words */
	size_t mark_at, mark_len;    /* in what cmark sees */
};

/* "[^key]: text" at the beginning of a line, up to the next empty one. */
struct definition {
	const char *key, *text;
	size_t at, text_at;          /* in the outermost text */
	bool is_used;
};

/* A text being read. */
struct level {
	size_t base;                 /* where its text begins in the outermost */
	bool is_elsewhere;           /* it doesn't: base is the mark of the note whose text this is */
	struct buf seen;             /* what cmark sees of it */
	size_t first_piece, end_piece;
};

struct markdown {
	struct arena *arena;
	struct build *build;
	const struct markdown_notes *notes;
	const char *whole;           /* the outermost text */
	struct level *level;
	struct piece *pieces;
	size_t piece_count, piece_cap;
	struct definition *definitions;
	size_t definition_count, definition_cap;
	int base_level;              /* of headings */
	struct err *err;
};

static bool add_inlines(struct markdown *md, const char *text, size_t base, bool is_elsewhere);

/* ---- places ---- */

/* Place what the builder refused, which knows no places, at an offset of the text being read. */
static bool refused_at(struct markdown *md, size_t offset) {
	const struct level *level = md->level;

	if (md->err != NULL && md->err->at.line == 0) {
		err_at_offset(md->err, md->whole, strlen(md->whole), level->base + (level->is_elsewhere ? 0 : offset));
	}
	return false;
}

/* Fail with what, at an offset of the text being read. */
static bool complain(struct markdown *md, size_t offset, const char *what) {
	err_set(md->err, ERR_PLUGIN, "%s", what);
	return refused_at(md, offset);
}

/* The offset in the text being read of an offset in what cmark sees of it. */
static size_t source_offset(const struct markdown *md, size_t seen) {
	size_t offset = seen;

	for (size_t i = md->level->first_piece; i < md->level->end_piece; i++) {
		const struct piece *piece = &md->pieces[i];
		if (seen < piece->mark_at + piece->mark_len) {
			return seen < piece->mark_at ? offset : piece->at;
		}
		offset = piece->at + piece->len + seen - piece->mark_at - piece->mark_len;
	}
	return offset;
}

/* Where node begins in the text being read, as well as cmark knows it. */
static size_t node_offset(const struct markdown *md, cmark_node *node) {
	const char *seen = md->level->seen.p, *s = seen;
	int column;

	while (node != NULL && cmark_node_get_start_line(node) == 0) {
		node = cmark_node_parent(node);
	}
	for (int line = node != NULL ? cmark_node_get_start_line(node) : 1; line > 1 && *s != '\0'; line--) {
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	column = node != NULL ? cmark_node_get_start_column(node) - 1 : 0;
	if (column > 0 && (size_t)column < strcspn(s, "\n")) {
		s += column;
	}
	return source_offset(md, (size_t)(s - seen));
}

/* ---- taking out ---- */

static void put_mark(struct markdown *md, struct piece piece) {
	struct buf *seen = &md->level->seen;

	piece.mark_at = seen->len;
	buf_addf(seen, "%c%zu%c", MARK_OPEN, md->piece_count, MARK_CLOSE);
	piece.mark_len = seen->len - piece.mark_at;
	*ARENA_PUSH(md->arena, md->pieces, md->piece_count, md->piece_cap) = piece;
}

/* "index", "index=KEY" or "index=KIND:KEY" of n bytes at s. */
static bool take_entry(struct markdown *md, const char *s, size_t n, struct piece *piece) {
	static const char index[] = "index";
	size_t head = sizeof(index) - 1;

	if (n < head || memcmp(s, index, head) != 0 || (n > head && (s[head] != '=' || n == head + 1))) {
		return false;
	}
	for (size_t i = head + 1; i < n; i++) {
		if (!isalnum((unsigned char)s[i]) && strchr("-_.:", s[i]) == NULL) {
			return false;
		}
	}
	piece->entry = n > head ? arena_strndup(md->arena, s + head + 1, n - head - 1) : "";
	return true;
}

/* One of "lang=fr", "index=KEY", ".sc" (small capitals), ".sup" (superior letters) at s: its length, 0 when it is something else. */
static size_t take_attribute(struct markdown *md, const char *s, struct piece *piece) {
	static const char lang[] = "lang=";
	size_t n = strcspn(s, " }");

	if (n == 3 && memcmp(s, ".sc", n) == 0) {
		piece->small_caps = true;
	} else if (n == 4 && memcmp(s, ".sup", n) == 0) {
		piece->superior = true;
	} else if (str_prefix(s, lang) && n > sizeof(lang) - 1) {
		for (size_t i = sizeof(lang) - 1; i < n; i++) {
			if (!isalnum((unsigned char)s[i]) && s[i] != '-') {
				return 0;
			}
		}
		piece->lang = arena_strndup(md->arena, s + sizeof(lang) - 1, n - (sizeof(lang) - 1));
	} else if (!take_entry(md, s, n, piece)) {
		return 0;
	}
	return n;
}

/* "{lang=fr .sc}" at s, in any order: its length; 0 when it is something else. */
static size_t span_attributes(struct markdown *md, const char *s, struct piece *piece) {
	size_t at = 1, n;

	if (*s != '{') {
		return 0;
	}
	while ((n = take_attribute(md, s + at, piece)) > 0) {
		at += n;
		if (s[at] == '}') {
			return at + 1;
		}
		at += strspn(s + at, " ");
	}
	return 0;
}

/* "(#id){page}" or "(#id){on-page}" at s: the id in the arena and the length; 0 when it is something else. */
static size_t page_attribute(struct markdown *md, const char *s, struct piece *piece) {
	static const char plain[] = "){page}", on[] = "){on-page}";
	size_t n = str_prefix(s, "(#") ? strcspn(s + 2, "() \n{}") : 0;

	if (n == 0 || (!str_prefix(s + 2 + n, plain) && !str_prefix(s + 2 + n, on))) {
		return 0;
	}
	piece->on_page = str_prefix(s + 2 + n, on);
	piece->target = arena_strndup(md->arena, s + 2, n);
	return 2 + n + (piece->on_page ? sizeof(on) : sizeof(plain)) - 1;
}

/* Braces behind words or a reference that hold none of the attributes: their length, 0 where none follow at s. */
static size_t unknown_attribute(struct markdown *md, const char *s, struct piece *piece) {
	size_t skip = str_prefix(s, "(#") ? 2 + strcspn(s + 2, "() \n{}") : 0, n = 0;

	if (skip > 0) {
		skip += s[skip] == ')';
	}
	if (s[skip] != '{' || s[skip + 1 + (n = strcspn(s + skip + 1, "}\n"))] != '}') {
		return 0;
	}
	piece->target = skip > 0 ? "" : NULL;
	piece->text = arena_strndup(md->arena, s + skip + 1, n);
	return skip + n + 2;
}

/* The construct of ours that begins at text[i], if one does: its length; 0 for none. */
static size_t take_piece(struct markdown *md, const char *text, size_t i, const size_t *closing) {
	struct piece piece = { .at = i };
	size_t open = text[i] == '^' ? i + 1 : i, close = closing[open], attribute = 0;

	if (text[open] != '[' || close == 0) {
		return 0;
	}
	piece.text_at = open + 1;
	if (text[i] == '^') {
		piece.kind = PIECE_NOTE;
	} else if (text[i + 1] == '@') {
		piece.kind = PIECE_CITE;
	} else if (text[i + 1] == '^') {
		piece.kind = PIECE_NOTE_KEY;
		piece.text_at++;
	} else if ((attribute = span_attributes(md, text + close + 1, &piece)) > 0) {
		piece.kind = PIECE_SPAN;
	} else if ((attribute = page_attribute(md, text + close + 1, &piece)) > 0) {
		piece.kind = PIECE_PAGE;
	} else if ((attribute = unknown_attribute(md, text + close + 1, &piece)) > 0) {
		piece.kind = PIECE_UNKNOWN;
	} else {
		return 0;
	}
	if (piece.kind != PIECE_UNKNOWN) {
		piece.text = arena_strndup(md->arena, text + piece.text_at, close - piece.text_at);
	}
	piece.len = close + 1 - i + attribute;
	put_mark(md, piece);
	return piece.len;
}

static bool take_out(struct markdown *md, const char *text) {
	struct buf *seen = &md->level->seen;
	size_t *closing, control = strcspn(text, "\x02\x03");

	if (text[control] != '\0') {
		return complain(md, control, "the text holds a control character");
	}
	closing = strchr(text, '[') != NULL ? closing_brackets(text, strlen(text)) : NULL;
	for (size_t i = 0, n; text[i] != '\0'; i += n) {
		if ((text[i] == '[' || text[i] == '^') && closing != NULL && (n = take_piece(md, text, i, closing)) > 0) {
			continue;
		}
		n = text[i] == '`' ? closing_code(text + i) : text[i] == '\\' && text[i + 1] != '\0' ? 2 : 1;
		buf_add(seen, text + i, n);
	}
	mem_free(closing);
	return true;
}

/* ---- putting back ---- */

static struct node *open_node(struct markdown *md, enum node_kind kind) {
	return build_open(md->build, kind, NULL, md->err);
}

/* "@a; @b" or "@a, @b": the keys. */
static bool add_cite(struct markdown *md, const struct piece *piece) {
	struct node *node = open_node(md, NODE_CITE);
	size_t cap = 0;

	if (node == NULL) {
		return false;
	}
	for (const char *s = piece->text; *s != '\0';) {
		s += strspn(s, "; ,\n\t");
		if (*s == '\0') {
			break;
		}
		size_t n = strcspn(s, "; ,\n\t");
		if (*s != '@' || n < 2) {
			return complain(md, piece->at, "a citation reads [@key] or [@key; @key]");
		}
		*ARENA_PUSH(md->arena, node->u.cite.keys, node->u.cite.key_count, cap) = arena_strndup(md->arena, s + 1, n - 1);
		s += n;
	}
	build_close(md->build);
	return true;
}

/* key: NULL where it has none. */
static bool add_note(struct markdown *md, const char *key, const char *text, size_t base, bool is_elsewhere) {
	struct node *note = open_node(md, NODE_NOTE);

	if (note == NULL || open_node(md, NODE_PARA) == NULL || !add_inlines(md, text, base, is_elsewhere)) {
		return false;
	}
	note->u.note.key = key != NULL ? arena_strdup(md->arena, key) : NULL;
	build_close(md->build);
	build_close(md->build);
	return true;
}

static bool add_mark(struct markdown *md, const char *mark) {
	struct node *node = open_node(md, NODE_MARK);

	if (node == NULL) {
		return false;
	}
	node->u.mark.mark = arena_strdup(md->arena, mark);
	build_close(md->build);
	return true;
}

static struct definition *find_definition(const struct markdown *md, const char *key) {
	for (size_t i = 0; i < md->definition_count; i++) {
		if (str_eq(md->definitions[i].key, key)) {
			return &md->definitions[i];
		}
	}
	return NULL;
}

static bool add_note_key(struct markdown *md, const struct piece *piece, size_t base) {
	const char *mark = md->notes->mark != NULL ? md->notes->mark(md->notes->mark_ctx, piece->text) : NULL;

	if (mark != NULL) {
		return add_mark(md, mark);
	}
	struct definition *definition = find_definition(md, piece->text);

	if (definition != NULL) {
		definition->is_used = true;
		return add_note(md, piece->text, definition->text, definition->text_at, false);
	}
	const char *text = md->notes->find != NULL ? md->notes->find(md->notes->ctx, piece->text) : NULL;

	if (text == NULL) {
		complain(md, piece->at, arena_printf(md->arena, "note [^%s] has no text", piece->text));
		return err_hint(md->err, "call doc:note(\"%s\", text) before the text that has its mark, or write [^%s]: … as a paragraph "
		                "of the same text", piece->text, piece->text);
	}
	return add_note(md, piece->text, text, base, true) || err_wrap(md->err, "in note [^%s]", piece->text);
}

static bool add_words_of(struct markdown *md, const struct piece *piece, size_t base, bool is_elsewhere) {
	struct node *node;

	if (piece->lang == NULL && !piece->small_caps && !piece->superior) {
		return add_inlines(md, piece->text, base, is_elsewhere);
	}
	node = open_node(md, NODE_SPAN);

	if (node == NULL) {
		return false;
	}
	node->lang = piece->lang;
	node->u.span.small_caps = piece->small_caps;
	node->u.span.superior = piece->superior;
	if (!add_inlines(md, piece->text, base, is_elsewhere)) {
		return false;
	}
	build_close(md->build);
	return true;
}

static bool add_span(struct markdown *md, const struct piece *piece, size_t base, bool is_elsewhere) {
	const char *colon = piece->entry != NULL ? strchr(piece->entry, ':') : NULL, *key = colon != NULL ? colon + 1 : piece->entry;
	struct node *node;

	if (piece->entry == NULL) {
		return add_words_of(md, piece, base, is_elsewhere);
	}
	node = open_node(md, NODE_ENTRY);
	if (node == NULL) {
		return false;
	}
	node->u.entry.kind = colon != NULL ? arena_strndup(md->arena, piece->entry, (size_t)(colon - piece->entry)) : NULL;
	node->u.entry.key = *key != '\0' ? key : NULL;
	if (!add_words_of(md, piece, base, is_elsewhere)) {
		return false;
	}
	build_close(md->build);
	return true;
}

/* The page of a block; words before it are words alone. */
static bool add_page(struct markdown *md, const struct piece *piece) {
	struct node *node = open_node(md, NODE_REF);

	if (node == NULL) {
		return false;
	}
	if (piece->text[strcspn(piece->text, "*_`[]<>&\\^!\n~|\x02\x03")] != '\0') {
		complain(md, piece->text_at, "the words of a reference to a page hold more than words");
		return err_hint(md->err, "put emphasis, notes, citations and foreign words beside the reference");
	}
	node->u.ref.target = piece->target;
	node->u.ref.text = *piece->text != '\0' ? piece->text : NULL;
	node->u.ref.page = piece->on_page ? REF_ON_PAGE : REF_PAGE;
	build_close(md->build);
	return true;
}

static bool refuse_unknown(struct markdown *md, const struct piece *piece) {
	complain(md, piece->at, arena_printf(md->arena, "{%s} says nothing about %s", piece->text,
	                                     piece->target != NULL ? "a reference" : "the words before it"));
	return err_hint(md->err, piece->target != NULL ? "there are {page} and {on-page}; \\{ is a brace that is meant as such"
	                : "there are {lang=fr}, {.sc}, {.sup}, {index}, {index=KEY} and {index=KIND:KEY}, keys without spaces; "
	                  "\\{ is a brace that is meant as such");
}

static bool add_piece(struct markdown *md, size_t i) {
	const struct piece piece = md->pieces[i];        /* the vector moves when a text inside it is read */
	const struct level *level = md->level;
	size_t at = level->base + (level->is_elsewhere ? 0 : piece.at);
	size_t text_at = level->base + (level->is_elsewhere ? 0 : piece.text_at);
	build_at(md->build, md->whole, at);

	switch (piece.kind) {
	case PIECE_SHIELD:
		return true;
	case PIECE_CITE:
		return add_cite(md, &piece);
	case PIECE_NOTE_KEY:
		return add_note_key(md, &piece, at);
	case PIECE_NOTE:
		return add_note(md, NULL, piece.text, text_at, level->is_elsewhere);
	case PIECE_SPAN:
		return add_span(md, &piece, text_at, level->is_elsewhere);
	case PIECE_PAGE:
		return add_page(md, &piece);
	case PIECE_UNKNOWN:
		return refuse_unknown(md, &piece);
	}
	return false;
}

/* Text with marks in it: words and pieces in turn. */
static bool add_marked(struct markdown *md, const char *s) {
	while (*s != '\0') {
		size_t n = strcspn(s, "\x02");
		if (n > 0 && !build_textn(md->build, s, n, md->err)) {
			return false;
		}
		s += n;
		if (*s == MARK_OPEN) {
			char *end;
			size_t i = strtoul(s + 1, &end, 10);
			assert(i < md->piece_count && *end == MARK_CLOSE);
			if (!add_piece(md, i)) {
				return refused_at(md, md->pieces[i].at);
			}
			s = end + 1;
		}
	}
	return true;
}

/* ---- cmark's tree ---- */

static bool add_tree(struct markdown *md, cmark_node *first);

static bool refuse(struct markdown *md, cmark_node *node, const char *what, const char *hint) {
	complain(md, node_offset(md, node), what);
	return err_hint(md->err, "%s", hint);
}

/* The plain words below node; false where there is more than words. */
static bool collect_words(cmark_node *node, struct buf *words) {
	for (cmark_node *c = cmark_node_first_child(node); c != NULL; c = cmark_node_next(c)) {
		const char *text = cmark_node_get_literal(c);
		if (cmark_node_get_type(c) == CMARK_NODE_SOFTBREAK) {
			text = " ";
		}
		if (text != NULL && strchr(text, MARK_OPEN) != NULL) {
			return false;
		}
		buf_adds(words, text != NULL ? text : "");
		if (!collect_words(c, words)) {
			return false;
		}
	}
	return true;
}

static bool add_ref(struct markdown *md, cmark_node *link) {
	struct node *node = open_node(md, NODE_REF);
	struct buf words = BUF_INIT;
	bool ok = node != NULL && (collect_words(link, &words) ||
	                           refuse(md, link, "the words of a reference hold more than words",
	                                  "put notes, citations and foreign words beside the reference"));

	if (ok) {
		node->u.ref.target = arena_strdup(md->arena, cmark_node_get_url(link) + 1);
		node->u.ref.text = words.len > 0 ? arena_strndup(md->arena, words.p, words.len) : NULL;
		build_close(md->build);
	}
	buf_fini(&words);
	return ok;
}

static bool is_web_address(const char *url) {
	return (str_prefix(url, "https://") || str_prefix(url, "http://") || str_prefix(url, "mailto:")) &&
	       strchr(url, MARK_OPEN) == NULL;
}

static bool add_link(struct markdown *md, cmark_node *link) {
	const char *url = cmark_node_get_url(link);
	struct node *node;

	if (url[0] == '#' && url[1] != '\0') {
		return add_ref(md, link);
	}
	if (!is_web_address(url)) {
		return refuse(md, link, "a link leads nowhere a reader of the PDF could go",
		              "addresses begin with https://, http:// or mailto:, references to the report's own parts with #");
	}
	node = open_node(md, NODE_LINK);
	if (node == NULL) {
		return false;
	}
	node->u.link.uri = arena_strdup(md->arena, url);
	if (cmark_node_first_child(link) == NULL ? !build_text(md->build, url, md->err)
	                                         : !add_tree(md, cmark_node_first_child(link))) {
		return false;
	}
	build_close(md->build);
	return true;
}

static bool add_container(struct markdown *md, enum node_kind kind, cmark_node *from) {
	if (open_node(md, kind) == NULL || !add_tree(md, cmark_node_first_child(from))) {
		return false;
	}
	build_close(md->build);
	return true;
}

static bool add_code(struct markdown *md, cmark_node *code) {
	struct node *node = open_node(md, NODE_CODE);

	if (node == NULL) {
		return false;
	}
	node->u.text.text = arena_strdup(md->arena, cmark_node_get_literal(code));
	build_close(md->build);
	return true;
}

static bool add_list(struct markdown *md, cmark_node *list) {
	struct node *node = open_node(md, NODE_LIST);

	if (node == NULL) {
		return false;
	}
	node->u.list.style = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST ? LIST_DECIMAL : LIST_BULLET;
	node->u.list.start = node->u.list.style == LIST_DECIMAL ? cmark_node_get_list_start(list) : 1;
	node->u.list.is_loose = !cmark_node_get_list_tight(list);
	if (!add_tree(md, cmark_node_first_child(list))) {
		return false;
	}
	build_close(md->build);
	return true;
}

static bool add_heading(struct markdown *md, cmark_node *heading) {
	struct node *node = open_node(md, NODE_HEADING);
	int level = md->base_level + cmark_node_get_heading_level(heading) - 1;

	if (node == NULL) {
		return false;
	}
	node->u.heading.level = level > 6 ? 6 : level;
	if (!add_tree(md, cmark_node_first_child(heading))) {
		return false;
	}
	build_close(md->build);
	return true;
}

static enum node_align column_align(uint8_t c) {
	return c == 'r' ? ALIGN_RIGHT : c == 'c' ? ALIGN_CENTER : ALIGN_LEFT;
}

static bool add_table(struct markdown *md, cmark_node *table) {
	struct node *node = open_node(md, NODE_TABLE);
	size_t n = cmark_gfm_extensions_get_table_columns(table);
	uint8_t *aligns = cmark_gfm_extensions_get_table_alignments(table);

	if (node == NULL) {
		return false;
	}
	node->u.table.columns = arena_alloc(md->arena, n * sizeof(*node->u.table.columns));
	node->u.table.column_count = n;
	node->u.table.header_rows = 1;
	for (size_t i = 0; i < n; i++) {
		node->u.table.columns[i] = (struct node_column){ .align = column_align(aligns[i]), .unit = WIDTH_AUTO };
	}
	for (cmark_node *row = cmark_node_first_child(table); row != NULL; row = cmark_node_next(row)) {
		struct node *r = open_node(md, NODE_ROW);
		if (r == NULL) {
			return false;
		}
		r->u.row.is_header = cmark_gfm_extensions_get_table_row_is_header(row) != 0;
		for (cmark_node *cell = cmark_node_first_child(row); cell != NULL; cell = cmark_node_next(cell)) {
			struct node *c = open_node(md, NODE_CELL);
			if (c == NULL) {
				return false;
			}
			c->u.cell.is_header = r->u.row.is_header;
			if (!add_tree(md, cmark_node_first_child(cell))) {
				return false;
			}
			build_close(md->build);
		}
		build_close(md->build);
	}
	build_close(md->build);
	return true;
}

static bool add_one(struct markdown *md, cmark_node *node) {
	cmark_node_type type = cmark_node_get_type(node);

	/* The extensions' types have no public names. */
	if (str_eq(cmark_node_get_type_string(node), "table")) {
		return add_table(md, node);
	}
	switch ((int)type) {
	case CMARK_NODE_LINEBREAK:
		return add_container(md, NODE_BREAK, node);
	case CMARK_NODE_CODE:
		return add_code(md, node);
	case CMARK_NODE_EMPH:
		return add_container(md, NODE_EMPH, node);
	case CMARK_NODE_STRONG:
		return add_container(md, NODE_STRONG, node);
	case CMARK_NODE_LINK:
		return add_link(md, node);
	case CMARK_NODE_PARAGRAPH:
		return add_container(md, NODE_PARA, node);
	case CMARK_NODE_BLOCK_QUOTE:
		return add_container(md, NODE_QUOTE, node);
	case CMARK_NODE_ITEM:
		return add_container(md, NODE_ITEM, node);
	case CMARK_NODE_LIST:
		return add_list(md, node);
	case CMARK_NODE_HEADING:
		return add_heading(md, node);
	case CMARK_NODE_IMAGE:
		return refuse(md, node, "an image cannot stand in text", "a picture is a block of its own: doc:figure { image =, alt = }");
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		return refuse(md, node, "the text holds HTML", "write \\< for a '<' that is meant as such");
	case CMARK_NODE_CODE_BLOCK:
		return refuse(md, node, "the text holds a code block", "text indented by four spaces is one in Markdown");
	default:
		return refuse(md, node, "the text holds Markdown that briefings have no use for", cmark_node_get_type_string(node));
	}
}

/* What node says where it is words or the end of a line of the source, else NULL. */
static const char *words_of(cmark_node *node) {
	cmark_node_type type = node != NULL ? cmark_node_get_type(node) : CMARK_NODE_NONE;

	return type == CMARK_NODE_TEXT ? cmark_node_get_literal(node) : type == CMARK_NODE_SOFTBREAK ? " " : NULL;
}

/* Words over the ends of lines are one text: it is shaped and painted in one go. */
static bool add_words(struct markdown *md, cmark_node **node) {
	struct buf words = BUF_INIT;
	bool ok;

	for (;; *node = cmark_node_next(*node)) {
		buf_adds(&words, words_of(*node));
		if (words_of(cmark_node_next(*node)) == NULL) {
			break;
		}
	}
	ok = add_marked(md, words.p);
	buf_fini(&words);
	return ok;
}

static bool add_tree(struct markdown *md, cmark_node *first) {
	for (cmark_node *node = first, *begun; node != NULL; node = cmark_node_next(node)) {
		begun = node;
		if (words_of(node) != NULL ? !add_words(md, &node) : !add_one(md, node)) {
			return refused_at(md, node_offset(md, begun));
		}
	}
	return true;
}

/* Whether text says only what it says: no mark of Markdown, of ours, and no break. */
static bool is_plain(const char *s) {
	return s[strcspn(s, "*_`[]<>&\\^!\n\r\t~|\x02\x03")] == '\0' && strstr(s, "  ") == NULL;
}

/* Text that would be a block of another kind by how it begins. */
static bool begins_block(const char *s) {
	return s[0] == '\0' || strchr("#+-=>0123456789 \t", s[0]) != NULL || (s[0] == '*' && strchr(" \t", s[1]) != NULL);
}

static cmark_node *parse(const struct buf *text, bool with_tables) {
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);

	if (with_tables) {
		cmark_gfm_core_extensions_ensure_registered();
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	}
	cmark_parser_feed(parser, text->p, text->len);
	cmark_node *document = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	cmark_consolidate_text_nodes(document);
	return document;
}

static bool add_document(struct markdown *md, cmark_node *document, bool inlines_only) {
	cmark_node *first = cmark_node_first_child(document);

	if (!inlines_only || first == NULL) {
		return add_tree(md, first);
	}
	if (cmark_node_get_type(first) != CMARK_NODE_PARAGRAPH || cmark_node_next(first) != NULL) {
		return complain(md, 0, "only words may stand here, no second paragraph, heading, list or table");
	}
	return add_tree(md, cmark_node_first_child(first));
}

static bool check_closed(struct markdown *md, const char *text, cmark_node *document) {
	cmark_node *node;
	const struct closing_mark *mark = closing_missing(md->level->seen.p, document, &node);

	if (mark != NULL) {
		size_t begin = node_offset(md, node);
		const char *at = strstr(text + begin, mark->mark);
		struct err err = ERR_INIT, *told = md->err;
		md->err = &err;
		complain(md, at != NULL ? (size_t)(at - text) : begin, mark->what);
		err_hint(&err, "%s", mark->hint);
		md->err = told;
		if (!build_lets(md->build, md->whole, &err)) {
			if (told != NULL) {
				*told = err;
			}
			return false;
		}
	}
	return true;
}

/* Read text as one more level. */
static bool add_level(struct markdown *md, const char *text, size_t base, bool is_elsewhere, bool inlines_only) {
	struct level level = {
		.base = base, .is_elsewhere = is_elsewhere, .seen = BUF_INIT, .first_piece = md->piece_count,
	};
	struct level *outer = md->level;
	bool ok;

	md->level = &level;
	/* Of what may hold words only, a beginning like "1994. A year" is no list: a mark that is nothing stands before it. */
	if (inlines_only && begins_block(text)) {
		put_mark(md, (struct piece){ .kind = PIECE_SHIELD });
	}
	ok = take_out(md, text);
	level.end_piece = md->piece_count;
	if (ok) {
		cmark_node *document = parse(&level.seen, !inlines_only);
		ok = check_closed(md, text, document) && add_document(md, document, inlines_only);
		cmark_node_free(document);
	}
	buf_fini(&level.seen);
	md->level = outer;
	return ok;
}

static bool add_inlines(struct markdown *md, const char *text, size_t base, bool is_elsewhere) {
	if (is_plain(text)) {
		return *text == '\0' || build_text(md->build, text, md->err);
	}
	return add_level(md, text, base, is_elsewhere, true);
}

/* Where the paragraph at s ends: at an empty line, or where the next definition begins. */
static const char *definition_end(const char *s) {
	for (; *s != '\0'; s += *s == '\n') {
		s += strcspn(s, "\n");
		if (s[0] == '\n' && (s[1 + strspn(s + 1, " \t\r")] == '\n' || str_prefix(s + 1, "[^"))) {
			break;
		}
	}
	return s;
}

/* The definition at s, the beginning of a line: where it ends; NULL for none. */
static const char *take_definition(struct markdown *md, const char *s) {
	size_t n = str_prefix(s, "[^") ? strcspn(s + 2, "]\n") : 0;

	if (n == 0 || !str_prefix(s + 2 + n, "]:")) {
		return NULL;
	}
	const char *text = s + n + 4 + strspn(s + n + 4, " \t"), *end = definition_end(text);
	*ARENA_PUSH(md->arena, md->definitions, md->definition_count, md->definition_cap) = (struct definition){
		.key = arena_strndup(md->arena, s + 2, n), .text = arena_strndup(md->arena, text, (size_t)(end - text)),
		.at = (size_t)(s - md->whole), .text_at = (size_t)(text - md->whole),
	};
	return end;
}

/* Take the definitions of notes out: where there are any, *text becomes a copy in which they are blank. */
static bool take_definitions(struct markdown *md, const char **text) {
	char *rest = NULL;

	if (strstr(*text, "]:") == NULL) {
		return true;
	}
	for (const char *s = *text, *end; *s != '\0'; s += strcspn(s, "\n"), s += *s == '\n') {
		if ((end = take_definition(md, s)) == NULL) {
			continue;
		}
		if (md->definition_count > DEFINITIONS_MAX) {
			return err_set(md->err, ERR_PLUGIN, "the text holds the texts of more than %d notes", DEFINITIONS_MAX);
		}
		rest = rest != NULL ? rest : arena_strdup(md->arena, *text);
		for (; s < end; s++) {
			rest[s - *text] = *s == '\n' ? '\n' : ' ';
		}
	}
	*text = rest != NULL ? rest : *text;
	return true;
}

/* Each definition has one mark at the least, and no other of its name. */
static bool check_definitions(struct markdown *md) {
	for (size_t i = 0; i < md->definition_count; i++) {
		const struct definition *d = &md->definitions[i];
		if (!d->is_used) {
			struct level level = { .base = 0 };
			md->level = &level;
			return complain(md, d->at, arena_printf(md->arena, find_definition(md, d->key) != d
			                ? "there is a note [^%s] already" : "the note [^%s] has no mark in this text", d->key));
		}
	}
	return true;
}

bool markdown_inlines(struct arena *arena, struct build *build, const char *text, const struct markdown_notes *notes,
                      struct err *err) {
	struct markdown md = { .arena = arena, .build = build, .notes = notes, .whole = text, .err = err };

	return add_inlines(&md, text, 0, false);
}

bool markdown_blocks(struct arena *arena, struct build *build, const char *text, int base_level,
                     const struct markdown_notes *notes, struct err *err) {
	struct markdown md = {
		.arena = arena, .build = build, .notes = notes, .whole = text, .base_level = base_level, .err = err,
	};

	if (!is_plain(text) || begins_block(text)) {
		return take_definitions(&md, &text) && add_level(&md, text, 0, false, false) && check_definitions(&md);
	}
	if (open_node(&md, NODE_PARA) == NULL || !build_text(build, text, err)) {
		return false;
	}
	build_close(build);
	return true;
}
