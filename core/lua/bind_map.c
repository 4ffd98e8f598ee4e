/* bind_map: what authors say of a map: an area, values of countries, points. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/area.h"
#include "doc/build.h"
#include "doc/map.h"
#include "doc/node.h"
#include "doc/world.h"
#include "lua/bind.h"
#include "lua/bind_figure.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/state.h"

enum { CATEGORIES_MAX = 12, COUNTRIES_MAX = 300, POINTS_MAX = 500, BREAKS_MAX = 8 };

/* The map that is read, and the options it is read from, at 2. */
struct reading {
	lua_State *L;
	const char *where;
	struct node_map *map;
};

static struct arena *arena_of(const struct reading *r) {
	return state_arena(state_of(r->L));
}

/* ---- countries ---- */

/* The country's code on top of the stack, as the world has it; what names it in messages. */
static const char *check_code(struct reading *r, const char *what) {
	int members[WORLD_MEMBERS_MAX];
	const char *code = opt_check_text(r->L, -1, r->where, what);
	size_t n = world_members(code, members);

	if (n == 0) {
		opt_raise(r->L, r->where, "countries are named by ISO 3166-1 codes of three letters: UKR, GEO; Kosovo is XKX",
		          "%s: no country has the code \"%.20s\"", what, code);
	}
	return n == 1 ? world_code(members[0]) : arena_strdup(arena_of(r), code);
}

