/* config: see config.h. */
#include "catalogue/config.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/zone.h"
#include "catalogue/make.h"
#include "catalogue/mistake.h"
#include "catalogue/request.h"
#include "deliver/target.h"
#include "lua/load.h"

static const char *const refusals[] = { "refuse", "warn", NULL };
static const char *const conflicts[] = { "number", "replace", NULL };
static const char *const levels[] = { "error", "warn", "info", "debug", NULL };
static const char *const watches[] = { "auto", "poll", NULL };
static const char *const sandboxes[] = { "none", "no-new-privs", "seccomp", NULL };

const struct config_key config_keys[] = {
	{ "accessibility", CONFIG_CHOICE, "refuse", 0, 0, refusals,
	  "a report that would keep readers out (no alt text, or one that repeats the caption; a level of headings left out; a table without headers; text that Unicode "
	  "does not know; letters too pale for WCAG AA) is refused, or issued with warnings" },
	{ "base_max_age_days", CONFIG_INTEGER, "400", 1, 36500, NULL,
	  "a base of facts older than this is said to be so on the cover" },
	{ "calendars", CONFIG_PATH, "calendars.lua", 0, 0, NULL, "the file of calendars, which say what days are off; it need not be there" },
	{ "file_mode", CONFIG_STRING, "0640", 0, 0, NULL,
	  "permissions of what is written to the outbox and to failed, in octal" },
	{ "free_space_mb", CONFIG_INTEGER, "256", 0, 1 << 30, NULL,
	  "below this much free space in the spool no request is claimed" },
	{ "inboxes", CONFIG_NAMED_FOLDERS, "", 0, 0, NULL,
	  "further folders where requests are dropped, by name: what is dropped in one is put into the folder of that name in outbox and "
	  "failed" },
	{ "intake.grace_ms", CONFIG_INTEGER, "10000", 0, 3600000, NULL,
	  "after this time a file in the inbox that is no request goes to failed" },
	{ "intake.max_bytes", CONFIG_INTEGER, "8388608", 1024, REQUEST_MAX_BYTES, NULL,
	  "the largest request that is taken" },
	{ "intake.max_files", CONFIG_INTEGER, "100", 0, 1000, NULL, "attachments of a request, at most" },
	{ "intake.max_folder_bytes", CONFIG_INTEGER, "33554432", 0, 128 << 20, NULL, "all attachments of a request together, at most" },
	{ "intake.quiet_ms", CONFIG_INTEGER, "1000", 0, 3600000, NULL,
	  "a file that nobody said to be complete is taken when it did not change for this time" },
	{ "intake.rescan_ms", CONFIG_INTEGER, "2000", 100, 3600000, NULL,
	  "the inbox is scanned this often, whatever the kernel tells of it" },
	{ "intake.watch", CONFIG_CHOICE, "auto", 0, 0, watches,
	  "how new requests are noticed: by the kernel's word where it has one, or by scanning alone, as is always done on network file "
	  "systems" },
	{ "limits.blocks", CONFIG_INTEGER, "4000000", 1000, 100000000, NULL, "blocks and pieces of text of a report, at most" },
	{ "limits.depth", CONFIG_INTEGER, "64", 8, 64, NULL, "blocks within blocks, at most" },
	{ "limits.images", CONFIG_INTEGER, "1000", 0, 1000000, NULL, "pictures of a report, at most" },
	{ "limits.memory_mb", CONFIG_INTEGER, "256", 16, 65536, NULL,
	  "memory a job may use; what a report says of its own can only be less" },
	{ "limits.output_mb", CONFIG_INTEGER, "64", 1, 4096, NULL, "the largest PDF" },
	{ "limits.pages", CONFIG_INTEGER, "4000", 1, 100000, NULL, "pages of a report, at most" },
	{ "limits.report_seconds", CONFIG_NUMBER, "60", 0.1, 86400, NULL, "time for a whole report" },
	{ "limits.section_seconds", CONFIG_NUMBER, "10", 0.1, 86400, NULL, "computing time of the collect or build of one section; by the clock it has twice that" },
	{ "log.json", CONFIG_BOOLEAN, "false", 0, 0, NULL, "log lines are JSON objects" },
	{ "log.level", CONFIG_CHOICE, "info", 0, 0, levels, "what is logged" },
	{ "on_conflict", CONFIG_CHOICE, "number", 0, 0, conflicts,
	  "a name that the outbox has already: give the new one a number, or replace the old" },
	{ "packs", CONFIG_PATH, "../packs", 0, 0, NULL, "the folder that `sitrep pack add` puts packs into; it need not be there" },
	{ "passwords", CONFIG_NAMED_FILES, "", 0, 0, NULL,
	  "files whose first line is a password, by name: a request that has \"output\": { \"password\": NAME } gets its PDF encrypted with it" },
	{ "plugins", CONFIG_FOLDERS, "../plugins", 0, 0, NULL, "folders of plugins; of two plugins of one name the first is used" },
	{ "reload_ms", CONFIG_INTEGER, "2000", 0, 3600000, NULL,
	  "configuration, plugins, reports and templates are looked at this often, and loaded anew when they have changed; 0: only when "
	  "asked to (SIGHUP)" },
	{ "reports", CONFIG_FOLDERS, "../reports", 0, 0, NULL, "folders of report definitions" },
	{ "retention.check_minutes", CONFIG_INTEGER, "60", 1, 100000, NULL, "how often is looked for what was kept long enough" },
	{ "retention.editions_count", CONFIG_INTEGER, "0", 0, 1e9, NULL, "editions of each series that can be compared and corrected, the newest; 0: all" },
	{ "retention.editions_days", CONFIG_INTEGER, "0", 0, 36500, NULL,
	  "days that editions can be compared and corrected: then what they say and their requests go, and `sitrep editions` lists them still; 0: for ever. The newest of a "
	  "series never goes, nor the edition that the oldest of those that are kept was compared with" },
	{ "retention.failures_count", CONFIG_INTEGER, "0", 0, 1e9, NULL, "failures that are kept in failed, the newest; 0: all" },
	{ "retention.failures_days", CONFIG_INTEGER, "0", 0, 36500, NULL, "days that failures are kept in failed; 0: for ever" },
	{ "retention.failures_mb", CONFIG_INTEGER, "0", 0, 1e9, NULL, "the size that failed may have before the oldest are removed; 0: any" },
	{ "retention.jobs_days", CONFIG_INTEGER, "0", 0, 36500, NULL,
	  "days that the ledger knows of a job that ended, and keeps a section as it was last issued; 0: for ever. Files of a job that it has forgotten are nobody's, and stay" },
	{ "retention.results_count", CONFIG_INTEGER, "0", 0, 1e9, NULL, "results that are kept in the outbox, the newest; 0: all" },
	{ "retention.results_days", CONFIG_INTEGER, "0", 0, 36500, NULL, "days that results are kept in the outbox; 0: for ever" },
	{ "retention.results_mb", CONFIG_INTEGER, "0", 0, 1e9, NULL, "the size that the outbox may have before the oldest are removed; 0: any" },
	{ "retention.superseded_count", CONFIG_INTEGER, "0", 0, 1e9, NULL, "PDFs that were replaced by corrections and withdrawals that are kept in superseded, the newest; 0: all" },
	{ "retention.superseded_days", CONFIG_INTEGER, "0", 0, 36500, NULL, "days that they are kept there; 0: for ever" },
	{ "sandbox.level", CONFIG_CHOICE, "seccomp", 0, 0, sandboxes,
	  "how far a job's process must be confined; the service refuses to work below it" },
	{ "schedules", CONFIG_PATH, "schedules.lua", 0, 0, NULL, "the file of schedules; it need not be there" },
	{ "signature.certificate", CONFIG_PATH, "", 0, 0, NULL,
	  "a PEM file with the signer's certificate, and behind it those that issued it" },
	{ "signature.key", CONFIG_PATH, "", 0, 0, NULL,
	  "a PEM file with the certificate's key (RSA or EC, no passphrase): with it every PDF that is issued is signed" },
	{ "signature.reason", CONFIG_STRING, "", 0, 0, NULL, "why it is signed, as readers of PDFs show it" },
	{ "spool", CONFIG_PATH, "../spool", 0, 0, NULL, "where requests are dropped and reports come out" },
	{ "stop_grace_ms", CONFIG_INTEGER, "10000", 0, 3600000, NULL,
	  "running jobs may finish for this time when the service is asked to stop" },
	{ "targets", CONFIG_TARGETS, "", 0, 0, NULL,
	  "where reports are delivered, by name: `sitrep help targets` says what each kind takes" },
	{ "templates", CONFIG_FOLDERS, "../templates", 0, 0, NULL, "folders of templates" },
	{ "timezone", CONFIG_ZONE, "UTC", 0, 0, NULL, "an IANA zone; it says which day it is where no schedule does" },
	{ "workers", CONFIG_INTEGER, "0", 0, 1024, NULL, "warm slots; 0: one a processor" },
	{ NULL, CONFIG_INTEGER, NULL, 0, 0, NULL, NULL }
};

