#include "render/verify.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "pdf/inspect.h"
#include "render/apart.h"
#include "render/manifest.h"

#define PAGES_TOLD 20        /* one by one */
#define ENDS_TRIED 16        /* of a file: each costs a hash of all before it */

static const char *const state_names[] = { "unchanged", "extended", "changed", "rewritten", "locked", "no-manifest" };

const char *verify_state_name(enum verify_state state) {
	return state_names[state];
}

static void tell(struct arena *arena, struct verify_changes *changes, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void tell(struct arena *arena, struct verify_changes *changes, const char *fmt, ...) {
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	*ARENA_PUSH(arena, changes->v, changes->n, changes->cap) = arena_strdup(arena, text);
}

static const char *text_of(const struct json *object, const char *key) {
	return object != NULL && object->type == JSON_OBJECT ? json_str(object, key, "") : "";
}

static const struct json *items_of(const struct json *object, const char *key) {
	const struct json *list = object != NULL && object->type == JSON_OBJECT ? json_lookup(object, key) : NULL;

	return list != NULL && list->type == JSON_ARRAY ? list->first : NULL;
}

/* ---- what a file consists of ---- */

struct page_hashes {
	const char **v;
	size_t n, cap;
};

static struct page_hashes hashes_of(struct arena *arena, const struct json *manifest) {
	struct page_hashes hashes = { NULL, 0, 0 };

	for (const struct json *v = items_of(manifest, "pages"); v != NULL; v = v->next) {
		*ARENA_PUSH(arena, hashes.v, hashes.n, hashes.cap) = v->type == JSON_STRING ? v->str : "";
	}
	return hashes;
}

static const char *pages_named(struct arena *arena, size_t first, size_t n) {
	return n == 1 ? arena_printf(arena, "page %zu", first) : arena_printf(arena, "pages %zu to %zu", first, first + n - 1);
}

/* What is alike at the beginning and at the end is left aside: so pages that were taken out or put in are told as that. */
static void compare_pages(struct arena *arena, const struct json *issued, const struct json *made, struct verify_changes *changes) {
	struct page_hashes a = hashes_of(arena, issued), b = hashes_of(arena, made);
	size_t head = 0, told = 0;

	while (head < a.n && head < b.n && str_eq(a.v[head], b.v[head])) {
		head++;
	}
	while (a.n > head && b.n > head && str_eq(a.v[a.n - 1], b.v[b.n - 1])) {
		a.n--;
		b.n--;
	}
	size_t then = a.n - head, now = b.n - head;
	if (now == 0 && then > 0) {
		tell(arena, changes, "%s %s missing", pages_named(arena, head + 1, then), then == 1 ? "is" : "are");
	} else if (then == 0 && now > 0) {
		tell(arena, changes, "%s %s added", pages_named(arena, head + 1, now), now == 1 ? "was" : "were");
	} else if (then != now) {
		tell(arena, changes, "in place of %s there %s %s", pages_named(arena, head + 1, then), now == 1 ? "is" : "are", pages_named(arena, head + 1, now));
	}
	for (size_t i = head; then == now && i < a.n; i++) {
		bool is_same = str_eq(a.v[i], b.v[i]);
		told += !is_same;
		if (!is_same && told <= PAGES_TOLD) {
			tell(arena, changes, "page %zu is another", i + 1);
		}
	}
	if (told > PAGES_TOLD) {
		tell(arena, changes, "%zu pages more are others", told - PAGES_TOLD);
	}
}

static const struct json *named(const struct json *first, const char *key, const char *name) {
	for (const struct json *v = first; v != NULL; v = v->next) {
		if (v->type == JSON_OBJECT && str_eq(text_of(v, key), name)) {
			return v;
		}
	}
	return NULL;
}

/* Lists of { key: name, sha256 }. what: "the file within", "the font". */
static void compare_named(struct arena *arena, const struct json *a, const struct json *b, const char *key, const char *what,
                          struct verify_changes *changes) {
	for (const struct json *v = a; v != NULL; v = v->next) {
		const struct json *other = named(b, key, text_of(v, key));
		if (other == NULL) {
			tell(arena, changes, "%s %s is missing", what, text_of(v, key));
		} else if (!str_eq(text_of(v, "sha256"), text_of(other, "sha256"))) {
			tell(arena, changes, "%s %s is another", what, text_of(v, key));
		}
	}
	for (const struct json *v = b; v != NULL; v = v->next) {
		if (named(a, key, text_of(v, key)) == NULL) {
			tell(arena, changes, "%s %s is new", what, text_of(v, key));
		}
	}
}

void verify_parts(struct arena *arena, const struct json *issued, const struct json *made, struct verify_changes *changes) {
	compare_pages(arena, issued, made, changes);
	if (!str_eq(text_of(issued, "metadata"), text_of(made, "metadata"))) {
		tell(arena, changes, "the metadata is another");
	}
	compare_named(arena, items_of(issued, "attachments"), items_of(made, "attachments"), "name", "the file within", changes);
}

/* ---- what it is made from ---- */

static void compare_text(struct arena *arena, const struct json *a, const struct json *b, const char *key, const char *what,
                         struct verify_changes *changes) {
	if (!str_eq(text_of(a, key), text_of(b, key))) {
		tell(arena, changes, "%s: %s then, %s now", what, text_of(a, key), text_of(b, key));
	}
}

static void compare_hash(struct arena *arena, const struct json *a, const struct json *b, const char *key, const char *what,
                         struct verify_changes *changes) {
	if (!str_eq(text_of(a, key), text_of(b, key))) {
		tell(arena, changes, "%s is another", what);
	}
}

static void compare_definition(struct arena *arena, const struct json *issued, const struct json *made, const char *key,
                               struct verify_changes *changes) {
	const struct json *a = json_lookup(issued, key), *b = json_lookup(made, key);

	if (!str_eq(text_of(a, "name"), text_of(b, "name"))) {
		compare_text(arena, a, b, "name", key, changes);
		return;
	}
	compare_hash(arena, a, b, "sha256", arena_printf(arena, "the %s \"%s\"", key, text_of(a, "name")), changes);
	compare_hash(arena, a, b, "logo_sha256", arena_printf(arena, "the logo of the %s \"%s\"", key, text_of(a, "name")), changes);
}

static void compare_plugins(struct arena *arena, const struct json *a, const struct json *b, struct verify_changes *changes) {
	for (const struct json *v = a; v != NULL; v = v->next) {
		const char *name = text_of(v, "name");
		const struct json *other = named(b, "name", name);
		if (other == NULL) {
			tell(arena, changes, "plugin %s is not used any more", name);
			continue;
		}
		if (!str_eq(text_of(v, "version"), text_of(other, "version"))) {
			tell(arena, changes, "plugin %s: version %s then, %s now", name, text_of(v, "version"), text_of(other, "version"));
		}
		compare_named(arena, items_of(v, "files"), items_of(other, "files"), "path", arena_printf(arena, "plugin %s:", name), changes);
	}
	for (const struct json *v = b; v != NULL; v = v->next) {
		if (named(a, "name", text_of(v, "name")) == NULL) {
			tell(arena, changes, "plugin %s was not used then", text_of(v, "name"));
		}
	}
}

static const char *written(struct arena *arena, const struct json *object, const char *key) {
	const struct json *value = json_lookup(object, key);
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	if (value != NULL) {
		json_add_value(&out, value);
	}
	const char *copy = arena_strdup(arena, buf_str(&text));
	buf_fini(&text);
	return copy;
}

static void compare_written(struct arena *arena, const struct json *a, const struct json *b, const char *key, const char *what,
                            struct verify_changes *changes) {
	const char *then = written(arena, a, key), *now = written(arena, b, key);

	if (!str_eq(then, now)) {
		tell(arena, changes, "%s: %s then, %s now", what, *then != '\0' ? then : "none", *now != '\0' ? now : "none");
	}
}

void verify_inputs(struct arena *arena, const struct json *issued, const struct json *made, struct verify_changes *changes) {
	compare_text(arena, issued, made, "engine", "the engine", changes);
	compare_text(arena, issued, made, "libraries", "libraries", changes);
	compare_text(arena, issued, made, "issued", "the instant it is made at", changes);
	compare_text(arena, issued, made, "today", "the day it is made on", changes);
	compare_hash(arena, json_lookup(issued, "request"), json_lookup(made, "request"), "sha256", "the request", changes);
	compare_named(arena, items_of(issued, "attached"), items_of(made, "attached"), "name", "beside the request, the file", changes);
	compare_definition(arena, issued, made, "report", changes);
	compare_definition(arena, issued, made, "template", changes);
	compare_written(arena, issued, made, "settings", "settings", changes);
	compare_plugins(arena, items_of(issued, "plugins"), items_of(made, "plugins"), changes);
	compare_hash(arena, json_lookup(issued, "edition"), json_lookup(made, "edition"), "sha256", "what is known of the editions before it", changes);
	compare_written(arena, issued, made, "left_out", "sections left out", changes);
	compare_written(arena, issued, made, "as_issued", "sections as last issued", changes);
	compare_named(arena, items_of(issued, "fonts"), items_of(made, "fonts"), "name", "the font", changes);
}

/* ---- a file ---- */

/* The hash of its first n bytes, with zeroes where the seal is. */
static void hash_unsealed(const char *pdf, size_t n, size_t seal, char out[HASH_HEX]) {
	struct hash *hash = hash_new();

	hash_add(hash, pdf, seal);
	hash_add(hash, MANIFEST_SEAL_ZERO, HASH_HEX - 1);
	hash_add(hash, pdf + seal + HASH_HEX - 1, n - seal - (HASH_HEX - 1));
	hash_finish(hash, out);
}

/* How much of it, from its beginning to an end of a file, the seal holds for; 0: for nothing. */
static size_t sealed_length(const char *pdf, size_t len, size_t seal) {
	static const char end[] = "%%EOF\n";
	char hash[HASH_HEX];
	int tried = 0;

	for (const char *p = pdf + seal + HASH_HEX - 1; tried < ENDS_TRIED && (p = memmem(p, len - (size_t)(p - pdf), end, sizeof(end) - 1)) != NULL;) {
		p += sizeof(end) - 1;
		tried++;
		hash_unsealed(pdf, (size_t)(p - pdf), seal, hash);
		if (memcmp(hash, pdf + seal, HASH_HEX - 1) == 0) {
			return (size_t)(p - pdf);
		}
	}
	return 0;
}

static const struct json *parse_manifest(struct arena *arena, const char *text, size_t len) {
	const struct json *manifest = json_parse(arena, arena_strndup(arena, text, len), len, NULL, NULL);

	return manifest != NULL && manifest->type == JSON_OBJECT && json_int(manifest, "sitrep_manifest", 0) == MANIFEST_FORMAT ? manifest : NULL;
}

/* The manifest round a seal, as it lies in the file. */
static const struct json *plain_manifest(struct arena *arena, const char *pdf, size_t seal) {
	static const char begin[] = "{\"sitrep_manifest\":";
	const char *p = pdf + seal;

	while (p > pdf && !(*p == '{' && memcmp(p, begin, sizeof(begin) - 1) == 0)) {
		p--;
	}
	return p > pdf ? parse_manifest(arena, p, (size_t)(pdf + seal + HASH_HEX - 1 - p) + 2) : NULL;
}

/* As a manifest has it. */
static const struct json *parts_of(struct arena *arena, const struct inspected *found) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_key(&out, "pages");
	json_begin(&out, '[');
	for (size_t i = 0; i < found->page_count; i++) {
		json_add_str(&out, found->pages[i]);
	}
	json_end(&out, ']');
	json_put_str(&out, "metadata", found->metadata);
	json_key(&out, "attachments");
	json_begin(&out, '[');
	for (size_t i = 0; i < found->file_count; i++) {
		char hash[HASH_HEX];
		if (str_eq(found->files[i].name, MANIFEST_NAME)) {
			continue;
		}
		hash_hex(found->files[i].bytes, found->files[i].len, hash);
		json_begin(&out, '{');
		json_put_str(&out, "name", found->files[i].name);
		json_put_str(&out, "sha256", hash);
		json_end(&out, '}');
	}
	json_end(&out, ']');
	json_end(&out, '}');
	const struct json *parts = json_parse(arena, arena_strndup(arena, text.p, text.len), text.len, NULL, NULL);
	buf_fini(&text);
	return parts;
}

