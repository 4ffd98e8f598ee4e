/*
 * host: the sandboxed Lua that plugins run in. Made once in a warm slot, which runs no plugin code; used up by one job in
 * the process forked from it. Also by `sitrep render`, in the same way. See README.md here.
 */
#ifndef LUA_HOST_H
#define LUA_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct arena;
struct buf;
struct build;
struct doc_source;
struct err;
struct errs;
struct host;
struct json;

/* A plugin as the catalogue has it. manifest: its checked table (load.h), of which "uses", "data", "collect", "provide" … are read. */
struct host_plugin {
	const char *name;
	const char *dir;             /* its folder, absolute or from the working directory; messages name files by it */
	const char *kept;            /* where its files are read; NULL: in dir */
	const struct json *manifest;
};

/* A file that was read; what a section says may depend on it. */
struct host_file {
	const char *plugin;
	const char *path;            /* inside the plugin's folder: "data/partners.json" */
	size_t size;
	char sha256[HASH_HEX];
};

/*
 * Open a state with the sandbox's libraries and read every plugin's source, prose (KEY.LANG.md), labels (labels.LANG.json)
 * and data files, so that a forked child opens none. Runs no plugin code. What plugins says is copied. NULL with *err
 * where a file is missing or broken; the caller owns the result.
 */
struct host *host_new(const struct host_plugin *plugins, size_t n, struct err *err);
void host_free(struct host *host);       /* NULL is fine */

/* Sorted by plugin and path; borrowed. */
const struct host_file *host_files(const struct host *host, size_t *n);

/* Every prose text and label, one a line, for warming the cache of shaped words. */
void host_words(const struct host *host, struct buf *out);

/* One section instance of the job. */
struct host_section {
	const char *plugin;
	const char *id;              /* "regional", "regional-2" */
	const struct json *params;   /* object: name -> typed value; the data file's form (arrays, strings, numbers) */
	const struct json *keys;     /* object: name -> the request key it came from, for messages; may be NULL */
};

/* A file that came with the request. */
struct host_attachment {
	const char *name;            /* "photo.jpg", "img/photo.jpg" */
	const char *p;
	size_t len;
};

/* "csv", "image", "json", "text" or "other", by its name. */
const char *host_file_kind(const char *name);

/* What a job is. All is borrowed until host_free. */
struct host_job {
	struct arena *arena;         /* the job's */
	const char *report, *title;
	const char *as_of;           /* YYYY-MM-DD */
	const char *period_from, *period_to;     /* days it covers; NULL: none */
	const char *language;        /* BCP 47 */
	bool is_bilingual;           /* it is begun again in another language */
	const char *now;             /* ISO 8601 UTC: what plugins take for the present */
	uint64_t seed;               /* of ctx.random: from the request's bytes */
	const struct host_section *sections;
	size_t section_count;
	const struct json *data;     /* object: data set -> value that replaces it; may be NULL */
	const struct host_attachment *files;
	size_t file_count;
	int64_t memory_bytes;        /* for Lua, beyond what the warm host holds; 0: no limit */
	const struct json *edition;  /* ctx.edition; NULL: it is none */
	bool records;                /* what builds say is written down: host_recorded */
	double section_seconds;      /* CPU a section's collect and build each may use; 0: no limit */
	double section_wall_seconds; /* the same by the clock */
};

/*
 * Begin the job, once in a host's life; of a bilingual edition once for each time that a language is written in, the leading one first, all but
 * language and title the same: plugins then begin afresh, within the memory that the whole job has, but sort as they did.
 * Runs no plugin code yet.
 */
bool host_begin(struct host *host, const struct host_job *job, struct err *err);

/*
 * Run section i's collect (where it has one), and its build into the current node of build, which is its NODE_SECTION. All collects
 * come before the first build. The first of them opens the section's plugin and what it uses: runs their chunks and `provide`,
 * once a job. *err has plugin, section, place, source line and, where one led there, request key; ERR_PLUGIN, or ERR_LIMIT (by the
 * clock ERR_LATE) where a budget was spent. After a failure other sections can go on; what was built of this one stays below its node, which is current again.
 */
bool host_collect(struct host *host, size_t i, struct err *err);
bool host_build(struct host *host, size_t i, struct build *build, struct err *err);

/* What the collect of section i returned, as JSON in the arena: what is no data is null. NULL where nothing was collected. */
const struct json *host_found(struct host *host, size_t i, struct arena *arena);

/* What sections that are built last are told of the edition before, from now on: ctx.changes (NULL: nothing to compare with). */
void host_changes(struct host *host, const struct json *changes);

/*
 * What the build of section i said, as JSON that host_replay takes, where job.records asked for it; NULL where it
 * cannot be written down. Valid until host_free.
 */
const char *host_recorded(struct host *host, size_t i);

/* In place of host_build: what a build of this section said once. None of the plugin's code runs. */
bool host_replay(struct host *host, size_t i, struct build *build, const struct json *calls, struct err *err);

/*
 * A resolve_source_fn (doc/resolve.h): asks the `source` functions of the used data plugins, in the order the
 * sections use them, in the leading language, once all is built. Strings are in the job's arena. ctx is the host.
 * Where one fails and no other knows the key, *why says how.
 */
bool host_source(void *ctx, const char *key, struct doc_source *source, struct err *why);

/* A plugin's test: the check of case `index` (from 0) of the file, which returns a list of them. Borrowed. */
struct host_trial {
	const char *plugin;
	const char *path, *text;
	size_t len, index;
};

/* What the job of the test's request became. */
struct host_tried {
	const struct json *document; /* doc_dump's, parsed */
	size_t pages;
	const struct errs *warnings;
};

/*
 * Run the check, in the job's own state and before host_end: check(doc, t), of a data plugin check(ctx, t) with what
 * it provides. What is not as expected goes to failures, an error of the test's own, too. Returns how much it asked.
 */
size_t host_try(struct host *host, const struct host_trial *trial, const struct host_tried *made, struct errs *failures);

/*
 * The job's last call into Lua is made: files, warnings and what was replaced can still be asked for. Where Lua holds much, that is
 * given back; a small state goes faster with the process.
 */
void host_end(struct host *host);

/* What probably is wrong: ctx.warn, prose or labels that fell back to English. Each with plugin, section and place. */
const struct errs *host_warnings(const struct host *host);

size_t host_bytes(const struct host *host);      /* that Lua holds */

/* Add source lines to mistakes at places in the plugins' texts, whoever found them. */
void host_quote(const struct host *host, struct errs *errs);

/* Data sets the request replaced that a plugin of this job declares: NULL-terminated, borrowed. Pages must say so. */
const char *const *host_replaced(const struct host *host);

/* The author's manual of doc, ctx, date, text and the sandbox, as Markdown, printed from the tables beside the bindings. */
void host_manual(struct buf *out);

/* The names that the manual tells of as fields of "doc" or "ctx": NULL-terminated, in the arena. */
const char **host_fields(struct arena *arena, const char *object);

/* The same as LuaCATS definitions, from the same tables: what lua-language-server completes and checks plugins by. */
void host_library(struct buf *out);

/* A configuration of luacheck with the names that the sandbox has, asked of one. */
bool host_globals(struct buf *out, struct err *err);

#endif