static const char *const type_names[] = {
	[CONFIG_INTEGER] = "a whole number",   [CONFIG_NUMBER] = "a number", [CONFIG_BOOLEAN] = "true or false",
	[CONFIG_STRING] = "a string",          [CONFIG_CHOICE] = "a string", [CONFIG_ZONE] = "a time zone (a string)",
	[CONFIG_PATH] = "a path (a string)",   [CONFIG_FOLDERS] = "a list of folders",
	[CONFIG_NAMED_FOLDERS] = "a table of folders by name", [CONFIG_NAMED_FILES] = "a table of files by name",
	[CONFIG_TARGETS] = "a table of targets by name",
};

struct check {
	struct arena *arena;
	const char *dir;
	const struct mistake_source *source;
	struct json *flat;
};

static const struct config_key *key_lookup(const char *name) {
	const struct config_key *key = config_keys;
	while (key->name != NULL && !str_eq(key->name, name)) {
		key++;
	}
	return key->name != NULL ? key : NULL;
}

/* "limits" is no key, but keys begin with "limits.". */
static bool is_group(const char *name) {
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		if (str_prefix(key->name, name) && key->name[strlen(name)] == '.') {
			return true;
		}
	}
	return false;
}

static bool wrong_type(struct check *c, const struct config_key *key, const struct json *value) {
	mistake(c->source, value, key->name, "%s must be %s, not %s", key->name, type_names[key->type],
	        json_type_name(value->type));
	return false;
}

