#include "deliver/letter.h"

#include <ctype.h>
#include <inttypes.h>
#include <time.h>

#include "base/hash.h"
#include "base/json.h"
#include "deliver/http.h"
#include "deliver/parcel.h"
#include "deliver/words.h"

#define LINE_WIDTH 76
#define WORD_BYTES 42        /* of text in one encoded word: 75 characters with what stands round it */

static bool is_ascii(const char *s) {
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s >= 0x80 || (unsigned char)*s < 0x20) {
			return false;
		}
	}
	return true;
}

void letter_add_words(struct buf *out, const char *text, int column) {
	if (is_ascii(text) && strstr(text, "=?") == NULL) {
		/* Folded at blanks. */
		while (*text != '\0') {
			size_t n = strcspn(text + 1, " ") + 1;
			if (column + (int)n > LINE_WIDTH && *text == ' ') {
				buf_adds(out, "\r\n");
				column = 0;
			}
			buf_add(out, text, n);
			column += (int)n;
			text += n;
		}
		return;
	}
	for (size_t len = strlen(text); len > 0;) {
		size_t n = len <= WORD_BYTES ? len : utf8_start(text, WORD_BYTES);
		buf_adds(out, "=?UTF-8?B?");
		hash_add_base64(out, text, n);
		buf_adds(out, len > n ? "?=\r\n " : "?=");
		text += n;
		len -= n;
	}
}

void letter_mailbox(const char *address, struct buf *out) {
	const char *open = strrchr(address, '<');

	if (open == NULL) {
		buf_adds(out, address);
	} else {
		buf_add(out, open + 1, strcspn(open + 1, ">"));
	}
}

/* The name as it is, or encoded; the mailbox always plain. */
static void add_address(struct buf *out, const char *address) {
	const char *open = strrchr(address, '<');
	size_t n = open != NULL ? (size_t)(open - address) : 0;
	struct buf name = BUF_INIT;

	while (n > 0 && address[n - 1] == ' ') {
		n--;
	}
	buf_add(&name, address, n);
	if (n > 0 && (is_ascii(buf_str(&name)) || *name.p == '"')) {
		bool is_quoted = *name.p == '"' || strpbrk(name.p, "()<>[]:;@\\,.\"") == NULL;
		buf_addf(out, is_quoted ? "%s <" : "\"%s\" <", buf_str(&name));
	} else if (n > 0) {
		letter_add_words(out, buf_str(&name), 0);
		buf_adds(out, " <");
	}
	letter_mailbox(address, out);
	buf_adds(out, n > 0 ? ">" : "");
	buf_fini(&name);
}

static void add_addresses(struct buf *out, const char *field, const struct json *list) {
	if (list == NULL || list->count == 0) {
		return;
	}
	buf_addf(out, "%s: ", field);
	for (const struct json *a = list->first; a != NULL; a = a->next) {
		add_address(out, a->str);
		buf_adds(out, a->next != NULL ? ",\r\n " : "\r\n");
	}
}

static void add_date(struct buf *out, int64_t ms) {
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)(ms / 1000);
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_addf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	         tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void add_message_id(struct buf *out, const char *id, const char *from) {
	struct buf mailbox = BUF_INIT;

	letter_mailbox(from, &mailbox);
	const char *at = strrchr(mailbox.p, '@');
	buf_addf(out, "Message-ID: <%s@%s>\r\n", id, at != NULL ? at + 1 : "sitrep");
	buf_fini(&mailbox);
}

static void add_base64_lines(struct buf *out, const void *p, size_t n) {
	const size_t step = LINE_WIDTH / 4 * 3;

	for (size_t at = 0; at < n; at += step) {
		hash_add_base64(out, (const char *)p + at, n - at < step ? n - at : step);
		buf_adds(out, "\r\n");
	}
}

static bool is_plain_text(const char *text) {
	size_t column = 0;

	for (; *text != '\0'; text++) {
		column = *text == '\n' ? 0 : column + 1;
		if ((unsigned char)*text >= 0x80 || ((unsigned char)*text < 0x20 && *text != '\n') || column > 900) {
			return false;
		}
	}
	return true;
}

