# shellcheck shell=bash disable=SC2154
# suites.sh - what each suite of tests/run consists of.
#
# Builds: "ci" (optimised, -Werror), "asan" (AddressSanitizer, UBSan, -Werror), "tsan".  A
# suite builds what it needs, once; a build that fails is a failed test and the suites that
# need it are counted as failed, not left out.

suites_ci=$top/.build/ci
suites_asan=$top/.build/asan
suites_tsan=$top/.build/tsan

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:abort_on_error=0
export UBSAN_OPTIONS=print_stacktrace=1

set_up() {
	local -a names=("${packages_build[@]}" "${packages_run[@]}" "${packages_database[@]}"
		"${packages_test[@]}")
	mapfile -t -O "${#names[@]}" names < <(packages_broker 1)
	packages_install "$report_folder/packages.log" "${names[@]}" || die 3 "packages are missing"
}

suites_build() {
	cmake --preset "$1" -S "$top" && cmake --build --preset "$1" -j "$(nproc)"
}

# need PRESET: builds it when no suite before has; false when it does not build.
declare -A suites_built=()
need() {
	if [ -z "${suites_built[$1]:-}" ]; then
		suites_built[$1]=yes
		report_step "build $1" one suites_build "$1" || suites_built[$1]=no
	fi
	[ "${suites_built[$1]}" = yes ] || report_line FAIL "not run, $1 does not build"
	[ "${suites_built[$1]}" = yes ]
}

suite_unit() {
	need asan || return 0
	report_step ctest ctest ctest --test-dir "$suites_asan" -L unit -j "$(nproc)" \
		--output-on-failure --no-tests=error || true
}

suite_property() {
	need asan && { TRAKHUC_PROPERTY_SCALE=10 report_step "under the sanitizers" ctest ctest \
		--test-dir "$suites_asan" -L property --output-on-failure --no-tests=error || true; }
	need ci && { TRAKHUC_PROPERTY_SCALE=100 report_step optimised ctest ctest \
		--test-dir "$suites_ci" -L property --output-on-failure --no-tests=error || true; }
}

suite_simulation() {
	need ci && { report_step schedules tap "$suites_ci/tests/simulation/worker-simulation" || true; }
	need asan && { TRAKHUC_SCHEDULES=1000 report_step "under the sanitizers" tap \
		"$suites_asan/tests/simulation/worker-simulation" || true; }
}

suite_contract() {
	need ci || return 0
	report_step "decoder and schemas agree" one tests/contract/run "$suites_ci" || true
}

suite_sql() {
	report_step pgtap tap tests/sql/run || true
}

# The worker of production on a log of files and a database of its own.
suite_worker() {
	need ci || return 0
	report_step "on files" tap tests/worker/run --build "$suites_ci" || true
}

# What ThreadSanitizer wrote into FOLDER, a file for each process that it stopped at.
suites_no_race() {
	local report
	for report in "$1"/*; do
		[ ! -e "$report" ] || sed -n 1,60p "$report"
	done
	[ -z "$(ls -A "$1")" ]
}

# The threads of worker, re-aggregation and operations centre, under ThreadSanitizer.
suite_threads() {
	local races=$report_folder/races
	need tsan || return 0
	mkdir -m 1777 "$races"
	chmod 0711 "$report_folder"
	TSAN_OPTIONS="log_path=$races/race history_size=7 suppressions=$top/tests/support/tsan.supp" \
		report_step "on files" tap tests/worker/run --build "$suites_tsan" \
		two_owners refolded counted_anew watched || true
	report_step "no race" one suites_no_race "$races" || true
}

suite_lint() {
	need ci || return 0
	report_step clang-tidy one lint_clang_tidy "$suites_ci" || true
	report_step cppcheck one lint_cppcheck "$suites_ci" || true
	report_step shellcheck one lint_shellcheck || true
	report_step "mutants apply" one lint_mutants || true
}

suite_e2e() {
	local name
	for name in deploy cases api numbers foreign exactness takeover dead halt alert failover reaggregate reaggregate_log; do
		report_step "$name" tap "tests/e2e/$name" || true
	done
}

# Not in "all": the pages in a real browser, on a live province of their own.
suite_browser() {
	local state names
	need ci || return 0
	mapfile -t names < <(packages_browser)
	[ ${#names[@]} = 0 ] || packages_install "$report_folder/browser-packages.log" "${names[@]}" || return 0
	state=$report_folder/browser
	mkdir -p "$state"
	chmod 0711 "$report_folder" "$state"
	report_step "a province to look at" one deploy/up --state "$state/up" --ports auto --workers 1 \
		--demo-dossiers 20000 --build-dir "$suites_ci" --no-build || true
	report_step pages tap tests/browser/run \
		"http://127.0.0.1:$(sed -n 's/^port_ioc=//p' "$state/up/settings")" \
		--emit "$suites_ci/bin/trakhuc emit -c $state/up/trakhuc.ini -" --state "$state/up" || true
	deploy/down --state "$state/up" --purge --quiet || true
}

# Fixed seeds and numbers of runs, about a minute; the kept crashes first.
suite_fuzz() {
	need fuzz || return 0
	report_step targets tap tests/fuzz/run "$top/.build/fuzz" || true
}

# Not in "all".  The number behind the name is the seconds for all targets together.
suite_fuzz-long() {
	need fuzz || return 0
	report_step targets tap tests/fuzz/run "$top/.build/fuzz" "${suite_seconds:-3600}" || true
}

# Not in "all": which test finds each of the deliberate defects.
suite_mutants() {
	report_step mutants tap tests/mutants/run || true
}

# In "all": the scenarios that need one broker and few seconds.  The rest has its own command.
suite_fault-brief() {
	need ci || return 0
	report_step scenarios tap tests/fault/run --build "$suites_ci" \
		F01 F20 F21 F28 F29 F30 F31 F33 || true
}

# Not in "all".  Short forms of all scenarios; fault-full has the counts of the acceptance.
suite_fault() {
	need ci || return 0
	report_step scenarios tap tests/fault/run --build "$suites_ci" || true
}

suite_fault-full() {
	need ci || return 0
	report_step scenarios tap tests/fault/run --build "$suites_ci" --full || true
}
