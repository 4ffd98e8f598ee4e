#include "render/manifest.h"

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/version.h"
#include "catalogue/catalogue.h"
#include "catalogue/request.h"
#include "doc/conformance.h"
#include "lua/host.h"
#include "pdf/pdf.h"
#include "render/attached.h"
#include "render/look.h"
#include "text/font.h"
#include "text/locale.h"

enum { SEAL_DIGITS = HASH_HEX - 1 };
_Static_assert(sizeof(MANIFEST_SEAL_ZERO) == HASH_HEX, "the seal has as many digits as a hash");

static void put_hash(struct json_out *out, const char *key, const void *p, size_t n) {
	char hash[HASH_HEX];

	hash_hex(p, n, hash);
	json_put_str(out, key, hash);
}

static void put_named(struct json_out *out, const char *key, const char *name, const char *sha256) {
	json_begin(out, '{');
	json_put_str(out, key, name);
	json_put_str(out, "sha256", sha256);
	json_end(out, '}');
}

/* ---- what it is made from ---- */

static void put_versions(struct json_out *out) {
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s, ", pdf_painter());
	fonts_version(&text);
	buf_addf(&text, ", ICU %s", locale_version());
	json_put_str(out, "engine", SITREP_VERSION);
	json_put_str(out, "libraries", buf_str(&text));
	buf_fini(&text);
}

/* The logo's path says where this machine has it; its bytes are told by themselves. */
static void add_cover(struct json_out *out, const struct json *cover) {
	json_begin(out, '{');
	for (const struct json *v = cover->first; v != NULL; v = v->next) {
		json_key(out, v->key);
		if (str_eq(v->key, "logo") && v->type == JSON_STRING) {
			json_add_str(out, path_base(v->str));
		} else {
			json_add_value(out, v);
		}
	}
	json_end(out, '}');
}

static void put_template(struct json_out *out, const struct manifest_inputs *in) {
	const struct json *template = json_lookup(catalogue_templates(in->catalogue), in->request->template);
	struct buf text = BUF_INIT;
	struct json_out as_is = JSON_OUT(&text, 0);

	json_begin(&as_is, '{');
	for (const struct json *v = template != NULL ? template->first : NULL; v != NULL; v = v->next) {
		json_key(&as_is, v->key);
		if (str_eq(v->key, "cover") && v->type == JSON_OBJECT) {
			add_cover(&as_is, v);
		} else {
			json_add_value(&as_is, v);
		}
	}
	json_end(&as_is, '}');
	put_hash(out, "sha256", text.p, text.len);
	buf_fini(&text);
	if (in->look->logo != NULL) {
		put_hash(out, "logo_sha256", in->look->logo, in->look->logo_len);
	}
}

static void put_definitions(struct json_out *out, const struct manifest_inputs *in) {
	struct buf text = BUF_INIT;
	struct json_out as_is = JSON_OUT(&text, 0);

	json_add_value(&as_is, catalogue_report(in->catalogue, in->request->report));
	json_key(out, "report");
	json_begin(out, '{');
	json_put_str(out, "name", in->request->report);
	put_hash(out, "sha256", text.p, text.len);
	json_end(out, '}');
	json_key(out, "template");
	json_begin(out, '{');
	json_put_str(out, "name", in->request->template);
	put_template(out, in);
	json_end(out, '}');
	buf_fini(&text);
}

static void need(const struct catalogue *catalogue, const char *name, struct map *needed) {
	const struct json *plugin = catalogue_plugin(catalogue, name), *uses = json_lookup(plugin, "uses");

	if (plugin == NULL || map_lookup(needed, name) != NULL) {
		return;
	}
	map_put(needed, name, (void *)plugin);
	for (const struct json *v = uses != NULL ? uses->first : NULL; v != NULL; v = v->next) {
		need(catalogue, v->str, needed);
	}
}

