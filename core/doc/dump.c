#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/str.h"
#include "doc/chart.h"
#include "doc/image.h"
#include "doc/map.h"
#include "doc/diagram.h"
#include "doc/node.h"
#include "doc/picture.h"
#include "doc/resolve.h"

static void put_if(struct json_out *out, const char *key, const char *value) {
	if (value != NULL) {
		json_put_str(out, key, value);
	}
}

static const char *const valigns[] = { "auto", "top", "middle", "bottom" };

static void dump_heat(const struct node_table *more, size_t columns, struct json_out *out) {
	json_key(out, "heat");
	json_begin(out, '[');
	for (size_t i = 0; i < columns; i++) {
		json_add_bool(out, more->heat[i]);
	}
	json_end(out, ']');
	json_put_num(out, "heat_low", more->heat_low);
	json_put_num(out, "heat_high", more->heat_high);
	json_put_bool(out, "heat_legend", more->heat_legend);
}

static void dump_table_more(const struct node_table *more, size_t columns, struct json_out *out) {
	static const char *const landscapes[] = { "no", "yes", "auto" };

	if (more->foot_rows > 0) {
		json_put_int(out, "foot_rows", more->foot_rows);
		json_put_bool(out, "foot_repeats", more->foot_repeats);
	}
	if (more->landscape != LANDSCAPE_NO) {
		json_put_str(out, "landscape", landscapes[more->landscape]);
	}
	if (more->zebra >= 0) {
		json_put_bool(out, "zebra", more->zebra > 0);
	}
	if (more->stub >= 0) {
		json_put_int(out, "stub", more->stub);
	}
	if (more->heat != NULL) {
		dump_heat(more, columns, out);
	}
}

static void dump_place(const struct node *node, struct json_out *out) {
	static const char *const places[] = { NULL, NULL, "top", "bottom", "page", "auto" };

	put_if(out, "place", places[node->place]);
	if (node->is_landscape) {
		json_put_bool(out, "landscape", true);
	}
}

static void dump_columns(const struct node *table, struct json_out *out) {
	static const char *const aligns[] = { "left", "right", "center", "decimal" };
	static const char *const units[] = { "auto", "share", "percent", "pt" };

	json_key(out, "columns");
	json_begin(out, '[');
	for (size_t i = 0; i < table->u.table.column_count; i++) {
		const struct node_column *c = &table->u.table.columns[i];
		json_begin(out, '[');
		json_add_str(out, aligns[c->align]);
		json_add_str(out, units[c->unit]);
		json_add_num(out, c->width);
		if (c->min > 0 || c->max > 0) {
			json_add_num(out, c->min);
			json_add_num(out, c->max);
		}
		if (c->nowrap) {
			json_add_str(out, "nowrap");
		}
		if (c->valign != VALIGN_AUTO) {
			json_add_str(out, valigns[c->valign]);
		}
		json_end(out, ']');
	}
	json_end(out, ']');
	json_put_int(out, "header_rows", (int64_t)table->u.table.header_rows);
	put_if(out, "label", table->u.table.label);
	if (table->u.table.more != NULL) {
		dump_table_more(table->u.table.more, table->u.table.column_count, out);
	}
}

static void dump_scale(const char *key, const struct chart_scale *scale, struct json_out *out) {
	if (scale->title == NULL && scale->prefix == NULL && scale->unit == NULL && !scale->has_decimals && !scale->has_min &&
	    !scale->has_max && !scale->is_log) {
		return;
	}
	json_key(out, key);
	json_begin(out, '{');
	put_if(out, "title", scale->title);
	put_if(out, "prefix", scale->prefix);
	put_if(out, "unit", scale->unit);
	if (scale->has_decimals) {
		json_put_int(out, "decimals", scale->decimals);
	}
	if (scale->has_min) {
		json_put_num(out, "min", scale->min);
	}
	if (scale->has_max) {
		json_put_num(out, "max", scale->max);
	}
	if (scale->is_log) {
		json_put_bool(out, "log", true);
	}
	json_end(out, '}');
}

