/* bind_cell: a cell of doc:table: Markdown, a number, blocks, a small drawing. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_node.h"
#include "lua/bind_table.h"
#include "lua/message.h"
#include "lua/opts.h"
#include "lua/state.h"
#include "text/locale.h"

#define DECIMALS_MAX 9
#define SPARK_MAX    500
#define SPARK_SAID   24          /* values that a sparkline's alt text counts out; of more the ends */
#define YEARS_MAX    9999        /* whole numbers that may be years: not grouped unless asked for */

static struct arena *arena_of(const struct bind_table *t) {
	return state_arena(state_of(t->L));
}

void bind_cell_place(const struct bind_table *t, lua_Integer row, size_t column, char *out, size_t size) {
	if (column < t->count && t->about[column].title) {
		snprintf(out, size, "%s › %s %lld › column \"%s\"", t->where, t->rows, (long long)row, t->about[column].title);
	} else {
		snprintf(out, size, "%s › %s %lld › column %zu", t->where, t->rows, (long long)row, column + 1);
	}
}

/* ---- numbers ---- */

static const struct opt read_format_opts[] = {
	{ "decimals", OPT_INTEGER }, { "grouping", OPT_BOOLEAN }, { "sign", OPT_BOOLEAN },
	{ "unit", OPT_STRING }, { NULL, 0 }
};

bool bind_read_format(lua_State *L, int idx, const char *where, struct bind_format *format) {
	char here[220];
	*format = (struct bind_format){ .decimals = -1, .grouping = -1 };
	if (lua_getfield(L, idx, "format") == LUA_TNIL) {
		lua_pop(L, 1);
		return false;
	}
	int f = lua_gettop(L);
	snprintf(here, sizeof(here), "%s › format", where);
	opt_required(L, f, here, read_format_opts, false);
	lua_Integer decimals = opt_integer(L, f, "decimals", -1);
	if (decimals < -1 || decimals > DECIMALS_MAX) {
		opt_raise(L, here, NULL, "decimals is %lld; 0 to %d was expected", (long long)decimals, DECIMALS_MAX);
	}
	format->decimals = (int)decimals;
	format->unit = bind_unit(L, f, here, "unit");
	format->is_signed = opt_boolean(L, f, "sign", false);
	format->grouping = lua_getfield(L, f, "grouping") == LUA_TNIL ? -1 : lua_toboolean(L, -1);
	lua_settop(L, f - 1);
	return true;
}

/* Digits without what parts thousands, in the language's own point. */
static const char *ungrouped(struct bind_table *t, double n, int decimals) {
	const char *lang = state_lang(state_of(t->L));
	double whole = floor(n);
	char digits[330];
	snprintf(digits, sizeof(digits), "%.0f", whole);
	const char *rest = locale_number(arena_of(t), lang, n - whole, decimals);
	const char *ones = locale_number(arena_of(t), lang, 0, 0);
	if (str_prefix(rest, ones)) {
		return arena_printf(arena_of(t), "%s%s", digits, rest + strlen(ones));
	}
	/* The fraction was rounded up to one. */
	snprintf(digits, sizeof(digits), "%.0f", whole + 1);
	return arena_printf(arena_of(t), "%s%s", digits, rest + strcspn(rest, ".,"));
}

/* n by the rules of the language: "1,234.5", "−3 %". As Markdown. */
static const char *write_number(struct bind_table *t, double n, const struct bind_format *format, bool groups) {
	const char *lang = state_lang(state_of(t->L));
	const char *digits = groups ? locale_number(arena_of(t), lang, fabs(n), format->decimals) : ungrouped(t, fabs(n), format->decimals);
	const char *sign = str_is_zero(digits) ? "" : n < 0 ? "−" : format->is_signed ? "+" : "";
	if (!format->unit) {
		return arena_printf(arena_of(t), "%s%s", sign, digits);
	}
	struct buf unit = BUF_INIT;
	message_escape(format->unit, &unit);
	const char *all = arena_printf(arena_of(t), "%s%s%s", sign, digits, buf_str(&unit));
	buf_fini(&unit);
	return all;
}

static const char *number_text(struct bind_table *t, double n, size_t column, const struct bind_format *own, const char *where) {
	static const struct bind_format plain = { .decimals = -1, .grouping = -1 };
	const struct bind_column *about = &t->about[column];
	const struct bind_format *format = own ? own : about->has_format ? &about->format : &plain;
	bool is_told = own || about->has_format || t->columns[column].align == ALIGN_DECIMAL;
	bool is_year = !is_told && n == floor(n) && fabs(n) <= YEARS_MAX;
	if (!isfinite(n)) {
		opt_raise(t->L, where, "write \"–\" or \"n/a\" where there is no number", "the cell is no number that could be written");
	}
	return write_number(t, n, format, format->grouping >= 0 ? format->grouping > 0 : !is_year);
}

