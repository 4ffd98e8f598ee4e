/* config: the table of keys, its defaults, and values that are right. Mistakes are in test_catalogue.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/config.h"
#include "catalogue/mistake.h"

static const struct json *check(struct arena *arena, const char *text, struct errs *errors) {
	struct mistake_source source = { .file = "c", .text = text, .len = strlen(text), .code = ERR_INPUT, .errors = errors };
	const struct json *config = json_parse(arena, text, strlen(text), NULL, NULL);
	assert_non_null(config);
	return config_check(arena, config, "/etc/sitrep", &source);
}

static void every_key_is_told_of(void **state) {
	(void)state;
	for (const struct config_key *key = config_keys; key->name != NULL; key++) {
		assert_true(strlen(key->help) > 10);
		assert_non_null(key->fallback);
		assert_true(key->type != CONFIG_CHOICE || key->choices != NULL);
		if (key[1].name != NULL && strcmp(key->name, key[1].name) >= 0) {
			fail_msg("%s stands before %s", key->name, key[1].name);
		}
	}
}

/* A default must be what the checker would take; a path's is made absolute, so it is compared as such. */
static void defaults_are_right(void **state) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	(void)state;
	const struct json *defaults = check(arena, "{}", &errors);
	size_t n = 0;
	for (const struct config_key *key = config_keys; key->name != NULL; key++, n++) {
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		const char *dot = strchr(key->name, '.');
		json_begin(&out, '{');
		if (dot != NULL) {
			json_key(&out, arena_strndup(arena, key->name, (size_t)(dot - key->name)));
			json_begin(&out, '{');
		}
		json_key(&out, dot != NULL ? dot + 1 : key->name);
		json_add_value(&out, json_lookup(defaults, key->name));
		if (dot != NULL) {
			json_end(&out, '}');
		}
		json_end(&out, '}');
		check(arena, arena_strdup(arena, buf_str(&text)), &errors);
		if (errors.n > 0) {
			fail_msg("%s: %s", buf_str(&text), errors.v[0].msg);
		}
		buf_fini(&text);
	}
	assert_int_equal(defaults->count, n);
	errs_fini(&errors);
	arena_free(arena);
}

static void values_come_as_written(void **state) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	(void)state;
	const struct json *c = check(arena,
	                             "{\"spool\": \"/var/spool/sitrep\", \"schedules\": \"s.lua\", \"plugins\": \"p\", \"workers\": 3,"
	                             " \"reports\": [\"a\", \"/b\"], \"limits\": {\"section_seconds\": 0.5}, \"log\": {\"json\": true},"
	                             " \"intake\": []}",
	                             &errors);
	assert_int_equal(errors.n, 0);
	assert_string_equal(json_str(c, "spool", ""), "/var/spool/sitrep");
	assert_string_equal(json_str(c, "schedules", ""), "/etc/sitrep/s.lua");
	assert_string_equal(json_lookup(c, "plugins")->first->str, "/etc/sitrep/p");
	assert_string_equal(json_lookup(c, "reports")->first->str, "/etc/sitrep/a");
	assert_string_equal(json_lookup(c, "reports")->first->next->str, "/b");
	assert_int_equal(json_int(c, "workers", 0), 3);
	assert_true(json_num(c, "limits.section_seconds", 0) == 0.5);
	assert_true(json_bool(c, "log.json", false));
	arena_free(arena);
}

/* What the service writes must not come in again, and what is dropped comes in once. */
static void inboxes_are_apart(void **state) {
	static const struct {
		const char *inboxes;
		size_t mistakes;
	} cases[] = {
		{ "{\"a\": \"/srv/a\", \"b\": \"/srv/ab\"}", 0 },
		{ "{\"a\": \"/var/spool/sitrep/a\"}", 0 },           /* beside the spool's own folders */
		{ "{\"a\": \"/var/spool/sitrep\"}", 1 },
		{ "{\"a\": \"/var\"}", 1 },
		{ "{\"a\": \"/var/spool/sitrep/outbox\"}", 1 },
		{ "{\"a\": \"/var/spool/sitrep/inbox/a\"}", 1 },
		{ "{\"a\": \"/srv/a\", \"b\": \"/srv/a/b\"}", 1 },
		{ "{\"a\": \"/srv/a/b\", \"b\": \"/srv/a\"}", 1 },
		{ "{\"a\": \"/srv/a\", \"b\": \"/srv/a\"}", 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *arena = arena_new();
		struct errs errors = ERRS_INIT;
		check(arena, arena_printf(arena, "{\"spool\": \"/var/spool/sitrep\", \"inboxes\": %s}", cases[i].inboxes), &errors);
		if (errors.n != cases[i].mistakes) {
			fail_msg("%s: %zu mistakes", cases[i].inboxes, errors.n);
		}
		errs_fini(&errors);
		arena_free(arena);
	}
}

/* Every mistake at once, and what has one keeps its default. */
static void mistakes_leave_the_default(void **state) {
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT;
	(void)state;
	const struct json *c = check(arena,
	                             "{\"workers\": 1.5, \"timezone\": \"Nowhere/City\", \"spool\": 4, \"limits\": {\"pages\": 0, \"page\": 1},"
	                             " \"log\": {\"level\": \"loud\"}, \"wokers\": 2}",
	                             &errors);
	static const char *const said[] = { "workers", "timezone", "spool", "limits.pages", "limits.page", "log.level", "wokers" };
	assert_int_equal(errors.n, sizeof(said) / sizeof(*said));
	for (size_t i = 0; i < errors.n; i++) {
		assert_non_null(strstr(errors.v[i].msg, said[i]));
		assert_true(errors.v[i].at.line == 1 && errors.v[i].at.col > 1);
	}
	assert_int_equal(json_int(c, "workers", -1), 0);
	assert_string_equal(json_str(c, "timezone", ""), "UTC");
	assert_true(json_int(c, "limits.pages", 0) > 1);
	errs_fini(&errors);
	arena_free(arena);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_told_of),
		cmocka_unit_test(defaults_are_right),
		cmocka_unit_test(values_come_as_written),
		cmocka_unit_test(inboxes_are_apart),
		cmocka_unit_test(mistakes_leave_the_default),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
