/*
 * pack: plugins, reports and templates that belong together are added, listed and removed. A pack is copied to where the
 * configuration's "packs" says, and only once all in it was checked there, with all that is there already.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/mistake.h"
#include "cli/command.h"
#include "cli/pack.h"
#include "cli/say.h"

static const char *const parts[] = { "plugins", "reports", "templates", NULL };

struct adding {
	const struct call *call;
	struct arena *arena;
	struct catalogue *before;    /* as it is without the pack */
	const char *packs;           /* the folder */
	const char *unpacked, *staged;   /* to be removed whatever happens; NULL: not there */
	const char *source;          /* folder with the pack.lua */
	const struct json *pack;     /* its manifest, as read; in the arena */
};

static bool has_name(const struct json *list, const char *name) {
	const struct json *v = list != NULL ? list->first : NULL;
	while (v != NULL && !str_eq(v->str, name)) {
		v = v->next;
	}
	return v != NULL;
}

static const struct json *find_pack(const struct catalogue *catalogue, const char *key, const char *value) {
	const struct json *p = catalogue_packs(catalogue)->first;
	while (p != NULL && !str_eq(json_str(p, key, ""), value)) {
		p = p->next;
	}
	return p;
}

/* ---- its manifest ---- */

/* An archive has the pack at its top, or in the one folder there. */
static const char *find_top(struct adding *a, const char *folder) {
	char **names;
	size_t n;
	if (!file_exists(path_join(a->arena, folder, "pack.lua")) && file_list(folder, a->arena, &names, &n, NULL) && n == 1) {
		return path_join(a->arena, folder, names[0]);
	}
	return folder;
}

static const char *real_path(struct arena *arena, const char *path) {
	char *real = realpath(path, NULL);
	const char *copy = arena_strdup(arena, real != NULL ? real : path);
	free(real);
	return copy;
}

/* The configuration with the pack's folder, and no more of it than the manifest or all. NULL, told. */
static struct catalogue *load_with(const struct adding *a, const char *folder, bool whole) {
	struct catalogue_paths paths = a->call->paths;
	struct err err = ERR_INIT;
	paths.pack = folder;
	paths.report = whole ? NULL : "";
	paths.check_data = paths.with_lint = whole;
	struct catalogue *catalogue = catalogue_load(&paths, LOAD_MS, NULL, &err);
	if (catalogue == NULL) {
		say_failure(&err);
	}
	return catalogue;
}

/* Tell what is wrong in the copy, at the file that its author knows; how much that is. */
static size_t say_problems(const struct adding *a, const struct catalogue *catalogue, const char *copy) {
	const struct errs *all = catalogue_problems(catalogue);
	struct errs mine = ERRS_INIT;
	for (size_t i = 0; i < all->n; i++) {
		const char *at = strstr(all->v[i].at.file, path_base(copy));
		if (at != NULL) {
			struct err *err = errs_add(&mine);
			*err = all->v[i];
			STR_COPY(err->at.file, arena_printf(a->arena, "%s%s", a->unpacked != NULL ? a->call->args[1] : json_str(a->pack, "root", ""),
			                                    at + strlen(path_base(copy))));
		}
	}
	size_t n = mine.n;
	say_failures(&mine);
	errs_fini(&mine);
	return n;
}

static int read_manifest(struct adding *a) {
	struct err err = ERR_INIT;
	if (!file_exists(path_join(a->arena, a->source, "pack.lua"))) {
		err_set(&err, ERR_INPUT, "there is no pack.lua in it");
		err_hint(&err, "return { name = \"mine\", version = \"1.0.0\", summary = \"…\" }, beside the folders plugins, reports and templates");
		err_at_file(&err, a->source);
		return say_failure(&err);
	}
	struct catalogue *catalogue = load_with(a, a->source, false);
	if (catalogue == NULL) {
		return EXIT_FAILED;
	}
	const struct json *pack = find_pack(catalogue, "dir", a->source);
	if (pack == NULL) {
		if (a->unpacked == NULL) {
			say_failures(catalogue_problems(catalogue));
		} else {
			say_problems(a, catalogue, a->unpacked);
		}
		catalogue_free(catalogue);
		return EXIT_WRONG;
	}
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);
	json_add_value(&out, pack);
	a->pack = json_parse(a->arena, arena_strndup(a->arena, text.p, text.len), text.len, NULL, &err);
	buf_fini(&text);
	catalogue_free(catalogue);
	if (a->unpacked != NULL && !str_eq(json_str(a->pack, "root", ""), a->source)) {
		return say_misuse("pack", "an archive's pack.lua may not have a root: all lies beside it");
	}
	return EXIT_DONE;
}

/* ---- against what is there ---- */

