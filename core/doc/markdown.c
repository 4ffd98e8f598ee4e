/*
 * Markdown by cmark-gfm, and what Sitrep adds to it: [@key] citations, [^key] and ^[…] notes, [words]{lang=fr}
 * spans. Those are taken out before cmark sees the text, each leaving a mark (STX, number, ETX) in its place, and
 * put back when the text around them is turned into nodes.
 */
#include "doc/markdown.h"

#define CMARK_NO_SHORT_NAMES    /* its NODE_TEXT is not ours */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"

enum { MARK_OPEN = '\x02', MARK_CLOSE = '\x03' };

enum piece_kind { PIECE_CITE, PIECE_NOTE_KEY, PIECE_NOTE, PIECE_LANG };

/* One construct taken out: its words, and where they stood. */
struct piece {
	enum piece_kind kind;
	const char *text;            /* keys, key, or Markdown */
	const char *lang;
	int line;                    /* in the text given, from 1 */
};

struct markdown {
	struct arena *arena;
	struct build *build;
	const struct markdown_notes *notes;
	struct piece *pieces;
	size_t piece_count, piece_cap;
	int base_level;              /* 0: inlines only */
	struct err *err;
};

static bool add_inlines(struct markdown *md, const char *text);

/* ---- taking out ---- */

static bool complain(struct markdown *md, int line, const char *what) {
	err_set(md->err, ERR_PLUGIN, "%s", what);
	if (md->err != NULL && md->err->at.line == 0) {
		md->err->at.line = line;
	}
	return false;
}

/* The ']' that closes the '[' at text[at]; 0 when there is none. Escapes and inner brackets are stepped over. */
static size_t closing_bracket(const char *text, size_t at) {
	int depth = 0;

	for (size_t i = at; text[i] != '\0'; i++) {
		if (text[i] == '\\' && text[i + 1] != '\0') {
			i++;
		} else if (text[i] == '[') {
			depth++;
		} else if (text[i] == ']' && --depth == 0) {
			return i;
		}
	}
	return 0;
}

static void put_mark(struct markdown *md, struct buf *out, enum piece_kind kind, const char *text, size_t n, const char *lang,
                     int line) {
	struct piece *piece = ARENA_PUSH(md->arena, md->pieces, md->piece_count, md->piece_cap);

	*piece = (struct piece){ .kind = kind, .text = arena_strndup(md->arena, text, n), .lang = lang, .line = line };
	buf_addf(out, "%c%zu%c", MARK_OPEN, md->piece_count - 1, MARK_CLOSE);
}

/* "{lang=fr}" at s: the tag in the arena and the length; 0 when it is something else. */
static size_t lang_attribute(struct markdown *md, const char *s, const char **lang) {
	static const char head[] = "{lang=";
	size_t n = 0;

	if (!str_prefix(s, head)) {
		return 0;
	}
	s += sizeof(head) - 1;
	while (isalnum((unsigned char)s[n]) || s[n] == '-') {
		n++;
	}
	if (n == 0 || s[n] != '}') {
		return 0;
	}
	*lang = arena_strndup(md->arena, s, n);
	return sizeof(head) - 1 + n + 1;
}

/* A code span at text[i]: copy it whole. Returns its length. */
static size_t skip_code(const char *text, struct buf *out) {
	size_t ticks = strspn(text, "`");
	const char *p = text + ticks;

	while ((p = strchr(p, '`')) != NULL) {
		size_t n = strspn(p, "`");
		if (n == ticks) {
			size_t len = (size_t)(p - text) + n;
			buf_add(out, text, len);
			return len;
		}
		p += n;
	}
	buf_add(out, text, ticks);
	return ticks;
}

/* The construct of ours that begins at text[i], if one does: its length; 0 for none. */
static size_t take_piece(struct markdown *md, const char *text, size_t i, int line, struct buf *out) {
	const char *lang = NULL;
	size_t end, more;

	if (text[i] == '^' && text[i + 1] == '[') {
		end = closing_bracket(text, i + 1);
		if (end == 0) {
			return 0;
		}
		put_mark(md, out, PIECE_NOTE, text + i + 2, end - i - 2, NULL, line);
		return end + 1 - i;
	}
	if (text[i] != '[' || (end = closing_bracket(text, i)) == 0) {
		return 0;
	}
	if (text[i + 1] == '@') {
		put_mark(md, out, PIECE_CITE, text + i + 1, end - i - 1, NULL, line);
		return end + 1 - i;
	}
	if (text[i + 1] == '^') {
		put_mark(md, out, PIECE_NOTE_KEY, text + i + 2, end - i - 2, NULL, line);
		return end + 1 - i;
	}
	more = lang_attribute(md, text + end + 1, &lang);
	if (more > 0) {
		put_mark(md, out, PIECE_LANG, text + i + 1, end - i - 1, lang, line);
		return end + 1 - i + more;
	}
	return 0;
}

