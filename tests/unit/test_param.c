/* param, condition: declared parameters: what a declaration may say, what values it takes, and what parameters say of each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/condition.h"
#include "catalogue/make.h"
#include "catalogue/mistake.h"
#include "catalogue/param.h"

#define LEN(a) (sizeof(a) / sizeof(*(a)))

struct fixture {
	struct arena *arena;
	struct errs errors;
	struct mistake_source source;
	struct param_check check;
};

static void begin(struct fixture *f) {
	*f = (struct fixture){ .arena = arena_new() };
	f->source = (struct mistake_source){ .file = "f", .text = "", .code = ERR_INPUT, .errors = &f->errors };
	f->check = (struct param_check){ .arena = f->arena, .source = &f->source };
}

static void end(struct fixture *f) {
	errs_fini(&f->errors);
	arena_free(f->arena);
}

static const struct json *parse(struct fixture *f, const char *text) {
	struct err err = ERR_INIT;
	const struct json *json = json_parse(f->arena, text, strlen(text), NULL, &err);
	if (json == NULL) {
		print_error("%s: %s\n", text, err.msg);
	}
	assert_non_null(json);
	return json;
}

static bool is_told(const struct fixture *f, const char *said) {
	for (size_t i = 0; i < f->errors.n; i++) {
		if (strstr(f->errors.v[i].msg, said) != NULL || strstr(f->errors.v[i].hint, said) != NULL) {
			return true;
		}
	}
	print_error("not told: %s\n", said);
	for (size_t i = 0; i < f->errors.n; i++) {
		print_error("  %s (%s)\n", f->errors.v[i].msg, f->errors.v[i].hint);
	}
	return false;
}

static const struct {
	const char *declaration, *said;      /* NULL: it is right */
} declarations[] = {
	{ "{\"type\":\"period\"}", NULL },
	{ "{\"type\":\"period\",\"min\":\"2000-01-01\",\"default\":\"2024-Q3\"}", NULL },
	{ "{\"type\":\"period\",\"min\":3}", "must be a day" },
	{ "{\"type\":\"date\",\"max\":\"2024-02-30\"}", "is no day of the calendar" },
	{ "{\"type\":\"date\",\"min\":\"2024-03-01\",\"max\":\"2024-02-29\"}", "no value lies between" },
	{ "{\"type\":\"integer\",\"min\":3,\"max\":2}", "no value lies between" },
	{ "{\"type\":\"string\",\"min\":3,\"max\":3}", NULL },
	{ "{\"type\":\"perod\"}", "did you mean \"period\"" },
	{ "{\"type\":\"file\",\"kinds\":[\"csv\",\"image\"]}", NULL },
	{ "{\"type\":\"file\",\"kinds\":[\"cvs\"]}", "did you mean \"csv\"" },
	{ "{\"type\":\"string\",\"kinds\":[\"csv\"]}", "only a file has kinds" },
	{ "{\"type\":\"list\"}", "says what it is of" },
	{ "{\"type\":\"list\",\"of\":\"integer\",\"min\":1,\"max\":3,\"default\":[2]}", NULL },
	{ "{\"type\":\"list\",\"of\":{\"type\":\"integr\"}}", "did you mean \"integer\"" },
	{ "{\"type\":\"list\",\"of\":{\"type\":\"list\",\"of\":\"date\"}}", NULL },
	{ "{\"type\":\"list[]\"}", "a list of lists" },
	{ "{\"type\":\"string\",\"of\":\"date\"}", "only a list has of" },
	{ "{\"type\":\"table\"}", "says its fields" },
	{ "{\"type\":\"table\",\"fields\":{\"a\":{\"type\":\"integer\",\"mni\":1}}}", "did you mean \"min\"" },
	{ "{\"type\":\"table[]\",\"fields\":{\"a\":{\"type\":\"integer\"}}}", NULL },
	{ "{\"type\":\"table\",\"fields\":{\"a\":{\"type\":\"integer\",\"needs\":[\"b\"]}}}", "fields.a.needs: there is no field 'b'" },
	{ "{\"type\":\"table\",\"fields\":{\"a\":{\"type\":\"integer\",\"when\":{\"b\":\"x\"}},\"b\":{\"type\":\"integer\"}}}", "must be a whole number" },
	{ "{\"type\":\"integer\",\"max\":5,\"examples\":[1,9]}", "the most is 5" },
	{ "{\"type\":\"integer\",\"examples\":3}", "must be a list of values" },
	{ "{\"type\":\"integer\",\"fields\":{}}", "only a table has fields" },
};

