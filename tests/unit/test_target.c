/* target, phrase, letter, secret: what an operator may write, what is made of it, and that no secret is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "deliver/letter.h"
#include "deliver/parcel.h"
#include "deliver/phrase.h"
#include "deliver/secret.h"
#include "deliver/target.h"
#include "deliver/words.h"

/* ---- targets ---- */

#define BUCKET(name) "{\"kind\":\"s3\",\"endpoint\":\"https://x\",\"bucket\":\"" name "\",\"key_id\":{\"env\":\"K\"},\"secret_key\":{\"env\":\"K\"}}"

static const char *const good[] = {
	"{\"kind\":\"folder\",\"path\":\"out\"}",
	"{\"kind\":\"folder\",\"path\":\"/srv\",\"name\":\"{series}/{year}/{name}\",\"mode\":\"0644\",\"on_conflict\":\"replace\",\"record\":false}",
	"{\"kind\":\"mail\",\"server\":\"smtp.example.org\",\"from\":\"Desk <desk@example.org>\",\"to\":[\"a@example.org\",\"b@example.org\"]}",
	"{\"kind\":\"mail\",\"server\":\"[::1]:2525\",\"from\":\"d@example.org\",\"to\":\"a@b\",\"user\":\"u\",\"password\":{\"env\":\"P\"},"
	"\"security\":\"tls\",\"subject\":{\"en\":\"{title}\",\"fr\":\"{title}\"},\"text\":\"{title}\\n{link}\\n\",\"tries\":3}",
	"{\"kind\":\"mail\",\"sendmail\":\"/usr/sbin/sendmail\",\"from\":\"d@example.org\",\"to\":\"a@b\",\"attach\":false,\"link\":\"https://x/{file}\"}",
	"{\"kind\":\"webhook\",\"url\":\"https://example.org/hook\",\"secret\":{\"file\":\"s\"},\"headers\":{\"X-A\":\"b\",\"Authorization\":{\"env\":\"T\"}}}",
	"{\"kind\":\"webhook\",\"url\":{\"file\":\"/etc/url\"},\"retry_seconds\":0.5}",
	"{\"kind\":\"s3\",\"endpoint\":\"http://127.0.0.1:9000\",\"bucket\":\"bkt\",\"key_id\":{\"env\":\"K\"},\"secret_key\":{\"file\":\"k\"}}",
	BUCKET("our-reports.2026"),
};