static bool check_number(struct check *c, const struct config_key *key, const struct json *value) {
	if (value->type != JSON_NUMBER || (key->type == CONFIG_INTEGER && !value->is_int)) {
		return wrong_type(c, key, value);
	}
	if (value->number < key->min || value->number > key->max) {
		mistake(c->source, value, key->name, "%s is %.15g: it takes %.15g to %.15g", key->name, value->number, key->min,
		        key->max);
		return false;
	}
	return true;
}

static bool check_zone(struct check *c, const struct config_key *key, const struct json *value) {
	struct err err = ERR_INIT;
	struct zone *zone = zone_load(value->str, &err);
	if (zone == NULL) {
		err_hint(mistake(c->source, value, key->name, "%s: %s", key->name, err.msg), "name an IANA zone, as \"Europe/Brussels\": `timedatectl list-timezones` lists them");
	}
	zone_free(zone);
	return zone != NULL;
}

static bool check_mode(struct check *c, const struct config_key *key, const struct json *value) {
	size_t n = strspn(value->str, "01234567");
	if (n == value->len && n >= 3 && n <= 4 && (strtol(value->str, NULL, 8) & 0600) == 0600) {
		return true;
	}
	err_hint(mistake(c->source, value, key->name, "%s: \"%s\" are no permissions with which files can be read and written",
	                 key->name, value->str),
	         "write them as \"0640\"");
	return false;
}

