/* loader: makes the catalogue (catalogue.h): the role "loader", run in a sandbox, short-lived. */
#include "catalogue/catalogue.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/day.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "base/zone.h"
#include "catalogue/config.h"
#include "catalogue/loading.h"
#include "catalogue/make.h"
#include "catalogue/request.h"
#include "catalogue/words.h"

static char *real(struct arena *arena, const char *path) {
	char *found = realpath(path, NULL);
	char *copy = arena_strdup(arena, found != NULL ? found : path);
	free(found);
	return copy;
}

/* -c, else $SITREP_CONFIG, else here, else the system's. NULL with *err. */
static const char *find_config(struct arena *arena, const char *given, struct err *err) {
	const char *env = getenv("SITREP_CONFIG");
	if (given == NULL && env != NULL && *env != '\0') {
		given = env;
	}
	if (given != NULL) {
		if (!file_exists(given)) {
			err_set(err, ERR_INPUT, "there is no such configuration");
			err_at(err, given, 0, 0);
			return NULL;
		}
		return real(arena, given);
	}
	static const char *const places[] = { "config/sitrep.lua", "/etc/sitrep/sitrep.lua" };
	for (size_t i = 0; i < 2; i++) {
		if (file_exists(places[i])) {
			return real(arena, places[i]);
		}
	}
	err_set(err, ERR_INPUT, "no configuration found");
	err_hint(err, "there is no config/sitrep.lua here and no /etc/sitrep/sitrep.lua: name one with -c or $SITREP_CONFIG");
	return NULL;
}

/* The extra folders of the command line, the configured ones, those of packs; each as its real path, so that messages name it well. */
static const struct json *folders(struct loading *l, const char *const *extra, const struct json *config, const struct json *packs,
                                  const char *part) {
	struct json *all = make_array(l->arena);
	for (; extra != NULL && *extra != NULL; extra++) {
		make_add(l->arena, all, NULL, make_string(l->arena, real(l->arena, path_join(l->arena, l->cwd, *extra))));
	}
	for (const struct json *f = json_lookup(config, part)->first; f != NULL; f = f->next) {
		make_add(l->arena, all, NULL, make_string(l->arena, real(l->arena, f->str)));
	}
	for (const struct json *root = packs->first; root != NULL; root = root->next) {
		const char *folder = path_join(l->arena, root->str, part);
		if (file_is_dir(folder)) {
			make_add(l->arena, all, NULL, make_string(l->arena, real(l->arena, folder)));
		}
	}
	return all;
}

static void add_part(struct json_out *out, const char *key, const struct json *value) {
	json_key(out, key);
	json_add_value(out, value);
}

/* All but format and generation; what the generation is the hash of. */
static void write_parts(const struct loading *l, const char *config_path, const struct json *config, struct buf *text) {
	struct json_out out = JSON_OUT(text, 0);
	json_begin(&out, '{');
	json_put_str(&out, "engine", SITREP_VERSION);
	json_put_str(&out, "config_file", config_path);
	add_part(&out, "config", config);
	add_part(&out, "packs", l->packs);
	add_part(&out, "plugins", l->plugins);
	add_part(&out, "words", l->vocabulary);
	add_part(&out, "templates", l->templates);
	add_part(&out, "reports", l->reports);
	add_part(&out, "calendars", l->calendars);
	add_part(&out, "schedules", l->schedules);
	if (l->cases != NULL) {
		add_part(&out, "cases", l->cases);
	}
	add_part(&out, "files", l->files);
	json_key(&out, "problems");
	mistake_write(&out, &l->problems);
	json_key(&out, "remarks");
	mistake_write(&out, &l->remarks);
	json_end(&out, '}');
}

static void write_catalogue(const struct loading *l, const char *config_path, const struct json *config, struct buf *json) {
	struct buf parts = BUF_INIT;
	char hex[HASH_HEX];
	write_parts(l, config_path, config, &parts);
	hash_hex(parts.p, parts.len, hex);
	buf_addf(json, "{\"format\":1,\"generation\":\"%.16s\",", hex);
	buf_add(json, parts.p + 1, parts.len - 1);
	buf_addc(json, '\n');
	buf_fini(&parts);
}

