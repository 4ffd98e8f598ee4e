/* What a map shows, in words and as a table. */
#include "doc/map.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "doc/area.h"
#include "doc/figure.h"
#include "doc/world.h"

enum { NAMES_SAID = 60 };        /* an alt text is listened to: no class lists more */

const char *map_country_name(struct arena *arena, const struct doc *doc, const char *lang, const struct node_map *map, const char *code) {
	int country = world_find(code);

	for (size_t i = 0; i < map->name_count; i++) {
		if (str_eq(map->names[i].code, code)) {
			return map->names[i].name;
		}
	}
	const char *name = country != WORLD_NONE && doc->locale != NULL ? doc->locale->country(arena, lang, world_alpha2(country)) : NULL;
	return name != NULL ? name : code;
}

static const char *name_of(const struct figure_words *words, const struct node_map *map, const char *code) {
	return map_country_name(words->arena, words->doc, words->lang, map, code);
}

static const char *value_of(const struct figure_words *words, const struct node_map *map, const struct map_value *value) {
	return map->category_count > 0 ? map->categories[value->category].title : figure_number(words, value->number, -1);
}

/* ---- what is in it ---- */

/*
 * Does the country, its largest part, lie in the area that was asked for? The frame may show more of the earth
 * than that.
 */
static bool is_in_area(const struct node_map *map, int country) {
	struct world_point at = world_place(country);
	struct world_box box = { at.lon, at.lat, at.lon, at.lat };

	if (world_ring_count(country) > 0) {
		box = world_ring(country, 0).box;
	}
	double west = box.west - 360 * ceil((box.west - map->east) / 360);
	return box.north >= map->south && box.south <= map->north && west + box.east - box.west >= map->west;
}

static bool is_told(const struct node_map *map, const char *code) {
	int members[WORLD_MEMBERS_MAX];
	size_t n = world_members(code, members);

	for (size_t i = 0; i < n; i++) {
		if (map->is_world || is_in_area(map, members[i])) {
			return true;
		}
	}
	return false;
}

/* ---- in the language's order ---- */

struct named {
	const char *key, *name;
	const struct map_value *value;
};

static int by_key(const void *a, const void *b) {
	return strcmp(((const struct named *)a)->key, ((const struct named *)b)->key);
}

/* What countries of the area say: how many do. */
static size_t sort_values(const struct figure_words *words, const struct node_map *map, const struct named **out) {
	struct named *sorted = arena_alloc(words->arena, (map->value_count + 1) * sizeof(*sorted));
	const char **names = arena_alloc(words->arena, (map->value_count + 1) * sizeof(*names));
	size_t n = 0;

	for (size_t i = 0; i < map->value_count; i++) {
		if (is_told(map, map->values[i].code)) {
			names[n] = name_of(words, map, map->values[i].code);
			sorted[n] = (struct named){ names[n], names[n], &map->values[i] };
			n++;
		}
	}
	if (words->doc->locale != NULL) {
		const char **keys = words->doc->locale->sort_keys(words->arena, words->lang, names, (int)n);
		for (size_t i = 0; i < n; i++) {
			sorted[i].key = keys[i];
		}
	}
	qsort(sorted, n, sizeof(*sorted), by_key);
	*out = sorted;
	return n;
}

/* ---- in words ---- */

/* No more names than can be listened to. */
static const char *list_of(const struct figure_words *words, const char *const *names, size_t n) {
	if (n <= NAMES_SAID) {
		return figure_list(words, names, n);
	}
	return arena_printf(words->arena, "%s … (+ %zu)", figure_list(words, names, NAMES_SAID), n - NAMES_SAID);
}

/* What the map is of: its title, its area, or the countries in focus. */
static const char *subject_of(const struct figure_words *words, const struct node_map *map) {
	const char **names = arena_alloc(words->arena, (map->focus_count + 1) * sizeof(*names));

	if (map->base.title != NULL) {
		return figure_name(words, map->base.title);
	}
	if (map->area != NULL) {
		return area_name(area_lookup(map->area), words->lang);
	}
	for (size_t i = 0; i < map->focus_count; i++) {
		names[i] = name_of(words, map, map->focus[i]);
	}
	return map->focus_count > 0 ? list_of(words, names, map->focus_count) : NULL;
}