static bool check_choice(struct check *c, const struct config_key *key, const struct json *value) {
	for (size_t i = 0; key->choices[i] != NULL; i++) {
		if (str_eq(key->choices[i], value->str)) {
			return true;
		}
	}
	mistake_hint(mistake(c->source, value, key->name, "%s: \"%s\" is none of its values", key->name, value->str), value->str,
	             key->choices);
	return false;
}

static struct json *absolute(struct check *c, const char *path) {
	const char *dir = c->dir;    /* as it really is: what goes up from it may be cut off */
	while (str_prefix(path, "../") && strrchr(dir, '/') > dir) {
		dir = arena_strndup(c->arena, dir, (size_t)(strrchr(dir, '/') - dir));
		path += 3;
	}
	return make_string(c->arena, path_join(c->arena, dir, path));
}

static bool check_folders(struct check *c, const struct config_key *key, const struct json *value, struct json *folders) {
	if (value->type == JSON_STRING) {
		make_add(c->arena, folders, NULL, absolute(c, value->str));
		return true;
	}
	if (value->type != JSON_ARRAY) {
		return wrong_type(c, key, value);
	}
	for (const struct json *folder = value->first; folder != NULL; folder = folder->next) {
		if (folder->type != JSON_STRING) {
			return wrong_type(c, key, folder);
		}
		make_add(c->arena, folders, NULL, absolute(c, folder->str));
	}
	return true;
}

/* Names become names of folders in the outbox: plain ones, and none that means a place. */
static bool is_folder_name(const char *name) {
	return *name != '\0' && strlen(name) <= 64 && *name != '.' &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")] == '\0';
}

static bool check_named_folders(struct check *c, const struct config_key *key, const struct json *value, struct json *folders) {
	if (value->type == JSON_ARRAY && value->count == 0) {
		return true;    /* an empty Lua table is both */
	}
	if (value->type != JSON_OBJECT) {
		return wrong_type(c, key, value);
	}
	for (const struct json *folder = value->first; folder != NULL; folder = folder->next) {
		const char *path = mistake_path(c->arena, key->name, folder->key);
		if (!is_folder_name(folder->key)) {
			err_hint(mistake_key(c->source, folder, path, "%s: \"%s\" is no name", key->name, folder->key),
			         "take letters, digits, '-' and '_'");
			return false;
		}
		if (folder->type != JSON_STRING || folder->len == 0) {
			mistake(c->source, folder, path, "%s must be a path (a string), not %s", path, json_type_name(folder->type));
			return false;
		}
		make_add(c->arena, folders, folder->key, absolute(c, folder->str));
	}
	return true;
}

/* What is wrong with a target, placed where the file has it; its line is not shown, for a secret may stand there. */
static void place_mistakes(struct check *c, const struct config_key *key, const struct json *value, const struct errs *errors) {
	for (size_t i = 0; i < errors->n; i++) {
		const char *path = errors->v[i].key;
		const struct json *at = value, *found = load_lookup(value, path + strlen(key->name) + (path[strlen(key->name)] == '.'), &at);
		bool is_unknown = found != NULL && str_prefix(errors->v[i].msg, "unknown key");
		struct err *err = is_unknown ? mistake_key(c->source, found, path, "%s", errors->v[i].msg)
		                             : mistake(c->source, at != NULL ? at : value, path, "%s", errors->v[i].msg);
		if (*errors->v[i].hint != '\0') {
			err_hint(err, "%s", errors->v[i].hint);
		}
		err->source[0] = '\0';
	}
}