/* Lines end in CR LF before they are encoded, too. */
static void add_text(struct buf *out, const char *text) {
	struct buf lines = BUF_INIT;

	for (const char *s = text; *s != '\0'; s++) {
		buf_adds(&lines, *s == '\n' ? "\r\n" : "");
		if (*s != '\n') {
			buf_addc(&lines, *s);
		}
	}
	if (lines.len < 2 || lines.p[lines.len - 1] != '\n') {
		buf_adds(&lines, "\r\n");
	}
	buf_adds(out, "Content-Type: text/plain; charset=UTF-8\r\n");
	if (is_plain_text(text)) {
		buf_adds(out, "Content-Transfer-Encoding: 7bit\r\n\r\n");
		buf_add(out, lines.p, lines.len);
	} else {
		buf_adds(out, "Content-Transfer-Encoding: base64\r\n\r\n");
		add_base64_lines(out, lines.p, lines.len);
	}
	buf_fini(&lines);
}

/* The true name (RFC 2231), and one in plain letters for old programs. */
static void add_file_headers(struct buf *out, const char *name) {
	struct buf plain = BUF_INIT;

	for (const char *s = name; *s != '\0'; s++) {
		if (((unsigned char)*s & 0xC0) != 0x80) {
			buf_addc(&plain, (unsigned char)*s >= 0x80 || *s == '"' || *s == '\\' ? '_' : *s);
		}
	}
	buf_addf(out, "Content-Type: application/pdf;\r\n name=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n", buf_str(&plain));
	if (is_ascii(name)) {
		buf_addf(out, "Content-Disposition: attachment;\r\n filename=\"%s\"\r\n", buf_str(&plain));
	} else {
		buf_adds(out, "Content-Disposition: attachment;\r\n filename*=UTF-8''");
		buf_add_percent(out, name, false);
		buf_adds(out, "\r\n");
	}
	buf_fini(&plain);
}

static bool is_attached(const struct parcel *p) {
	return p->pdf_path != NULL && json_bool(p->target, "attach", true) && (int64_t)p->pdf.len <= json_int(p->target, "max_mb", 15) << 20;
}

/* Where it is not attached, the text says where it is. */
static void say_where(const struct parcel *p, struct buf *text) {
	const char *link = parcel_value(p, "link");

	if (p->pdf_path == NULL || is_attached(p) || (*link != '\0' && strstr(text->p, link) != NULL)) {
		return;
	}
	buf_adds(text, text->len > 0 && text->p[text->len - 1] != '\n' ? "\n\n" : "\n");
	if (*link != '\0') {
		buf_addf(text, "%s\n", link);
	} else {
		buf_addf(text, "%s is too large to be attached (%zu MB); it lies in the outbox.\n", parcel_value(p, "file"), p->pdf.len >> 20);
	}
}

void letter_format(const struct parcel *p, struct buf *out) {
	const char *from = json_str(p->target, "from", ""), *reply_to = json_str(p->target, "reply_to", NULL);
	struct buf subject = BUF_INIT, text = BUF_INIT, boundary = BUF_INIT;
	char hash[HASH_HEX];

	words_say(p, "subject", &subject);
	words_say(p, "text", &text);
	say_where(p, &text);
	hash_hex(p->id, strlen(p->id), hash);
	buf_addf(&boundary, "=_%.32s", hash);    /* base64 and 7-bit text of ours hold no such line */
	add_date(out, p->now_ms);
	buf_adds(out, "From: ");
	add_address(out, from);
	buf_adds(out, "\r\n");
	add_addresses(out, "To", json_lookup(p->target, "to"));
	add_addresses(out, "Cc", json_lookup(p->target, "cc"));
	if (reply_to != NULL) {
		buf_adds(out, "Reply-To: ");
		add_address(out, reply_to);
		buf_adds(out, "\r\n");
	}
	buf_adds(out, "Subject: ");
	letter_add_words(out, buf_str(&subject), 9);
	buf_adds(out, "\r\n");
	add_message_id(out, p->id, from);
	buf_addf(out, "Auto-Submitted: auto-generated\r\nX-Sitrep-Delivery: %s\r\nMIME-Version: 1.0\r\n", p->id);
	if (!is_attached(p)) {
		add_text(out, buf_str(&text));
	} else {
		buf_addf(out, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", buf_str(&boundary), buf_str(&boundary));
		add_text(out, buf_str(&text));
		buf_addf(out, "\r\n--%s\r\n", buf_str(&boundary));
		add_file_headers(out, parcel_value(p, "file"));
		buf_adds(out, "\r\n");
		add_base64_lines(out, p->pdf.p, p->pdf.len);
		buf_addf(out, "--%s--\r\n", buf_str(&boundary));
	}
	buf_fini(&subject);
	buf_fini(&text);
	buf_fini(&boundary);
}
