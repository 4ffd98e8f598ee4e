/* bind_image: figures that show a file of the plugin's images/. */
#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/image.h"
#include "doc/picture.h"
#include "doc/template.h"
#include "lua/bind.h"
#include "lua/bind_figure.h"
#include "lua/bind_node.h"
#include "lua/opts.h"
#include "lua/plugin.h"
#include "lua/state.h"

#define ATTACHED "request:"     /* an image that came with the request, and not with the plugin */
#define SIZE_MAX_PT 2000
#define ASPECT_MAX 200.0

static _Noreturn void raise_unknown(lua_State *L, const struct plugin *plugin, const char *name, const char *where) {
	const char **names = arena_alloc(state_arena(state_of(L)), (plugin->image_count + 1) * sizeof(*names));
	char hint[200];
	for (size_t i = 0; i < plugin->image_count; i++) {
		names[i] = plugin->images[i].name;
	}
	const char *near = err_nearest(name, names);
	snprintf(hint, sizeof(hint), near ? "did you mean \"%s\"?" : "put %.100s into the folder images beside plugin.lua", near ? near : name);
	opt_raise(L, where, hint, "the plugin has no image \"%.100s\"", name);
}

static void load_image(lua_State *L, const char *name, const char *p, size_t len, struct image *image, const char *where) {
	struct err err = ERR_INIT;
	state_charge(L, len / 64);
	if (!image_load(state_arena(state_of(L)), name, p, len, image, &err)) {
		err_wrap(&err, "%s", where);
		state_raise(L, &err);
	}
}

/* One that came with the request. */
static const struct image *find_attached(lua_State *L, const struct host_job *job, const char *name, const char *where) {
	const struct host_attachment *file = bind_attachment(job, name);
	if (!file) {
		bind_no_attachment(L, job, name);
	}
	struct image *image = arena_alloc(state_arena(state_of(L)), sizeof(*image));
	load_image(L, file->name, file->p, file->len, image, where);
	return image;
}

/* The image, read and judged once a job. */
static const struct image *find_image(lua_State *L, const struct plugin *plugin, const char *name, const char *where) {
	for (size_t i = 0; i < plugin->image_count; i++) {
		const struct plugin_image *file = &plugin->images[i];
		if (!str_eq(file->name, name)) {
			continue;
		}
		if (!file->image->name) {
			load_image(L, file->name, file->p, file->len, file->image, where);
			file->image->plugin = plugin->name;
		}
		return file->image;
	}
	raise_unknown(L, plugin, name, where);
}

/* "60%" of the column, or points. */
static void read_width(lua_State *L, struct node_picture *picture, const char *where) {
	char *end = NULL;
	picture->unit = WIDTH_AUTO;
	if (lua_getfield(L, 2, "width") != LUA_TNIL) {
		const char *s = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "";
		picture->width = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : strtod(s, &end);
		picture->unit = end ? WIDTH_PERCENT : WIDTH_PT;
		if ((end && (!*s || !str_eq(end, "%"))) || !(picture->width > 0 && picture->width <= (end ? 100 : SIZE_MAX_PT))) {
			opt_raise(L, where, NULL, "width is %s; \"60%%\", or points up to %d were expected", opt_given(L, -1), SIZE_MAX_PT);
		}
	}
	lua_pop(L, 1);
}

static void check_alt(lua_State *L, struct node_picture *picture, const char *where) {
	picture->base.is_decorative = opt_boolean(L, 2, "decorative", false);
	bool has_alt = picture->base.alt && !str_says_nothing(picture->base.alt);
	if (!picture->base.is_decorative && !has_alt) {
		opt_raise(L, where, "alt = \"…\": what the picture shows, in a sentence, for who cannot see it; decorative = true where it says nothing",
		          "alt is %s", picture->base.alt ? "empty" : "missing");
	}
	if (picture->base.is_decorative && (picture->base.alt || opt_text(L, 2, where, "caption") || opt_text(L, 2, where, "id"))) {
		opt_raise(L, where, "leave decorative out, or the others", "a decorative picture says nothing: it has no alt, caption or id");
	}
}

static const struct opt figure_opts[] = {
	BIND_FIGURE_OPTS, BIND_PLACE_OPTS,
	{ "align", OPT_STRING, "\"left\"|\"right\"|\"center\"" }, { "decorative", OPT_BOOLEAN }, { "image", OPT_STRING, "!string" }, { "width", OPT_ANY, "number|string" }, { NULL, 0 }
};

static int doc_figure(lua_State *L) {
	static const char *const names[] = { "left", "right", "center", NULL };
	static const enum template_align aligns[] = { TEMPLATE_LEFT, TEMPLATE_RIGHT, TEMPLATE_CENTER };
	struct bind_section *section = bind_section_of(L, "figure");
	char where[40];
	snprintf(where, sizeof(where), "figure %zu", ++section->figures);
	lua_settop(L, 2);
	opt_required(L, 2, where, figure_opts, false);
	struct node_picture *picture = arena_alloc(state_arena(state_of(L)), sizeof(*picture));
	const char *name = opt_text(L, 2, where, "image");
	if (!name) {
		opt_raise(L, where, "image = \"bridge.jpg\": a file of the plugin's folder images", "image is missing");
	}
	bind_figure(L, &picture->base, where);
	check_alt(L, picture, where);
	read_width(L, picture, where);
	int align = opt_choice(L, 2, where, "align", names, -1);
	picture->align = align < 0 ? -1 : (int)aligns[align];
	picture->image = str_prefix(name, ATTACHED) ? find_attached(L, section->scope.job, name + strlen(ATTACHED), where)
	                                            : find_image(L, section->scope.plugin, name, where);
	double aspect = picture->image->height_pt / picture->image->width_pt;
	if (!(aspect <= ASPECT_MAX && aspect >= 1 / ASPECT_MAX)) {
		opt_raise(L, where, NULL, "%s has %u × %u pixels: that is a line, and no picture", name, picture->image->width_px,
		          picture->image->height_px);
	}
	struct node *node = bind_open(L, section, NODE_PICTURE, opt_text(L, 2, where, "id"), where);
	node->u.picture = picture;
	bind_place(L, node, 2, where);
	bind_figure_lines(L, section, where);
	build_close(section->build);
	return 0;
}

const struct lib_shape bind_image_shapes[] = {
	{ "doc.figure", figure_opts },
	{ NULL }
};

const struct lib_fn bind_image_fns[] = {
	{ "figure", doc_figure,
	  "doc:figure { image =, alt =, caption =, note =, source =, width =, height =, align =, decorative =, place =, landscape =, id = }",
	  "A picture. image names a file of the plugin's folder images, or \"request:NAME\" one that came with the request: PNG, JPEG or SVG (shapes alone: text as outlines, no filters, nothing from "
	  "outside). alt is required: what it shows, in a sentence; decorative = true, in its place, says that it shows nothing. width is points or \"60%\" of the column, height points; without them it has its own size (150 dpi where the "
	  "file does not say). It never is wider than its column, or higher than a page. align is \"left\", \"center\" or \"right\"."
	  "\n\n    doc:figure { image = \"bridge.png\", alt = \"A bridge over a river\", width = \"60%\", caption = \"The bridge\" }",
	  "options: doc.figure" },
	{ NULL, NULL, NULL, NULL }
};
