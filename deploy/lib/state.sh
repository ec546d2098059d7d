# shellcheck shell=bash
# state.sh - the state folder: where a deployment keeps everything that is not source.
#
#   .trakhuc            says that the folder is ours; only such a folder is ever removed
#   settings            ports, brokers, workers, where the primary is (key=value)
#   trakhuc.ini         the configuration of the programs
#   run/ log/ socket/   process files, logs, PostgreSQL's private socket
#   kafka/ postgres/    data of the brokers and of the database; postgres-2/ of the second

state_mark="state folder of trakhuc, layout 1"
declare -A setting=()

state_default() {
	if [ -n "${TRAKHUC_STATE:-}" ]; then
		echo "$TRAKHUC_STATE"
	elif [ "$(id -u)" = 0 ]; then
		echo /var/lib/trakhuc
	else
		echo "${XDG_STATE_HOME:-$HOME/.local/state}/trakhuc"
	fi
}

state_ours() {
	[ -f "$1/.trakhuc" ] && [ "$(<"$1/.trakhuc")" = "$state_mark" ]
}

# state_open FOLDER: makes it ours if it is new or empty, refuses anybody else's.
# The folder can be passed through by the database's user, but not listed.
state_open() {
	local state=$1
	if ! state_ours "$state"; then
		if [ -e "$state" ] && [ -n "$(ls -A "$state" 2>/dev/null)" ]; then
			die 2 "$state holds something that is not a state folder; name another with --state"
		fi
		mkdir -p "$state" || die 2 "could not make the state folder $state"
		chmod 711 "$state"
		echo "$state_mark" >"$state/.trakhuc"
	fi
	# The kernel holds a socket's path in 108 bytes.
	[ "${#state}" -le 80 ] || die 2 "the path of the state folder is longer than 80 bytes: $state"
	mkdir -p "$state/run" "$state/log"
	chmod 700 "$state/run" "$state/log"
}

# One deploy command at a time; the lock goes with this process (descriptor 9).
state_lock() {
	exec 9>"$1/lock"
	flock -n 9 || die 3 "another deploy command works on $1"
}

settings_load() {
	local key value
	[ -f "$1/settings" ] || return 0
	while IFS='=' read -r key value; do
		if [[ $key =~ ^[a-z_]+$ ]]; then setting[$key]=$value; fi
	done <"$1/settings"
}

settings_store() {
	local key
	for key in "${!setting[@]}"; do
		[ -z "${setting[$key]}" ] || echo "$key=${setting[$key]}"
	done | sort >"$1/settings.new"
	mv "$1/settings.new" "$1/settings"
}

# ini_set FILE SECTION KEY VALUE: changes that one line, or adds it; all others stay.
ini_set() {
	awk -v section="[$2]" -v key="$3" -v value="$4" '
		function put() { if (inside && !done) { print key " = " value; done = 1 } }
		/^\[/ { put(); inside = ($0 == section) }
		inside && $1 == key && $2 == "=" { put(); next }
		{ print }
		END { put(); if (!done) print "\n" section "\n" key " = " value }
	' "$1" >"$1.new" && mv "$1.new" "$1"
}