/* The plugins of the request's sections and what these use, with all files of theirs. */
static void put_plugins(struct json_out *out, const struct manifest_inputs *in) {
	struct map *needed = map_new();
	size_t i = 0;

	for (size_t s = 0; s < in->request->section_count; s++) {
		need(in->catalogue, in->request->sections[s].plugin, needed);
	}
	json_key(out, "plugins");
	json_begin(out, '[');
	while (i < in->file_count) {
		const char *name = in->files[i].plugin;
		const struct json *plugin = map_lookup(needed, name);
		if (plugin != NULL) {
			json_begin(out, '{');
			json_put_str(out, "name", name);
			json_put_text(out, "version", json_str(plugin, "version", NULL));
			json_key(out, "files");
			json_begin(out, '[');
		}
		for (; i < in->file_count && str_eq(in->files[i].plugin, name); i++) {
			if (plugin != NULL) {
				put_named(out, "path", in->files[i].path, in->files[i].sha256);
			}
		}
		if (plugin != NULL) {
			json_end(out, ']');
			json_end(out, '}');
		}
	}
	json_end(out, ']');
	map_free(needed);
}

static void put_request(struct json_out *out, const struct manifest_inputs *in) {
	json_key(out, "request");
	json_begin(out, '{');
	json_put_int(out, "bytes", (int64_t)in->request_len);
	json_put_str(out, "sha256", in->request_sha256);
	json_end(out, '}');
	if (in->attached_count > 0) {
		json_key(out, "attached");
		json_begin(out, '[');
		for (size_t i = 0; i < in->attached_count; i++) {
			char hash[HASH_HEX];
			hash_hex(in->attached[i].p, in->attached[i].len, hash);
			put_named(out, "name", in->attached[i].name, hash);
		}
		json_end(out, ']');
	}
}

static void put_edition(struct json_out *out, const struct json *edition) {
	struct buf text = BUF_INIT;
	struct json_out as_is = JSON_OUT(&text, 0);

	json_add_value(&as_is, edition);
	json_key(out, "edition");
	json_begin(out, '{');
	json_put_text(out, "series", json_str(edition, "series", NULL));
	json_put_int(out, "number", json_int(edition, "number", 0));
	json_put_int(out, "revision", json_int(edition, "revision", 0));
	put_hash(out, "sha256", text.p, text.len);
	json_end(out, '}');
	buf_fini(&text);
}

/* What was decided by how earlier attempts and issues went. */
static void put_history(struct json_out *out, const struct manifest_inputs *in) {
	if (in->edition != NULL) {
		put_edition(out, in->edition);
	}
	if (in->left_out != NULL && *in->left_out != NULL) {
		json_key(out, "left_out");
		json_begin(out, '[');
		for (const char *const *id = in->left_out; *id != NULL; id++) {
			json_add_str(out, *id);
		}
		json_end(out, ']');
	}
	if (map_count(in->kept) > 0) {
		json_key(out, "as_issued");
		json_begin(out, '[');
		for (size_t i = 0; i < map_count(in->kept); i++) {
			struct buf text = BUF_INIT;
			struct json_out as_is = JSON_OUT(&text, 0);
			char hash[HASH_HEX];
			json_add_value(&as_is, map_value(in->kept, i));
			hash_hex(text.p, text.len, hash);
			put_named(out, "section", map_key(in->kept, i), hash);
			buf_fini(&text);
		}
		json_end(out, ']');
	}
}

const char *manifest_inputs(struct arena *arena, const struct manifest_inputs *in) {
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '{');
	json_put_int(&out, "sitrep_manifest", MANIFEST_FORMAT);
	put_versions(&out);
	json_put_str(&out, "issued", in->issued);
	json_put_str(&out, "today", in->today);
	put_request(&out, in);
	put_definitions(&out, in);
	json_key(&out, "settings");
	json_begin(&out, '{');
	json_put_int(&out, "base_max_age_days", catalogue_int(in->catalogue, "base_max_age_days"));
	json_end(&out, '}');
	put_plugins(&out, in);
	put_history(&out, in);
	const char *members = arena_strdup(arena, buf_str(&text) + 1);
	buf_fini(&text);
	return members;
}

/* ---- what it consists of ---- */

static void put_fonts(struct json_out *out, const struct pdf_parts *parts) {
	json_key(out, "fonts");
	json_begin(out, '[');
	for (size_t i = 0; i < parts->face_count; i++) {
		put_named(out, "name", face_name(parts->faces[i]), face_sha256(parts->faces[i]));
	}
	json_end(out, ']');
}

