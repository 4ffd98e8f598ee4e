#include "seal/cms.h"

#include <dlfcn.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#define CRYPTO_FNS(X) \
	X(ASN1_STRING_set) X(BIO_free) X(BIO_new_file) X(BIO_new_mem_buf) X(CMS_ContentInfo_free) X(CMS_SignerInfo_get0_signature) \
	X(CMS_add1_cert) X(CMS_add1_signer) X(CMS_final) X(CMS_get0_SignerInfos) X(CMS_get0_signers) X(CMS_sign) X(CMS_signed_delete_attr) \
	X(CMS_signed_get_attr) X(CMS_signed_get_attr_by_NID) X(CMS_signed_get_attr_count) X(CMS_verify) X(CRYPTO_free) X(ERR_clear_error) \
	X(ERR_error_string_n) X(ERR_get_error) X(EVP_DigestSign) X(EVP_DigestSignInit) X(EVP_MD_CTX_free) X(EVP_MD_CTX_new) X(EVP_PKEY_free) \
	X(EVP_PKEY_get_base_id) X(EVP_PKEY_get_size) X(EVP_sha256) X(OPENSSL_sk_free) X(OPENSSL_sk_num) X(OPENSSL_sk_value) \
	X(PEM_read_bio_PrivateKey) X(PEM_read_bio_X509) X(X509_ATTRIBUTE_free) X(X509_NAME_oneline) X(X509_check_private_key) X(X509_cmp) X(X509_free) \
	X(X509_get_subject_name) X(d2i_CMS_ContentInfo) X(i2d_CMS_ContentInfo) X(i2d_X509_ATTRIBUTE)

struct crypto {
#define X(name) __typeof__(name) *name;
	CRYPTO_FNS(X)
#undef X
};

/* Those that name a field like a macro of OpenSSL's are undone here. */
static const struct crypto *crypto_open(struct err *err) {
	static struct crypto crypto;
	void *lib = dlopen("libcrypto.so.3", RTLD_NOW);
	const struct { const char *name; void **fn; } fns[] = {
#define X(name) { #name, (void **)&crypto.name },
		CRYPTO_FNS(X)
#undef X
	};

	if (!lib) {
		err_set(err, ERR_SYSTEM, "no PDF can be signed: %s", dlerror());
		err_hint(err, "install the package libssl3 (Debian 12) or libssl3t64 (Debian 13)");
		return NULL;
	}
	for (size_t i = 0; i < sizeof(fns) / sizeof(*fns); i++) {
		*fns[i].fn = dlsym(lib, fns[i].name);
		if (!*fns[i].fn) {
			err_set(err, ERR_SYSTEM, "no PDF can be signed: libcrypto has no %s", fns[i].name);
			return NULL;
		}
	}
	return &crypto;
}

static bool fail(const struct crypto *c, enum err_code code, const char *what, struct err *err) {
	unsigned long error = c->ERR_get_error();
	char text[256] = "it does not say why";

	if (error) {
		c->ERR_error_string_n(error, text, sizeof(text));
	}
	c->ERR_clear_error();
	return err_set(err, code, "%s: OpenSSL: %s", what, text);
}

/* ---- certificates and keys ---- */

struct signer {
	const struct crypto *c;
	X509 *certificate;
	X509 *chain[8];
	size_t chain_count;
	EVP_PKEY *key;
};

/* Up to n of them; *count. */
static bool read_certificates(const struct crypto *c, const char *path, X509 **v, size_t n, size_t *count, struct err *err) {
	BIO *file = c->BIO_new_file(path, "r");

	*count = 0;
	if (!file) {
		c->ERR_clear_error();
		return err_set(err, ERR_SYSTEM, "the certificate %s cannot be opened", path);
	}
	while (*count < n && (v[*count] = c->PEM_read_bio_X509(file, NULL, NULL, NULL)) != NULL) {
		++*count;
	}
	c->BIO_free(file);
	if (*count == 0) {
		fail(c, ERR_INPUT, path, err);
		return err_hint(err, "a certificate is a PEM file: it has a line -----BEGIN CERTIFICATE-----"), false;
	}
	c->ERR_clear_error();
	return true;
}

/* Nobody is asked for a passphrase: a key that has one is refused. */
static int no_passphrase(char *buf, int size, int is_writing, void *ctx) {
	(void)buf, (void)size, (void)is_writing, (void)ctx;
	return 0;
}