static const char *folder_of(struct arena *arena, const char *path) {
	const char *base = path_base(path);
	return base > path + 1 ? arena_strndup(arena, path, (size_t)(base - path) - 1) : "/";
}

/* As a run of this day would be. */
static void write_request(struct json_out *out, const struct json *request, const char *today) {
	json_begin(out, '{');
	for (const struct json *v = request->first; v != NULL; v = v->next) {
		json_key(out, v->key);
		json_add_value(out, v);
	}
	if (json_lookup(request, "as_of") == NULL) {
		json_put_str(out, "as_of", today);
	}
	json_end(out, '}');
}

#define SCHEDULES_MAX_BYTES (1u << 20)

/* The value at a request's key ("params.countries[1]"): as far as there is one. */
static const struct json *at_key(const struct json *value, const char *key) {
	while (*key != '\0') {
		const struct json *next = NULL;
		size_t n = strcspn(key, ".[");
		if (*key == '[') {
			size_t i = strtoul(key + 1, NULL, 10);
			for (next = value->type == JSON_ARRAY ? value->first : NULL; next != NULL && i > 0; i--) {
				next = next->next;
			}
			n = strcspn(key, "]") + 1;
		} else {
			for (next = value->type == JSON_OBJECT ? value->first : NULL; next != NULL && (strlen(next->key) != n || memcmp(next->key, key, n) != 0);) {
				next = next->next;
			}
		}
		if (next == NULL) {
			break;
		}
		value = next;
		key += strnlen(key, n);
		key += *key == '.';
	}
	return value;
}

/* A target that is written in the configuration (read; NULL: it could not be), and left out because of its mistakes. */
static bool is_bad_target(const struct json *read, const struct json *config, const char *key, const struct json *name) {
	const struct json *written = read != NULL ? json_lookup(read, "targets") : NULL;

	return (str_prefix(key, "deliver[") || str_prefix(key, "notify[")) && name->type == JSON_STRING && written != NULL &&
	       json_lookup(written, name->str) != NULL && json_lookup(json_lookup(config, "targets"), name->str) == NULL;
}

/*
 * A schedule's request is checked as one that is dropped is; that needs the catalogue it belongs to. Mistakes
 * are told at the request's place in the schedules. read: the configuration as written; NULL: it could not be read.
 */
static void check_schedules(struct loading *l, const char *config_path, const struct json *read, const struct json *config) {
	if (l->schedules->count == 0) {
		return;
	}
	struct buf json = BUF_INIT, lua = BUF_INIT;
	struct err err = ERR_INIT;
	struct day day = { 1970, 1, 1 };
	char today[11];
	zone_day_at(clock_now_ms(), json_str(config, "timezone", "UTC"), &day);
	day_format(day, today);
	write_catalogue(l, config_path, config, &json);
	struct catalogue *catalogue = catalogue_parse(json.p, json.len, &err);
	struct json *right = make_array(l->arena);
	for (const struct json *s = l->schedules->first; s != NULL && catalogue != NULL; s = s->next) {
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 2);
		struct request request;
		write_request(&out, json_lookup(s, "request"), today);
		const char *name = arena_printf(l->arena, "the request of schedule \"%s\"", json_str(s, "name", ""));
		const char *file = json_str(s, "_file", NULL);
		struct errs errors = ERRS_INIT;
		if (file != NULL && lua.len == 0) {
			file_read(file, SCHEDULES_MAX_BYTES, &lua, &err);
		}
		if (request_check(l->arena, catalogue, name, text.p, text.len, today, &request, &errors, NULL) && json_lookup(s, "_bad") == NULL) {
			make_add(l->arena, right, NULL, s);
		}
		for (size_t i = 0; i < errors.n; i++) {
			struct err *e = errs_add(&l->problems);
			*e = errors.v[i];
			const struct json *at = at_key(json_lookup(s, "request"), e->key);
			e->follows = is_bad_target(read, config, e->key, at);    /* else who waits for its reports has to know */
			if (e->follows) {
				snprintf(e->msg, sizeof(e->msg), "the target \"%s\" has mistakes", at->str);
				*e->hint = '\0';
			}
			err_wrap(e, "%s", name);
			if (lua.len > 0 && at->offset > 0) {
				err_at_offset(e, lua.p, lua.len, strstr(e->msg, "unknown key") != NULL ? at->key_offset : at->offset);
			} else {
				err_at(e, "", (int)json_int(s, "_line", 0), 1);
				e->source[0] = '\0';
			}
			err_at_file(e, file != NULL ? loading_shown(l, file) : "");
		}
		errs_fini(&errors);
		buf_fini(&text);
	}
	l->schedules = right;
	catalogue_free(catalogue);
	buf_fini(&json);
	buf_fini(&lua);
}