/* The list of codes in option name; NULL where it is not given. */
static const char **read_codes(struct reading *r, const char *name, size_t *n) {
	lua_State *L = r->L;

	*n = 0;
	if (lua_getfield(L, 2, name) == LUA_TNIL) {
		lua_pop(L, 1);
		return NULL;
	}
	lua_Integer count = luaL_len(L, -1);
	if (count < 1 || count > COUNTRIES_MAX) {
		opt_raise(L, r->where, NULL, "%s lists %lld countries; 1 to %d can be drawn", name, (long long)count, COUNTRIES_MAX);
	}
	const char **codes = arena_alloc(arena_of(r), (size_t)count * sizeof(*codes));
	for (lua_Integer i = 1; i <= count; i++) {
		char what[40];
		snprintf(what, sizeof(what), "%s, number %lld", name, (long long)i);
		lua_geti(L, -1, i);
		codes[(*n)++] = check_code(r, what);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return codes;
}

/* ---- what part of the earth ---- */

static void read_area(struct reading *r) {
	const char *key = opt_text(r->L, 2, r->where, "area");
	const struct area *area = area_lookup(key);

	if (area == NULL) {
		char list[400] = "areas are ";
		size_t len = strlen(list);
		for (const char *const *k = area_keys(); *k != NULL && len < sizeof(list); k++) {
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", *k, k[1] != NULL ? ", " : "");
		}
		const char *near = err_nearest(key, area_keys());
		if (near != NULL) {
			snprintf(list, sizeof(list), "did you mean \"%s\"?", near);
		}
		opt_raise(r->L, r->where, list, "there is no area \"%.40s\"", key);
	}
	r->map->area = area->key;
	r->map->is_world = area->is_world;
	r->map->west = area->box.west;
	r->map->south = area->box.south;
	r->map->east = area->box.east;
	r->map->north = area->box.north;
}

static double read_edge(struct reading *r, const char *name, double low, double high) {
	lua_getfield(r->L, -1, name);
	double v = lua_tonumber(r->L, -1);
	if (lua_type(r->L, -1) != LUA_TNUMBER || !(v >= low && v <= high)) {
		opt_raise(r->L, r->where, "bbox = { w = 24, s = 38, e = 48, n = 52 }: degrees, east and north positive",
		          "bbox.%s is %s; degrees from %g to %g were expected", name, opt_given(r->L, -1), low, high);
	}
	lua_pop(r->L, 1);
	return v;
}

static const struct opt box_opts[] = { { "e", OPT_NUMBER, "!number" }, { "n", OPT_NUMBER, "!number" }, { "s", OPT_NUMBER, "!number" }, { "w", OPT_NUMBER, "!number" }, { NULL, 0 } };

static void read_box(struct reading *r) {
	struct node_map *m = r->map;

	lua_getfield(r->L, 2, "bbox");
	opt_required(r->L, lua_gettop(r->L), r->where, box_opts, false);
	m->west = read_edge(r, "w", -180, 360);
	m->east = read_edge(r, "e", -180, 360);
	m->south = read_edge(r, "s", -90, 90);
	m->north = read_edge(r, "n", -90, 90);
	lua_pop(r->L, 1);
	if (m->east <= m->west) {
		m->east += 360;              /* over the date line */
	}
	if (m->north - m->south < 0.5 || m->east - m->west < 0.5 || m->east - m->west > 360) {
		opt_raise(r->L, r->where, "the smallest part is half a degree high and wide, the largest goes once round the earth",
		          "bbox is %g degrees wide and %g high", m->east - m->west, m->north - m->south);
	}
}

/* The part that the countries in focus take. */
static void frame_countries(struct reading *r) {
	int countries[COUNTRIES_MAX + WORLD_MEMBERS_MAX];
	struct world_box box;
	size_t n = 0;

	for (size_t i = 0; i < r->map->focus_count && n < COUNTRIES_MAX; i++) {
		n += world_members(r->map->focus[i], countries + n);
	}
	if (!area_of_countries(countries, n, &box)) {
		opt_raise(r->L, r->where, "area = \"world\"", "the countries lie more than half round the earth");
	}
	r->map->west = box.west;
	r->map->south = box.south;
	r->map->east = box.east;
	r->map->north = box.north;
}

static bool has(struct reading *r, const char *name) {
	bool given = lua_getfield(r->L, 2, name) != LUA_TNIL;

	lua_pop(r->L, 1);
	return given;
}

static void read_extent(struct reading *r) {
	int given = has(r, "area") + has(r, "bbox") + has(r, "countries") + has(r, "country");

	if (given != 1) {
		opt_raise(r->L, r->where, "area = \"europe\", bbox = { w =, s =, e =, n = }, country = \"GEO\" or countries = { \"GEO\", \"ARM\" }",
		          given == 0 ? "what part of the earth it shows is missing" : "only one of area, bbox, country and countries can be given");
	}
	if (has(r, "country")) {
		lua_getfield(r->L, 2, "country");
		r->map->focus = arena_alloc(arena_of(r), sizeof(*r->map->focus));
		r->map->focus[0] = check_code(r, "country");
		r->map->focus_count = 1;
		lua_pop(r->L, 1);
	} else if (has(r, "countries")) {
		r->map->focus = read_codes(r, "countries", &r->map->focus_count);
	}
	if (has(r, "area")) {
		read_area(r);
	} else if (has(r, "bbox")) {
		read_box(r);
	} else {
		frame_countries(r);
	}
	if (has(r, "focus")) {
		r->map->focus = read_codes(r, "focus", &r->map->focus_count);
	}
}

/* ---- values ---- */

static bool parse_color(const char *s, struct map_category *category) {
	unsigned v = 0;

	if (s[0] != '#' || strlen(s) != 7 || s[1 + strspn(s + 1, "0123456789abcdefABCDEF")] != '\0') {
		return false;
	}
	v = (unsigned)strtoul(s + 1, NULL, 16);
	category->has_color = true;
	category->red = (v >> 16) / 255.0;
	category->green = (v >> 8 & 255) / 255.0;
	category->blue = (v & 255) / 255.0;
	return true;
}

static const struct opt category_opts[] = { { "colour", OPT_STRING }, { "key", OPT_STRING, "!string" }, { "title", OPT_STRING, "!string" }, { NULL, 0 } };

/* The category on top of the stack. */
static void read_category(struct reading *r, struct map_category *category, const char *where) {
	int idx = lua_gettop(r->L);

	opt_required(r->L, idx, where, category_opts, false);
	category->key = opt_text(r->L, idx, where, "key");
	category->title = opt_plain(r->L, idx, where, "title");
	if (category->key == NULL || category->title == NULL) {
		opt_raise(r->L, where, "{ key = \"ally\", title = \"Ally\" }", "%s is missing", category->key == NULL ? "key" : "title");
	}
	const char *color = opt_text(r->L, idx, where, "colour");
	if (color != NULL && !parse_color(color, category)) {
		opt_raise(r->L, where, NULL, "colour is \"%.20s\"; a string like \"#17365d\" was expected", color);
	}
}

static void read_categories(struct reading *r) {
	lua_State *L = r->L;
	struct node_map *m = r->map;

	if (lua_getfield(L, 2, "categories") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > CATEGORIES_MAX) {
		opt_raise(L, r->where, NULL, "it has %lld categories; 1 to %d can be told apart", (long long)n, CATEGORIES_MAX);
	}
	m->categories = arena_alloc(arena_of(r), (size_t)n * sizeof(*m->categories));
	for (lua_Integer i = 1; i <= n; i++) {
		char here[80];
		snprintf(here, sizeof(here), "%s › category %lld", r->where, (long long)i);
		lua_geti(L, -1, i);
		read_category(r, &m->categories[m->category_count], here);
		for (size_t k = 0; k < m->category_count; k++) {
			if (str_eq(m->categories[k].key, m->categories[m->category_count].key)) {
				opt_raise(L, here, NULL, "there is a category \"%.40s\" already", m->categories[k].key);
			}
		}
		m->category_count++;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static size_t find_category(struct reading *r, const char *code) {
	const char *names[CATEGORIES_MAX + 1] = { NULL };
	const char *key = opt_check_text(r->L, -1, r->where, code);

	for (size_t i = 0; i < r->map->category_count; i++) {
		names[i] = r->map->categories[i].key;
		if (str_eq(names[i], key)) {
			return i;
		}
	}
	const char *near = err_nearest(key, names);
	char hint[100];
	snprintf(hint, sizeof(hint), "did you mean \"%.60s\"?", near != NULL ? near : "");
	if (near == NULL) {
		snprintf(hint, sizeof(hint), "the first is \"%.60s\"", names[0]);
	}
	opt_raise(r->L, r->where, hint, "values.%s: there is no category \"%.40s\"", code, key);
}

static int by_code(const void *a, const void *b) {
	return strcmp(((const struct map_value *)a)->code, ((const struct map_value *)b)->code);
}

/* The value on top of the stack, of the country whose code is below it. */
static void read_value(struct reading *r, struct map_value *value) {
	lua_State *L = r->L;

	lua_pushvalue(L, -2);
	value->code = check_code(r, "values");
	lua_pop(L, 1);
	if (r->map->category_count > 0) {
		if (lua_type(L, -1) != LUA_TSTRING) {
			opt_raise(L, r->where, "with categories, values = { UKR = \"partner\" }", "values.%s is %s; the key of a category was expected",
			          value->code, opt_given(L, -1));
		}
		value->category = find_category(r, value->code);
	} else if (lua_type(L, -1) != LUA_TNUMBER || !isfinite(lua_tonumber(L, -1))) {
		opt_raise(L, r->where, "leave a country out that has no value; for words, name them in categories = { { key =, title = } }",
		          "values.%s is %s; a number was expected", value->code, opt_given(L, -1));
	} else {
		value->number = lua_tonumber(L, -1);
	}
}

static void read_values(struct reading *r) {
	lua_State *L = r->L;
	struct node_map *m = r->map;
	size_t cap = 0;

	if (lua_getfield(L, 2, "values") == LUA_TNIL) {
		lua_pop(L, 1);
		if (m->category_count > 0) {
			opt_raise(L, r->where, "values = { UKR = \"partner\" }", "there are categories, but no values");
		}
		return;
	}
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (m->value_count == COUNTRIES_MAX) {
			opt_raise(L, r->where, NULL, "it has more than %d values", COUNTRIES_MAX);
		}
		if (lua_type(L, -2) != LUA_TSTRING) {
			opt_raise(L, r->where, "values = { UKR = \"partner\" }", "values go by country codes");
		}
		read_value(r, ARENA_PUSH(arena_of(r), m->values, m->value_count, cap));
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	if (m->value_count > 1) {
		qsort(m->values, m->value_count, sizeof(*m->values), by_code);   /* not as the table happens to have them */
	}
	for (size_t i = 1; i < m->value_count; i++) {
		if (str_eq(m->values[i - 1].code, m->values[i].code)) {
			opt_raise(L, r->where, NULL, "%s has two values, by its codes of two and of three letters", m->values[i].code);
		}
	}
}

static void read_breaks(struct reading *r) {
	lua_State *L = r->L;
	struct node_map *m = r->map;

	if (lua_getfield(L, 2, "breaks") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	lua_Integer n = luaL_len(L, -1);
	if (n < 1 || n > BREAKS_MAX) {
		opt_raise(L, r->where, NULL, "it has %lld breaks; 1 to %d can be told apart", (long long)n, BREAKS_MAX);
	}
	m->breaks = arena_alloc(arena_of(r), (size_t)n * sizeof(*m->breaks));
	for (lua_Integer i = 0; i < n; i++) {
		lua_geti(L, -1, i + 1);
		double v = lua_tonumber(L, -1);
		if (lua_type(L, -1) != LUA_TNUMBER || !isfinite(v) || (i > 0 && v <= m->breaks[i - 1])) {
			opt_raise(L, r->where, "breaks = { 1, 2, 3 }", "break %lld is %s; numbers that rise were expected", (long long)i + 1,
			          opt_given(L, -1));
		}
		m->breaks[m->break_count++] = v;
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

/* ---- points and names ---- */

static double read_degrees(struct reading *r, int idx, const char *name, double limit, const char *where) {
	double v = NAN;

	if (lua_getfield(r->L, idx, name) == LUA_TNUMBER) {
		v = lua_tonumber(r->L, -1);
	}
	if (!(fabs(v) <= limit)) {
		opt_raise(r->L, where, NULL, "%s is %s; degrees from -%g to %g were expected", name, opt_given(r->L, -1), limit, limit);
	}
	lua_pop(r->L, 1);
	return v;
}

static const struct opt point_opts[] = {
	{ "kind", OPT_STRING, "\"dot\"|\"square\"|\"triangle\"|\"diamond\"|\"ring\"" }, { "label", OPT_STRING }, { "lat", OPT_NUMBER, "!number" }, { "lon", OPT_NUMBER, "!number" },
	{ "size", OPT_NUMBER }, { NULL, 0 }
};

static void read_point(struct reading *r, struct map_point *point, const char *where) {
	static const char *const kinds[] = { "dot", "square", "triangle", "diamond", "ring", NULL };
	int idx = lua_gettop(r->L);

	opt_required(r->L, idx, where, point_opts, false);
	point->lon = read_degrees(r, idx, "lon", 180, where);
	point->lat = read_degrees(r, idx, "lat", 90, where);
	point->label = opt_plain(r->L, idx, where, "label");
	point->mark = (enum map_mark)opt_choice(r->L, idx, where, "kind", kinds, MAP_DOT);
	point->size_pt = opt_number(r->L, idx, "size", 0);
	if (!(point->size_pt >= 0 && point->size_pt <= 60)) {
		opt_raise(r->L, where, NULL, "size is %g; points up to 60 were expected", point->size_pt);
	}
}

static void read_points(struct reading *r) {
	lua_State *L = r->L;
	struct node_map *m = r->map;

	if (lua_getfield(L, 2, "points") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	lua_Integer n = luaL_len(L, -1);
	if (n > POINTS_MAX) {
		opt_raise(L, r->where, NULL, "it has %lld points; %d can be drawn", (long long)n, POINTS_MAX);
	}
	m->points = arena_alloc(arena_of(r), ((size_t)n + 1) * sizeof(*m->points));
	for (lua_Integer i = 1; i <= n; i++) {
		char here[80];
		snprintf(here, sizeof(here), "%s › point %lld", r->where, (long long)i);
		lua_geti(L, -1, i);
		read_point(r, &m->points[m->point_count++], here);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

static int by_name_code(const void *a, const void *b) {
	return strcmp(((const struct map_name *)a)->code, ((const struct map_name *)b)->code);
}

static void read_names(struct reading *r) {
	lua_State *L = r->L;
	struct node_map *m = r->map;
	size_t cap = 0;

	if (lua_getfield(L, 2, "names") == LUA_TNIL) {
		lua_pop(L, 1);
		return;
	}
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		if (lua_type(L, -2) != LUA_TSTRING || m->name_count == COUNTRIES_MAX) {
			opt_raise(L, r->where, "names = { UKR = \"Ukraine\" }", "names go by country codes, %d at the most", COUNTRIES_MAX);
		}
		struct map_name *name = ARENA_PUSH(arena_of(r), m->names, m->name_count, cap);
		name->name = arena_strdup(arena_of(r), opt_check_text(L, -1, r->where, "a name"));
		lua_pushvalue(L, -2);
		name->code = check_code(r, "names");
		lua_pop(L, 2);
	}
	lua_pop(L, 1);
	if (m->name_count > 1) {
		qsort(m->names, m->name_count, sizeof(*m->names), by_name_code);
	}
}

/* A word for all of them, or a list of those that are named. */
static void read_labels(struct reading *r) {
	static const char *const kinds[] = { "none", "codes", "names", "values", NULL };
	int type = lua_getfield(r->L, 2, "labels");

	lua_pop(r->L, 1);
	r->map->labels = r->map->is_world ? MAP_LABELS_NONE : MAP_LABELS_NAMES;
	if (type == LUA_TTABLE) {
		r->map->labelled = read_codes(r, "labels", &r->map->labelled_count);
		r->map->labels = MAP_LABELS_NAMES;
	} else if (type != LUA_TNIL) {
		r->map->labels = (enum map_labels)opt_choice(r->L, 2, r->where, "labels", kinds, MAP_LABELS_NONE);
	}
	if (r->map->labels == MAP_LABELS_VALUES && (r->map->category_count > 0 || r->map->value_count == 0)) {
		opt_raise(r->L, r->where, NULL, "labels is \"values\", but there are no numbers");
	}
}

static const struct opt map_opts[] = {
	BIND_DRAWN_OPTS, BIND_PLACE_OPTS,
	{ "area", OPT_STRING }, { "bbox", OPT_TABLE, "doc.map.box" }, { "breaks", OPT_TABLE, "number[]" }, { "categories", OPT_TABLE, "doc.map.category[]" }, { "countries", OPT_TABLE, "string[]" },
	{ "country", OPT_STRING }, { "focus", OPT_TABLE, "string[]" }, { "graticule", OPT_BOOLEAN }, { "labels", OPT_ANY, "\"names\"|\"codes\"|\"values\"|\"none\"|string[]" }, { "legend", OPT_BOOLEAN },
	{ "names", OPT_TABLE, "table<string, string>" }, { "points", OPT_TABLE, "doc.map.point[]" }, { "projection", OPT_STRING, "\"auto\"|\"equal-earth\"|\"azimuthal\"|\"albers\"|\"conformal\"" }, { "scale", OPT_BOOLEAN },
	{ "value_title", OPT_STRING }, { "values", OPT_TABLE, "table<string, string|number>" }, { NULL, 0 }
};

static int doc_map(lua_State *L) {
	static const char *const projections[] = { "auto", "equal-earth", "azimuthal", "albers", "conformal", NULL };
	struct bind_section *section = bind_section_of(L, "map");
	char where[40];
	snprintf(where, sizeof(where), "map %zu", ++section->maps);
	lua_settop(L, 2);
	opt_required(L, 2, where, map_opts, false);
	struct reading r = { .L = L, .where = where, .map = arena_alloc(state_arena(state_of(L)), sizeof(struct node_map)) };
	state_charge(L, 1000);
	bind_figure(L, &r.map->base, where);
	read_extent(&r);
	read_categories(&r);
	read_values(&r);
	read_breaks(&r);
	read_points(&r);
	read_names(&r);
	read_labels(&r);
	r.map->projection = (enum map_projection)opt_choice(L, 2, where, "projection", projections, MAP_AUTO);
	r.map->value_title = opt_plain(L, 2, where, "value_title");
	r.map->no_legend = !opt_boolean(L, 2, "legend", true);
	r.map->has_graticule = opt_boolean(L, 2, "graticule", false);
	r.map->has_scale = opt_boolean(L, 2, "scale", false);
	struct node *node = bind_open(L, section, NODE_MAP, opt_text(L, 2, where, "id"), where);
	node->u.map = r.map;
	bind_place(L, node, 2, where);
	bind_figure_lines(L, section, where);
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_map_shapes[] = {
	{ "doc.map", map_opts },
	{ "doc.map.box", box_opts },
	{ "doc.map.category", category_opts },
	{ "doc.map.point", point_opts },
	{ NULL }
};

const struct lib_fn bind_map_fns[] = {
	{ "map", doc_map,
	  "doc:map { area = | bbox = | country = | countries =, values =, categories =, breaks =, value_title =, points =, focus =, labels =, names =, "
	  "projection =, graticule =, scale =, legend =, title =, note =, source =, caption =, alt =, data =, height =, place =, landscape =, id = }",
	  "A map. It shows one of area = \"europe\" (\"world\", \"black-sea\", a region's key), bbox = { w =, s =, e =, n = } in degrees (over the date line where e is less than w), or the country or countries it is to hold, which it outlines, as focus = { … } does others. Countries go by their ISO codes.\n"
	  "\n"
	  "- values: { UKR = \"partner\" } colours countries by categories = { { key =, title =, colour = \"#17365d\" (the template's) }, … }; { UKR = 2.5 } by number, in classes that the engine chooses or breaks = { 1, 2 } gives. The legend lists the categories that are seen, legend = false leaves it out; value_title says what is counted. A state that is no more (\"CSK\") is shown, and named, where those that followed it are.\n"
	  "- points: { lat =, lon =, label =, kind = \"dot\" (default), \"square\", \"triangle\", \"diamond\" or \"ring\", size = (points) }.\n"
	  "- labels: \"names\" (default, but on the world), \"codes\", \"values\", \"none\" or a list of countries; names = { UKR = \"Ukraine\" } says what they are called, else the language does. Those in focus are named first.\n"
	  "- projection: \"auto\" (default), \"equal-earth\", \"azimuthal\", \"albers\" (all of equal area) or \"conformal\". graticule = true draws the degrees, scale = true a bar of kilometres.\n"
	  "\n"
	  "    doc:map { area = \"black-sea\", values = { TUR = \"ally\", GEO = \"partner\" }, caption = \"Around the Black Sea\",\n"
	  "              categories = { { key = \"ally\", title = \"Ally\" }, { key = \"partner\", title = \"Partner\" } } }",
	  "options: doc.map" },
	{ NULL, NULL, NULL, NULL }
};
