/* bind_figure: the blocks that are drawn. */
#include <lauxlib.h>

#include "doc/build.h"
#include "doc/node.h"
#include "lua/bind.h"
#include "lua/bind_figure.h"
#include "lua/bind_node.h"
#include "lua/opts.h"

#define HEIGHT_MAX 2000

void bind_figure(lua_State *L, struct node_figure *figure, const char *where) {
	static const char *const data[] = { "none", "below", "annex", NULL };
	figure->alt = opt_plain(L, 2, where, "alt");
	figure->data = (enum figure_data)(opt_choice(L, 2, where, "data", data, -1) + 1);
	figure->title = opt_plain(L, 2, where, "title");
	figure->height_pt = opt_number(L, 2, "height", 0);
	if (!(figure->height_pt >= 0 && figure->height_pt <= HEIGHT_MAX)) {
		opt_raise(L, where, NULL, "height is %g; points up to %d were expected", figure->height_pt, HEIGHT_MAX);
	}
}

/* The text of an option as a line below the open figure. */
static void read_remark(lua_State *L, struct bind_section *section, const char *name, bool is_source, const char *where) {
	const char *text = opt_text(L, 2, where, name);
	if (text) {
		bind_open(L, section, NODE_REMARK, NULL, where)->u.remark.is_source = is_source;
		bind_inlines(L, section, text, where);
		build_close(section->build);
	}
}

void bind_figure_lines(lua_State *L, struct bind_section *section, const char *where) {
	bind_caption(L, section, 2, where);
	read_remark(L, section, "note", false, where);
	read_remark(L, section, "source", true, where);
}

const struct lib_fn bind_figure_fns[] = {
	{ "chart", bind_chart, "doc:chart { kind =, labels =, series =, horizontal =, show_values =, title =, caption =, alt =, source =, note =, data =, "
	  "height =, x =, x_title =, y_title =, unit =, prefix =, decimals =, min =, max =, scale =, x_unit =, x_prefix =, x_decimals =, x_min =, "
	  "x_max =, x_scale =, marks =, annotations =, multiples =, place =, landscape =, id = }",
	  "A chart; the engine draws it. kind, series and, but for a scatter chart, labels are required:\n"
	  "\n"
	  "- kind: \"bar\", \"stacked\", \"percent\" (with horizontal = true these three lie), \"line\", \"area\", \"slope\", \"dot\", \"scatter\", \"pie\", \"donut\" or \"sparkline\".\n"
	  "- labels: what stands along x; with x = \"date\" days in order of time: \"2024\", \"2024-Q3\", \"2024-06\" or \"2024-06-15\".\n"
	  "- series: { { name =, values = { … } }, … }, a number for each label, 0/0 where there is none; of a scatter chart { { name =, points = { { x, y, label =, size = }, … } }, … }. multiples = { { title =, series = }, … }, in place of series, draws small charts that share their axes.\n"
	  "- y_title, unit (set behind each number, with the space that the language wants), prefix (right before it), decimals, min, max, scale = \"linear\" (default) or \"log\" (powers of ten): the axis of values; x_title, x_unit, x_prefix, x_decimals, x_min, x_max, x_scale: the other.\n"
	  "- show_values = true writes each number at its mark.\n"
	  "- marks: { at =, label = } is a line across the plot, { from =, to =, label = } a band; with axis = \"x\" they stand at labels or days. annotations: { x =, y =, text = }, words at a point.\n"
	  "\n"
	  "    doc:chart { kind = \"line\", x = \"date\", labels = { \"2022\", \"2023\", \"2024\" }, unit = \"%\", caption = \"Growth\",\n"
	  "                series = { { name = \"Georgia\", values = { 11, 7.8, 9.4 } } }, marks = { { at = 5, label = \"Aim\" } } }",
	  "options: doc.chart" },
	{ NULL, NULL, NULL, NULL }
};