static void load_parts(struct loading *l, const struct catalogue_paths *paths, const char *config_path, struct buf *json) {
	struct loaded file;
	bool is_read = loading_open(l, config_path, LOAD_CONFIG, NULL, &file);
	const struct json *config =
		config_check(l->arena, is_read ? file.table : NULL, folder_of(l->arena, config_path), &file.source);
	const size_t unread = is_read ? SIZE_MAX : l->problems.n;
	l->is_tolerant = str_eq(json_str(config, "accessibility", ""), "warn");
	const struct json *packs = packs_load(l, json_str(config, "packs", ""), paths->pack);
	const struct json *reports = folders(l, paths->reports, config, packs, "reports");
	if (!l->is_whole && *paths->report != '\0') {
		reports_want(l, reports, paths->report);
	}
	if (l->is_whole || *paths->report != '\0') {
		plugins_load(l, folders(l, paths->plugins, config, packs, "plugins"), paths->check_data);
		templates_load(l, folders(l, paths->templates, config, packs, "templates"));
		reports_load(l, reports);
	}
	if (l->is_whole) {
		calendars_load(l, json_str(config, "calendars", ""));
		schedules_load(l, json_str(config, "schedules", ""));
		if (paths->with_lint) {
			plugins_lint(l);
		}
		if (paths->with_tests) {
			cases_load(l);
		}
		check_schedules(l, config_path, is_read ? file.table : NULL, config);
	}
	for (size_t i = unread; i < l->problems.n; i++) {
		l->problems.v[i].follows = true;     /* folders that it would have named are not where they are by default */
	}
	write_catalogue(l, config_path, config, json);
}

bool catalogue_build(const struct catalogue_paths *paths, struct buf *json, struct err *err) {
	struct arena *arena = arena_new();
	const char *config_path = find_config(arena, paths->config, err);
	char *cwd = getcwd(NULL, 0);
	if (config_path != NULL) {
		struct loading l = {
			.arena = arena, .cwd = cwd != NULL ? cwd : "/", .files = make_object(arena), .plugins = make_object(arena),
			.packs = make_array(arena),
			.reports = make_object(arena), .templates = make_object(arena), .schedules = make_array(arena), .calendars = make_object(arena),
			.vocabulary = make_object(arena), .is_whole = paths->report == NULL,
		};
		if (!l.is_whole) {
			l.wanted_plugins = map_new();
			l.wanted_templates = map_new();
			l.wanted_reports = map_new();
			loading_want(l.wanted_reports, paths->report);
			loading_want(l.wanted_templates, paths->template != NULL ? paths->template : "");
		}
		l.left_out = map_new();
		l.bad_calendars = map_new();
		l.bad_templates = map_new();
		load_parts(&l, paths, config_path, json);
		map_free(l.left_out);
		map_free(l.bad_calendars);
		map_free(l.bad_templates);
		map_free(l.wanted_plugins);
		map_free(l.wanted_templates);
		map_free(l.wanted_reports);
		words_free(l.words);
		errs_fini(&l.problems);
		errs_fini(&l.remarks);
	}
	free(cwd);
	arena_free(arena);
	return config_path != NULL;
}
