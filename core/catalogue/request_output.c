/* request_output: the check of a request's "output"; see checking.h. */
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "catalogue/catalogue.h"
#include "catalogue/checking.h"
#include "catalogue/request.h"
#include "doc/conformance.h"

#define NAME_MAX_BYTES 200       /* of an output name: room for "-1000.error.json" and temporary names below NAME_MAX */

/* Unseen, or turning what is seen after them: a file must not look like another. */
static bool hides_or_turns(uint32_t cp) {
	return (cp >= 0x80 && cp < 0xA0) || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

static void check_output_name(struct checking *c, const struct json *value) {
	const char *path = "output.name";
	if (!checking_wants(c, value, path, JSON_STRING, "a string")) {
		return;
	}
	const char *name = value->str, *what = NULL, *hint = "write a plain name such as \"black-sea\"";
	uint32_t cp;
	for (const char *s = name; *s != '\0' && what == NULL; s += utf8_decode(s, strlen(s), &cp)) {
		if (*s == '/' || *s == '\\') {
			what = "holds a path";
			hint = "the file goes to the outbox: write its name alone";
		} else if ((unsigned char)*s < 0x20 || *s == 0x7F) {
			what = "holds a control character";
		} else if (utf8_decode(s, strlen(s), &cp) > 0 && hides_or_turns(cp)) {
			what = "holds a character that cannot be seen";
		}
	}
	if (what == NULL && *name == '\0') {
		what = "is empty";
	} else if (what == NULL && *name == '.') {
		what = "begins with a dot, as hidden and temporary files do";
	} else if (what == NULL && (*name == ' ' || name[value->len - 1] == ' ' || name[value->len - 1] == '.')) {
		what = "begins or ends with a space, or ends with a dot";
	} else if (what == NULL && (str_suffix(name, "~") || str_suffix(name, ".tmp") || str_suffix(name, ".part") ||
	                            str_suffix(name, ".swp"))) {
		what = "is a name of temporary files";
	} else if (what == NULL && str_suffix(name, ".error")) {
		what = "is reserved: .error.json and .error.txt tell failures";
	} else if (what == NULL && (str_suffix(name, ".pdf") || str_suffix(name, ".PDF") || str_suffix(name, ".json"))) {
		what = "ends with a file type";
		hint = "leave the ending out: .pdf and .json are added";
	} else if (what == NULL && value->len > NAME_MAX_BYTES) {
		what = "is too long";
		hint = "200 bytes are the most";
	}
	if (what != NULL) {
		err_hint(mistake(&c->source, value, path, "output.name \"%s\" %s", name, what), "%s", hint);
		return;
	}
	c->request->output_name = name;
}

static void check_conformance(struct checking *c, const struct json *value) {
	size_t i = 0;
	if (!checking_wants(c, value, "output.conformance", JSON_ARRAY, "a list of strings")) {
		return;
	}
	c->request->conforms = true;
	for (const struct json *item = value->first; item != NULL; item = item->next, i++) {
		const char *path = mistake_item(c->arena, "output.conformance", i);
		struct err err = ERR_INIT;
		if (checking_wants(c, item, path, JSON_STRING, "a string") && !conformance_take(item->str, &c->request->archive, &err)) {
			err_hint(mistake(&c->source, item, path, "%s: %s", path, err.msg), "%s", err.hint);
		}
	}
}

static void check_attach_data(struct checking *c, const struct json *value) {
	if (checking_wants(c, value, "output.attach_data", JSON_BOOL, "true or false")) {
		c->request->attaches = true;
		c->request->attach_data = value->boolean;
	}
}

const char *const request_papers[] = { "a4", "letter", NULL };
const char *const request_note_places[] = { "foot", "end", NULL };
const char *const request_paragraphs[] = { "plain", "numbered", NULL };

static void check_paper(struct checking *c, const struct json *value) {
	c->request->paper = checking_choice(c, value, "output.paper", request_papers);
}

static void check_output_template(struct checking *c, const struct json *value) {
	const struct json *templates = catalogue_templates(c->catalogue);
	const char *name = checking_wants(c, value, "output.template", JSON_STRING, "a string") ? value->str : NULL;
	if (name != NULL && json_lookup(templates, name) == NULL && checking_is_broken(c, name)) {
		struct err *err = mistake(&c->source, value, "output.template", "the template \"%s\" cannot be used: it has mistakes", name);
		err->follows = true;
		err_hint(err, "`sitrep check` tells them");
		name = NULL;
	} else if (name != NULL && json_lookup(templates, name) == NULL) {
		mistake_hint(mistake(&c->source, value, "output.template", "there is no template \"%s\"", name), name,
		             mistake_names(c->arena, templates));
		name = NULL;
	}
	c->request->template = name;
}

#define MARKING_MAX 80

/* A line that pages carry: one that is seen whole; NULL with a mistake. */
static const char *check_page_line(struct checking *c, const struct json *value, const char *path, const char *example) {
	if (!checking_wants(c, value, path, JSON_STRING, "a string")) {
		return NULL;
	}
	if (value->len == 0 || value->len > MARKING_MAX || strpbrk(value->str, "\n\r\t") != NULL) {
		err_hint(mistake(&c->source, value, path, "%s must be one line of 1 to %d bytes", path, MARKING_MAX),
		         "for example \"%s\"", example);
		return NULL;
	}
	return value->str;
}

static void check_marking(struct checking *c, const struct json *value) {
	c->request->marking = check_page_line(c, value, "output.marking", "EMBARGOED UNTIL 12 MAY");
}

static void check_watermark(struct checking *c, const struct json *value) {
	c->request->watermark = check_page_line(c, value, "output.watermark", "Copy 3 of 5");
}

static void check_notes(struct checking *c, const struct json *value) {
	c->request->notes = checking_choice(c, value, "output.notes", request_note_places);
}

static void check_paragraphs(struct checking *c, const struct json *value) {
	c->request->paragraphs = checking_choice(c, value, "output.paragraphs", request_paragraphs);
}

/* A password is never in a request, which is kept: the configuration has them by name. */
static void check_password(struct checking *c, const struct json *value) {
	const struct json *passwords = catalogue_value(c->catalogue, "passwords");
	const char *name = checking_wants(c, value, "output.password", JSON_STRING, "a string") ? value->str : NULL;
	if (name != NULL && json_lookup(passwords, name) == NULL) {
		struct err *err = mistake(&c->source, value, "output.password", "the configuration has no password of that name");
		mistake_hint(err, name, mistake_names(c->arena, passwords));
		err->source[0] = '\0';  /* somebody may have written the password itself */
		name = NULL;
	}
	c->request->password = name;
}

const struct checking_key checking_output_keys[] = {
	{ "attach_data", check_attach_data, "\"attach_data\": true", "Request, data and document go with the PDF as attachments; without it as the template has it" },
	{ "conformance", check_conformance, "\"conformance\": [ \"pdf/a-3a\" ]",
	  "Every PDF is PDF/UA-1; a level of PDF/A beside it, 2a, 2b, 2u, 3a, 3b or 3u. Without it as the template has it" },
	{ "marking", check_marking, "\"marking\": \"…\"", "A line at the head and foot of every page" },
	{ "name", check_output_name, "\"name\": \"…\"", "Name of the PDF in the outbox, without .pdf; else the request's own" },
	{ "notes", check_notes, "\"notes\": \"foot\" | \"end\"", "Notes at the foot of their pages, or at the end" },
	{ "paper", check_paper, "\"paper\": \"a4\" | \"letter\"", "The paper; without it the template's" },
	{ "paragraphs", check_paragraphs, "\"paragraphs\": \"plain\" | \"numbered\"", "Numbered: every paragraph of a section has a number" },
	{ "password", check_password, "\"password\": \"NAME\"", "Name of the configured password that the PDF is encrypted with; not together with PDF/A" },
	{ "template", check_output_template, "\"template\": \"NAME\"", "How it is set; without it as the report says" },
	{ "watermark", check_watermark, "\"watermark\": \"…\"", "Words across every page, in place of those of a draft" },
	{ .name = NULL }
};

void checking_output(struct checking *c, const struct json *value) {
	if (checking_wants(c, value, "output", JSON_OBJECT, "an object")) {
		checking_keys(c, value, "output", checking_output_keys);
	}
}

/* The template's list has been checked: no more is read than what it comes to. */
static void fill_conformance(struct request *request, const struct json *output) {
	const struct json *names = json_lookup(output, "conformance");
	struct err err = ERR_INIT;
	for (const struct json *name = names != NULL ? names->first : NULL; !request->conforms && name != NULL; name = name->next) {
		conformance_take(name->str, &request->archive, &err);
	}
}

void checking_fill_output(struct checking *c) {
	struct request *request = c->request;
	const struct json *template = json_lookup(catalogue_templates(c->catalogue), request->template);
	const struct json *output = json_lookup(template, "output"), *given = json_lookup(c->root, "output");
	const struct conformance *archive;
	fill_conformance(request, output);
	request->attach_data = request->attaches ? request->attach_data : json_bool(output, "attach_data", false);
	archive = conformance_lookup(request->archive);
	if (archive != NULL && request->password != NULL) {
		err_hint(mistake(&c->source, given != NULL ? given : c->root, "output", "\"%s\" and a password do not go together: what is archived may not be encrypted",
		                 archive->name),
		         "leave one of them out");
	}
	if (archive == NULL || archive->may_attach || !request->attach_data) {
		return;
	}
	err_hint(mistake(&c->source, given != NULL ? given : c->root, "output", "\"%s\" may hold no attachments, and data are to be attached%s%s",
	                 archive->name, request->attaches ? "" : " by template ", request->attaches ? "" : request->template),
	         "ask for \"pdf/a-3%c\", or say \"attach_data\": false", archive->level + 'a' - 'A');
}
