/* table_part: a table, or what of it stands on some of its columns, from its caption to its last rule; see table.h. */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/labels.h"
#include "layout/block.h"
#include "layout/box.h"
#include "layout/columns.h"
#include "layout/second.h"
#include "layout/table.h"

/* ---- widths ---- */

static size_t count_lines(const void *text, double width) {
	return inline_least_lines(text, width);
}

/* A part of the rows, evenly taken, by which the columns' widths are judged. */
static void sample_rows(struct table *t, struct columns *columns) {
	size_t step = t->row_count / COLUMNS_SAMPLE + 1;

	columns->samples = arena_alloc(t->setter->arena, (t->row_count / step + 1) * t->column_count * sizeof(*columns->samples));
	for (size_t r = 0; r < t->row_count; r += step) {
		struct column_cell *sample = &columns->samples[columns->sample_count++ * t->column_count];
		for (size_t i = 0; i < t->rows[r].cell_count; i++) {
			const struct cell *cell = &t->rows[r].cells[i];
			if (cell->columns == 1 && cell->para_count == 1 && cell->node->u.cell.mini == NULL) {
				sample[cell->column] = (struct column_cell){ cell->max, cell->paras[0].para };
			}
		}
	}
}

bool part_measure(struct table *t, bool *fits) {
	const struct template *template = t->setter->template;
	double gap = 2 * template->table.pad_x;
	struct columns columns = { .v = t->columns, .n = t->column_count, .lines = count_lines };

	t->edge = t->is_striped || t->has_tints || template->table.head_filled || template->table.column_rule > 0 ? template->table.pad_x : 0;
	if (!table_shape(t, &columns)) {
		return false;
	}
	sample_rows(t, &columns);
	*fits = columns_fit(&columns, t->room - 2 * t->edge - gap * (double)(t->column_count - 1), gap);
	double x = t->x + t->edge;
	for (size_t i = 0; i < t->column_count; i++) {
		t->slots[i].x = x;
		x += t->columns[i].width + gap;
	}
	t->width = x - gap + t->edge - t->x;
	return true;
}

/* ---- caption ---- */

static const char *replace(struct arena *arena, const char *text, const char *mark, size_t n) {
	const char *at = strstr(text, mark);

	return at == NULL ? text : arena_printf(arena, "%.*s%zu%s", (int)(at - text), text, n, at + strlen(mark));
}

static const char *part_in(const struct table *t, const char *lang) {
	const char *text = replace(t->setter->arena, label_text(lang, LABEL_PART_OF), "{part}", t->part);

	return replace(t->setter->arena, text, "{parts}", t->parts);
}

/* "part 2 of 3", of a bilingual edition in both languages. */
static const char *part_name(const struct table *t) {
	const struct doc *doc = t->setter->doc;

	if (t->node->lang != NULL) {
		return part_in(t, t->node->lang);
	}
	return label_join(t->setter->arena, part_in(t, doc->lang), doc->second != NULL ? part_in(t, doc->second->lang) : NULL);
}

static const char *part_label(const struct table *t) {
	const char *label = t->node->u.table.label;

	if (t->parts == 1 || label == NULL) {
		return t->parts == 1 ? label : arena_printf(t->setter->arena, "(%s)", part_name(t));
	}
	return arena_printf(t->setter->arena, "%s (%s)", label, part_name(t));
}

/* The caption of a later part: its notes and places stand in the first. */
static bool set_later_caption(struct table *t) {
	const struct template_style *style = &t->setter->template->styles[STYLE_CAPTION];
	const struct inline_opts opts = {
		.style = STYLE_CAPTION, .align = -1, .no_hyphens = true, .prefix = t->caption != NULL ? part_label(t) : NULL,
		.prefix_gap = style->size * 0.9,
	};
	const char *words = t->caption != NULL ? second_leading(t->setter, t->caption) : part_label(t);
	size_t first = t->list->n;

	struct inline_para *para = inline_text(t->setter, words, &opts);
	if (para == NULL || block_lines(t->setter, para, TAG_CAPTION, NULL, t->x, t->room, style->space_before, t->list) == SIZE_MAX) {
		return false;
	}
	for (size_t i = first + 1; i < t->list->n; i++) {
		t->list->v[i].break_cost = BREAK_NEVER;
	}
	t->list->v[first].break_cost = BREAK_FREE;
	t->list->pending_space = style->space_after;
	return true;
}

static bool add_caption(struct table *t) {
	if (t->part > 1 || (t->caption == NULL && t->parts > 1)) {
		return set_later_caption(t);
	}
	return t->caption == NULL || block_caption(t->setter, t->caption, part_label(t), t->x, t->room, t->list);
}

static bool set_caption(struct table *t) {
	size_t first = t->list->n;

	if (!add_caption(t)) {
		return false;
	}
	for (size_t i = first; i < t->list->n; i++) {
		struct piece *piece = &t->list->v[i];
		if (i == first) {
			piece->space = fmax(piece->space, t->setter->template->table.space_before);
			piece->node = t->part == 1 ? t->node : NULL;
		} else {
			piece->break_cost = BREAK_NEVER;
		}
		t->kept += (i > first ? piece->space : 0) + piece->height;
	}
	t->kept += t->list->n > first ? t->list->pending_space : 0;
	return true;
}

/* ---- the part ---- */

static double rows_height(const struct table *t) {
	double sum = 0;

	for (size_t r = 0; r < t->row_count; r++) {
		sum += t->rows[r].height;
	}
	return sum;
}

bool part_set(struct table *t) {
	struct arena *arena = t->setter->arena;

	t->number = ++t->setter->tables;
	if (!table_heights(t)) {
		return false;
	}
	t->height = rows_height(t);
	t->above = 0;
	table_name_heads(t);
	ops_tag_block(arena, &t->list->pending, TAG_TABLE, t->node);
	if (!set_caption(t) || !table_make_repeat(t) || !table_set_rows(t, TAG_THEAD, 0, t->head_count) ||
	    !table_set_rows(t, TAG_TBODY, t->head_count, t->foot_start) || !table_set_rows(t, TAG_TFOOT, t->foot_start, t->row_count)) {
		return false;
	}
	vlist_tag_end(arena, t->list);
	t->list->pending_space = t->setter->template->table.space_after;
	return true;
}
