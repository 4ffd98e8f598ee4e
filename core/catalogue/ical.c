/* ical: see ical.h. */
#include "catalogue/ical.h"

#include <dlfcn.h>
#include <libical/ical.h>

#include "base/day.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#define FIRST_DAY  INT64_C(0)        /* 1970-01-01 */
#define LAST_DAY   INT64_C(65743)    /* 2150-01-01 */
#define LENGTH_MAX 3660              /* days of one event */
#define TIMES_MAX  70000             /* of one event: each day until then, and some */

/* Loaded when there is a calendar to read: whoever has none pays nothing for it. */
#define FUNCTIONS(X) \
	X(icalcompiter_deref) X(icalcompiter_next) X(icalcomponent_begin_component) X(icalcomponent_free) \
	X(icalcomponent_get_dtend) X(icalcomponent_get_dtstart) X(icalcomponent_get_first_property) \
	X(icalcomponent_get_next_property) X(icalcomponent_get_status) X(icalcomponent_get_summary) \
	X(icalcomponent_get_uid) X(icalcomponent_isa) X(icalerror_set_errors_are_fatal) X(icalparser_parse_string) \
	X(icalproperty_get_exdate) X(icalproperty_get_rdate) X(icalproperty_get_recurrenceid) \
	X(icalproperty_get_rrule) X(icalproperty_get_xlicerror) X(icalrecur_iterator_free) X(icalrecur_iterator_new) \
	X(icalrecur_iterator_next) X(icaltime_is_null_time) X(icaltime_is_valid_time)
#define DECLARE(fn) __typeof__(fn) *fn;
#define NAMED(fn)   { #fn, (void **)&ical.fn },
static struct {
	FUNCTIONS(DECLARE)
} ical;

bool ical_load(struct err *err) {
	static const struct {
		const char *name;
		void **fn;
	} names[] = { FUNCTIONS(NAMED) };
	static bool is_loaded;

	if (is_loaded) {
		return true;
	}
	void *lib = dlopen("libical.so.3", RTLD_NOW);
	if (lib == NULL) {
		err_set(err, ERR_SYSTEM, "no iCalendar file can be read: %s", dlerror());
		return err_hint(err, "install the package libical3");
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*names[i].fn = dlsym(lib, names[i].name);
		if (*names[i].fn == NULL) {
			return err_set(err, ERR_SYSTEM, "no iCalendar file can be read: libical has no %s", names[i].name);
		}
	}
	ical.icalerror_set_errors_are_fatal(0);
	return is_loaded = true;
}

struct reading {
	icalcomponent *root;
	struct day_ranges *days;
	size_t whole;                    /* events that are whole days */
	struct err *err;
};

void day_ranges_fini(struct day_ranges *ranges) {
	mem_free(ranges->v);
	*ranges = (struct day_ranges){ NULL, 0, 0 };
}

static int64_t number_of(struct icaltimetype t) {
	return day_number((struct day){ t.year, t.month, t.day });
}

static const char *name_of(icalcomponent *event) {
	const char *summary = ical.icalcomponent_get_summary(event);

	return summary != NULL ? summary : "an event without a summary";
}

static bool fail(struct reading *r, icalcomponent *event, const char *what) {
	err_set(r->err, ERR_INPUT, "the event '%.80s' %s", name_of(event), what);
	return false;
}

static bool has_day(icalcomponent *event, icalproperty_kind kind, int64_t day) {
	for (icalproperty *p = ical.icalcomponent_get_first_property(event, kind); p != NULL; p = ical.icalcomponent_get_next_property(event, kind)) {
		struct icaltimetype t = kind == ICAL_EXDATE_PROPERTY ? ical.icalproperty_get_exdate(p) : ical.icalproperty_get_recurrenceid(p);
		if (number_of(t) == day) {
			return true;
		}
	}
	return false;
}

/* One repetition may stand as an event of its own, with the same UID: moved, or cancelled. */
static bool is_replaced(struct reading *r, icalcomponent *event, int64_t day) {
	const char *uid = ical.icalcomponent_get_uid(event);
	icalcompiter at = ical.icalcomponent_begin_component(r->root, ICAL_VEVENT_COMPONENT);

	for (icalcomponent *other; uid != NULL && (other = ical.icalcompiter_deref(&at)) != NULL; ical.icalcompiter_next(&at)) {
		const char *its = ical.icalcomponent_get_uid(other);
		if (other != event && its != NULL && str_eq(uid, its) && has_day(other, ICAL_RECURRENCEID_PROPERTY, day)) {
			return true;
		}
	}
	return false;
}

static void add_days(struct reading *r, icalcomponent *event, int64_t first, int64_t length) {
	bool is_out = has_day(event, ICAL_EXDATE_PROPERTY, first) ||
	              (ical.icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY) == NULL && is_replaced(r, event, first));

	if (!is_out && first >= FIRST_DAY && first <= LAST_DAY) {
		*VEC_PUSH(r->days->v, r->days->n, r->days->cap) = (struct day_range){ first, first + length - 1 };
	}
}

/* The n-th property of the kind, NULL past the last. A component has one iterator only: none is kept across calls. */
static icalproperty *nth_property(icalcomponent *event, icalproperty_kind kind, int n) {
	icalproperty *p = ical.icalcomponent_get_first_property(event, kind);

	for (; n > 0 && p != NULL; n--) {
		p = ical.icalcomponent_get_next_property(event, kind);
	}
	return p;
}

