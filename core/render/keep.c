#include "render/keep.h"

#include "base/json.h"
#include "base/map.h"
#include "base/str.h"
#include "catalogue/request.h"
#include "doc/node.h"

bool keep_wanted(const struct request *request) {
	return str_eq(request->on_section_error, "last-good") && request->second.language == NULL;
}

void keep_key(const struct request *request, size_t i, char key[HASH_HEX]) {
	const struct request_section *section = &request->sections[i];
	struct buf text = BUF_INIT;
	struct json_out out = JSON_OUT(&text, 0);

	json_begin(&out, '[');
	json_add_str(&out, request->report);
	json_add_str(&out, section->id);
	json_add_str(&out, section->plugin);
	json_add_str(&out, request->words.language);
	json_add_value(&out, section->params);
	if (request->data != NULL) {
		json_add_value(&out, request->data);
	}
	json_end(&out, ']');
	hash_hex(text.p, text.len, key);
	buf_fini(&text);
}

static bool add_keys(struct node *node, void *ctx) {
	for (size_t i = 0; node->kind == NODE_CITE && i < node->u.cite.key_count; i++) {
		map_put(ctx, node->u.cite.keys[i], node);
	}
	return true;
}

static void put_source(struct json_out *out, const struct doc_source *s) {
	json_begin(out, '{');
	json_put_str(out, "key", s->key);
	json_put_text(out, "title", s->title);
	json_put_text(out, "publisher", s->publisher);
	json_put_text(out, "date", s->date);
	json_put_text(out, "url", s->url);
	json_put_text(out, "accessed", s->accessed);
	json_put_text(out, "note", s->note);
	json_put_text(out, "lang", s->lang);
	json_put_bool(out, "verified", s->verified);
	json_end(out, '}');
}

void keep_format(struct buf *out_text, const char *section, const char *as_of, const struct doc *doc, struct node *node,
                 const char *calls) {
	struct json_out out = JSON_OUT(out_text, 0);
	struct map *keys = map_new();

	node_walk(node, add_keys, NULL, keys);
	json_begin(&out, '{');
	json_put_str(&out, "section", section);
	json_put_str(&out, "as_of", as_of);
	json_key(&out, "sources");
	json_begin(&out, '[');
	for (size_t i = 0; i < doc->source_count; i++) {
		if (map_lookup(keys, doc->sources[i].key) != NULL) {
			put_source(&out, &doc->sources[i]);
		}
	}
	json_end(&out, ']');
	buf_addf(out_text, ",\"calls\":%s}", calls);
	map_free(keys);
}

bool keep_source(const struct json *kept, const char *key, struct doc_source *source) {
	const struct json *sources = json_lookup(kept, "sources");

	for (const struct json *s = sources != NULL ? sources->first : NULL; s != NULL; s = s->next) {
		if (str_eq(json_str(s, "key", ""), key)) {
			*source = (struct doc_source){
				.key = json_str(s, "key", NULL), .title = json_str(s, "title", NULL), .publisher = json_str(s, "publisher", NULL),
				.date = json_str(s, "date", NULL), .url = json_str(s, "url", NULL), .accessed = json_str(s, "accessed", NULL),
				.note = json_str(s, "note", NULL), .lang = json_str(s, "lang", NULL),
				.verified = json_bool(s, "verified", false),
			};
			return true;
		}
	}
	return false;
}