/* "-3" typed in a column of numbers has a minus. */
static const char *with_minus(struct bind_table *t, const char *text, size_t column) {
	enum node_align align = t->columns[column].align;
	bool is_number = text[0] == '-' && (text[1] == '.' || (text[1] >= '0' && text[1] <= '9'));
	return is_number && (align == ALIGN_DECIMAL || align == ALIGN_RIGHT) ? arena_printf(arena_of(t), "−%s", text + 1) : text;
}

/* ---- small drawings ---- */

static const char *say_values(struct bind_table *t, const struct node_mini *mini, size_t column) {
	const struct bind_format *format = t->about[column].has_format ? &t->about[column].format : &(struct bind_format){ .decimals = -1 };
	struct buf said = BUF_INIT;
	for (size_t i = 0; i < mini->n; i++) {
		if (mini->n > SPARK_SAID && i == SPARK_SAID / 2) {
			buf_adds(&said, "; …");
			i = mini->n - SPARK_SAID / 2;
		}
		buf_adds(&said, i > 0 ? "; " : "");
		buf_adds(&said, isnan(mini->values[i]) ? "–" : write_number(t, mini->values[i], format, true));
	}
	const char *all = arena_strdup(arena_of(t), buf_str(&said));
	buf_fini(&said);
	return all;
}

/* The values of a sparkline, the list on top of the stack; false stands where there is none. */
static void read_values(struct bind_table *t, const char *where, struct node_mini *mini) {
	lua_State *L = t->L;
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > SPARK_MAX) {
		opt_raise(L, where, NULL, "the sparkline has %lld values; 1 to %d can be drawn", (long long)n, SPARK_MAX);
	}
	state_charge(L, (size_t)n);
	mini->n = (size_t)n;
	mini->values = arena_alloc(arena_of(t), mini->n * sizeof(double));
	for (lua_Integer i = 1; i <= n; i++) {
		int type = lua_geti(L, -1, i);
		bool is_gap = type == LUA_TBOOLEAN && !lua_toboolean(L, -1);
		if (!is_gap && type != LUA_TNUMBER) {
			opt_raise(L, where, "false stands where there is no value", "value %lld of the sparkline is %s; a number was expected",
			          (long long)i, opt_given(L, -1));
		}
		double value = is_gap ? NAN : lua_tonumber(L, -1);
		mini->values[i - 1] = isinf(value) ? NAN : value;
		lua_pop(L, 1);
	}
}

static const struct node_mini *read_mini(struct bind_table *t, int cell, size_t column, bool has_words, const char *where) {
	lua_State *L = t->L;
	bool has_bar = lua_getfield(L, cell, "bar") != LUA_TNIL;
	bool has_spark = lua_getfield(L, cell, "sparkline") != LUA_TNIL;
	if (!has_bar && !has_spark) {
		lua_pop(L, 2);
		return NULL;
	}
	if (has_bar && has_spark) {
		opt_raise(L, where, NULL, "a cell has a bar or a sparkline, not both");
	}
	struct node_mini *mini = arena_alloc(arena_of(t), sizeof(*mini));
	const char *alt = opt_text(L, cell, where, "alt");
	mini->alt = alt == NULL || str_says_nothing(alt) ? NULL : alt;
	if (has_spark) {
		mini->kind = MINI_SPARKLINE;
		read_values(t, where, mini);
		mini->alt = mini->alt ? mini->alt : say_values(t, mini, column);
	} else {
		double share = lua_tonumber(L, -2);
		if (!(share >= 0 && share <= 1)) {
			opt_raise(L, where, "0.4 is a bar of 40 % of its length", "bar is %g; 0 to 1 was expected", share);
		}
		mini->kind = MINI_BAR;
		mini->n = 1;
		mini->values = arena_alloc(arena_of(t), sizeof(double));
		mini->values[0] = share;
		const struct bind_format percent = { .decimals = -1, .unit = bind_spaced(t->L, "%") };
		mini->alt = mini->alt || has_words ? mini->alt : write_number(t, round(share * 1000) / 10, &percent, true);
	}
	lua_pop(L, 2);
	return mini;
}

/* ---- the cell ---- */

/* What is read of a cell before its node is made. */
struct reading {
	const char *text, *blocks;   /* Markdown; one of them, or none beside a drawing. Of a cell that is words alone, Lua's own */
	const char *id, *note;
	int colspan, rowspan, align, valign, tone;
	bool is_header;
	const struct node_mini *mini;
	double value;
};

static int check_span(struct bind_table *t, int cell, const char *where, const char *name, lua_Integer max) {
	lua_Integer n = opt_integer(t->L, cell, name, 1);
	if (n < 1 || n > max) {
		opt_raise(t->L, where, NULL, "%s is %lld; 1 to %lld was expected", name, (long long)n, (long long)max);
	}
	return (int)n;
}

/* Words or a number, the value on top of the stack. */
static void read_words(struct bind_table *t, size_t column, const struct bind_format *format, const char *what, const char *where,
                       struct reading *r) {
	lua_State *L = t->L;
	if (lua_type(L, -1) == LUA_TNUMBER) {
		r->value = lua_tonumber(L, -1);
		r->text = number_text(t, r->value, column, format, where);
	} else {
		r->text = with_minus(t, opt_check_text(L, -1, where, what), column);
	}
}

