#include "layout/second.h"

#include "base/mem.h"
#include "doc/node.h"
#include "layout/box.h"
#include "layout/page.h"

const char *second_label(struct setter *setter, const struct node *node, enum label label) {
	const char *own = node != NULL ? node->lang : NULL;

	return own != NULL ? label_text(own, label) : label_both(setter->arena, setter->doc, label);
}

const char *second_appendix(struct setter *setter, const struct node *heading) {
	const struct doc *second = setter->doc->second;

	if (second == NULL) {
		return heading->u.heading.label;
	}
	const char *words = label_text(second->lang, LABEL_APPENDIX);
	return label_join(setter->arena, heading->u.heading.label,
	                  arena_printf(setter->arena, "%s %s", words, heading->u.heading.number));
}

const char *second_leading(struct setter *setter, const struct node *node) {
	return setter->doc->second == NULL ? node_words(setter->arena, node) : node_leading_words(setter->arena, node);
}

void second_alt(struct setter *setter, const char *alt, const char *second, struct tag_attrs *attrs) {
	attrs->alt = alt;
	attrs->alt_second = second;
	attrs->alt_lang = second != NULL ? setter->doc->second->lang : NULL;
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
