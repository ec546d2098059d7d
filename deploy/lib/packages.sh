# shellcheck shell=bash disable=SC2034
# packages.sh - the Debian packages that each use of the repository needs.
#
# One list for deploy/up and tests/run.  Nothing is installed that is there already;
# without the right to install, one command is printed that does it.

packages_build=(gcc libc6-dev cmake ninja-build pkg-config libyajl-dev librdkafka-dev
	libpq-dev libxxhash-dev libinih-dev libmicrohttpd-dev libcurl4-openssl-dev uthash-dev)
packages_run=(sqitch libdbd-pg-perl kcat python3 curl util-linux procps)
packages_database=(postgresql-15 postgresql-client-15)
packages_test=(libcmocka-dev python3-jsonschema postgresql-15-pgtap
	libtap-parser-sourcehandler-pgtap-perl clang libclang-rt-14-dev clang-tidy cppcheck shellcheck
	python3-xxhash strace faketime)

# The broker's own needs: a Java runtime (any, on PATH), and Maven unless its jars are
# here already.  $1: 1 when the jars must be fetched.
packages_broker() {
	command -v java >/dev/null || echo openjdk-17-jre-headless
	[ "$1" = 0 ] || command -v mvn >/dev/null || echo maven
}

# What the browser tests need beside.
packages_browser() {
	command -v chromium >/dev/null || echo chromium
	command -v node >/dev/null || echo nodejs
	command -v npm >/dev/null || echo npm
}

# Those of the named packages that are not installed, one a line.
packages_missing() {
	local name
	for name in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			echo "$name"
	done
}

# How this user may install: the command in front of apt-get, or nothing and false.
packages_privilege() {
	if [ "$(id -u)" = 0 ]; then
		echo env
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
		echo "sudo env"
	else
		return 1
	fi
}

# Debian's PostgreSQL package starts a server of its own when it is installed; ours is a
# private one, so the package is told not to, for this installation only.
packages_apt() {
	local -a privilege=()
	local drop_in=/etc/postgresql-common/createcluster.d/trakhuc-installing.conf result=0
	read -ra privilege <<<"$1"
	shift
	"${privilege[@]}" mkdir -p "${drop_in%/*}"
	echo "create_main_cluster = false" | "${privilege[@]}" tee "$drop_in" >/dev/null
	"${privilege[@]}" DEBIAN_FRONTEND=noninteractive apt-get -q -y \
		-o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" || result=$?
	"${privilege[@]}" rm -f "$drop_in"
	return "$result"
}

# packages_install LOG PACKAGE...: installs what is missing.  Without the right to, or
# when apt-get fails, says what to do and returns false.
packages_install() {
	local log=$1 privilege
	shift
	local -a missing=()
	mapfile -t missing < <(packages_missing "$@")
	[ "${#missing[@]}" -gt 0 ] || return 0
	command -v apt-get >/dev/null || {
		hint "This is not a Debian system; it needs what these packages hold: ${missing[*]}"
		return 0
	}
	privilege=$(packages_privilege) || {
		hint "Run this once, then try again:"
		hint "  sudo apt-get install --no-install-recommends ${missing[*]}"
		return 1
	}
	say "      installing ${missing[*]}"
	# A package list that is a day old names versions that the mirrors may have dropped.
	$privilege apt-get -q update >>"$log" 2>&1 || true
	packages_apt "$privilege" "${missing[@]}" >>"$log" 2>&1 || {
		tail -n 5 "$log" >&2
		hint "apt-get could not install ${missing[*]}; the whole log is $log"
		return 1
	}
}
