/*
 * library: LuaCATS definitions, from the tables beside the bindings and others of their form. Types are written as in LuaCATS;
 * a '!' before one says that it must be given.
 */
#ifndef LUA_LIBRARY_H
#define LUA_LIBRARY_H

struct buf;
struct lib_fn;
struct lib_shape;

/* The head of a file of definitions that is called name. */
void library_begin(struct buf *out, const char *name, const char *about);

/* A class; with about, its description (NULL: none). Then its fields, one by one. */
void library_class(struct buf *out, const char *name, const char *about);
void library_field(struct buf *out, const char *name, const char *type, const char *about);

/* The class of a table of options. */
void library_shape(struct buf *out, const struct lib_shape *shape);

/* The functions and fields of a class. about: of the class, which begins with these; NULL: it has begun. */
void library_functions(struct buf *out, const char *class, const char *about, const struct lib_fn *fns);

#endif
