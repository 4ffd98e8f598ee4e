/* missing: says of a character without glyph what it is and which font has it. For text/ alone. */
#ifndef TEXT_MISSING_H
#define TEXT_MISSING_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct stack;

/* Fill err for the character cp, which no face of the stack has. Returns false. */
bool missing_glyph(uint32_t cp, struct stack *stack, struct err *err);

#endif
