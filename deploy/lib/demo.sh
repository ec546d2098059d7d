# shellcheck shell=bash disable=SC2154
# demo.sh - the demonstration province: a history up to now, then live events.
#
# The province follows from its seed and its end, and both are kept with the settings: a
# load that was broken off is simply repeated, and the events that were there already
# change nothing.

# About 8 events a dossier, at what a small machine takes in.
demo_seconds() {
	if [ -f "$state/demo.loaded" ]; then
		echo 1
	else
		echo $((setting[demo_dossiers] * 8 / 40000 + 3))
	fi
}

demo_history() {
	local log=$state/log/demo.log
	[ ! -f "$state/demo.loaded" ] || return 0
	if [ -z "${setting[demo_until]:-}" ]; then
		setting[demo_until]=$(TZ=Asia/Ho_Chi_Minh date +%Y-%m-%dT%H:%M:%S+07:00)
		settings_store "$state"
	fi
	"$bin/trakhuc" simulate --seed 1 --years "${setting[demo_years]}" \
		--dossiers "${setting[demo_dossiers]}" --until "${setting[demo_until]}" 2>"$log.simulate" |
		demo_emit "$log" || {
		tail -n 5 "$log" >&2
		die 3 "could not load the history, see $log"
	}
	touch "$state/demo.loaded"
}

# On a terminal emit shows rate and time left by itself.
demo_emit() {
	if [ -t 2 ] && [ "$say_quiet" = 0 ]; then
		"$bin/trakhuc" emit -c "$ini" - >>"$1"
	else
		"$bin/trakhuc" emit -c "$ini" - >>"$1" 2>&1
	fi
}

demo_live() {
	stack_start province simulate --seed 1 --years "${setting[demo_years]}" \
		--dossiers "${setting[demo_dossiers]}" --until "${setting[demo_until]}" --live --rate 5
}