static bool take_out(struct markdown *md, const char *text, struct buf *out) {
	int line = 1;

	for (size_t i = 0; text[i] != '\0';) {
		unsigned char c = (unsigned char)text[i];
		size_t taken;

		if (c == MARK_OPEN || c == MARK_CLOSE) {
			return complain(md, line, "the text holds a control character");
		}
		if (c == '\n') {
			line++;
		}
		if (c == '\\' && text[i + 1] != '\0') {
			buf_add(out, text + i, 2);
			i += 2;
		} else if (c == '`') {
			i += skip_code(text + i, out);
		} else if ((c == '[' || c == '^') && (taken = take_piece(md, text, i, line, out)) > 0) {
			i += taken;
		} else {
			buf_addc(out, (char)c);
			i++;
		}
	}
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
			return complain(md, piece->line, "a citation reads [@key] or [@key; @key]");
		}
		*ARENA_PUSH(md->arena, node->u.cite.keys, node->u.cite.key_count, cap) = arena_strndup(md->arena, s + 1, n - 1);
		s += n;
	}
	build_close(md->build);
	return true;
}

static bool add_note(struct markdown *md, const char *text) {
	if (open_node(md, NODE_NOTE) == NULL || open_node(md, NODE_PARA) == NULL || !add_inlines(md, text)) {
		return false;
	}
	build_close(md->build);
	build_close(md->build);
	return true;
}

static bool add_note_key(struct markdown *md, const struct piece *piece) {
	const char *text = md->notes != NULL && md->notes->find != NULL ? md->notes->find(md->notes->ctx, piece->text) : NULL;

	if (text == NULL) {
		complain(md, piece->line, "");
		err_set(md->err, ERR_PLUGIN, "note [^%s] has no text", piece->text);
		return err_hint(md->err, "call doc:note(\"%s\", text) before the text that has its mark", piece->text);
	}
	return add_note(md, text);
}

static bool add_piece(struct markdown *md, const struct piece *piece) {
	struct node *node;

	switch (piece->kind) {
	case PIECE_CITE:
		return add_cite(md, piece);
	case PIECE_NOTE_KEY:
		return add_note_key(md, piece);
	case PIECE_NOTE:
		return add_note(md, piece->text);
	case PIECE_LANG:
		node = open_node(md, NODE_SPAN);
		if (node == NULL) {
			return false;
		}
		node->lang = piece->lang;
		if (!add_inlines(md, piece->text)) {
			return false;
		}
		build_close(md->build);
		return true;
	}
	return false;
}

/* Text with marks in it: words and pieces in turn. */
static bool add_marked(struct markdown *md, const char *s) {
	while (*s != '\0') {
		size_t n = strcspn(s, "\x02");
		if (n > 0 && !build_text(md->build, arena_strndup(md->arena, s, n), md->err)) {
			return false;
		}
		s += n;
		if (*s == MARK_OPEN && s[1] == MARK_CLOSE) {
			s += 2;
		} else if (*s == MARK_OPEN) {
			char *end;
			size_t i = strtoul(s + 1, &end, 10);
			if (i >= md->piece_count || *end != MARK_CLOSE || !add_piece(md, &md->pieces[i])) {
				return false;
			}
			s = end + 1;
		}
	}
	return true;
}

/* ---- cmark's tree ---- */

static bool add_tree(struct markdown *md, cmark_node *first);

