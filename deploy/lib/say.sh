# shellcheck shell=bash
# say.sh - messages to the person at the terminal, and a clock over the steps.
#
# Messages go to stderr, results to stdout.  say_quiet=1 leaves only complaints.

say_quiet=${say_quiet:-0}
say_program=${0##*/}

say() {
	[ "$say_quiet" = 1 ] || printf '%s\n' "$*" >&2
}

# Ends the program: die EXIT-CODE message...
die() {
	local code=$1
	shift
	printf '%s: %s\n' "$say_program" "$*" >&2
	exit "$code"
}

hint() {
	printf 'hint: %s\n' "$*" >&2
}

# Microseconds since the epoch, without a process.
now_us() {
	echo "${EPOCHREALTIME/[.,]/}"
}

# Seconds with one decimal since the instant $1 (of now_us).
seconds_since() {
	local us=$(($(now_us) - $1))
	printf '%d.%d' $((us / 1000000)) $((us / 100000 % 10))
}

# A plan is a list of steps with the seconds each is expected to take; what is left is
# the sum over the steps that have not ended.
declare -A plan_seconds=()
plan_names=()
plan_done=0
plan_started=
plan_step_started=
plan_step_name=

# plan_add NAME SECONDS
plan_add() {
	plan_names+=("$1")
	plan_seconds[$1]=$2
	plan_started=${plan_started:-$(now_us)}
}

plan_left() {
	local name left=0
	for name in "${plan_names[@]:$plan_done}"; do
		left=$((left + ${plan_seconds[$name]}))
	done
	echo "$left"
}

# step NAME words: NAME begins now, the step before it has ended.
step() {
	step_end
	plan_step_name=$1
	plan_step_started=$(now_us)
	shift
	say "[$((plan_done + 1))/${#plan_names[@]}] $*"
}

# The running step has ended: how long it took, how long is left.
step_end() {
	[ -n "$plan_step_name" ] || return 0
	plan_done=$((plan_done + 1))
	say "      done in $(seconds_since "$plan_step_started") s, about $(plan_left) s left"
	plan_step_name=
}
