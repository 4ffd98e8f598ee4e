/* places: where in a Lua text the values of the table it returns are written. */
#ifndef LUA_PLACES_H
#define LUA_PLACES_H

#include <stddef.h>

struct json;

/*
 * Follow the `return { … }` of text (or `local t = { … } … return t`) and set offset and key_offset of root and all below it; what was
 * reckoned and not written has its parent's. Objects come into the order of the text, positions first. The result is a value whose
 * key a table has twice, at its second place, as Lua takes the last one in silence; NULL: there is none.
 */
const struct json *places_attach(struct json *root, const char *text, size_t len);

#endif