static bool check_targets(struct check *c, const struct config_key *key, const struct json *value, struct json *targets) {
	if (value->type == JSON_ARRAY && value->count == 0) {
		return true;    /* an empty Lua table is both */
	}
	if (value->type != JSON_OBJECT) {
		return wrong_type(c, key, value);
	}
	for (const struct json *target = value->first; target != NULL; target = target->next) {
		struct errs errors = ERRS_INIT;
		struct buf text = BUF_INIT;
		if (target_check(target->key, target, c->dir, &text, &errors)) {
			struct json *good = json_parse(c->arena, arena_strndup(c->arena, text.p, text.len), text.len, NULL, NULL);
			make_add(c->arena, targets, target->key, good);
		}
		place_mistakes(c, key, value, &errors);
		errs_fini(&errors);
		buf_fini(&text);
	}
	return true;
}

/* The value as it goes to the catalogue; NULL where it is wrong. */
static const struct json *checked(struct check *c, const struct config_key *key, const struct json *value) {
	struct json *folders;
	switch (key->type) {
	case CONFIG_INTEGER:
	case CONFIG_NUMBER:
		return check_number(c, key, value) ? value : NULL;
	case CONFIG_BOOLEAN:
		return value->type == JSON_BOOL || wrong_type(c, key, value) ? value : NULL;
	case CONFIG_FOLDERS:
		folders = make_array(c->arena);
		return check_folders(c, key, value, folders) ? folders : NULL;
	case CONFIG_NAMED_FOLDERS:
	case CONFIG_NAMED_FILES:
		folders = make_object(c->arena);
		return check_named_folders(c, key, value, folders) ? folders : NULL;
	case CONFIG_TARGETS:
		folders = make_object(c->arena);
		return check_targets(c, key, value, folders) ? folders : NULL;
	default:
		break;
	}
	/* Nothing, where nothing is what it has without. */
	if (value->type != JSON_STRING || (value->len == 0 && *key->fallback != '\0')) {
		wrong_type(c, key, value);
		return NULL;
	}
	switch (key->type) {
	case CONFIG_CHOICE:
		return check_choice(c, key, value) ? value : NULL;
	case CONFIG_ZONE:
		return check_zone(c, key, value) ? value : NULL;
	case CONFIG_PATH:
		return value->len > 0 ? absolute(c, value->str) : value;
	default:
		return !str_eq(key->name, "file_mode") || check_mode(c, key, value) ? value : NULL;
	}
}

static void check_object(struct check *c, const struct json *object, const char *prefix) {
	for (const struct json *value = object->first; value != NULL; value = value->next) {
		const char *name = mistake_path(c->arena, prefix, value->key);
		const struct config_key *key = key_lookup(name);
		if (key == NULL && is_group(name) && value->type == JSON_OBJECT) {
			check_object(c, value, name);
		} else if (key == NULL && is_group(name)) {
			if (value->type != JSON_ARRAY || value->count > 0) {
				mistake(c->source, value, name, "%s must be a table of settings, not %s", name, json_type_name(value->type));
			}
		} else if (key == NULL) {
			const char *names[sizeof(config_keys) / sizeof(*config_keys)] = { NULL };
			for (size_t i = 0; config_keys[i].name != NULL; i++) {
				names[i] = config_keys[i].name;
			}
			mistake_hint(mistake_key(c->source, value, name, "unknown key '%s'", name), name, names);
		} else {
			const struct json *good = checked(c, key, value);
			if (good != NULL) {
				make_add(c->arena, c->flat, key->name, good);
			}
		}
	}
}

static struct json *fallback(struct check *c, const struct config_key *key) {
	struct json *value = make_string(c->arena, key->fallback);
	switch (key->type) {
	case CONFIG_INTEGER:
	case CONFIG_NUMBER:
		value->type = JSON_NUMBER;
		value->number = strtod(key->fallback, NULL);
		value->is_int = strchr(key->fallback, '.') == NULL;
		value->integer = (int64_t)value->number;
		return value;
	case CONFIG_BOOLEAN:
		value->type = JSON_BOOL;
		value->boolean = str_eq(key->fallback, "true");
		return value;
	case CONFIG_PATH:
		return *key->fallback != '\0' ? absolute(c, key->fallback) : value;
	case CONFIG_FOLDERS:
		value = make_array(c->arena);
		make_add(c->arena, value, NULL, absolute(c, key->fallback));
		return value;
	case CONFIG_NAMED_FOLDERS:
	case CONFIG_NAMED_FILES:
	case CONFIG_TARGETS:
		return make_object(c->arena);
	default:
		return value;
	}
}

