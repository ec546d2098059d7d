# shellcheck shell=bash
# report.sh - runs steps, counts what passed and failed, keeps the logs of failures.
#
# A step is one command.  It counts as one test, or, when its output is in one of the forms
# below, as the tests that it names:
#   ctest   "1/9 Test #1: arena ....   Passed    0.01 sec"
#   tap     "ok 1 - words", "not ok 2 - words", "# a figure"; told as it comes
# Every test is one line on stdout: what came of it, the suite, the name, the seconds.  Figures
# stand between them.

report_passed=0
report_failed=0
report_folder=
report_suite=

report_open() {
	report_folder=$(mktemp -d "${TMPDIR:-/tmp}/trakhuc-tests.XXXXXX")
}

# report_line pass|FAIL NAME SECONDS
report_line() {
	printf '%-4s %-8s %s  %s\n' "$1" "$report_suite" "$2" "${3:+($3 s)}"
	if [ "$1" = pass ]; then
		report_passed=$((report_passed + 1))
	else
		report_failed=$((report_failed + 1))
	fi
}

report_ctest() {
	local status test seconds
	while IFS=$'\t' read -r status test seconds; do
		report_line "$status" "$test" "$seconds"
	done < <(sed -nE 's/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) [. ]*(Passed|\*\*\*[A-Za-z]+)[^0-9]*([0-9.]+) sec.*/\2\t\1\t\3/p' "$1" |
		sed -E 's/^Passed/pass/; s/^\*\*\*[A-Za-z]+/FAIL/')
}

report_tap() {
	local status=pass test seconds=
	if [[ $1 == '# '* ]]; then
		printf '     %-8s %s\n' "$report_suite" "$1"
	elif [[ $1 =~ ^\ *(ok|not\ ok|FAIL)(\ [0-9]+)?(\ -)?\ +(.*)$ ]]; then
		[ "${BASH_REMATCH[1]}" = ok ] || status=FAIL
		test=${BASH_REMATCH[4]}
		if [[ $test =~ ^(.*)\ \(([0-9.]+)\ s\)$ ]]; then
			test=${BASH_REMATCH[1]}
			seconds=${BASH_REMATCH[2]}
		fi
		report_line "$status" "$test" "$seconds"
	fi
}

# report_run FORM|one LOG COMMAND...: its exit code.
report_run() {
	local form=$1 log=$2 line code=0
	shift 2
	: >"$log"
	if [ "$form" = tap ]; then
		while IFS= read -r line; do
			printf '%s\n' "$line" >>"$log"
			report_tap "$line"
		done < <("$@" 2>&1 </dev/null && code=0 || code=$?; echo "$code" >"$log.code")
		code=$(cat "$log.code")
	else
		"$@" >"$log" 2>&1 </dev/null || code=$?
		[ "$form" = one ] || report_ctest "$log"
	fi
	return "$code"
}

# report_step NAME FORM|one COMMAND...: true when all of it passed.
report_step() {
	local name=$1 form=$2 started code=0 failed_before=$report_failed log
	shift 2
	log=$report_folder/$report_suite-${name//[^A-Za-z0-9._-]/-}.log
	started=$(now_us)
	report_run "$form" "$log" "$@" || code=$?
	# A program that died, or that named no test, has failed itself.
	if [ "$code" = 0 ] && { [ "$form" = one ] || grep -qE 'Passed|^ *ok' "$log"; }; then
		report_line pass "$name" "$(seconds_since "$started")"
	else
		report_line FAIL "$name, exit code $code" "$(seconds_since "$started")"
	fi
	[ "$report_failed" = "$failed_before" ] || report_show "$log"
}

report_show() {
	echo "---- the end of $1"
	tail -n 40 "$1"
	echo "----"
	return 1
}

# The last line; logs stay only where something failed.
report_close() {
	if [ "$report_failed" = 0 ]; then
		rm -rf -- "$report_folder"
	else
		echo "logs are in $report_folder"
	fi
	echo "$report_passed passed, $report_failed failed"
	[ "$report_failed" = 0 ] && [ "$report_passed" -gt 0 ]
}
