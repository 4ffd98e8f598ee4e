#!/bin/sh
# Install the Debian packages that the build and the tests need and this machine lacks.
set -eu

wanted='gcc make pkg-config libc6-dev
	libuv1-dev liblua5.4-dev libcairo2-dev libharfbuzz-dev libfreetype-dev libfontconfig-dev libicu-dev
	libhyphen-dev hyphen-en-gb hyphen-en-us hyphen-fr libcmark-gfm-dev libcmark-gfm-extensions-dev
	libcurl4-openssl-dev libcurl4 python3 python3-aiosmtpd openssl
	libarchive-dev libyajl-dev nettle-dev libsqlite3-dev libdeflate-dev libseccomp-dev
	libpng-dev libjpeg-dev libexpat1-dev libical-dev librsvg2-dev librsvg2-2
	libcmocka-dev libqpdf-dev libssl-dev qpdf fonts-noto-core fonts-noto-cjk icc-profiles-free tzdata poppler-utils jq lua5.4 lua-check sqlite3 strace procps'

missing=
for package in $wanted; do
	case "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)" in
	'install ok installed') ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || {
		echo "setup: as root, install:$missing" >&2
		exit 1
	}
	as_root=sudo
fi
echo "Installing:$missing"
# A machine that has just begun may be updating itself, and a mirror may not answer at once.
$as_root apt-get -o Acquire::Retries=3 update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $missing
