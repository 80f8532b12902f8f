#!/bin/sh
# Installs the real programs that integration tests run against, as far as they are
# missing. Debian packages need root; otherwise they are listed, and the tests that
# need them are skipped by name. Never fails for a part that cannot be had.
set -eu

missing=
need() { # package, then patterns of programs of which one must be there
	package=$1
	shift
	for pattern in "$@"; do
		for program in $pattern; do
			[ -x "$program" ] && return 0
		done
	done
	missing="$missing $package"
}

need postgresql '/usr/lib/postgresql/*/bin/initdb' /usr/local/bin/initdb /opt/homebrew/bin/initdb
need mariadb-server /usr/sbin/mariadbd /usr/local/bin/mariadbd /opt/homebrew/bin/mariadbd

[ -z "$missing" ] && exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "parts: not installed:$missing"
	echo "parts: to run the tests that need them: sudo apt-get install --no-install-recommends$missing"
	exit 0
fi

# Packages must not start servers: the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
install() {
	# shellcheck disable=SC2086 # a list of packages
	DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null 2>&1
}
echo "parts: installing$missing"
install || { apt-get update -qq >/dev/null 2>&1 && install; } || echo "parts: could not be installed:$missing; tests that need them are skipped"