static const struct {
	const char *json, *key, *says;
} bad[] = {
	{ "3", "targets.t", "must be a table" },
	{ "{}", "targets.t", "has no kind" },
	{ "{\"kind\":\"foldr\"}", "targets.t.kind", "targets.t.kind: there is no such kind" },
	{ "{\"kind\":\"folder\"}", "targets.t", "needs path" },
	{ "{\"kind\":\"folder\",\"path\":3}", "targets.t.path", "must be a path" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"pat\":1}", "targets.t.pat", "unknown key" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"name\":\"{nam}\"}", "targets.t.name", "targets.t.name: there is no value {nam}" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"name\":\"a}\"}", "targets.t.name", "brace" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"mode\":\"rw\"}", "targets.t.mode", "no permissions" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"on_conflict\":\"overwrite\"}", "targets.t.on_conflict", "none of its values" },
	{ "{\"kind\":\"folder\",\"path\":\"x\",\"tries\":0}", "targets.t.tries", "it takes 1 to 1000" },
	{ "{\"kind\":\"mail\",\"from\":\"a@b\",\"to\":\"c@d\"}", "targets.t", "needs a server or a sendmail" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"sendmail\":\"/x\",\"from\":\"a@b\",\"to\":\"c@d\"}", "targets.t", "one of them" },
	{ "{\"kind\":\"mail\",\"server\":\"x y\",\"from\":\"a@b\",\"to\":\"c@d\"}", "targets.t.server", "no host" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a\",\"to\":\"c@d\"}", "targets.t.from", "no e-mail address" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":[]}", "targets.t.to", "names nobody" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":\"c@d\\r\\nBcc: x@y\"}", "targets.t.to", "no e-mail address" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":\"c@d, e@f\"}", "targets.t.to", "no e-mail address" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":\"c@d\",\"user\":\"u\"}", "targets.t", "no password" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":\"c@d\",\"user\":\"u\",\"password\":{\"env\":\"P\"},\"security\":\"none\"}",
	  "targets.t.security", "for all to read" },
	{ "{\"kind\":\"mail\",\"server\":\"x\",\"from\":\"a@b\",\"to\":\"c@d\",\"attach\":false}", "targets.t", "links to nothing" },
	{ "{\"kind\":\"webhook\",\"url\":\"ftp://x\"}", "targets.t.url", "no URL" },
	{ "{\"kind\":\"webhook\",\"url\":\"https://u:p@x/y\"}", "targets.t.url", "holds a password in plain text" },
	{ "{\"kind\":\"s3\",\"endpoint\":\"https://u@x\",\"bucket\":\"bkt\",\"key_id\":{\"env\":\"A\"},\"secret_key\":{\"env\":\"B\"}}", "targets.t.endpoint", "holds a password" },
	{ BUCKET("b"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("Reports"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("our_reports"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("a..b"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("-ab"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("ab-"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("10.0.0.1"), "targets.t.bucket", "no bucket's name" },
	{ BUCKET("a/b"), "targets.t.bucket", "no bucket's name" },
	{ "{\"kind\":\"webhook\",\"url\":\"https://x\",\"secret\":\"swordfish\"}", "targets.t.secret", "plain text" },
	{ "{\"kind\":\"webhook\",\"url\":\"https://x\",\"headers\":{\"A B\":\"c\"}}", "targets.t.headers", "no header field" },
	{ "{\"kind\":\"webhook\",\"url\":\"https://x\",\"headers\":{\"A\":\"b\\nC: d\"}}", "targets.t.headers", "no header field" },
	{ "{\"kind\":\"s3\",\"endpoint\":\"https://x\",\"bucket\":\"bkt\",\"key_id\":{\"env\":\"K\"},\"secret_key\":{\"evn\":\"K\"}}", "targets.t.secret_key",
	  "must be a secret" },
};

static void targets_are_checked(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good) + sizeof(bad) / sizeof(*bad); i++) {
		size_t b = i - sizeof(good) / sizeof(*good);
		const char *text = i < sizeof(good) / sizeof(*good) ? good[i] : bad[b].json;
		struct arena *arena = arena_new();
		struct errs errors = ERRS_INIT;
		struct buf out = BUF_INIT;
		const struct json *value = json_parse(arena, text, strlen(text), NULL, NULL);
		assert_non_null(value);
		bool ok = target_check("t", value, "/etc/sitrep", &out, &errors);
		if (i < sizeof(good) / sizeof(*good)) {
			if (!ok) {
				fail_msg("%s: %s", text, errors.v[0].msg);
			}
			/* What is checked is whole, and may be checked again. */
			const struct json *checked = json_parse(arena, out.p, out.len, NULL, NULL);
			assert_non_null(checked);
			assert_true(json_int(checked, "at_once", 0) > 0);
			struct buf again = BUF_INIT;
			assert_true(target_check("t", checked, "/elsewhere", &again, &errors));
			assert_string_equal(again.p, out.p);
			buf_fini(&again);
		} else {
			bool said = false;
			for (size_t k = 0; k < errors.n; k++) {
				said = said || (strstr(errors.v[k].msg, bad[b].says) != NULL && str_eq(errors.v[k].key, bad[b].key));
				assert_null(strstr(errors.v[k].msg, "swordfish"));
			}
			if (ok || !said) {
				fail_msg("%s: %s at %s", text, errors.n > 0 ? errors.v[0].msg : "no mistake", errors.n > 0 ? errors.v[0].key : "");
			}
		}
		buf_fini(&out);
		errs_fini(&errors);
		arena_free(arena);
	}
}

static void every_key_is_told_of(void **state) {
	(void)state;
	for (const struct target_kind *kind = target_kinds; kind->name != NULL; kind++) {
		for (const struct target_key *key = kind->keys; key->name != NULL; key++) {
			assert_true(strlen(key->help) > 6);
			assert_true(key->type != TARGET_CHOICE || key->choices != NULL);
			assert_true(key[1].name == NULL || strcmp(key->name, key[1].name) < 0);
		}
	}
	for (const struct phrase_value *value = phrase_values; value->name != NULL; value++) {
		assert_true(strlen(value->help) > 3);
		assert_true(value[1].name == NULL || strcmp(value->name, value[1].name) < 0);
		assert_int_equal(phrase_index(value->name, (int)strlen(value->name)), value - phrase_values);
	}
}

/* ---- phrases ---- */

static void set(const char *values[PHRASE_VALUES], const char *name, const char *value) {
	values[phrase_index(name, (int)strlen(name))] = value;
}

static void phrases_are_filled(void **state) {
	static const struct { const char *text, *expected; } rows[] = {
		{ "", "" }, { "plain", "plain" }, { "{title}!", "The week!" }, { "a\n{series} x\nb", "a\nb" }, { "a\n{series}{title}\n", "a\nThe week\n" },
		{ "{series}", "" }, { "\n\n{pages} pages", "\n\n7 pages" },
	};
	const char *values[PHRASE_VALUES] = { NULL };
	(void)state;
	set(values, "title", "The week");
	set(values, "pages", "7");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF_INIT;
		phrase_fill(rows[i].text, values, &out);
		assert_string_equal(buf_str(&out), rows[i].expected);
		buf_fini(&out);
	}
}

/* Whatever a request says, a file stays below its folder. */
static void paths_stay_below(void **state) {
	static const struct { const char *text, *name, *expected; } rows[] = {
		{ "{name}", "ukraine", "ukraine" }, { "{series}/{name}", "u", "u" }, { "{folder}{name}", "u", "desk/asia/u" },
		{ "{name}", "../../etc/passwd", "-..-etc-passwd" }, { "a/../{name}", "b", "a/b" }, { "/{name}", "b", "b" }, { "{name}", "a/b:c", "a-b-c" },
		{ "{name}", "...", "" }, { "{name}/x", "..", "x" }, { "{name}", "Üb\tung", "Üb-ung" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *values[PHRASE_VALUES] = { NULL };
		struct buf out = BUF_INIT;
		set(values, "name", rows[i].name);
		set(values, "folder", "desk/asia/");
		phrase_path(rows[i].text, values, &out);
		assert_string_equal(buf_str(&out), rows[i].expected);
		buf_fini(&out);
	}
}

/* ---- letters ---- */

#define PARCEL(target, job, result, more) \
	"{\"id\":\"J.issued.mail\",\"event\":\"issued\",\"target_name\":\"mail\",\"target\":" target ",\"job\":" job ",\"result\":" result more "}"

static void letters_are_whole(void **state) {
	static const char text[] = PARCEL("{\"from\":\"Bureau é <bureau@example.org>\",\"to\":[\"a@example.org\",\"\\\"B, C\\\" <b@example.org>\"],\"link\":\"https://x/{folder}{file}\"}",
	                                  "{\"id\":\"J\",\"name\":\"u\",\"output\":\"черга/ü\",\"folder\":\"d e\",\"series\":\"weekly\",\"edition\":12}",
	                                  "{\"title\":\"Ukraine\\r\\nBcc: evil@example.org\",\"as_of\":\"2026-03-01\",\"language\":\"fr\",\"pages\":3}", ",\"pdf\":\"/x\"");
	struct parcel parcel;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT, again = BUF_INIT;
	(void)state;
	assert_true(parcel_parse(&parcel, text, sizeof(text) - 1, &err));
	buf_adds(&parcel.pdf, "%PDF-1.7 not really");
	parcel.now_ms = 1772323200000;
	letter_format(&parcel, &out);
	letter_format(&parcel, &again);
	assert_string_equal(out.p, again.p);
	static const char *const has[] = {
		"Date: Sun, 01 Mar 2026 00:00:00 +0000\r\n", "\r\nFrom: =?UTF-8?B?", " <bureau@example.org>\r\n",
		"\r\nTo: a@example.org,\r\n \"B, C\" <b@example.org>\r\n", "\r\nSubject: =?UTF-8?B?",
		"\r\nMessage-ID: <J.issued.mail@example.org>\r\n", "\r\nAuto-Submitted: auto-generated\r\n", "Content-Type: application/pdf;\r\n",
		"filename*=UTF-8''%D1%87", "\r\nJVBERi0xLjcgbm90IHJlYWxseQ==\r\n",
	};
	for (size_t i = 0; i < sizeof(has) / sizeof(*has); i++) {
		if (strstr(out.p, has[i]) == NULL) {
			fail_msg("no '%s' in:\n%s", has[i], out.p);
		}
	}
	for (const char *line = out.p; *line != '\0'; line += strcspn(line, "\n") + 1) {
		size_t n = strcspn(line, "\n");
		assert_true(n > 0 && line[n - 1] == '\r' && n < 900);
	}
	assert_null(strstr(out.p, "\nBcc"));
	buf_reset(&out);
	words_say(&parcel, "subject", &out);
	assert_string_equal(buf_str(&out), "Ukraine  Bcc: evil@example.org, édition 12, 2026-03-01");
	buf_reset(&out);
	words_say(&parcel, "text", &out);
	assert_non_null(strstr(out.p, "Édition : 12\n"));
	assert_non_null(strstr(out.p, "https://x/d%20e/%D1%87"));
	assert_null(strstr(out.p, "Période"));
	parcel_fini(&parcel);
	buf_fini(&out);
	buf_fini(&again);
}

static void words_are_encoded(void **state) {
	static const struct { const char *text, *expected; } rows[] = {
		{ "plain", "plain" }, { "é", "=?UTF-8?B?w6k=?=" }, { "=?x?=", "=?UTF-8?B?PT94Pz0=?=" },
		{ "ééééééééééééééééééééééééé", "=?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=\r\n =?UTF-8?B?w6nDqcOpw6k=?=" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF_INIT;
		letter_add_words(&out, rows[i].text, 9);
		assert_string_equal(buf_str(&out), rows[i].expected);
		buf_fini(&out);
	}
}

/* ---- secrets ---- */

static const char *read_one(struct secrets *secrets, const char *text, struct err *err) {
	struct arena *arena = arena_new();
	const char *value = secret_read(secrets, "password", json_parse(arena, text, strlen(text), NULL, NULL), err);
	arena_free(arena);
	return value;
}

static void secrets_are_read_and_hidden(void **state) {
	struct secrets *secrets = secrets_new();
	struct err err = ERR_INIT;
	char path[] = "/tmp/sitrep-secret.XXXXXX", ref[128], text[] = "535 swordfish is not open sesame";
	(void)state;
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, "swordfish\n", 10) == 10);
	snprintf(ref, sizeof(ref), "{\"file\":\"%s\"}", path);
	assert_string_equal(read_one(secrets, ref, &err), "swordfish");
	setenv("SITREP_TEST_SECRET", "open sesame", 1);
	assert_string_equal(read_one(secrets, "{\"env\":\"SITREP_TEST_SECRET\"}", &err), "open sesame");
	secrets_hide(secrets, text);
	assert_string_equal(text, "535 ********* is not ***********");
	setenv("SITREP_TEST_SECRET", "a\r\nb", 1);
	assert_null(read_one(secrets, "{\"env\":\"SITREP_TEST_SECRET\"}", &err));
	assert_non_null(strstr(err.msg, "line break"));
	assert_null(read_one(secrets, "{\"env\":\"SITREP_TEST_NONE\"}", &err));
	assert_non_null(strstr(err.msg, "has no SITREP_TEST_NONE"));
	assert_true(ftruncate(fd, 0) == 0);
	assert_null(read_one(secrets, ref, &err));
	assert_non_null(strstr(err.msg, "is empty"));
	close(fd);
	unlink(path);
	assert_null(read_one(secrets, ref, &err));
	assert_non_null(strstr(err.msg, path));
	secrets_free(secrets);
}

static bool has(char **env, const char *name) {
	size_t n = strlen(name);
	for (; *env != NULL; env++) {
		if (strncmp(*env, name, n) == 0 && (*env)[n] == '=') {
			return true;
		}
	}
	return false;
}

static void others_get_no_secrets(void **state) {
	static const char text[] = "{\"a\":{\"kind\":\"mail\",\"password\":{\"env\":\"SITREP_A\"}},"
	                           "\"b\":{\"kind\":\"webhook\",\"url\":{\"env\":\"SITREP_B\"},\"headers\":{\"X\":{\"env\":\"SITREP_C\"}}}}";
	struct arena *arena = arena_new();
	const struct json *targets = json_parse(arena, text, sizeof(text) - 1, NULL, NULL);
	(void)state;
	setenv("SITREP_A", "1", 1);
	setenv("SITREP_B", "2", 1);
	setenv("SITREP_C", "3", 1);
	setenv("SITREP_AB", "4", 1);
	char **env = secrets_environment(targets, NULL);
	assert_true(!has(env, "SITREP_A") && !has(env, "SITREP_B") && !has(env, "SITREP_C") && has(env, "SITREP_AB") && has(env, "PATH"));
	mem_free(env);
	env = secrets_environment(targets, "b");
	assert_true(!has(env, "SITREP_A") && has(env, "SITREP_B") && has(env, "SITREP_C"));
	mem_free(env);
	arena_free(arena);
}

/* RFC 4231, test case 2; RFC 4648. */
static void signs_as_the_rfc(void **state) {
	char out[HASH_HEX];
	struct buf text = BUF_INIT;
	(void)state;
	hash_hmac_hex("Jefe", 4, "what do ya want for nothing?", 28, out);
	assert_string_equal(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	hash_add_base64(&text, "fo", 2);
	hash_add_base64(&text, "foobar", 6);
	assert_string_equal(buf_str(&text), "Zm8=Zm9vYmFy");
	buf_fini(&text);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(targets_are_checked), cmocka_unit_test(every_key_is_told_of), cmocka_unit_test(phrases_are_filled),
		cmocka_unit_test(paths_stay_below), cmocka_unit_test(letters_are_whole), cmocka_unit_test(words_are_encoded),
		cmocka_unit_test(secrets_are_read_and_hidden), cmocka_unit_test(others_get_no_secrets), cmocka_unit_test(signs_as_the_rfc),
	};
	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