static int compare_versions(const char *a, const char *b) {
	for (;;) {
		char *end_a, *end_b;
		long x = strtol(a, &end_a, 10), y = strtol(b, &end_b, 10);
		if (x != y || (*end_a == '\0' && *end_b == '\0')) {
			return x < y ? -1 : x > y;
		}
		a = end_a + (*end_a == '.');
		b = end_b + (*end_b == '.');
	}
}

static int refuse(struct err *err, const char *hint) {
	err_hint(err, "%s", hint);
	return say_failure(err);
}

/* What is there under a name of the pack's would be used in its place, or the other way round. */
static int check_names(const struct adding *a, const struct json *installed) {
	const struct json *there[] = { catalogue_plugins(a->before), catalogue_reports(a->before), catalogue_templates(a->before) };
	struct err err = ERR_INIT;
	for (size_t i = 0; parts[i] != NULL; i++) {
		for (const struct json *name = json_lookup(a->pack, parts[i])->first; name != NULL; name = name->next) {
			const struct json *other = json_lookup(there[i], name->str);
			if (other == NULL || (installed != NULL && has_name(json_lookup(installed, parts[i]), name->str))) {
				continue;
			}
			err_set(&err, ERR_INPUT, "there is one of the name \"%s\" among the %s already%s%s", name->str, parts[i],
			        json_str(other, "dir", NULL) != NULL ? ": " : "", json_str(other, "dir", ""));
			return refuse(&err, "take that out of the configuration, or give the pack's another name");
		}
	}
	return EXIT_DONE;
}

static int check_version(const struct adding *a, const struct json *installed) {
	const char *version = json_str(a->pack, "version", ""), *have = installed != NULL ? json_str(installed, "version", "") : NULL;
	struct err err = ERR_INIT;
	int order = have != NULL ? compare_versions(version, have) : 1;
	if (order > 0 || call_has(a->call, "force")) {
		return EXIT_DONE;
	}
	err_set(&err, ERR_INPUT, "the pack \"%s\" is there in version %s; this one is %s: %s", json_str(a->pack, "name", ""), have, version,
	        order == 0 ? "the same" : "an older one");
	return refuse(&err, "raise the version in pack.lua, or put it in its place all the same by --force");
}

/* ---- the copy ---- */

static void add_lua_string(struct buf *out, const char *key, const char *s) {
	buf_addf(out, "  %s = \"", key);
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\') {
			buf_addc(out, '\\');
		}
		if (*s == '\n') {
			buf_adds(out, "\\n");
		} else {
			buf_addc(out, *s);
		}
	}
	buf_adds(out, "\",\n");
}

static bool write_manifest(const struct adding *a, struct err *err) {
	static const char *const keys[] = { "name", "version", "summary", NULL };
	struct buf text = BUF_INIT;
	buf_adds(&text, "--- Written by `sitrep pack add`.\nreturn {\n");
	for (size_t i = 0; keys[i] != NULL; i++) {
		add_lua_string(&text, keys[i], json_str(a->pack, keys[i], ""));
	}
	buf_adds(&text, "  requires = {");
	for (const struct json *name = json_lookup(a->pack, "requires")->first; name != NULL; name = name->next) {
		buf_addf(&text, " \"%s\",", name->str);
	}
	buf_adds(&text, " },\n}\n");
	bool ok = file_write(path_join(a->arena, a->staged, "pack.lua"), text.p, text.len, 0644, err);
	buf_fini(&text);
	return ok;
}

/* A whole folder goes along, with what templates refer to (logos); of a listed one what the list names. */
static bool copy_part(const struct adding *a, const char *part, struct err *err) {
	const char *from = path_join(a->arena, json_str(a->pack, "root", ""), part), *to = path_join(a->arena, a->staged, part);
	const struct json *names = json_lookup(a->pack, part);
	if (names->count == 0) {
		return true;
	}
	if (!file_mkdirs(to, 0755, err)) {
		return false;
	}
	for (const struct json *name = names->first; name != NULL; name = name->next) {
		const char *file = str_eq(part, "plugins") ? name->str : arena_printf(a->arena, "%s.lua", name->str);
		if (!file_exists(path_join(a->arena, from, file))) {
			return err_set(err, ERR_INPUT, "pack.lua names \"%s\" among its %s, and there is no %s", name->str, part,
			               path_join(a->arena, from, file));
		}
		if (!pack_copy(path_join(a->arena, from, file), path_join(a->arena, to, file), err)) {
			return false;
		}
	}
	return true;
}

static bool stage(struct adding *a, struct err *err) {
	a->staged = arena_printf(a->arena, "%s/.add-%ld", a->packs, (long)getpid());
	bool ok = file_mkdirs(a->staged, 0755, err) && write_manifest(a, err);
	for (size_t i = 0; parts[i] != NULL && ok; i++) {
		ok = copy_part(a, parts[i], err);
	}
	return ok;
}

