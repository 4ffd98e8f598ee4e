/* pins: which generation of the configuration each waiting job that has begun keeps for its next attempts. */
#ifndef SERVICE_PINS_H
#define SERVICE_PINS_H

struct generation;
struct pins;

struct pins *pins_new(void);
void pins_free(struct pins *pins);       /* NULL is fine */

/* A job that has one already keeps that. */
void pins_add(struct pins *pins, const char *job, struct generation *generation);
void pins_remove(struct pins *pins, const char *job);

/* NULL: none, as after a restart of the service. Valid until it is removed. */
struct generation *pins_lookup(const struct pins *pins, const char *job);

#endif
