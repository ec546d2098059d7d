# shellcheck shell=bash
# process.sh - processes known by a file, kept alive, stopped in order.
#
# A file holds "PID START-TICKS": a process number alone may have been given to a
# stranger since.  Two files a service, in the run folder: NAME.keep (the loop of
# deploy/lib/keep) and NAME.pid (the program itself).

process_lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Start time of process $1 in ticks since boot (field 22 of its stat line).  One that has
# ended and was not yet waited for is none any more.
process_ticks() {
	local line
	{ read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
	local -a field
	read -ra field <<<"${line##*) }"
	[ "${field[0]}" != Z ] || return 1
	echo "${field[19]}"
}

# process_record FILE PID
process_record() {
	local ticks
	ticks=$(process_ticks "$2") || return 0
	echo "$2 $ticks" >"$1.new" && mv "$1.new" "$1"
}

# Prints the process number in FILE $1 if that very process lives.
process_alive() {
	local pid ticks
	{ read -r pid ticks <"$1"; } 2>/dev/null || return 1
	[ "$(process_ticks "$pid")" = "$ticks" ] && echo "$pid"
}

# process_signal FILE SIGNAL: false when there is nobody to signal.
process_signal() {
	local pid
	pid=$(process_alive "$1") && kill -s "$2" "$pid" 2>/dev/null
}

# process_gone FILE SECONDS: waits until the process of FILE has ended.
process_gone() {
	local deadline=$((SECONDS + $2))
	while process_alive "$1" >/dev/null; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.05
	done
}

# service_start RUN NAME LOG STOP-SIGNAL COMMAND...: kept alive from here on, in a session
# of its own.  A service that runs is left alone.
service_start() {
	local run=$1 name=$2 log=$3 signal=$4 deadline
	shift 4
	process_alive "$run/$name.keep" >/dev/null && return 0
	rm -f "$run/$name.pid"
	setsid "$process_lib/keep" "$run" "$name" "$signal" "$@" \
		</dev/null >>"$log" 2>&1 9>&- & # 9: the lock of state.sh
	deadline=$((SECONDS + 5))
	until process_alive "$run/$name.pid" >/dev/null; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.02
	done
}

# service_stop RUN NAME SECONDS: asks, waits, and says so when it had to kill.
service_stop() {
	local run=$1 name=$2 wait_s=$3
	process_signal "$run/$name.keep" TERM || true
	if ! process_gone "$run/$name.keep" "$wait_s"; then
		say "$name did not stop in $wait_s s: killed"
		process_signal "$run/$name.keep" KILL || true
	fi
	process_signal "$run/$name.pid" KILL || true
	process_gone "$run/$name.pid" 5 || true
	rm -f "$run/$name.keep" "$run/$name.pid"
}

# service_kill RUN NAME: the program dies at once and stays dead.
service_kill() {
	process_signal "$1/$2.keep" KILL || true
	process_signal "$1/$2.pid" KILL || true
	process_gone "$1/$2.pid" 10
}

# Whether anything listens on port $1 of the loopback address.
port_busy() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# A port with $1 free ones in a row, below the range from which the kernel lends ports.
port_free() {
	local count=$1 port n try
	for try in {1..200}; do
		port=$((20000 + (RANDOM * 7 + try) % 12000))
		for ((n = 0; n < count; n++)); do
			port_busy $((port + n)) && continue 2
		done
		echo "$port"
		return 0
	done
	return 1
}
