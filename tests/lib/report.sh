# shellcheck shell=bash
# report.sh - runs steps, counts what passed and failed, keeps the logs of failures.
#
# A step is one command.  It counts as one test, or, when its output is in one of the forms
# below, as the tests that it names:
#   ctest   "1/9 Test #1: arena ....   Passed    0.01 sec"
#   tap     "ok 1 - words", "not ok 2 - words"
# Every test is one line on stdout: what came of it, the suite, the name, the seconds.

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

# The tests that LOG names in FORM, as lines "pass|FAIL TAB name TAB seconds".
report_parse() {
	case $1 in
	ctest)
		sed -nE 's/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) [. ]*(Passed|\*\*\*[A-Za-z]+)[^0-9]*([0-9.]+) sec.*/\2\t\1\t\3/p' "$2" |
			sed -E 's/^Passed/pass/; s/^\*\*\*[A-Za-z]+/FAIL/'
		;;
	tap)
		sed -nE 's/^ *(ok|not ok|FAIL)( [0-9]+)?( -)? +(.*)/\1\t\4\t/p' "$2" |
			sed -E 's/^not ok/FAIL/; s/^ok/pass/; s/ \(([0-9.]+) s\)\t$/\t\1/'
		;;
	esac
}

# report_step NAME FORM|one COMMAND...: true when all of it passed.
report_step() {
	local name=$1 form=$2 started code=0 failed_before=$report_failed status test seconds log
	shift 2
	log=$report_folder/$report_suite-${name//[^A-Za-z0-9._-]/-}.log
	started=$(now_us)
	"$@" >"$log" 2>&1 </dev/null || code=$?
	if [ "$form" != one ]; then
		while IFS=$'\t' read -r status test seconds; do
			report_line "$status" "$test" "$seconds"
		done < <(report_parse "$form" "$log")
	fi
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