static void say_categories(const struct figure_words *words, const struct node_map *map) {
	const struct named *sorted;
	size_t told = sort_values(words, map, &sorted);
	const char **names = arena_alloc(words->arena, (told + 1) * sizeof(*names));

	for (size_t c = 0; c < map->category_count; c++) {
		size_t n = 0;
		for (size_t i = 0; i < told; i++) {
			if (sorted[i].value->category == c) {
				names[n++] = sorted[i].name;
			}
		}
		if (n > 0) {
			figure_say(words, LABEL_ALT_HEAD, "kind", map->categories[c].title, "what", list_of(words, names, n), NULL);
		}
	}
}

static void say_numbers(const struct figure_words *words, const struct node_map *map) {
	const struct named *sorted;
	size_t told = sort_values(words, map, &sorted);
	const char **said = arena_alloc(words->arena, (told + 1) * sizeof(*said));

	for (size_t i = 0; i < told; i++) {
		said[i] = arena_printf(words->arena, "%s %s", sorted[i].name, value_of(words, map, sorted[i].value));
	}
	if (told > 0) {
		const char *what = map->value_title != NULL ? map->value_title : label_text(words->lang, LABEL_VALUE);
		figure_say(words, LABEL_ALT_HEAD, "kind", figure_name(words, what), "what", list_of(words, said, told), NULL);
	}
}

static void say_points(const struct figure_words *words, const struct node_map *map) {
	const char **labels = arena_alloc(words->arena, (map->point_count + 1) * sizeof(*labels));
	size_t n = 0;

	for (size_t i = 0; i < map->point_count; i++) {
		if (map->points[i].label != NULL) {
			labels[n++] = map->points[i].label;
		}
	}
	if (n > 0) {
		figure_say(words, LABEL_ALT_HEAD, "kind", label_text(words->lang, LABEL_MAP_POINTS), "what", list_of(words, labels, n), NULL);
	}
}

void map_describe(const struct figure_words *words, const struct node *node) {
	const struct node_map *map = node->u.map;
	const char *subject = subject_of(words, map);

	if (subject != NULL) {
		figure_say(words, LABEL_ALT_HEAD, "kind", label_text(words->lang, LABEL_MAP), "what", subject, NULL);
	} else {
		figure_say(words, LABEL_MAP_ALONE, NULL);
	}
	if (map->category_count > 0) {
		say_categories(words, map);
	} else {
		say_numbers(words, map);
	}
	say_points(words, map);
}

/* ---- as a table ---- */

void map_tabulate(struct figure_table *table, const struct node *node) {
	const struct figure_words *words = &table->words;
	const struct node_map *map = node->u.map;
	const struct named *sorted;
	size_t told = sort_values(words, map, &sorted);
	const char *value = map->value_title != NULL ? map->value_title : label_text(words->lang, LABEL_VALUE);
	const char *const titles[] = { label_text(words->lang, LABEL_MAP_COUNTRY), value };

	figure_table_begin(table, titles, 2);
	if (map->category_count > 0) {
		table->table->u.table.columns[1].align = ALIGN_LEFT;
	}
	for (size_t i = 0; i < told; i++) {
		const char *const cells[] = { sorted[i].name, value_of(words, map, sorted[i].value) };
		figure_table_row(table, cells);
		table->table->last->u.row.key = sorted[i].value->code;
	}
	for (size_t i = 0; i < map->point_count; i++) {
		const struct map_point *p = &map->points[i];
		const char *const cells[] = { p->label, arena_printf(words->arena, "%s, %s", figure_number(words, p->lat, 2),
		                                                     figure_number(words, p->lon, 2)) };
		if (i == 0) {
			figure_table_group(table, label_text(words->lang, LABEL_MAP_PLACES));
		}
		figure_table_row(table, cells);
	}
}