static bool read_key(struct signer *s, const char *path, struct err *err) {
	BIO *file = s->c->BIO_new_file(path, "r");

	if (!file) {
		s->c->ERR_clear_error();
		return err_set(err, ERR_SYSTEM, "the key %s cannot be opened", path);
	}
	s->key = s->c->PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
	s->c->BIO_free(file);
	if (!s->key) {
		err_set(err, ERR_INPUT, "the key %s cannot be read", path);
		s->c->ERR_clear_error();
		return err_hint(err, "it is a PEM file without a passphrase, which only the service's user may read");
	}
	int id = s->c->EVP_PKEY_get_base_id(s->key);
	if (id != EVP_PKEY_RSA && id != EVP_PKEY_EC) {
		return err_set(err, ERR_INPUT, "the key %s is neither RSA nor EC", path);
	}
	if (s->c->X509_check_private_key(s->certificate, s->key) != 1) {
		s->c->ERR_clear_error();
		return err_set(err, ERR_INPUT, "the key %s does not belong to the certificate", path);
	}
	return true;
}

struct signer *signer_open(const char *certificate, const char *key, struct err *err) {
	const struct crypto *c = crypto_open(err);
	struct signer *s = c ? mem_alloc(sizeof(*s)) : NULL;
	X509 *all[9] = { NULL };
	size_t n = 0;

	if (!s) {
		return NULL;
	}
	s->c = c;
	bool ok = read_certificates(c, certificate, all, sizeof(all) / sizeof(*all), &n, err);
	s->certificate = all[0];
	for (size_t i = 1; i < n; i++) {
		s->chain[s->chain_count++] = all[i];
	}
	if (!ok || !read_key(s, key, err)) {
		signer_free(s);
		return NULL;
	}
	return s;
}

void signer_free(struct signer *s) {
	if (!s) {
		return;
	}
	if (s->certificate) {
		s->c->X509_free(s->certificate);
	}
	for (size_t i = 0; i < s->chain_count; i++) {
		s->c->X509_free(s->chain[i]);
	}
	s->c->EVP_PKEY_free(s->key);
	mem_free(s);
}

/* ---- signing ---- */

static int by_bytes(const void *a, const void *b) {
	const struct buf *x = a, *y = b;
	int order = memcmp(x->p, y->p, x->len < y->len ? x->len : y->len);

	return order ? order : x->len < y->len ? -1 : x->len > y->len;
}

static void put_length(struct buf *out, size_t n) {
	if (n < 0x80) {
		buf_addc(out, (char)n);
	} else if (n < 0x100) {
		buf_addc(out, (char)0x81);
		buf_addc(out, (char)n);
	} else {
		buf_addc(out, (char)0x82);
		buf_addc(out, (char)(n >> 8));
		buf_addc(out, (char)n);
	}
}

/* The signed attributes as they are hashed: a SET OF in DER, sorted (RFC 5652, 5.4). */
static void put_attributes(const struct crypto *c, CMS_SignerInfo *info, struct buf *out) {
	int n = c->CMS_signed_get_attr_count(info);
	struct buf *v = mem_alloc((size_t)n * sizeof(*v));
	size_t len = 0;

	for (int i = 0; i < n; i++) {
		unsigned char *der = NULL;
		int der_len = c->i2d_X509_ATTRIBUTE(c->CMS_signed_get_attr(info, i), &der);
		v[i] = (struct buf)BUF_INIT;
		buf_add(&v[i], der, der_len > 0 ? (size_t)der_len : 0);
		c->CRYPTO_free(der, __FILE__, __LINE__);
		len += v[i].len;
	}
	qsort(v, (size_t)n, sizeof(*v), by_bytes);
	buf_addc(out, 0x31);
	put_length(out, len);
	for (int i = 0; i < n; i++) {
		buf_add(out, v[i].p, v[i].len);
		buf_fini(&v[i]);
	}
	mem_free(v);
}

/*
 * OpenSSL puts the time among what is signed, whether asked or not; in a PDF that is told by the signature's dictionary alone (EN 319 142-1,
 * 6.3). So the time is taken out, and what remains is signed again.
 */
