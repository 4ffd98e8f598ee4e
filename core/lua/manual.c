/* manual: what authors are told of doc, ctx, date, text and the sandbox, and definitions of it for editors; see host.h. */
#include <lua.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lua/bind.h"
#include "lua/host.h"
#include "lua/lib.h"
#include "lua/library.h"
#include "lua/opts.h"
#include "lua/state.h"
#include "lua/trial.h"

static const struct chapter {
	const char *title, *about;
	const struct lib_fn *fns;
	const char *class;           /* whose functions they are, in definitions */
	const struct lib_shape *shapes;      /* NULL: none of its own */
} chapters[] = {
	{ "doc", "What `build` writes with. All text is Markdown: *emphasis*, **strong**, `code`, [links](https://…), [@source] citations, "
	  "[^key] and ^[text] notes, [](#id) cross references, [](#id){page} (\"page 3\") and [words](#id){on-page} (\"words on page 3\"), [words]{lang=fr} in another language, [NATO]{.sc} in small capitals, 1[er]{.sup} raised, [words]{index} for an index. Of these a mark that opens what nothing closes is a mistake; in text that came with the request (its files, parameters and data) it is printed as it stands, with a warning. Options stand by name in braces, and but where it is said none must be given; "
	  "id names a block for references.", bind_doc_fns, "doc", bind_doc_shapes },
	{ "doc: lists", "Items are Markdown. Lists stand below items of others, six deep.", bind_list_fns, "doc", bind_list_shapes },
	{ "doc: asides", "What stands apart from the text.", bind_aside_fns, "doc", bind_aside_shapes },
	{ "doc: what the engine fills", "Where it is not asked for, what a document needs stands at its end: sources, endnotes. title sets a "
	  "heading before it.", bind_matter_fns, "doc", bind_matter_shapes },
	{ "doc: tables", "Rows and columns; cells are Markdown.", bind_table_fns, "doc", bind_table_shapes },
	{ "doc: figures", "What is drawn: charts, and below pictures, maps and diagrams. What their lines name of these is the same in all: caption, which numbers it and by which lists and "
	  "references know it; alt, what it shows, for who cannot see it (without it the engine says it from the data, but of pictures); note "
	  "and source, lines below it, in Markdown (\"Source:\" is set before the latter); height in points (the template's); id; place and "
	  "landscape (see pages). All but pictures have title, a line over the drawing, and data = \"below\" or \"annex\", which prints what is "
	  "drawn as a table (\"none\").",
	  bind_figure_fns, "doc", bind_chart_shapes },
	{ "doc: pictures", "Figures that are files.", bind_image_fns, "doc", bind_image_shapes },
	{ "doc: maps", "Countries, coloured by what they are or have, and places.", bind_map_fns, "doc", bind_map_shapes },
	{ "doc: diagrams", "Time and membership, drawn.", bind_diagram_fns, "doc", bind_diagram_shapes },
	{ "doc: pages", "How blocks share pages. A table, figure or callout of the section itself may say place = \"top\" or \"bottom\" (at the "
	  "head or foot of the page of what it follows, or of a later one), \"page\" (on a page without text), \"auto\" (where it is "
	  "written, or on a later page where that has no room for it) or \"here\", so that text fills what it would leave empty; it never leaves its chapter, on whose first page the heading keeps the head: a block for the top may stand at its foot. "
	  "The default is \"here\", of figures with a number \"auto\" where the template says chart.moves. "
	  "landscape = true sets it on a page turned on its side.", bind_page_fns, "doc", bind_page_shapes },
	{ "ctx", "What a plugin is told of its job. Data plugins (provide) have as_of, data, edition, label, language, now, period and warn.", bind_ctx_fns, "ctx", bind_ctx_shapes },
	{ "date", "Days as the data writes them: \"2004\", \"2004-03\", \"2004-03-29\". A short date counts as the first day of its period.",
	  lib_date_fns, "date", lib_date_shapes },
	{ "text", "Words as the report's language has them.", lib_text_fns, "text", NULL },
	{ "tests: doc", "What check is given, of a section: the document that the test's request became. A block is a table: its kind, its id, what it "
	  "has of its own, and in, a list of the blocks and texts in it; a snapshot shows all of them.", trial_doc_fns, "test.doc", trial_doc_shapes },
	{ "tests: t", "What a check says of it. What is wrong is told with the line that asks, and the check goes on.", trial_t_fns, "test.t", NULL },
};