static void dump_numbers(const char *key, const double *v, size_t n, struct json_out *out) {
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; v != NULL && i < n; i++) {
		json_add_num(out, v[i]);
	}
	json_end(out, ']');
}

static void dump_points(const struct chart_series *series, struct json_out *out) {
	json_begin(out, '{');
	json_put_str(out, "name", series->name);
	dump_numbers("x", series->x, series->point_count, out);
	dump_numbers("y", series->values, series->point_count, out);
	if (series->sizes != NULL) {
		dump_numbers("sizes", series->sizes, series->point_count, out);
	}
	if (series->names != NULL) {
		json_key(out, "names");
		json_begin(out, '[');
		for (size_t i = 0; i < series->point_count; i++) {
			json_add_str(out, series->names[i] != NULL ? series->names[i] : "");
		}
		json_end(out, ']');
	}
	json_end(out, '}');
}

static void dump_series(const struct node_chart *chart, const struct chart_series *v, size_t n, struct json_out *out) {
	json_key(out, "series");
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (chart->kind == CHART_SCATTER) {
			dump_points(&v[i], out);
			continue;
		}
		json_begin(out, '[');
		json_add_str(out, v[i].name);
		for (size_t j = 0; j < chart->label_count; j++) {
			json_add_num(out, v[i].values[j]);
		}
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void dump_panels(const struct node_chart *chart, struct json_out *out) {
	json_key(out, "panels");
	json_begin(out, '[');
	for (size_t i = 0; i < chart->panel_count; i++) {
		json_begin(out, '{');
		put_if(out, "title", chart->panels[i].title);
		dump_series(chart, chart->panels[i].series, chart->panels[i].series_count, out);
		json_end(out, '}');
	}
	json_end(out, ']');
}

/* Lines and bands across the plot, and words at its points. */
static void dump_marks(const struct node_chart *chart, struct json_out *out) {
	json_key(out, "marks");
	json_begin(out, '[');
	for (size_t i = 0; i < chart->mark_count; i++) {
		const struct chart_mark *mark = &chart->marks[i];
		json_begin(out, '{');
		json_put_str(out, "axis", mark->is_x ? "x" : "y");
		json_put_num(out, "from", mark->from);
		if (mark->is_band) {
			json_put_num(out, "to", mark->to);
		}
		put_if(out, "label", mark->label);
		json_end(out, '}');
	}
	for (size_t i = 0; i < chart->note_count; i++) {
		json_begin(out, '{');
		json_put_num(out, "x", chart->notes[i].x);
		json_put_num(out, "y", chart->notes[i].y);
		json_put_str(out, "text", chart->notes[i].text);
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void dump_widths(const struct node *columns, struct json_out *out) {
	static const char *const units[] = { "auto", "share", "percent", "pt" };
	size_t n = 0;

	for (const struct node *c = columns->first; c != NULL; c = c->next) {
		n++;
	}
	json_key(out, "widths");
	json_begin(out, '[');
	for (size_t i = 0; columns->u.columns.widths != NULL && i < n; i++) {
		json_begin(out, '[');
		json_add_str(out, units[columns->u.columns.widths[i].unit]);
		json_add_num(out, columns->u.columns.widths[i].width);
		json_end(out, ']');
	}
	json_end(out, ']');
	json_key(out, "gap");
	json_add_num(out, columns->u.columns.gap_pt);
}

static void dump_categories(const struct diagram_category *categories, size_t n, struct json_out *out) {
	json_key(out, "categories");
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_add_str(out, categories[i].title);
	}
	json_end(out, ']');
}

static void dump_figure(const struct node_figure *figure, struct json_out *out) {
	put_if(out, "label", figure->label);
	put_if(out, "alt", figure->alt);
	put_if(out, "alt_second", figure->alt_second);
	put_if(out, "title", figure->title);
}

static void dump_span(const struct diagram_span *span, struct json_out *out) {
	json_begin(out, '{');
	put_if(out, span->is_moment ? "at" : "from", span->from_date);
	put_if(out, "to", span->to_date);
	json_put_int(out, "category", (int64_t)span->category);
	put_if(out, "label", span->label);
	json_end(out, '}');
}

static void dump_gantt(const struct node *node, struct json_out *out) {
	const struct node_gantt *gantt = node->u.gantt;
	dump_figure(&gantt->base, out);
	dump_categories(gantt->categories, gantt->category_count, out);
	json_key(out, "rows");
	json_begin(out, '[');
	for (size_t r = 0; r < gantt->row_count; r++) {
		json_begin(out, '{');
		json_put_str(out, "title", gantt->rows[r].title);
		put_if(out, "group", gantt->rows[r].group);
		json_key(out, "spans");
		json_begin(out, '[');
		for (size_t i = 0; i < gantt->rows[r].span_count; i++) {
			dump_span(&gantt->rows[r].spans[i], out);
		}
		json_end(out, ']');
		json_end(out, '}');
	}
	json_end(out, ']');
}

static void dump_timeline(const struct node *node, struct json_out *out) {
	const struct node_timeline *timeline = node->u.timeline;
	dump_figure(&timeline->base, out);
	dump_categories(timeline->categories, timeline->category_count, out);
	json_key(out, "events");
	json_begin(out, '[');
	for (size_t i = 0; i < timeline->event_count; i++) {
		json_begin(out, '[');
		json_add_str(out, timeline->events[i].date);
		json_add_str(out, timeline->events[i].text);
		json_add_num(out, (double)timeline->events[i].category);
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void dump_matrix(const struct node *node, struct json_out *out) {
	const struct node_matrix *matrix = node->u.matrix;
	put_if(out, "label", matrix->label);
	dump_categories(matrix->marks, matrix->mark_count, out);
	json_key(out, "columns");
	json_begin(out, '[');
	for (size_t c = 0; c < matrix->column_count; c++) {
		json_add_str(out, matrix->columns[c]);
	}
	json_end(out, ']');
	json_key(out, "rows");
	json_begin(out, '[');
	for (size_t r = 0; r < matrix->row_count; r++) {
		json_begin(out, '[');
		json_add_str(out, matrix->rows[r].name);
		for (size_t c = 0; c < matrix->column_count; c++) {
			json_add_num(out, matrix->rows[r].cells[c]);
		}
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void dump_chart(const struct node *node, struct json_out *out) {
	const struct node_chart *chart = node->u.chart;
	json_put_str(out, "chart", chart_kind_names[chart->kind]);
	dump_figure(&chart->base, out);
	if (chart->is_horizontal) {
		json_put_bool(out, "horizontal", true);
	}
	if (chart->show_values) {
		json_put_bool(out, "values", true);
	}
	dump_scale("x", &chart->x, out);
	dump_scale("y", &chart->y, out);
	json_key(out, "labels");
	json_begin(out, '[');
	for (size_t i = 0; i < chart->label_count; i++) {
		json_add_str(out, chart->labels[i]);
	}
	json_end(out, ']');
	if (chart->times != NULL) {
		dump_numbers("days", chart->times, chart->label_count, out);
	}
	if (chart->panel_count > 0) {
		dump_panels(chart, out);
	} else {
		dump_series(chart, chart->series, chart->series_count, out);
	}
	if (chart->mark_count + chart->note_count > 0) {
		dump_marks(chart, out);
	}
}

static void dump_picture(const struct node *node, struct json_out *out) {
	const struct node_picture *picture = node->u.picture;
	static const char *const units[] = { NULL, NULL, "percent", "pt" }, *const aligns[] = { "justify", "left", "right", "center" };

	json_put_str(out, "image", picture->image->name);
	put_if(out, "label", picture->base.label);
	put_if(out, "alt", picture->base.alt);
	put_if(out, "alt_second", picture->base.alt_second);
	if (picture->base.is_decorative) {
		json_put_bool(out, "decorative", true);
	}
	if (picture->unit != WIDTH_AUTO) {
		json_put_num(out, units[picture->unit], picture->width);
	}
	if (picture->base.height_pt > 0) {
		json_put_num(out, "height", picture->base.height_pt);
	}
	if (picture->align >= 0) {
		json_put_str(out, "align", aligns[picture->align]);
	}
}

static void dump_codes(const char *key, const char **codes, size_t n, struct json_out *out) {
	if (n == 0) {
		return;
	}
	json_key(out, key);
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_add_str(out, codes[i]);
	}
	json_end(out, ']');
}

static void dump_countries(const struct node_map *map, struct json_out *out) {
	json_key(out, "values");
	json_begin(out, '[');
	for (size_t i = 0; i < map->value_count; i++) {
		json_begin(out, '[');
		json_add_str(out, map->values[i].code);
		if (map->category_count > 0) {
			json_add_str(out, map->categories[map->values[i].category].key);
		} else {
			json_add_num(out, map->values[i].number);
		}
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void dump_places(const struct node_map *map, struct json_out *out) {
	static const char *const marks[] = { "dot", "square", "triangle", "diamond", "ring" };

	json_key(out, "points");
	json_begin(out, '[');
	for (size_t i = 0; i < map->point_count; i++) {
		const struct map_point *p = &map->points[i];
		json_begin(out, '[');
		json_add_num(out, p->lon);
		json_add_num(out, p->lat);
		json_add_str(out, p->label != NULL ? p->label : "");
		json_add_str(out, marks[p->mark]);
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void dump_map(const struct node *node, struct json_out *out) {
	const struct node_map *map = node->u.map;
	static const char *const projections[] = { "auto", "equal-earth", "azimuthal", "albers", "conformal" };
	static const char *const labels[] = { "none", "codes", "names", "values" };
	const double box[] = { map->west, map->south, map->east, map->north };

	put_if(out, "area", map->area);
	json_key(out, "box");
	json_begin(out, '[');
	for (int i = 0; i < 4; i++) {
		json_add_num(out, box[i]);
	}
	json_end(out, ']');
	json_put_str(out, "projection", projections[map->projection]);
	dump_figure(&map->base, out);
	put_if(out, "value_title", map->value_title);
	json_key(out, "categories");
	json_begin(out, '[');
	for (size_t i = 0; i < map->category_count; i++) {
		json_add_str(out, map->categories[i].title);
	}
	json_end(out, ']');
	dump_countries(map, out);
	dump_places(map, out);
	json_put_str(out, "labels", labels[map->labels]);
	dump_codes("labelled", map->labelled, map->labelled_count, out);
	dump_codes("focus", map->focus, map->focus_count, out);
}

static void dump_cite(const struct node *node, struct json_out *out) {
	put_if(out, "text", node->u.cite.text);
	json_key(out, "keys");
	json_begin(out, '[');
	for (size_t i = 0; i < node->u.cite.key_count; i++) {
		json_add_str(out, node->u.cite.keys[i]);
	}
	json_end(out, ']');
}

static void dump_mini(const struct node_mini *mini, struct json_out *out) {
	json_key(out, mini->kind == MINI_BAR ? "bar" : "sparkline");
	json_begin(out, '[');
	for (size_t i = 0; i < mini->n; i++) {
		json_add_num(out, mini->values[i]);
	}
	json_end(out, ']');
	put_if(out, "alt", mini->alt);
	put_if(out, "alt_second", mini->alt_second);
}

static void dump_cell(const struct node *node, struct json_out *out) {
	static const char *const tones[] = { "none", "good", "bad", "key", "muted" };

	if (node->u.cell.colspan != 1) {
		json_put_int(out, "colspan", node->u.cell.colspan);
	}
	if (node->u.cell.rowspan != 1) {
		json_put_int(out, "rowspan", node->u.cell.rowspan);
	}
	if (node->u.cell.is_header) {
		json_put_bool(out, "header", true);
	}
	if (node->u.cell.align >= 0) {
		json_put_int(out, "align", node->u.cell.align);
	}
	if (node->u.cell.valign != VALIGN_AUTO) {
		json_put_str(out, "valign", valigns[node->u.cell.valign]);
	}
	if (node->u.cell.tone != TONE_NONE) {
		json_put_str(out, "tone", tones[node->u.cell.tone]);
	}
	if (!isnan(node->u.cell.value)) {
		json_put_num(out, "value", node->u.cell.value);
	}
	if (node->u.cell.mini != NULL) {
		dump_mini(node->u.cell.mini, out);
	}
}

static void dump_row(const struct node *node, struct json_out *out) {
	if (node->u.row.is_header) {
		json_put_bool(out, "header", true);
	}
	if (node->u.row.is_group) {
		json_put_bool(out, "group", true);
	}
	if (node->u.row.is_total) {
		json_put_bool(out, "total", true);
	}
	if (node->u.row.level > 1) {
		json_put_int(out, "level", node->u.row.level);
	}
}

static void dump_list(const struct node *node, struct json_out *out) {
	static const char *const styles[] = { "bullet", "decimal", "alpha", "upper-alpha", "roman", "upper-roman", "check", "terms" };
	static const char *const places[] = { NULL, "hung", "run-in" };

	if (node->u.list.style != LIST_BULLET) {
		json_put_str(out, "style", styles[node->u.list.style]);
	}
	if (node_is_counted(node)) {
		json_put_int(out, "start", node->u.list.start);
	}
	if (node->u.list.is_loose) {
		json_put_bool(out, "loose", true);
	}
	put_if(out, "place", places[node->u.list.place]);
}

static void dump_index(const struct node *node, struct json_out *out) {
	put_if(out, "index", node->u.index->kind);
	json_key(out, "entries");
	json_begin(out, '[');
	for (size_t i = 0; i < node->u.index->entry_count; i++) {
		const struct index_entry *entry = &node->u.index->entries[i];
		json_begin(out, '[');
		json_add_str(out, entry->term);
		for (size_t k = 0; k < entry->place_count; k++) {
			json_add_str(out, entry->places[k]->id);
		}
		json_end(out, ']');
	}
	json_end(out, ']');
}

static void put_columns(const struct node *node, struct json_out *out) {
	dump_widths(node, out);
	if (node->u.columns.is_pair) {
		json_put_bool(out, "pair", true);
	}
	if (node->u.columns.is_led) {
		json_put_bool(out, "led", true);
	}
}

static void put_section(const struct node *node, struct json_out *out) {
	put_if(out, "plugin", node->u.section.name);
	if (node->u.section.is_gap) {
		json_put_bool(out, "gap", true);
	}
}

static void put_heading(const struct node *node, struct json_out *out) {
	json_put_int(out, "level", node->u.heading.level);
	put_if(out, "number", node->u.heading.number);
	put_if(out, "label", node->u.heading.label);
}

static void put_para(const struct node *node, struct json_out *out) {
	if (node->u.para.number > 0) {
		json_put_int(out, "number", node->u.para.number);
	}
}

static void put_span(const struct node *node, struct json_out *out) {
	if (node->u.span.small_caps) {
		json_put_bool(out, "small_caps", true);
	}
	if (node->u.span.superior) {
		json_put_bool(out, "superior", true);
	}
	if (node->u.span.is_second) {
		json_put_bool(out, "second", true);
	}
}

static void put_runin(const struct node *node, struct json_out *out) {
	json_put_int(out, "level", node->u.runin.level);
}

static void put_pull(const struct node *node, struct json_out *out) {
	if (node->u.pull.is_repeat) {
		json_put_bool(out, "repeat", true);
	}
}

static void put_item(const struct node *node, struct json_out *out) {
	if (node->u.item.is_done) {
		json_put_bool(out, "done", true);
	}
}

static void put_facts(const struct node *node, struct json_out *out) {
	put_if(out, "title", node->u.facts.title);
	if (node->u.facts.columns > 0) {
		json_put_int(out, "columns", node->u.facts.columns);
	}
	if (node->u.facts.is_strip) {
		json_put_bool(out, "strip", true);
	}
}

static void put_fact(const struct node *node, struct json_out *out) {
	if (node->u.fact.state != STATE_NONE) {
		json_put_str(out, "state", node->u.fact.state == STATE_GOOD ? "good" : node->u.fact.state == STATE_BAD ? "bad" : "caution");
	}
}

static void put_endnotes(const struct node *node, struct json_out *out) {
	json_put_int(out, "from", (int64_t)node->u.endnotes.from);
	json_put_int(out, "to", (int64_t)node->u.endnotes.to);
}

static void put_listof(const struct node *node, struct json_out *out) {
	json_put_str(out, "of", node->u.listof.of_figures ? "figures" : "tables");
	put_if(out, "title", node->u.listof.title);
}

static void put_entry(const struct node *node, struct json_out *out) {
	put_if(out, "key", node->u.entry.key);
	put_if(out, "index", node->u.entry.kind);
}

static void put_event(const struct node *node, struct json_out *out) {
	json_put_str(out, "date", node->u.event.date);
	if (node->u.event.is_key) {
		json_put_bool(out, "key", true);
	}
}

static void put_callout(const struct node *node, struct json_out *out) {
	put_if(out, "tone", node->u.callout.tone);
	put_if(out, "title", node->u.callout.title);
}

static void put_balance(const struct node *node, struct json_out *out) {
	json_put_int(out, "columns", node->u.balance.count);
	json_key(out, "gap");
	json_add_num(out, node->u.balance.gap_pt);
}

static void put_contents(const struct node *node, struct json_out *out) {
	json_put_int(out, "depth", node->u.contents.depth);
	put_if(out, "title", node->u.contents.title);
}

static void put_sources(const struct node *node, struct json_out *out) {
	put_if(out, "title", node->u.sources.title);
	if (node->u.sources.is_short) {
		json_put_bool(out, "short", true);
	}
}

static void put_text(const struct node *node, struct json_out *out) {
	json_put_str(out, "text", node->u.text.text);
}

static void put_link(const struct node *node, struct json_out *out) {
	json_put_str(out, "uri", node->u.link.uri);
}

static void put_ref(const struct node *node, struct json_out *out) {
	json_put_str(out, "target", node->u.ref.target);
	put_if(out, "text", node->u.ref.text);
	if (node->u.ref.page != REF_NAME) {
		json_put_bool(out, "page", true);
	}
}

static void put_remark(const struct node *node, struct json_out *out) {
	put_if(out, "mark", node->u.remark.mark);
	if (node->u.remark.is_source) {
		json_put_bool(out, "source", true);
	}
}

static void put_mark(const struct node *node, struct json_out *out) {
	json_put_str(out, "mark", node->u.mark.mark);
}

static void put_note(const struct node *node, struct json_out *out) {
	json_put_int(out, "number", node->u.note.number);
}

/* What a kind has of its own; of what is not here there is nothing to tell. */
static void (*const own[NODE_KINDS])(const struct node *node, struct json_out *out) = {
	[NODE_SECTION] = put_section, [NODE_HEADING] = put_heading, [NODE_PARA] = put_para, [NODE_SPAN] = put_span,
	[NODE_RUNIN] = put_runin, [NODE_PULL] = put_pull, [NODE_LIST] = dump_list, [NODE_ITEM] = put_item,
	[NODE_FACTS] = put_facts, [NODE_FACT] = put_fact, [NODE_ENDNOTES] = put_endnotes, [NODE_LISTOF] = put_listof,
	[NODE_INDEX] = dump_index, [NODE_ENTRY] = put_entry, [NODE_TABLE] = dump_columns, [NODE_ROW] = dump_row,
	[NODE_CELL] = dump_cell, [NODE_CHART] = dump_chart, [NODE_PICTURE] = dump_picture, [NODE_MAP] = dump_map,
	[NODE_GANTT] = dump_gantt, [NODE_TIMELINE] = dump_timeline, [NODE_MATRIX] = dump_matrix,
	[NODE_EVENT] = put_event, [NODE_CALLOUT] = put_callout, [NODE_COLUMNS] = put_columns,
	[NODE_BALANCE] = put_balance, [NODE_CONTENTS] = put_contents, [NODE_SOURCES] = put_sources,
	[NODE_TEXT] = put_text, [NODE_CODE] = put_text, [NODE_LINK] = put_link, [NODE_REF] = put_ref,
	[NODE_CITE] = dump_cite, [NODE_REMARK] = put_remark, [NODE_MARK] = put_mark, [NODE_NOTE] = put_note,
};

/* A plain text as itself, anything else as an object, one block a line. */
static void dump_node(const struct node *node, int depth, struct json_out *out) {
	if (node->kind == NODE_TEXT && node->id == NULL && node->lang == NULL) {
		json_add_str(out, node->u.text.text);
		return;
	}
	if (!node_is_inline(node->kind) && depth > 0) {
		buf_addc(out->buf, '\n');
		for (int i = 0; i < depth; i++) {
			buf_addc(out->buf, ' ');
		}
	}
	json_begin(out, '{');
	json_put_str(out, "kind", node_kind_name(node->kind));
	put_if(out, "id", node->id);
	put_if(out, "lang", node->lang);
	dump_place(node, out);
	if (own[node->kind] != NULL) {
		own[node->kind](node, out);
	}
	if (node->first != NULL) {
		json_key(out, "in");
		json_begin(out, '[');
		for (const struct node *c = node->first; c != NULL; c = c->next) {
			dump_node(c, depth + 1, out);
		}
		json_end(out, ']');
	}
	json_end(out, '}');
}

static void dump_sources(const struct doc *doc, struct json_out *out) {
	json_key(out, "sources");
	json_begin(out, '[');
	for (size_t i = 0; i < doc->source_count; i++) {
		const struct doc_source *s = &doc->sources[i];
		buf_addc(out->buf, '\n');
		json_begin(out, '{');
		json_put_int(out, "number", s->number);
		json_put_str(out, "key", s->key);
		put_if(out, "title", s->title);
		put_if(out, "note", s->note);
		put_if(out, "publisher", s->publisher);
		put_if(out, "date", s->date);
		put_if(out, "url", s->url);
		json_end(out, '}');
	}
	json_end(out, ']');
}

void doc_dump(const struct doc *doc, struct buf *buf) {
	struct json_out out = JSON_OUT(buf, 0);

	json_begin(&out, '{');
	json_put_str(&out, "title", doc->title);
	put_if(&out, "subtitle", doc->subtitle);
	put_if(&out, "report", doc->report);
	json_put_str(&out, "lang", doc->lang);
	put_if(&out, "as_of", doc->as_of);
	if (doc->second != NULL) {
		json_put_str(&out, "second_title", doc->second->title);
		json_put_str(&out, "second_lang", doc->second->lang);
	}
	dump_sources(doc, &out);
	json_key(&out, "root");
	dump_node(doc->root, 1, &out);
	json_end(&out, '}');
	buf_addc(buf, '\n');
}
