#include "render/rehearse.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "doc/build.h"
#include "doc/node.h"
#include "doc/resolve.h"
#include "doc/template.h"
#include "layout/layout.h"
#include "layout/page.h"
#include "pdf/pdf.h"
#include "text/para.h"

/* The commonest words of each language, in the styles that text comes in. */
struct sample {
	const char *lang, *title, *text;
};

static const struct sample samples[] = {
	{ "en", "Table of commonest words",
	  "# The first heading\n\n"
	  "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you "
	  "were all her she there would their we him been has when who will no more if out so up said what its about than into them "
	  "can only other time new some could these two may first then do any like my now over such our even most after also many "
	  "must before through years where your way because very should between those under last while three against during without "
	  "however government international agreement cooperation partnership development organization information including "
	  "national security republic defence political military support programme countries framework participation "
	  "January February March April May June July August September October November December\n\n"
	  "Some words are *emphasised as these are*, some **are strong beyond all others**, and [some lead away](https://example.org/).\n\n"
	  "## A second heading\n\n- item of a list\n- another one\n\n> What somebody else said once\n\n"
	  "| Country | Since | Number |\n|---|---|---:|\n| Another | 8 January 1994 | 1,234,567.89 |\n| One more | 2 March 2024 | 50 % |\n" },
	{ "fr", "Les mots les plus courants",
	  "# Le premier titre\n\n"
	  "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ont cette aux mais "
	  "comme ou été être fait leur ses entre sans tout après depuis pays accord coopération partenariat gouvernement sécurité "
	  "développement internationale organisation république participation l’Organisation d’abord qu’elle "
	  "janvier février mars avril mai juin juillet août septembre octobre novembre décembre\n\n"
	  "Des mots *en italique*, d’autres **en gras**.\n\n- une liste\n- encore\n\n"
	  "| Pays | Depuis |\n|---|---:|\n| Un autre | 8 janvier 1994 |\n" },
};

static bool build_sample(struct arena *arena, const struct sample *sample, struct doc *doc, struct err *err) {
	const struct doc_limits limits = { .max_nodes = 10000, .max_depth = 64, .max_pictures = 100, .max_text = 1u << 20 };
	struct build *build = build_new(arena, doc, &limits);

	doc->title = doc->report = doc->report_title = sample->title;
	doc->lang = sample->lang;
	doc->as_of = "2024-03-07";
	doc->created = "2024-03-07T00:00:00Z";
	if (build_open(build, NODE_SECTION, "rehearsal", err) == NULL || !build_blocks(build, sample->text, 1, err)) {
		return false;
	}
	build_close(build);
	return true;
}

static void perform(const struct sample *sample, const struct template *template, struct shaper *shaper) {
	const struct layout_limits limits = { .max_pages = 100 };
	struct arena *arena = arena_new();
	struct errs errors = ERRS_INIT, warnings = ERRS_INIT;
	struct err err = ERR_INIT;
	struct doc doc = { 0 };
	struct layout *layout = NULL;
	struct buf pdf = BUF_INIT;
	struct pdf_cost cost;

	if (build_sample(arena, sample, &doc, &err) && doc_resolve(arena, &doc, NULL, NULL, &errors, &warnings) &&
	    (layout = layout_new(arena, &doc, template, shaper, &limits, &warnings, &err)) != NULL) {
		struct pdf_meta meta = {
			.title = doc.title, .lang = doc.lang, .created = doc.created, .creator = "", .id_seed = sample->lang,
		};
		pdf_write(layout_feed(layout), &meta, &pdf, &cost, &err);
	}
	layout_free(layout);
	buf_fini(&pdf);
	errs_fini(&errors);
	errs_fini(&warnings);
	arena_free(arena);
}

void rehearse(const struct template *template, struct shaper *shaper) {
	size_t roles;

	template_families(template, &roles);
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		/* Lines that come out well ask for no hyphens: shaper_warm hyphenates in any case. */
		for (size_t role = 0; role < roles; role++) {
			shaper_warm(shaper, samples[i].text, (int)role, 10, false, false, samples[i].lang);
		}
		perform(&samples[i], template, shaper);
	}
}