static void declared(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(declarations); i++) {
		struct fixture f;
		begin(&f);
		bool ok = param_declaration(&f.check, parse(&f, declarations[i].declaration), "params.x");
		if (ok != (declarations[i].said == NULL)) {
			print_error("%s\n", declarations[i].declaration);
		}
		assert_true(declarations[i].said == NULL ? ok || is_told(&f, "-") : !ok && is_told(&f, declarations[i].said));
		end(&f);
	}
}

#define PERIOD "{\"type\":\"period\",\"min\":\"2000-01-01\",\"max\":\"2030-12-31\"}"
#define TABLE  "{\"type\":\"table\",\"fields\":{\"name\":{\"type\":\"string\",\"required\":true},\"n\":{\"type\":\"integer\",\"default\":7}}}"
#define STAND  "{\"type\":\"table\",\"fields\":{\"kind\":{\"type\":\"string\",\"default\":\"table\"},\"zoom\":{\"type\":\"integer\",\"required\":true,\"when\":{\"kind\":\"map\"}}," \
               "\"from\":{\"type\":\"string\",\"needs\":[\"to\"]},\"to\":{\"type\":\"string\"},\"last\":{\"type\":\"integer\",\"excludes\":[\"from\"]}}}"
#define LIST   "{\"type\":\"list\",\"of\":" TABLE ",\"min\":1,\"max\":2}"

static const struct {
	const char *declaration, *value, *typed, *said;      /* typed, or what is wrong */
} values[] = {
	{ PERIOD, "\"2024\"", "{\"from\":\"2024-01-01\",\"to\":\"2024-12-31\"}", NULL },
	{ PERIOD, "\"2024-Q1\"", "{\"from\":\"2024-01-01\",\"to\":\"2024-03-31\"}", NULL },
	{ PERIOD, "\"2024-02\"", "{\"from\":\"2024-02-01\",\"to\":\"2024-02-29\"}", NULL },
	{ PERIOD, "\"2023-12\"", "{\"from\":\"2023-12-01\",\"to\":\"2023-12-31\"}", NULL },
	{ PERIOD, "\"2024-02-03/2024-04-05\"", "{\"from\":\"2024-02-03\",\"to\":\"2024-04-05\"}", NULL },
	{ PERIOD, "{\"from\":\"2024-02-03\",\"to\":\"2024-02-03\"}", "{\"from\":\"2024-02-03\",\"to\":\"2024-02-03\"}", NULL },
	{ PERIOD, "\"2024-Q5\"", NULL, "is no period" },
	{ PERIOD, "\"2024-13\"", NULL, "is no period" },
	{ PERIOD, "\"24\"", NULL, "is no period" },
	{ PERIOD, "\"2024-02-30/2024-04-05\"", NULL, "is no period" },
	{ PERIOD, "\"2024-06-03/2024-04-05\"", NULL, "before it begins" },
	{ PERIOD, "{\"from\":\"2024-02-03\"}", NULL, "x.to must be a day" },
	{ PERIOD, "{\"from\":\"2024-02-03\",\"till\":\"2024-02-03\"}", NULL, "unknown key 'till'" },
	{ PERIOD, "2024", NULL, "must be a period" },
	{ PERIOD, "\"1999\"", NULL, "begins before 2000-01-01" },
	{ PERIOD, "\"2031\"", NULL, "ends after 2030-12-31" },
	{ "{\"type\":\"file\",\"kinds\":[\"csv\"]}", "\"a/b.csv\"", "\"a/b.csv\"", NULL },
	{ "{\"type\":\"file\",\"kinds\":[\"csv\"]}", "\"b.png\"", NULL, "of kind image; it takes csv" },
	{ "{\"type\":\"file\"}", "\"../b.png\"", NULL, "is no name of a file" },
	{ "{\"type\":\"file\"}", "\"/etc/passwd\"", NULL, "is no name of a file" },
	{ TABLE, "{\"name\":\"a\"}", "{\"name\":\"a\",\"n\":7}", NULL },
	{ TABLE, "{\"name\":\"a\",\"n\":1}", "{\"name\":\"a\",\"n\":1}", NULL },
	{ TABLE, "{}", NULL, "x lacks 'name'" },
	{ TABLE, "[]", NULL, "x lacks 'name'" },
	{ TABLE, "[1]", NULL, "x must be an object, not an array" },
	{ TABLE, "{\"nmae\":\"a\"}", NULL, "did you mean \"name\"" },
	{ TABLE, "{\"name\":\"a\",\"n\":\"1\"}", NULL, "x.n must be a whole number" },
	{ STAND, "{}", "{\"kind\":\"table\"}", NULL },
	{ STAND, "{\"kind\":\"map\",\"zoom\":2}", "{\"kind\":\"map\",\"zoom\":2}", NULL },
	{ STAND, "{\"kind\":\"map\"}", NULL, "x lacks 'zoom'" },
	{ STAND, "{\"zoom\":2}", NULL, "x.zoom is there only where kind is \"map\"" },
	{ STAND, "{\"from\":\"a\"}", NULL, "x.from needs 'to' beside it" },
	{ STAND, "{\"from\":\"a\",\"to\":\"b\",\"last\":1}", NULL, "x.last cannot be given beside 'from'" },
	{ LIST, "[{\"name\":\"a\"},{\"name\":\"b\",\"n\":2}]", "[{\"name\":\"a\",\"n\":7},{\"name\":\"b\",\"n\":2}]", NULL },
	{ LIST, "[]", NULL, "has 0 items: it takes 1 to 2" },
	{ LIST, "[{\"name\":\"a\"},{\"name\":5}]", NULL, "x[1].name must be a string" },
	{ "{\"type\":\"list\",\"of\":\"date\"}", "[\"2024-01-01\",\"2024-01-01\"]", "[\"2024-01-01\",\"2024-01-01\"]", NULL },
	{ "{\"type\":\"table[]\",\"fields\":{\"a\":{\"type\":\"integer\"}}}", "[{\"a\":1},{}]", "[{\"a\":1},{}]", NULL },
	{ "{\"type\":\"period[]\"}", "[\"2024\",\"2025\"]",
	  "[{\"from\":\"2024-01-01\",\"to\":\"2024-12-31\"},{\"from\":\"2025-01-01\",\"to\":\"2025-12-31\"}]", NULL },
};