static void take_request(const struct inspected *found, struct verify *v) {
	for (size_t i = 0; i < found->file_count; i++) {
		char hash[HASH_HEX];
		hash_hex(found->files[i].bytes, found->files[i].len, hash);
		if (str_eq(hash, text_of(json_lookup(v->manifest, "request"), "sha256"))) {
			v->request = found->files[i].bytes;
			v->request_len = found->files[i].len;
		}
	}
}

/* The seal does not hold, or cannot be looked at: what is in the file, against what its manifest says. */
static void compare_file(struct arena *arena, const struct inspected *found, bool has_seal, struct verify *v) {
	bool is_there = has_seal;

	for (size_t i = 0; i < found->file_count && v->manifest == NULL; i++) {
		if (str_eq(found->files[i].name, MANIFEST_NAME)) {
			is_there = true;
			v->manifest = parse_manifest(arena, found->files[i].bytes, found->files[i].len);
		}
	}
	if (v->manifest == NULL && is_there) {
		v->state = VERIFY_CHANGED;
		tell(arena, &v->changes, "its manifest is damaged and cannot be read: what else in it is another cannot be told");
		return;
	}
	if (v->manifest == NULL) {
		v->state = VERIFY_NO_MANIFEST;
		return;
	}
	verify_parts(arena, v->manifest, parts_of(arena, found), &v->changes);
	v->state = v->changes.n > 0 ? VERIFY_CHANGED : VERIFY_REWRITTEN;
}