static void put_attachments(struct json_out *out, const struct pdf_attachment *attachments, size_t n) {
	json_key(out, "attachments");
	json_begin(out, '[');
	for (size_t i = 0; i < n; i++) {
		char hash[HASH_HEX];
		if (attachments[i].make != NULL) {
			continue;        /* itself */
		}
		hash_hex(attachments[i].bytes, attachments[i].len, hash);
		put_named(out, "name", attachments[i].name, hash);
	}
	json_end(out, ']');
}

void manifest_fini(struct manifest *manifest) {
	pdf_parts_fini(&manifest->parts);
	buf_fini(&manifest->text);
}

static bool make(void *ctx, const void *before, size_t len, struct buf *bytes, struct err *err) {
	struct manifest *manifest = ctx;
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	(void)before, (void)len, (void)err;
	json_begin(&out, '{');
	put_fonts(&out, &manifest->parts);
	json_key(&out, "pages");
	json_begin(&out, '[');
	for (size_t i = 0; i < manifest->parts.page_count; i++) {
		json_add_str(&out, manifest->parts.pages[i]);
	}
	json_end(&out, ']');
	json_put_str(&out, "metadata", manifest->parts.metadata);
	put_attachments(&out, manifest->meta->attachments, manifest->meta->attachment_count);
	json_end(&out, '}');
	buf_reset(&manifest->text);
	buf_addf(&manifest->text, "{%s,%.*s," MANIFEST_SEAL_KEY MANIFEST_SEAL_ZERO "\"}\n", manifest->inputs, (int)text.len - 2, text.p + 1);
	buf_add(bytes, manifest->text.p, manifest->text.len);
	buf_fini(&text);
	return true;
}

static bool may_attach(const struct pdf_meta *meta) {
	const struct conformance *archive = conformance_lookup(meta->archive);

	return archive == NULL || archive->may_attach;
}

void manifest_attach(struct manifest *manifest, struct pdf_meta *meta, struct attached *attached) {
	manifest->meta = meta;
	if (may_attach(meta)) {
		*ARENA_PUSH(attached->arena, attached->v, attached->n, attached->cap) = (struct pdf_attachment){
			.name = MANIFEST_NAME, .kind = "application/json", .description = "What this file was made from, and what it consists of, by SHA-256",
			.relation = PDF_SUPPLEMENT, .make = make, .ctx = manifest, .is_plain = true,
		};
	}
	meta->attachments = attached->v;
	meta->attachment_count = attached->n;
}

size_t manifest_find_seal(const char *pdf, size_t len) {
	static const char key[] = MANIFEST_SEAL_KEY;
	const char *found = NULL;

	/* The last one: a text that says the same comes before. */
	for (const char *p = pdf; (p = memmem(p, len - (size_t)(p - pdf), key, sizeof(key) - 1)) != NULL; p++) {
		found = p;
	}
	size_t at = found != NULL ? (size_t)(found - pdf) + sizeof(key) - 1 : SIZE_MAX;
	return at != SIZE_MAX && len - at > SEAL_DIGITS && pdf[at + SEAL_DIGITS] == '"' ? at : SIZE_MAX;
}

static bool set_seal(char *p, size_t len, const char *hash) {
	size_t at = manifest_find_seal(p, len);

	if (at == SIZE_MAX || memcmp(p + at, MANIFEST_SEAL_ZERO, SEAL_DIGITS) != 0) {
		return false;
	}
	memcpy(p + at, hash, SEAL_DIGITS);
	return true;
}

bool manifest_seal(struct manifest *manifest, struct buf *pdf, size_t start, struct err *err) {
	bool is_inside = manifest->text.len > 0;
	char hash[HASH_HEX];

	if (!is_inside) {
		struct buf own = BUF_INIT;
		make(manifest, NULL, 0, &own, err);
		buf_fini(&own);
	}
	hash_hex(pdf->p + start, pdf->len - start, hash);
	return (set_seal(manifest->text.p, manifest->text.len, hash) && (!is_inside || set_seal(pdf->p + start, pdf->len - start, hash))) ||
	       err_set(err, ERR_BUG, "the PDF has no manifest whose seal could be set");
}