/* What plugin.lua returns: how it is written, and what it says. */
static const struct { const char *signature, *help; } manifest[] = {
	{ "name = \"NAME\", version = \"1.0.0\", api = 1, summary = \"…\"",
	  "What it is called, as its folder is, and what it is for. api is the version of what this page tells." },
	{ "params = { NAME = { type =, … } }", "What it takes: see Parameters, below." },
	{ "local part = require(\"NAME\")", "Above the table: what NAME.lua beside plugin.lua returns, a table or a function; for plugins "
	  "of more than one file. It is run once a job." },
	{ "uses = { \"NAME\" }", "Data plugins: what NAME provides is ctx.NAME. \"NAME@1\" is the one in the folder NAME@1, else NAME where its version begins with 1: so two plugins can use different versions of one. `sitrep plugin doc NAME` tells what that is." },
	{ "data = { NAME = \"data/FILE.json\", NAME = { file = \"data/FILE.csv\", query =, shape = } }",
	  "Its data sets, each a file in its folder: ctx.data.NAME. JSON is what it says; CSV a list of its lines, { COLUMN = text }, named by the first one; of an SQLite database "
	  "(.db, .sqlite) query = \"SELECT …\" says which rows, and they are a list like that. shape declares what is in it as a parameter does, { type = \"list\", of = { type = \"table\", fields = { "
	  "tons = { type = \"integer\", required = true } } } }: then what does not fit is told at its line, before anything runs, and cells of integers, numbers and booleans are these. "
	  "A request may bring its own in place of one (\"data\": { \"NAME\": … }), held to the same shape." },
	{ "build = function(ctx, doc) … end", "Of a section: writes it." },
	{ "last = true", "Of a section: it is built when all others are, wherever it stands, and told what is different from the edition before (ctx.changes)." },
	{ "collect = function(ctx) … end",
	  "Of a section: gathers, before any section is built. What it returns is ctx.found there, and ctx.findings to the others." },
	{ "provide = function(ctx) … end", "Of a data plugin, which has no build: returns ctx.NAME of those that use it, as a rule a table of "
	  "functions to call with a colon." },
	{ "source = function(api, key) … end",
	  "Of a data plugin: what [@key] cites, { title =, language =, note =, publisher =, date =, url =, accessed =, verified = }, or nil "
	  "where it does not know the key. language is the title's; note stands in brackets after it. api is what it provides." },
	{ "covers = { from =, to = }", "Of a data plugin: the days that its data speak of. A request for an earlier one is refused." },
	{ "check = function(data) … end", "Of a data plugin: what is wrong with its data sets, a list of { set = \"NAME\", path = { 12, \"from\" }, "
	  "message =, hint = }; path leads to the value. Asked by `sitrep check`, `sitrep plugin check` and `sitrep facts check`." },
	{ "vocab = function(data) … end", "Of a data plugin: the words that params of type country, framework and region may be, "
	  "{ country = { { code =, names = {…}, title = { en =, fr = }, refuse = } } }; refuse says why one cannot be asked for, title what it is called in a report's title." },
};

/* The files beside it. */
static const char texts_manual[] =
	"\nBeside it lie its texts: KEY.en.md, KEY.fr.md for `doc:prose`, and labels.en.json, labels.fr.json, an object of strings, for "
	"`ctx.label`. In them stand\n\n"
	"    {name}                     a value, its Markdown escaped; {name:raw} as Markdown\n"
	"    {n, number}                a number as the language writes it; {n, number, 1} with one decimal\n"
	"    {d, date, short}           a day: long (the default), short, month or year\n"
	"    {n, plural, one {# partner} other {# partners}}    by the number; =0 {…} for one number, # is the number\n"
	"    {kind, select, ally {…} other {…}}                 by what the value is\n"
	"    \\{                         a brace that is none of these\n";

/* The same as a type. Not all of it is written in every plugin. */
static const struct opt manifest_opts[] = {
	{ "api", OPT_INTEGER, "!1" }, { "build", OPT_ANY, "fun(ctx: ctx, doc: doc)" }, { "check", OPT_ANY, "fun(data: table<string, any>): table[]" },
	{ "collect", OPT_ANY, "fun(ctx: ctx): table<string, any>|nil" }, { "covers", OPT_TABLE, "{ from?: string, to?: string }" },
	{ "data", OPT_TABLE, "table<string, any>" }, { "last", OPT_BOOLEAN }, { "name", OPT_STRING, "!string" }, { "params", OPT_TABLE, "table<string, param>" },
	{ "provide", OPT_ANY, "fun(ctx: ctx): table<string, any>" }, { "source", OPT_ANY, "fun(api: any, key: string): table<string, any>|nil" },
	{ "summary", OPT_STRING, "!string" }, { "uses", OPT_TABLE, "string[]" }, { "version", OPT_STRING, "!string" },
	{ "vocab", OPT_ANY, "fun(data: table<string, any>): table<string, any>" }, { NULL, 0 }
};