static bool sign_without_time(const struct signer *s, CMS_ContentInfo *cms, struct err *err) {
	const struct crypto *c = s->c;
	OPENSSL_STACK *infos = (OPENSSL_STACK *)c->CMS_get0_SignerInfos(cms);
	CMS_SignerInfo *info = c->OPENSSL_sk_num(infos) == 1 ? c->OPENSSL_sk_value(infos, 0) : NULL;
	int at = info ? c->CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1) : -1;
	size_t len = (size_t)c->EVP_PKEY_get_size(s->key);
	unsigned char *signature = mem_alloc(len);
	EVP_MD_CTX *ctx = c->EVP_MD_CTX_new();
	struct buf attributes = BUF_INIT;
	bool ok = info && at >= 0;

	if (ok) {
		c->X509_ATTRIBUTE_free(c->CMS_signed_delete_attr(info, at));
		put_attributes(c, info, &attributes);
		ok = c->EVP_DigestSignInit(ctx, NULL, c->EVP_sha256(), NULL, s->key) == 1 &&
		     c->EVP_DigestSign(ctx, signature, &len, (const unsigned char *)attributes.p, attributes.len) == 1 &&
		     c->ASN1_STRING_set(c->CMS_SignerInfo_get0_signature(info), signature, (int)len) == 1;
	}
	if (!ok) {
		fail(c, ERR_SYSTEM, "the PDF cannot be signed", err);
	}
	c->EVP_MD_CTX_free(ctx);
	mem_free(signature);
	buf_fini(&attributes);
	return ok;
}

/* OpenSSL counts what it reads in an int, and takes a number below zero for a text. */
static bool has_size(size_t n, struct err *err) {
	return n <= INT_MAX || err_set(err, ERR_LIMIT, "the PDF has %zu bytes: more than %d can be neither signed nor checked", n, INT_MAX);
}

bool signer_sign(const struct signer *s, const void *p, size_t n, struct buf *out, struct err *err) {
	static const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES | CMS_PARTIAL;
	const struct crypto *c = s->c;
	if (!has_size(n, err)) {
		return false;
	}
	CMS_ContentInfo *cms = c->CMS_sign(NULL, NULL, NULL, NULL, flags);
	BIO *data = c->BIO_new_mem_buf(p, (int)n);
	unsigned char *der = NULL;
	bool ok = cms && data && c->CMS_add1_signer(cms, s->certificate, s->key, c->EVP_sha256(), flags);

	for (size_t i = 0; ok && i < s->chain_count; i++) {
		ok = c->CMS_add1_cert(cms, s->chain[i]) == 1;
	}
	ok = ok && c->CMS_final(cms, data, NULL, flags) == 1;
	if (!ok) {
		fail(c, ERR_SYSTEM, "the PDF cannot be signed", err);
	}
	ok = ok && sign_without_time(s, cms, err);
	if (ok) {
		int len = c->i2d_CMS_ContentInfo(cms, &der);
		buf_add(out, der, len > 0 ? (size_t)len : 0);
		c->CRYPTO_free(der, __FILE__, __LINE__);
	}
	c->BIO_free(data);
	c->CMS_ContentInfo_free(cms);
	return ok;
}

/* ---- looking at one ---- */

void signed_by_fini(struct signed_by *by) {
	mem_free(by->name);
	by->name = NULL;
}

static void describe(const struct crypto *c, CMS_ContentInfo *cms, X509 *trusted, struct signed_by *by) {
	OPENSSL_STACK *signers = (OPENSSL_STACK *)c->CMS_get0_signers(cms);
	X509 *certificate = signers && c->OPENSSL_sk_num(signers) == 1 ? c->OPENSSL_sk_value(signers, 0) : NULL;

	if (certificate) {
		char *name = c->X509_NAME_oneline(c->X509_get_subject_name(certificate), NULL, 0);
		by->name = mem_strdup(name ? name : "");
		c->CRYPTO_free(name, __FILE__, __LINE__);
		by->is_trusted = by->is_valid && trusted && c->X509_cmp(certificate, trusted) == 0;
	}
	c->OPENSSL_sk_free(signers);
}

bool cms_verify(const void *der, size_t der_len, const void *p, size_t n, const char *certificate, struct signed_by *by, struct err *err) {
	const struct crypto *c = crypto_open(err);
	const unsigned char *at = der;
	X509 *trusted = NULL;
	size_t count = 0;

	*by = (struct signed_by){ .name = NULL };
	if (!c || !has_size(n, err) || (certificate && !read_certificates(c, certificate, &trusted, 1, &count, err))) {
		return false;
	}
	CMS_ContentInfo *cms = c->d2i_CMS_ContentInfo(NULL, &at, (long)der_len);
	BIO *data = c->BIO_new_mem_buf(p, (int)n);
	if (cms) {
		by->is_valid = c->CMS_verify(cms, NULL, NULL, data, NULL, CMS_DETACHED | CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
		describe(c, cms, trusted, by);
		c->CMS_ContentInfo_free(cms);
	}
	c->ERR_clear_error();
	c->BIO_free(data);
	if (trusted) {
		c->X509_free(trusted);
	}
	return true;
}
