# shellcheck shell=bash
# lint.sh - the checks that read the source instead of running it.

lint_jobs=$(nproc)

# Every shell program and library, by its first line.
lint_shell_files() {
	find deploy tests schema .ci -type f -not -path '*/samples/*' -not -path '*/node_modules/*' -exec \
		awk 'FNR == 1 { if (/^#!.*sh$/ || /^# shellcheck shell=/) print FILENAME; nextfile }' {} +
}

lint_shellcheck() {
	lint_shell_files | xargs shellcheck -x
}

# A mutant must follow the code that it harms, or it proves nothing.
lint_mutants() {
	local mutant code=0
	for mutant in tests/mutants/*.patch; do
		git apply --check "$mutant" || { echo "$mutant does not apply" >&2; code=1; }
	done
	return "$code"
}

# Only our own sources: generated ones follow their generator.
lint_clang_tidy() {
	local build=$1
	grep -o '"file": "[^"]*"' "$build/compile_commands.json" | cut -d'"' -f4 |
		grep -v "^$build/" | grep -v '/\.build/' |
		xargs -P "$lint_jobs" -n 1 clang-tidy -p "$build" --quiet
}

lint_cppcheck() {
	local build=$1
	mkdir -p "$build/cppcheck"
	cppcheck --project="$build/compile_commands.json" --cppcheck-build-dir="$build/cppcheck" \
		-j "$lint_jobs" --std=c11 --quiet --error-exitcode=1 --inline-suppr \
		--enable=warning,performance,portability \
		--suppressions-list=tests/lib/cppcheck.suppressions
}