static const struct opt options_opts[] = {
	{ "align", OPT_STRING, "\"left\"|\"right\"|\"center\"|\"decimal\"" }, { "alt", OPT_STRING }, { "bar", OPT_NUMBER }, { "blocks", OPT_STRING }, { "colspan", OPT_INTEGER },
	{ "format", OPT_TABLE, "doc.format" }, { "header", OPT_BOOLEAN }, { "id", OPT_STRING }, { "note", OPT_STRING }, { "rowspan", OPT_INTEGER },
	{ "sparkline", OPT_TABLE, "number[]" }, { "text", OPT_STRING }, { "tone", OPT_STRING, "\"good\"|\"bad\"|\"key\"|\"muted\"" }, { "valign", OPT_STRING, "\"top\"|\"middle\"|\"bottom\"" }, { "value", OPT_NUMBER },
	{ NULL, 0 },
};

static void read_options(struct bind_table *t, int cell, size_t column, const char *where, struct reading *r) {
	static const char *const aligns[] = { "left", "right", "center", "decimal", NULL };
	static const char *const valigns[] = { "top", "middle", "bottom", NULL };
	static const char *const tones[] = { "good", "bad", "key", "muted", NULL };
	lua_State *L = t->L;
	struct bind_format format;
	opt_check(L, cell, where, options_opts, false);
	bool has_format = bind_read_format(L, cell, where, &format);
	if (lua_getfield(L, cell, "text") != LUA_TNIL) {
		read_words(t, column, has_format ? &format : NULL, "text", where, r);
		r->text = arena_strdup(arena_of(t), r->text);        /* it may be nobody's once it is off the stack */
	}
	lua_pop(L, 1);
	r->blocks = opt_text(L, cell, where, "blocks");
	if (r->text && r->blocks) {
		opt_raise(L, where, NULL, "a cell has text or blocks, not both");
	}
	r->mini = read_mini(t, cell, column, r->text || r->blocks, where);
	if (!r->text && !r->blocks && !r->mini) {
		opt_raise(L, where, "write text =, blocks =, sparkline = or bar =", "the cell has no text");
	}
	r->id = opt_text(L, cell, where, "id");
	r->note = opt_text(L, cell, where, "note");
	r->colspan = check_span(t, cell, where, "colspan", (lua_Integer)(t->count - column));
	r->rowspan = check_span(t, cell, where, "rowspan", BIND_ROWS_MAX);
	r->align = opt_choice(L, cell, where, "align", aligns, -1);
	r->valign = opt_choice(L, cell, where, "valign", valigns, -1) + 1;
	r->tone = opt_choice(L, cell, where, "tone", tones, -1) + 1;
	r->is_header = opt_boolean(L, cell, "header", r->is_header);
	r->value = opt_number(L, cell, "value", r->value);
}

static void check_free(struct bind_table *t, size_t column, int colspan, const char *where) {
	for (size_t i = column; i < column + (size_t)colspan; i++) {
		if (t->left[i] > 0) {
			opt_raise(t->L, where, NULL, "its colspan of %d reaches over a cell that comes down from the row above", colspan);
		}
	}
}

size_t bind_cell(struct bind_table *t, lua_Integer row, size_t column, bool in_head) {
	lua_State *L = t->L;
	int cell = lua_gettop(L);
	struct reading r = { .colspan = 1, .rowspan = 1, .align = -1, .is_header = in_head || t->about[column].heads, .value = NAN };
	char where[200];
	bind_cell_place(t, row, column, where, sizeof(where));
	if (lua_istable(L, cell)) {
		read_options(t, cell, column, where, &r);
	} else {
		read_words(t, column, NULL, "the cell", where, &r);
	}
	check_free(t, column, r.colspan, where);
	struct node *node = bind_open(L, t->section, NODE_CELL, r.id, where);
	node->u.cell.colspan = r.colspan;
	node->u.cell.rowspan = r.rowspan;
	node->u.cell.align = r.align;
	node->u.cell.is_header = r.is_header;
	node->u.cell.valign = (unsigned char)r.valign;
	node->u.cell.tone = (unsigned char)r.tone;
	node->u.cell.mini = r.mini;
	node->u.cell.value = t->about[column].is_heat && isfinite(r.value) ? r.value : NAN;
	if (r.note) {
		const char *mark = arena_printf(arena_of(t), "[^%s]", r.note);
		*(r.blocks ? &r.blocks : &r.text) = arena_printf(arena_of(t), "%s%s", r.blocks ? r.blocks : r.text ? r.text : "", mark);
	}
	if (r.blocks) {
		bind_blocks(L, t->section, r.blocks, NULL, where);
	} else if (r.text) {
		bind_inlines(L, t->section, r.text, where);
	}
	build_close(t->section->build);
	for (int i = 0; i < r.colspan; i++) {
		t->left[column + (size_t)i] = r.rowspan;
	}
	return (size_t)r.colspan;
}

const struct lib_shape bind_cell_shapes[] = {
	{ "doc.cell", options_opts },
	{ "doc.format", read_format_opts },
	{ NULL }
};