static bool add_link(struct markdown *md, cmark_node *link) {
	const char *url = cmark_node_get_url(link);
	struct node *node = open_node(md, url[0] == '#' ? NODE_REF : NODE_LINK);

	if (node == NULL) {
		return false;
	}
	if (url[0] != '#') {
		node->u.link.uri = arena_strdup(md->arena, url);
		if (!add_tree(md, cmark_node_first_child(link))) {
			return false;
		}
		build_close(md->build);
		return true;
	}
	struct buf text = BUF_INIT;
	for (cmark_node *c = cmark_node_first_child(link); c != NULL; c = cmark_node_next(c)) {
		buf_adds(&text, cmark_node_get_literal(c) != NULL ? cmark_node_get_literal(c) : "");
	}
	node->u.ref.target = arena_strdup(md->arena, url + 1);
	node->u.ref.text = text.len > 0 ? arena_strndup(md->arena, text.p, text.len) : NULL;
	buf_fini(&text);
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
	node->u.list.ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	node->u.list.start = node->u.list.ordered ? cmark_node_get_list_start(list) : 1;
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

static bool refuse(struct markdown *md, cmark_node *node, const char *what, const char *hint) {
	complain(md, cmark_node_get_start_line(node), what);
	return err_hint(md->err, "%s", hint);
}

static bool add_one(struct markdown *md, cmark_node *node) {
	cmark_node_type type = cmark_node_get_type(node);

	/* The extensions' types have no public names. */
	if (str_eq(cmark_node_get_type_string(node), "table")) {
		return add_table(md, node);
	}
	switch ((int)type) {
	case CMARK_NODE_TEXT:
		return add_marked(md, cmark_node_get_literal(node));
	case CMARK_NODE_SOFTBREAK:
		return build_text(md->build, " ", md->err);
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
		return refuse(md, node, "an image cannot stand in text", "figures are blocks of their own");
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		return refuse(md, node, "the text holds HTML", "write \\< for a '<' that is meant as such");
	case CMARK_NODE_CODE_BLOCK:
		return refuse(md, node, "the text holds a code block", "text indented by four spaces is one in Markdown");
	default:
		return refuse(md, node, "the text holds Markdown that briefings have no use for", cmark_node_get_type_string(node));
	}
}

static bool add_tree(struct markdown *md, cmark_node *first) {
	for (cmark_node *node = first; node != NULL; node = cmark_node_next(node)) {
		if (!add_one(md, node)) {
			if (md->err != NULL && md->err->at.line == 0) {
				md->err->at.line = cmark_node_get_start_line(node);
			}
			return false;
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
	return s[0] == '\0' || s[0] == ' ' || strchr("#+-=>0123456789", s[0]) != NULL;
}

static cmark_node *parse(const char *text, size_t len, bool with_tables) {
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);

	if (with_tables) {
		cmark_gfm_core_extensions_ensure_registered();
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	}
	cmark_parser_feed(parser, text, len);
	cmark_node *document = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	cmark_consolidate_text_nodes(document);
	return document;
}

/* Inlines: what would begin a block is shielded, so that "1994. A year" stays text. */
static bool add_inlines(struct markdown *md, const char *text) {
	if (is_plain(text)) {
		return *text == '\0' || build_text(md->build, text, md->err);
	}
	struct buf taken = BUF_INIT;
	cmark_node *document = NULL;
	bool ok = false;

	/* A mark that is nothing keeps the line from being read as a list, heading or quote. */
	if (begins_block(text)) {
		buf_addf(&taken, "%c%c", MARK_OPEN, MARK_CLOSE);
	}
	if (!take_out(md, text, &taken)) {
		goto out;
	}
	document = parse(taken.p, taken.len, false);
	cmark_node *para = cmark_node_first_child(document);
	if (para == NULL || cmark_node_get_type(para) != CMARK_NODE_PARAGRAPH || cmark_node_next(para) != NULL) {
		complain(md, 1, "only words may stand here, not paragraphs, lists or tables");
		goto out;
	}
	ok = add_tree(md, cmark_node_first_child(para));
out:
	if (document != NULL) {
		cmark_node_free(document);
	}
	buf_fini(&taken);
	return ok;
}

static bool add_blocks(struct markdown *md, const char *text) {
	struct buf taken = BUF_INIT;
	bool ok = false;

	if (is_plain(text) && !begins_block(text)) {
		ok = open_node(md, NODE_PARA) != NULL && build_text(md->build, text, md->err);
		if (ok) {
			build_close(md->build);
		}
		return ok;
	}
	if (take_out(md, text, &taken)) {
		cmark_node *document = parse(taken.p, taken.len, true);
		ok = add_tree(md, cmark_node_first_child(document));
		cmark_node_free(document);
	}
	buf_fini(&taken);
	return ok;
}

bool markdown_inlines(struct arena *arena, struct build *build, const char *text, const struct markdown_notes *notes,
                      struct err *err) {
	struct markdown md = { .arena = arena, .build = build, .notes = notes, .err = err };

	return add_inlines(&md, text);
}

bool markdown_blocks(struct arena *arena, struct build *build, const char *text, int base_level,
                     const struct markdown_notes *notes, struct err *err) {
	struct markdown md = { .arena = arena, .build = build, .notes = notes, .base_level = base_level, .err = err };

	return add_blocks(&md, text);
}
