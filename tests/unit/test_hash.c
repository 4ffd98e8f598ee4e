/* hash: the examples of FIPS 180-4, whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"

static const struct { const char *text, *hex; } examples[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void known_answers(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		char hex[HASH_HEX];
		hash_hex(examples[i].text, strlen(examples[i].text), hex);
		assert_string_equal(hex, examples[i].hex);
		struct hash *hash = hash_new();
		for (const char *p = examples[i].text; *p; p++) {
			hash_add(hash, p, 1);
		}
		hash_finish(hash, hex);
		assert_string_equal(hex, examples[i].hex);
	}
}

static void a_million_letters(void **state) {
	(void)state;
	char hex[HASH_HEX], block[1000];
	memset(block, 'a', sizeof(block));
	struct hash *hash = hash_new();
	for (int i = 0; i < 1000; i++) {
		hash_add(hash, block, sizeof(block));
	}
	hash_finish(hash, hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(a_million_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