static void given(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(values); i++) {
		struct fixture f;
		struct buf text = BUF_INIT;
		struct json_out out = JSON_OUT(&text, 0);
		begin(&f);
		const struct json *declaration = parse(&f, values[i].declaration);
		assert_true(param_declaration(&f.check, declaration, "params.x"));
		const struct json *typed = param_value(&f.check, declaration, parse(&f, values[i].value), "x");
		if (typed != NULL) {
			json_add_value(&out, typed);
		}
		if ((typed != NULL) != (values[i].typed != NULL)) {
			print_error("%s: %s\n", values[i].declaration, values[i].value);
		}
		if (values[i].typed != NULL) {
			assert_string_equal(buf_str(&text), values[i].typed);
		} else {
			assert_null(typed);
			assert_true(is_told(&f, values[i].said));
		}
		buf_fini(&text);
		end(&f);
	}
}

#define DECLARED "{\"kind\":{\"type\":\"enum\",\"values\":[\"table\",\"map\",\"chart\"],\"default\":\"table\"}," \
	"\"zoom\":{\"type\":\"number\",\"when\":{\"kind\":\"map\"}},\"axis\":{\"type\":\"string\",\"when\":{\"kind\":[\"map\",\"chart\"]}}," \
	"\"from\":{\"type\":\"date\",\"needs\":[\"to\"]},\"to\":{\"type\":\"date\"},\"last\":{\"type\":\"integer\",\"excludes\":[\"from\",\"to\"]}}"