/* One without the other is a file that would be issued unsigned, or not at all. */
static void check_signature(struct check *c, const struct json *config) {
	bool has_key = *json_str(c->flat, "signature.key", "") != '\0', has_certificate = *json_str(c->flat, "signature.certificate", "") != '\0';
	const struct json *at = config != NULL && config->type == JSON_OBJECT ? json_lookup(config, "signature") : NULL;

	if (has_key != has_certificate && at != NULL) {
		const char *lacks = has_key ? "signature.certificate" : "signature.key";
		mistake(c->source, at, lacks, "%s is missing: a signature takes a certificate and its key", lacks);
	}
}

/* What the service itself writes must not be taken for a request: the spool's folders are no inboxes, nor is one that holds the spool. */
static bool is_of_spool(struct check *c, const char *inbox) {
	static const char *const own[] = { "inbox", "outbox", "failed", "superseded", "claimed", "generations", "sending" };
	const char *spool = json_str(c->flat, "spool", "");
	bool is_one = path_is_within(spool, inbox);

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		is_one |= path_is_within(inbox, path_join(c->arena, spool, own[i]));
	}
	return is_one;
}

static void check_inboxes(struct check *c, const struct json *config) {
	const struct json *inboxes = json_lookup(c->flat, "inboxes");
	const struct json *written = config != NULL && config->type == JSON_OBJECT ? json_lookup(config, "inboxes") : NULL;

	for (const struct json *inbox = inboxes->first; inbox != NULL; inbox = inbox->next) {
		const struct json *at = json_lookup(written, inbox->key);
		const char *path = mistake_path(c->arena, "inboxes", inbox->key);
		if (is_of_spool(c, inbox->str)) {
			err_hint(mistake(c->source, at, path, "%s is a folder of the spool, or holds it", path),
			         "give it a folder of its own: what the service writes would be taken for requests");
		}
		for (const struct json *other = inboxes->first; other != inbox; other = other->next) {
			if (path_is_within(inbox->str, other->str) || path_is_within(other->str, inbox->str)) {
				err_hint(mistake(c->source, at, path, "%s and inboxes.%s are one folder, or one lies in the other", path, other->key),
				         "give each a folder of its own");
			}
		}
	}
}

struct json *config_check(struct arena *arena, const struct json *config, const char *dir, const struct mistake_source *source) {
	struct check c = { .arena = arena, .dir = dir, .source = source, .flat = make_object(arena) };
	if (config != NULL && config->type == JSON_OBJECT) {
		check_object(&c, config, "");
	} else if (config != NULL && config->count > 0) {
		mistake(source, config, "", "the configuration must be a table of settings");
	}
	check_signature(&c, config);
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		if (json_lookup(c.flat, key->name) == NULL) {
			make_add(arena, c.flat, key->name, fallback(&c, key));
		}
	}
	check_inboxes(&c, config);
	return c.flat;
}

void config_manual(struct buf *out) {
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		buf_addf(out, "%s  (%s", key->name, type_names[key->type]);
		for (size_t i = 0; key->choices != NULL && key->choices[i] != NULL; i++) {
			buf_addf(out, "%s\"%s\"", i == 0 ? ": " : ", ", key->choices[i]);
		}
		if (key->max > key->min) {
			buf_addf(out, ", %.15g to %.15g", key->min, key->max);
		}
		buf_addf(out, "; default %s)\n    %s\n", key->fallback, key->help);
	}
}