/* Its sections may as well be had from elsewhere: a pack that is not there is a reason, and no mistake. */
static void say_required(const struct adding *a) {
	for (const struct json *name = json_lookup(a->pack, "requires")->first; name != NULL; name = name->next) {
		if (find_pack(a->before, "name", name->str) == NULL) {
			say_note("it stands on the pack \"%s\", which is not there: add that first", name->str);
		}
	}
}

/* Only what the pack brings is looked at: what was wrong before is no reason to refuse it. */
static int check_staged(const struct adding *a) {
	struct catalogue *after = load_with(a, a->staged, true);
	if (after == NULL) {
		return EXIT_FAILED;
	}
	int status = EXIT_DONE;
	if (say_problems(a, after, a->staged) > 0) {
		say_required(a);
		status = EXIT_WRONG;
	}
	catalogue_free(after);
	return status;
}

/* In one step where there is one of that name; the old one is removed then. */
static bool put_in_place(struct adding *a, struct err *err) {
	const char *place = path_join(a->arena, a->packs, json_str(a->pack, "name", ""));
	if (renameat2(AT_FDCWD, a->staged, AT_FDCWD, place, RENAME_NOREPLACE) == 0) {
		a->staged = NULL;
	} else if (errno != EEXIST || renameat2(AT_FDCWD, a->staged, AT_FDCWD, place, RENAME_EXCHANGE) != 0) {
		return err_sys(err, "the pack cannot be put into %s", place);
	}
	return file_sync_dir_of(place, err);
}

static void say_pack(const struct json *pack, const char *packs) {
	printf("%s %s: ", json_str(pack, "name", ""), json_str(pack, "version", ""));
	for (size_t i = 0; parts[i] != NULL; i++) {
		unsigned n = json_lookup(pack, parts[i])->count;
		printf("%s%u %.*s", i > 0 ? ", " : "", n, (int)strlen(parts[i]) - (n == 1), parts[i]);
	}
	printf("; in %s/%s\n", packs, json_str(pack, "name", ""));
}

static int add_from(struct adding *a) {
	struct err err = ERR_INIT;
	int status = read_manifest(a);
	if (status != EXIT_DONE) {
		return status;
	}
	const struct json *installed = find_pack(a->before, "name", json_str(a->pack, "name", ""));
	status = check_version(a, installed);
	status = status == EXIT_DONE ? check_names(a, installed) : status;
	if (status != EXIT_DONE) {
		return status;
	}
	if (!stage(a, &err)) {
		return say_failure(&err);
	}
	status = check_staged(a);
	if (status != EXIT_DONE) {
		say_note("the pack was not added");
		return status;
	}
	if (!put_in_place(a, &err)) {
		return say_failure(&err);
	}
	say_pack(a->pack, a->packs);
	return EXIT_DONE;
}

static int add(struct adding *a, const char *path) {
	struct err err = ERR_INIT;
	if (file_is_dir(path)) {
		a->source = real_path(a->arena, path);
		return add_from(a);
	}
	if (!file_exists(path) || !pack_is_archive(path)) {
		err_set(&err, ERR_INPUT, file_exists(path) ? "this is neither a folder nor an archive" : "there is no such pack");
		err_hint(&err, "a pack is a folder with a pack.lua, or that as .tar, .tar.gz, .tar.xz, .tar.zst or .zip");
		err_at_file(&err, path);
		return say_failure(&err);
	}
	a->unpacked = arena_printf(a->arena, "%s/.unpack-%ld", a->packs, (long)getpid());
	if (!pack_unpack(path, a->unpacked, &err)) {
		return say_failure(&err);
	}
	a->source = find_top(a, real_path(a->arena, a->unpacked));
	return add_from(a);
}

static int run_add(struct adding *a) {
	struct err err = ERR_INIT;
	if (!file_mkdirs(a->packs, 0755, &err)) {
		return say_failure(&err);
	}
	a->packs = real_path(a->arena, a->packs);
	int status = add(a, a->call->args[1]);
	if (a->unpacked != NULL) {
		pack_remove(a->unpacked, &err);
	}
	if (a->staged != NULL) {
		pack_remove(a->staged, &err);
	}
	return status;
}

/* ---- list, remove ---- */

