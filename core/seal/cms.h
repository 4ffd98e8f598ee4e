/*
 * cms: signatures as PAdES-B has them (ETSI EN 319 142-1): detached CMS with the signing certificate's hash among what is signed, and no
 * time of its own. By OpenSSL's libcrypto, which is loaded here alone.
 */
#ifndef SEAL_CMS_H
#define SEAL_CMS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

struct signer;

/* Read certificate (PEM: the signer's first, then those that issued it) and key (PEM, without a passphrase). NULL with *err; the caller owns it. */
struct signer *signer_open(const char *certificate, const char *key, struct err *err);
void signer_free(struct signer *signer);         /* NULL is fine */

/* Sign the bytes: DER, added to *out. */
bool signer_sign(const struct signer *signer, const void *p, size_t n, struct buf *out, struct err *err);

/* What a signature says; strings are heap strings. */
struct signed_by {
	bool is_valid;               /* it is of these bytes, by the certificate it names */
	bool is_trusted;             /* and that is the one asked for */
	char *name;                  /* of whom the certificate is: "CN=Desk,O=Ministry" */
};
void signed_by_fini(struct signed_by *by);

/* Look at a signature of the bytes. certificate: a PEM file whose first is trusted; NULL: none is. False with *err where the library or the file lacks. */
bool cms_verify(const void *der, size_t der_len, const void *p, size_t n, const char *certificate, struct signed_by *by, struct err *err);

#endif