static bool add_rule(struct reading *r, icalcomponent *event, icalproperty *rule, int64_t length) {
	struct icaltimetype start = ical.icalcomponent_get_dtstart(event), t;
	struct icalrecurrencetype recur = ical.icalproperty_get_rrule(rule);

	if (recur.freq < ICAL_DAILY_RECURRENCE || recur.freq > ICAL_YEARLY_RECURRENCE) {
		return fail(r, event, "repeats by less than a day, or not in a way that is known");
	}
	icalrecur_iterator *at = ical.icalrecur_iterator_new(recur, start);
	if (at == NULL) {
		return fail(r, event, "has a rule of repetition that makes no sense");
	}
	for (int i = 0; i < TIMES_MAX && !ical.icaltime_is_null_time(t = ical.icalrecur_iterator_next(at)) && number_of(t) <= LAST_DAY; i++) {
		add_days(r, event, number_of(t), length);
	}
	ical.icalrecur_iterator_free(at);
	return true;
}

static bool add_event(struct reading *r, icalcomponent *event) {
	struct icaltimetype start = ical.icalcomponent_get_dtstart(event), end = ical.icalcomponent_get_dtend(event);
	icalproperty *p;
	bool ok = true;

	if (ical.icaltime_is_null_time(start) || !start.is_date) {
		return ical.icaltime_is_null_time(start) ? fail(r, event, "has no DTSTART") : true;
	}
	int64_t length = ical.icaltime_is_null_time(end) ? 1 : number_of(end) - number_of(start);
	length = length > 0 ? length : 1;    /* the end is the day after the last; some write the same day twice */
	if (!ical.icaltime_is_valid_time(start) || length > LENGTH_MAX) {
		return fail(r, event, "has a date that makes no sense");
	}
	r->whole++;
	if (ical.icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) {
		return true;
	}
	for (int i = 0; ok && (p = nth_property(event, ICAL_RRULE_PROPERTY, i)) != NULL; i++) {
		ok = add_rule(r, event, p, length);
	}
	if (nth_property(event, ICAL_RRULE_PROPERTY, 0) == NULL) {
		add_days(r, event, number_of(start), length);
	}
	for (int i = 0; (p = nth_property(event, ICAL_RDATE_PROPERTY, i)) != NULL; i++) {
		struct icaldatetimeperiodtype date = ical.icalproperty_get_rdate(p);
		if (!ical.icaltime_is_null_time(date.time)) {
			add_days(r, event, number_of(date.time), length);
		}
	}
	return ok;
}

/* The parser goes on after mistakes and leaves a note of each. */
static const char *first_mistake(icalcomponent *component) {
	icalproperty *p = ical.icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
	const char *found = p != NULL ? ical.icalproperty_get_xlicerror(p) : NULL;
	icalcompiter at = ical.icalcomponent_begin_component(component, ICAL_ANY_COMPONENT);

	for (icalcomponent *inner; found == NULL && (inner = ical.icalcompiter_deref(&at)) != NULL; ical.icalcompiter_next(&at)) {
		found = first_mistake(inner);
	}
	return found;
}

static bool read_calendar(struct reading *r) {
	const char *wrong = first_mistake(r->root);

	if (wrong != NULL) {
		return err_set(r->err, ERR_INPUT, "it cannot be read: %.200s", wrong);
	}
	icalcompiter at = ical.icalcomponent_begin_component(r->root, ICAL_VEVENT_COMPONENT);
	for (icalcomponent *event; (event = ical.icalcompiter_deref(&at)) != NULL; ical.icalcompiter_next(&at)) {
		if (!add_event(r, event)) {
			return false;
		}
	}
	return true;
}

static bool read_root(struct reading *r) {
	bool ok = true;

	if (ical.icalcomponent_isa(r->root) == ICAL_VCALENDAR_COMPONENT) {
		return read_calendar(r);
	}
	icalcomponent *all = r->root;    /* several calendars in one file */
	icalcompiter at = ical.icalcomponent_begin_component(all, ICAL_VCALENDAR_COMPONENT);
	for (icalcomponent *one; ok && (one = ical.icalcompiter_deref(&at)) != NULL; ical.icalcompiter_next(&at)) {
		r->root = one;
		ok = read_calendar(r);
	}
	r->root = all;
	return ok;
}

bool ical_days(const char *text, size_t len, struct day_ranges *days, struct err *err) {
	struct reading r = { .days = days, .err = err };
	size_t before = days->n;

	if (str_prefix(text, "\xEF\xBB\xBF")) {    /* of an editor, or a program of Windows */
		text += 3;
		len -= 3;
	}
	if (memchr(text, '\0', len) != NULL || !str_prefix(text, "BEGIN:VCALENDAR")) {
		err_set(err, ERR_INPUT, "it is no iCalendar file");
		return err_hint(err, "such a file begins with BEGIN:VCALENDAR");
	}
	if (!ical_load(err)) {
		return false;
	}
	r.root = ical.icalparser_parse_string(text);
	if (r.root == NULL) {
		return err_set(err, ERR_INPUT, "it is no iCalendar file: its parts do not fit together");
	}
	bool ok = read_root(&r);
	ical.icalcomponent_free(r.root);
	if (ok && r.whole == 0) {
		err_set(err, ERR_INPUT, "it has no event of whole days");
		ok = err_hint(err, "a day off is written DTSTART;VALUE=DATE:20261225");
	}
	days->n = ok ? days->n : before;
	return ok;
}