bool verify_pdf(struct arena *arena, const char *pdf, size_t len, const char *password, struct verify *v, struct err *err) {
	size_t seal = manifest_find_seal(pdf, len);
	struct inspected found = { 0 };

	*v = (struct verify){ .state = VERIFY_NO_MANIFEST };
	hash_hex(pdf, len, v->sha256);
	if (len < 5 || memcmp(pdf, "%PDF-", 5) != 0) {
		return err_set(err, ERR_INPUT, "it is no PDF: it does not begin with %%PDF-");
	}
	if (seal != SIZE_MAX) {
		v->manifest = plain_manifest(arena, pdf, seal);
		v->issued_len = v->manifest != NULL ? sealed_length(pdf, len, seal) : 0;
	}
	bool is_read = apart_inspect(arena, pdf, len, password, &found, err);
	v->is_encrypted = found.is_encrypted;
	if (v->issued_len > 0) {
		v->state = v->issued_len == len ? VERIFY_UNCHANGED : VERIFY_EXTENDED;
	} else if (is_read) {
		compare_file(arena, &found, seal != SIZE_MAX, v);
	} else if (found.is_encrypted) {
		v->state = VERIFY_LOCKED;
	} else if (v->manifest != NULL) {
		v->state = VERIFY_CHANGED;
		tell(arena, &v->changes, "it is damaged: %s", err->msg);
	} else {
		return false;
	}
	if (v->state == VERIFY_EXTENDED && is_read) {
		verify_parts(arena, v->manifest, parts_of(arena, &found), &v->changes);
	}
	if (v->manifest != NULL && is_read) {
		take_request(&found, v);
	}
	*err = (struct err)ERR_INIT;
	return true;
}