static const struct lib_shape manifest_shape = { "plugin", manifest_opts };

void host_manual(struct buf *out) {
	buf_adds(out, "# The Lua API\n\nBeside what follows, plugins have Lua's own assert, error, getmetatable, ipairs, next, pairs, pcall, "
	              "rawequal, rawget, rawlen, rawset, select, setmetatable, tonumber, tostring, type and xpcall, and the libraries "
	              "coroutine, math, string, table and utf8, without what reads a clock, a file or memory addresses, makes code, "
	              "or differs from run to run. `pairs` goes by keys in order: numbers, then strings, then booleans. "
	              "`table.sort` keeps equal elements in their order.\n\n## plugin.lua\n\nReturns one table. A section has build, a data plugin "
	              "provide.\n");
	for (size_t i = 0; i < sizeof(manifest) / sizeof(manifest[0]); i++) {
		buf_addf(out, "\n### `%s`\n\n%s\n", manifest[i].signature, manifest[i].help);
	}
	buf_adds(out, texts_manual);
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
		buf_addf(out, "\n## %s\n\n%s\n", chapters[i].title, chapters[i].about);
		for (const struct lib_fn *fn = chapters[i].fns; fn->name; fn++) {
			buf_addf(out, "\n### `%s`\n\n%s\n", fn->signature, fn->help);
		}
	}
}

const char **host_fields(struct arena *arena, const char *object) {
	const char **names = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
		for (const struct lib_fn *fn = str_eq(chapters[i].class, object) ? chapters[i].fns : NULL; fn != NULL && fn->name != NULL; fn++) {
			*VEC_PUSH(names, n, cap) = fn->name;
		}
	}
	*VEC_PUSH(names, n, cap) = NULL;
	const char **copy = arena_copy(arena, names, n * sizeof(*names));
	mem_free(names);
	return copy;
}

void host_library(struct buf *out) {
	library_begin(out, "sitrep", "What plugins are given: doc, ctx, date, text, and what their tests are.");
	buf_adds(out, "\n---What NAME.lua beside plugin.lua returns.\n---@param name string\n---@return any\nfunction require(name) end\n");
	library_shape(out, &bind_cell_shapes[0]);
	library_shape(out, &bind_cell_shapes[1]);
	library_shape(out, &manifest_shape);
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
		for (const struct lib_shape *shape = chapters[i].shapes; shape && shape->name; shape++) {
			library_shape(out, shape);
		}
	}
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
		const char *class = chapters[i].class;
		bool is_first = i == 0 || strcmp(class, chapters[i - 1].class) != 0;
		library_functions(out, class, is_first ? chapters[i].about : NULL, chapters[i].fns);
	}
}

/* Names of the sandbox, and of each of its libraries, in order, as luacheck's configuration has them. */
static const char globals_chunk[] =
	"local out = {}\n"
	"for name, value in pairs(_ENV) do\n"
	"  local fields = {}\n"
	"  if type(value) == 'table' and name ~= '_G' then\n"
	"    for field in pairs(value) do fields[#fields + 1] = ('%q'):format(field) end\n"
	"  end\n"
	"  out[#out + 1] = '    ' .. name .. ' = ' .. (#fields > 0 and '{ fields = { ' .. table.concat(fields, ', ') .. ' } }' or '{}') .. ',\\n'\n"
	"end\n"
	"return table.concat(out)\n";

bool host_globals(struct buf *out, struct err *err) {
	static const struct state_source source = {
		.chunk = "globals", .path = "globals", .text = globals_chunk, .len = sizeof(globals_chunk) - 1,
	};
	struct state *state = state_new();
	lib_push_env(state_lua(state));
	bool ok = state_load(state, &source, err) && state_call(state, 0, 1, err);
	if (ok) {
		buf_adds(out, "-- What plugins, reports, templates and configuration may name, for luacheck.\n"
		              "-- Made by `sitrep plugin library`: not to be edited.\n"
		              "std = {\n  read_globals = {\n    require = {},\n");
		buf_adds(out, lua_tostring(state_lua(state), -1));
		buf_adds(out, "  },\n}\nunused_args = false\nmax_line_length = false\n");
	}
	state_free(state);
	return ok;
}