static const struct {
	const char *given, *said;    /* NULL: it is right */
} conditions[] = {
	{ "{}", NULL },
	{ "{\"kind\":\"map\",\"zoom\":2,\"axis\":\"x\"}", NULL },
	{ "{\"kind\":\"chart\",\"axis\":\"x\"}", NULL },
	{ "{\"zoom\":2}", "params.zoom is there only where kind is \"map\"" },
	{ "{\"kind\":\"chart\",\"zoom\":2}", "params.zoom is there only where kind is \"map\"" },
	{ "{\"axis\":\"x\"}", "only where kind is \"map\" or \"chart\"" },
	{ "{\"from\":\"2024-01-01\",\"to\":\"2024-01-02\"}", NULL },
	{ "{\"to\":\"2024-01-02\"}", NULL },
	{ "{\"from\":\"2024-01-01\"}", "params.from needs 'to' beside it" },
	{ "{\"last\":2,\"to\":\"2024-01-02\"}", "params.last cannot be given beside 'to'" },
};

static void of_each_other(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(conditions); i++) {
		struct fixture f;
		begin(&f);
		const struct json *all = parse(&f, DECLARED), *raw = parse(&f, conditions[i].given);
		struct json *typed = make_object(f.arena);
		assert_true(condition_declarations(&f.check, all, "params"));
		for (const struct json *p = all->first; p != NULL; p = p->next) {
			const struct json *v = json_lookup(raw, p->key);
			v = v != NULL ? param_value(&f.check, p, v, p->key) : param_default(&f.check, p);
			if (v != NULL) {
				make_add(f.arena, typed, p->key, v);
			}
		}
		struct condition_values of = { all, typed, raw };
		assert_int_equal(condition_check(&f.check, &of, "params"), conditions[i].said == NULL);
		assert_true(conditions[i].said == NULL || is_told(&f, conditions[i].said));
		end(&f);
	}
}

static const struct {
	const char *declared, *said;
} wrong_conditions[] = {
	{ "{\"a\":{\"type\":\"integer\",\"needs\":[\"b\"]}}", "there is no parameter 'b'" },
	{ "{\"a\":{\"type\":\"integer\",\"needs\":\"b\"},\"b\":{\"type\":\"date\"}}", "must be a list" },
	{ "{\"a\":{\"type\":\"integer\",\"excludes\":[\"a\"]}}", "names the parameter itself" },
	{ "{\"a\":{\"type\":\"integer\",\"when\":{\"bb\":1}},\"b\":{\"type\":\"date\"}}", "there is no parameter 'bb'" },
	{ "{\"a\":{\"type\":\"integer\",\"when\":{\"b\":1}},\"b\":{\"type\":\"date\"}}", "must be a day" },
	{ "{\"a\":{\"type\":\"integer\",\"when\":{\"b\":[\"x\",\"y\"]}},\"b\":{\"type\":\"enum\",\"values\":[\"x\"]}}", "none of the values it takes" },
};

static void wrong_of_each_other(void **state) {
	(void)state;
	for (size_t i = 0; i < LEN(wrong_conditions); i++) {
		struct fixture f;
		begin(&f);
		assert_false(condition_declarations(&f.check, parse(&f, wrong_conditions[i].declared), "params"));
		assert_true(is_told(&f, wrong_conditions[i].said));
		end(&f);
	}
}

static void fits(void **state) {
	(void)state;
	static const struct { const char *from, *to; bool fits; } pairs[] = {
		{ "{\"type\":\"string\"}", "{\"type\":\"text\"}", true },
		{ "{\"type\":\"text\"}", "{\"type\":\"string\"}", false },
		{ "{\"type\":\"list\",\"of\":\"date\"}", "{\"type\":\"list\",\"of\":\"date\"}", true },
		{ "{\"type\":\"list\",\"of\":\"date\"}", "{\"type\":\"list\",\"of\":\"integer\"}", false },
		{ TABLE, TABLE, true },
		{ TABLE, "{\"type\":\"table\",\"fields\":{\"name\":{\"type\":\"string\"}}}", false },
	};
	for (size_t i = 0; i < LEN(pairs); i++) {
		struct fixture f;
		begin(&f);
		assert_int_equal(param_fits(parse(&f, pairs[i].from), parse(&f, pairs[i].to)), pairs[i].fits);
		end(&f);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared), cmocka_unit_test(given), cmocka_unit_test(of_each_other), cmocka_unit_test(wrong_of_each_other),
		cmocka_unit_test(fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
