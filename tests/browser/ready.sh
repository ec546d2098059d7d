# shellcheck shell=bash
# ready.sh - what the programs of this folder need before they start.

# The words at the head of a program.
ready_usage() {
	sed -n '2,/^set/s/^# \{0,1\}//p' "$1" | sed '$d'
}

# The packages of package-lock.json.
ready_packages() {
	local here name
	here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
	command -v node >/dev/null || { echo "$(basename "$0"): node is missing (package nodejs)" >&2; exit 3; }
	for name in playwright-core axe-core uplot; do
		[ -d "$here/node_modules/$name" ] && continue
		(cd "$here" && npm ci --no-audit --no-fund --loglevel=error >&2)
		return
	done
}