static int run_list(struct adding *a) {
	const struct json *packs = catalogue_packs(a->before);
	if (call_has(a->call, "json")) {
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 2);
		json_add_value(&out, packs);
		buf_addc(&text, '\n');
		bool ok = say_out(text.p, text.len);
		buf_fini(&text);
		return ok ? EXIT_DONE : EXIT_FAILED;
	}
	for (const struct json *p = packs->first; p != NULL; p = p->next) {
		printf("%-24s %-10s %s\n", json_str(p, "name", ""), json_str(p, "version", ""), json_str(p, "summary", ""));
		for (size_t i = 0; parts[i] != NULL; i++) {
			const struct json *names = json_lookup(p, parts[i]);
			for (const struct json *name = names->first; name != NULL; name = name->next) {
				printf("%s%s%s%s", name == names->first ? "    " : "", name == names->first ? parts[i] : "", name == names->first ? ": " : ", ",
				       name->str);
			}
			printf("%s", names->count > 0 ? "\n" : "");
		}
	}
	return EXIT_DONE;
}

/* What was right before and is not without the pack: told, and kept from happening. */
static int check_without(const struct adding *a) {
	struct err err = ERR_INIT;
	struct catalogue *after = catalogue_load(&a->call->paths, LOAD_MS, NULL, &err);
	if (after == NULL) {
		return say_failure(&err);
	}
	int status = EXIT_DONE;
	if (catalogue_problems(after)->n > catalogue_problems(a->before)->n) {
		say_failures(catalogue_problems(after));
		status = EXIT_WRONG;
	}
	catalogue_free(after);
	return status;
}

static int run_remove(struct adding *a) {
	const char *name = a->call->args[1];
	struct err err = ERR_INIT;
	if (find_pack(a->before, "name", name) == NULL && !file_exists(arena_printf(a->arena, "%s/%s/pack.lua", a->packs, name))) {
		const struct json *packs = catalogue_packs(a->before);
		const char **names = arena_alloc(a->arena, (packs->count + 1) * sizeof(*names));
		size_t n = 0;
		for (const struct json *p = packs->first; p != NULL; p = p->next) {
			names[n++] = json_str(p, "name", "");
		}
		err_set(&err, ERR_INPUT, "there is no pack \"%s\"", name);
		err_hint(&err, "no pack is there");
		mistake_hint(&err, name, names);
		return say_failure(&err);
	}
	const char *place = path_join(a->arena, a->packs, name), *aside = arena_printf(a->arena, "%s/.remove-%ld", a->packs, (long)getpid());
	if (strchr(name, '/') != NULL || rename(place, aside) != 0) {
		err_sys(&err, "%s cannot be removed", place);
		return say_failure(&err);
	}
	int status = call_has(a->call, "force") ? EXIT_DONE : check_without(a);
	if (status != EXIT_DONE) {
		if (rename(aside, place) != 0) {
			err_sys(&err, "%s cannot be put back to %s", aside, place);
			return say_failure(&err);
		}
		say_note("the pack was not removed: something needs it; --force removes it all the same");
		return status;
	}
	return pack_remove(aside, &err) ? EXIT_DONE : say_failure(&err);
}

static int run(const struct call *call) {
	static const struct { const char *name; size_t args; int (*run)(struct adding *); } verbs[] = {
		{ "add", 2, run_add }, { "list", 1, run_list }, { "remove", 2, run_remove },
	};
	int status = EXIT_DONE;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (call->arg_count != verbs[i].args || !str_eq(call->args[0], verbs[i].name)) {
			continue;
		}
		struct adding a = { .call = call, .arena = arena_new(), .before = call_catalogue(call, &status) };
		if (a.before != NULL) {
			a.packs = real_path(a.arena, catalogue_str(a.before, "packs"));
			status = verbs[i].run(&a);
		}
		catalogue_free(a.before);
		arena_free(a.arena);
		return status;
	}
	return say_misuse("pack", "it is `add PATH`, `list` or `remove NAME`");
}

static const struct option options[] = {
	{ "force", 0, NULL, "add: also where that version, or a newer one, is there; remove: also where something needs it" },
	{ "json", 0, NULL, "list: in JSON" },
	{ NULL, 0, NULL, NULL }
};

const struct command command_pack = {
	.name = "pack", .synopsis = "add PATH [--force]\nlist [--json]\nremove NAME [--force]", .summary = "packs of plugins, reports, templates and data",
	.help = "A pack is a folder, or an archive of one (.tar, .tar.gz, .tar.xz, .tar.zst, .zip), with a pack.lua that returns "
	        "{ name = \"mine\", version = \"1.0.0\", summary = \"…\" }, and beside it plugins, reports and templates (folders; each may be missing). "
	        "pack.lua may list which of them belong to it, plugins = { \"a\", \"b\" }, name the packs "
	        "that it stands on, requires = { \"essentials\" }, and, in a folder, say where its parts lie, root = \"../..\".\n\n"
	        "add copies it to where \"packs\" of the configuration says, checks it there with all that is there already, and refuses it where "
	        "anything in it is wrong or has a name that is taken. A newer version takes the place of an older one, in one step. A running "
	        "service takes it up by itself.",
	.options = options, .run = run,
};
