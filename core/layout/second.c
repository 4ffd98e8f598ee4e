#include "layout/second.h"

#include "base/mem.h"
#include "base/str.h"
#include "doc/node.h"
#include "layout/box.h"

const char *second_label(struct setter *setter, const struct node *node, enum label label) {
	const struct doc *doc = setter->doc;
	const char *own = node != NULL ? node->lang : NULL, *first = label_text(own != NULL ? own : doc->lang, label);
	const char *second = own == NULL && doc->second != NULL ? label_text(doc->second->lang, label) : first;

	return str_eq(first, second) ? first : arena_printf(setter->arena, "%s / %s", first, second);
}

const char *second_appendix(struct setter *setter, const struct node *heading) {
	const char *label = heading->u.heading.label;

	return setter->doc->second == NULL ? label
	       : arena_printf(setter->arena, "%s / %s %s", label, label_text(setter->doc->second->lang, LABEL_APPENDIX), heading->u.heading.number);
}

const char *second_leading(struct setter *setter, const struct node *node) {
	return setter->doc->second == NULL ? node_words(setter->arena, node) : node_leading_words(setter->arena, node);
}

const struct node *second_block(struct setter *setter, const char *words, bool is_behind) {
	struct node *block = arena_alloc(setter->arena, sizeof(*block)), *to = block;

	block->kind = NODE_PARA;
	block->lang = setter->doc->second->lang;
	if (is_behind) {
		to = node_append(setter->arena, block, NODE_SPAN);
		to->u.span.is_second = true;
	}
	node_append_text(setter->arena, to, words);
	return block;
}
