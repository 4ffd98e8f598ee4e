/* library: see library.h. */
#include "lua/library.h"

#include <assert.h>

#include "base/str.h"
#include "lua/lib.h"
#include "lua/opts.h"

static const char *const type_names[] = {
	[OPT_BOOLEAN] = "boolean", [OPT_INTEGER] = "integer", [OPT_NUMBER] = "number", [OPT_STRING] = "string|number", [OPT_TABLE] = "table",
	[OPT_ANY] = "any",
};

/* Lines of a description, each behind "---". */
static void add_about(struct buf *out, const char *about) {
	while (about && *about) {
		size_t n = strcspn(about, "\n");
		buf_addf(out, "---%.*s\n", (int)n, about);
		about += n + (about[n] == '\n');
	}
}

void library_begin(struct buf *out, const char *name, const char *about) {
	buf_addf(out, "---@meta %s\n--- %s\n--- Made by `sitrep plugin library`, for lua-language-server: not to be edited, and run by nobody.\n", name, about);
}

void library_class(struct buf *out, const char *name, const char *about) {
	buf_addc(out, '\n');
	add_about(out, about);
	buf_addf(out, "---@class %s\n", name);
}

/* A field is a line: what it says of itself ends with the first. */
void library_field(struct buf *out, const char *name, const char *type, const char *about) {
	assert(type);                /* every key of a table says its type */
	bool is_required = *type == '!';
	buf_addf(out, "---@field %s%s %s", name, is_required ? "" : "?", type + is_required);
	if (about) {
		buf_addf(out, " %.*s", (int)strcspn(about, "\n"), about);
	}
	buf_addc(out, '\n');
}

static bool is_told(const struct opt *opts, const struct opt *opt) {
	while (opts != opt && !str_eq(opts->name, opt->name)) {
		opts++;
	}
	return opts != opt;
}

void library_shape(struct buf *out, const struct lib_shape *shape) {
	library_class(out, shape->name, NULL);
	if (shape->items) {
		buf_addf(out, "---@field [integer] %s\n", shape->items);
	}
	for (const struct opt *opt = shape->opts; opt->name; opt++) {
		if (!is_told(shape->opts, opt) && !(opt->as && !*opt->as)) {
			library_field(out, opt->name, opt->as ? opt->as : type_names[opt->type], NULL);
		}
	}
}

/* Where the parameter at s ends: at a comma that is not within brackets or quotes. */
static size_t param_len(const char *s) {
	int depth = 0;
	bool is_quoted = false;
	size_t n = 0;
	for (; s[n] && (s[n] != ',' || depth > 0 || is_quoted); n++) {
		is_quoted ^= s[n] == '"';
		depth += strchr("(<{[", s[n]) ? 1 : strchr(")>}]", s[n]) ? -1 : 0;
	}
	return n;
}

static void add_params(struct buf *out, const char *takes) {
	while (*takes) {
		size_t n = param_len(takes), name = strcspn(takes, ":");
		buf_addf(out, "---@param %.*s %.*s\n", (int)name, takes, (int)(n - name - 2), takes + name + 2);
		takes += n + strspn(takes + n, ", ");
	}
}

/* "(text, options)" */
static void add_names(struct buf *out, const char *takes) {
	buf_addc(out, '(');
	for (bool is_first = true; *takes; is_first = false) {
		buf_addf(out, "%s%.*s", is_first ? "" : ", ", (int)strcspn(takes, "?:"), takes);
		takes += param_len(takes);
		takes += strspn(takes, ", ");
	}
	buf_addc(out, ')');
}

static bool is_global(const char *class) {
	return str_eq(class, "date") || str_eq(class, "text");
}

/* What stands for the class in its file: "test.doc" is test_doc. */
static void add_local(struct buf *out, const char *class) {
	for (; *class; class++) {
		buf_addc(out, *class == '.' ? '_' : *class);
	}
}

static void begin_class(struct buf *out, const char *class, const char *about, const struct lib_fn *fns) {
	library_class(out, class, about);
	for (const struct lib_fn *fn = fns; fn->name; fn++) {
		if (!fn->takes && fn->gives) {
			buf_addf(out, "---@field %s %s %.*s\n", fn->name, fn->gives, (int)strcspn(fn->help, "\n"), fn->help);
		}
	}
	buf_adds(out, is_global(class) ? "" : "local ");
	add_local(out, class);
	buf_adds(out, " = {}\n");
}

void library_functions(struct buf *out, const char *class, const char *about, const struct lib_fn *fns) {
	if (about) {
		begin_class(out, class, about, fns);
	}
	for (const struct lib_fn *fn = fns; fn->name; fn++) {
		if (!fn->takes) {
			continue;
		}
		buf_addc(out, '\n');
		add_about(out, fn->help);
		add_params(out, fn->takes);
		if (fn->gives) {
			buf_addf(out, "---@return %s\n", fn->gives);
		}
		buf_adds(out, "function ");
		add_local(out, class);
		buf_addf(out, "%c%s", strchr(fn->signature, ':') && str_prefix(fn->signature, "doc:") ? ':' : '.', fn->name);
		add_names(out, fn->takes);
		buf_adds(out, " end\n");
	}
}
