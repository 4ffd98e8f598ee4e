/* tokens: the words of a Lua text, without its comments, for who looks at it and does not run it. */
#ifndef LUA_TOKENS_H
#define LUA_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind { TOKEN_NAME, TOKEN_STRING, TOKEN_NUMBER, TOKEN_MARK };

/* A mark is one character, or one of == <= >= ~=; a string is as it is written, with its quotes. */
struct token {
	enum token_kind kind;
	size_t at, len;
};

struct tokens {
	const char *text;
	size_t len;
	struct token *v;
	size_t n, cap;
};

/* Fill t with the words of text, which is borrowed. Whatever it holds, this ends; of what is no Lua, the words are as they come. */
void tokens_read(struct tokens *t, const char *text, size_t len);
void tokens_fini(struct tokens *t);

/* Whether word i (there may be none) is what, and no string. */
bool tokens_is(const struct tokens *t, size_t i, const char *what);

#endif
