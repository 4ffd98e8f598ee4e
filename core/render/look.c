/* look: see look.h. */
#include "render/look.h"

#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "doc/image.h"
#include "doc/template.h"
#include "pdf/pdf.h"
#include "render/rehearse.h"
#include "text/font.h"
#include "text/para.h"

static const double WARM_SIZE = 10;      /* pt: about that of text */

static size_t put_names(struct buf *out, const char *const *names) {
	size_t n = 0;

	for (; names != NULL && names[n] != NULL; n++) {
		buf_addf(out, "%s\n", names[n]);
	}
	buf_addc(out, '\n');
	return n;
}

/* As text: the same where fonts_new would find the same. */
static char *tell_families(const struct template_family *v, size_t n) {
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		buf_addf(&out, "%s\n", v[i].role);
		size_t names = put_names(&out, v[i].names);
		names += put_names(&out, v[i].optional);
		for (size_t k = 0; v[i].scales != NULL && k < names; k++) {
			buf_addf(&out, "%.17g\n", v[i].scales[k]);
		}
		buf_addc(&out, '\n');
	}
	return buf_detach(&out, NULL);
}

static bool take_fonts(struct look *look, struct looks *former) {
	for (size_t i = 0; former != NULL && i < former->n; i++) {
		struct look *from = &former->v[i];

		if (from->shaper != NULL && str_eq(from->families, look->families)) {
			look->fonts = from->fonts;
			look->shaper = from->shaper;
			look->is_warm = from->is_warm;
			from->fonts = NULL;
			from->shaper = NULL;
			return true;
		}
	}
	return false;
}

static bool open_fonts(struct look *look, struct arena *arena, struct looks *former, struct err *err) {
	size_t n;
	const struct template_family *wanted = template_families(look->template, &n);

	look->families = tell_families(wanted, n);
	if (take_fonts(look, former)) {
		return true;
	}
	struct font_family *families = arena_alloc(arena, n * sizeof(*families));

	for (size_t i = 0; i < n; i++) {
		families[i] = (struct font_family){ .role = wanted[i].role, .names = wanted[i].names,
		                                    .optional = wanted[i].optional, .scales = wanted[i].scales };
	}
	look->fonts = fonts_new(families, n, err);
	look->shaper = look->fonts != NULL ? shaper_new(look->fonts, err) : NULL;
	return look->shaper != NULL;
}

static bool open_logo(struct look *look, struct arena *arena, struct err *err) {
	struct buf bytes = BUF_INIT;

	if (look->template->cover.logo == NULL) {
		return true;
	}
	bool ok = file_read(look->template->cover.logo, IMAGE_FILE_MAX, &bytes, err);
	if (ok) {
		look->logo_len = bytes.len;
		look->logo = arena_copy(arena, buf_str(&bytes), bytes.len + 1);
	}
	buf_fini(&bytes);
	return ok;
}

static bool open_look(struct look *look, struct arena *arena, const struct json *json, struct looks *former, struct err *err) {
	struct errs errors = ERRS_INIT;

	look->name = json->key;
	look->template = template_parse(arena, json, &errors);
	if (look->template == NULL) {
		*err = errors.v[0];
		errs_fini(&errors);
		return err_wrap(err, "template '%s'", look->name);
	}
	return (open_fonts(look, arena, former, err) && open_logo(look, arena, err)) || err_wrap(err, "template '%s'", look->name);
}

bool looks_open(struct looks *looks, struct arena *arena, const struct catalogue *catalogue, const char *only, struct looks *former,
                struct err *err) {
	for (const struct json *t = catalogue_templates(catalogue)->first; t != NULL; t = t->next) {
		if (only != NULL && !str_eq(only, t->key)) {
			continue;
		}
		struct look *look = ARENA_PUSH(arena, looks->v, looks->n, looks->cap);
		if (!open_look(look, arena, t, former, &look->wrong) && (only != NULL || look->wrong.code != ERR_INPUT)) {
			*err = look->wrong;
			return false;
		}
	}
	return true;
}

void looks_check(const struct catalogue *catalogue, struct errs *errors) {
	struct arena *arena = arena_new();
	struct looks looks = { 0 };
	struct err err = ERR_INIT;

	if (!looks_open(&looks, arena, catalogue, NULL, NULL, &err)) {
		*errs_add(errors) = err;
	}
	for (size_t i = 0; i < looks.n; i++) {
		if (looks.v[i].wrong.code == ERR_INPUT) {
			*errs_add(errors) = looks.v[i].wrong;
		}
	}
	looks_fini(&looks);
	arena_free(arena);
}

void looks_fini(struct looks *looks) {
	for (size_t i = 0; i < looks->n; i++) {
		if (looks->v[i].fonts != NULL) {
			pdf_forget_faces();
		}
		shaper_free(looks->v[i].shaper);
		fonts_free(looks->v[i].fonts);
		mem_free(looks->v[i].families);
	}
	*looks = (struct looks){ 0 };
}

void looks_warm(struct looks *looks, const char *words) {
	for (size_t i = 0; i < looks->n; i++) {
		struct look *look = &looks->v[i];
		size_t n;

		if (look->is_warm || look->shaper == NULL) {
			continue;
		}
		look->is_warm = true;
		template_families(look->template, &n);
		for (size_t role = 0; role < n; role++) {
			shaper_warm(look->shaper, words, (int)role, WARM_SIZE, false, false, "en");
			shaper_warm(look->shaper, words, (int)role, WARM_SIZE, true, false, "en");
		}
		rehearse(look->template, look->shaper);
		fonts_hash(look->fonts, FONTS_ALL, i > 0 ? looks->v[i - 1].fonts : NULL);
	}
}

void looks_share(const struct looks *looks) {
	for (size_t i = 0; i < looks->n; i++) {
		if (looks->v[i].shaper != NULL) {
			fonts_share(looks->v[i].fonts);
		}
	}
}

void looks_hash(const struct looks *looks) {
	for (size_t i = 0; i < looks->n; i++) {
		if (looks->v[i].shaper != NULL) {
			fonts_hash(looks->v[i].fonts, FONTS_FIRST, i > 0 ? looks->v[i - 1].fonts : NULL);
		}
	}
}

bool looks_have_svg(const struct looks *looks) {
	for (size_t i = 0; i < looks->n; i++) {
		const char *logo = looks->v[i].shaper != NULL ? looks->v[i].template->cover.logo : NULL;
		if (logo != NULL && image_kind_of(logo) == IMAGE_SVG) {
			return true;
		}
	}
	return false;
}

const struct look *looks_lookup(const struct looks *looks, const char *name) {
	for (size_t i = 0; i < looks->n; i++) {
		if (str_eq(looks->v[i].name, name)) {
			return &looks->v[i];
		}
	}
	return NULL;
}

bool look_read_logo(struct arena *arena, const struct look *look, struct err *err) {
	struct image *image = arena_alloc(arena, sizeof(*image));
	const char *path = look->template->cover.logo;

	if (look->logo == NULL) {
		return true;
	}
	if (!image_load(arena, path_base(path), look->logo, look->logo_len, image, err)) {
		err_at_file(err, path);
		return err_wrap(err, "the logo of template '%s'", look->name);
	}
	look->template->cover.image = image;
	return true;
}
