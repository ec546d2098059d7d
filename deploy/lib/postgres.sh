# shellcheck shell=bash
# postgres.sh - what deploy/postgres does, as functions; the settings are described there.
#
# Who may connect: over the Unix socket anybody who can enter its folder (mode 0700: the
# database's own user and root), as any role, without a password, because whoever can enter
# it could also read the data files.  Over TCP, on the loopback address only, the two roles
# of the product with a password that is made at the first start; administrators never.
# Rejected: "peer" would need one operating system user a role, and a trusted loopback
# port would open the database to every user of the machine.
#
# Standby: a second instance in its own folder that follows the first over the same private
# socket.  Which of two servers is the primary is no setting here: it is what the data
# folder says (standby.signal) and, running, what the server says.  Whom a standby follows
# is kept beside its data, in POSTGRES_STATE/follow.

postgres_here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
postgres_state=${POSTGRES_STATE:?folder for the database}
postgres_socket=${POSTGRES_SOCKET:-$postgres_state/socket}
postgres_port=${POSTGRES_PORT:-15432}
postgres_data=$postgres_state/data
postgres_run=$postgres_state/run
postgres_service=${postgres_state##*/}
postgres_log=$postgres_state/postgres.log
postgres_follow=$postgres_state/follow

# The server's programs are not on PATH on Debian.
postgres_bin() {
	local folder
	for folder in "${POSTGRES_BIN:-}" /usr/lib/postgresql/15/bin /usr/lib/postgresql/1[6-9]/bin \
		"$(pg_config --bindir 2>/dev/null)"; do
		[ -x "$folder/postgres" ] && echo "$folder" && return 0
	done
	die 3 "no PostgreSQL 15 server programs were found; POSTGRES_BIN can name their folder"
}

# The server refuses to run as root: root lends it a system user.
postgres_user() {
	if [ "$(id -u)" != 0 ]; then
		id -un
	elif id -u postgres >/dev/null 2>&1; then
		echo postgres
	else
		id -u trakhuc >/dev/null 2>&1 ||
			useradd --system --user-group --no-create-home --shell /usr/sbin/nologin trakhuc
		echo trakhuc
	fi
}

# The words in front of a command that make it run as that user.
postgres_as=()
if [ "$(id -u)" = 0 ]; then
	postgres_account=$(postgres_user)
	postgres_as=(setpriv "--reuid=$postgres_account" "--regid=$postgres_account" --init-groups)
fi

# Run in a folder that the database's user may enter: its programs complain otherwise.
postgres_run_as() {
	(cd / && "${postgres_as[@]}" env -u PGUSER LC_ALL=C "$@")
}

# How a standby reaches the server on port $1 of the same socket folder.
postgres_primary() {
	echo "host=$postgres_socket port=$1 user=postgres"
}

# A quarter of the memory up to 256 MB in kilobytes: the counters of a province fit.
postgres_buffers_kb() {
	awk '/^MemTotal:/ { kb = int($2 / 4); print (kb < 262144) ? kb : 262144 }' /proc/meminfo
}

postgres_configure() {
	local conf=$postgres_data/trakhuc.conf
	{
		cat "$postgres_here/database/postgresql.conf"
		cat <<-EOF

			listen_addresses = '127.0.0.1'
			port = $postgres_port
			unix_socket_directories = '$postgres_socket'
			shared_buffers = $(postgres_buffers_kb)kB
		EOF
		[ ! -f "$postgres_follow" ] ||
			echo "primary_conninfo = '$(postgres_primary "$(<"$postgres_follow")") application_name=port_$postgres_port'"
	} | postgres_run_as tee "$conf" >/dev/null
	postgres_run_as tee "$postgres_data/pg_hba.conf" >/dev/null <<-EOF
		# type database user address method; deploy/lib/postgres.sh says why
		local  all,replication all                    trust
		host   trakhuc trakhuc_reader  127.0.0.1/32   scram-sha-256
		host   trakhuc trakhuc_writer  127.0.0.1/32   scram-sha-256
	EOF
}

postgres_folders() {
	mkdir -p "$postgres_state" "$postgres_socket" "$postgres_data" "$postgres_run"
	chmod 711 "$postgres_state"
	chmod 700 "$postgres_socket" "$postgres_data" "$postgres_run"
	if [ "$(id -u)" = 0 ]; then
		chown "$postgres_account:" "$postgres_socket" "$postgres_data"
		postgres_run_as test -x "$postgres_data/." ||
			die 2 "user $postgres_account cannot enter $postgres_state; name another folder with --state"
	fi
}

postgres_init() {
	local bin
	bin=$(postgres_bin)
	postgres_folders
	[ ! -f "$postgres_data/PG_VERSION" ] || return 0
	postgres_run_as "$bin/initdb" --pgdata="$postgres_data" --username=postgres \
		--auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
		--data-checksums --no-instructions >"$postgres_state/initdb.log" 2>&1 ||
		die 3 "could not make the database folder, see $postgres_state/initdb.log"
	echo "include 'trakhuc.conf'" |
		postgres_run_as tee -a "$postgres_data/postgresql.conf" >/dev/null
}

# SIGINT is the fast way to stop: sessions are ended, nothing is recovered afterwards.
postgres_start() {
	local bin
	bin=$(postgres_bin)
	process_alive "$postgres_run/$postgres_service.keep" >/dev/null && return 0
	postgres_configure
	(cd / && LC_ALL=C service_start "$postgres_run" "$postgres_service" "$postgres_log" INT \
		"${postgres_as[@]}" "$bin/postgres" -D "$postgres_data") ||
		die 3 "could not start PostgreSQL, see $postgres_log"
	postgres_ready
}

postgres_ready() {
	local deadline=$((SECONDS + 60)) bin
	bin=$(postgres_bin)
	until "$bin/pg_isready" -q -h "$postgres_socket" -p "$postgres_port"; do
		if [ "$SECONDS" -ge "$deadline" ] || [ "$(tail -n 20 "$postgres_log" | grep -c '^keep: ')" -gt 3 ]; then
			tail -n 5 "$postgres_log" >&2
			die 3 "PostgreSQL is not ready; its log is $postgres_log"
		fi
		sleep 0.05
	done
}

postgres_up() {
	postgres_init
	postgres_start
}

# Immediately: as a crash, without a checkpoint; the next start recovers.  Kill: at once, as
# when the machine is gone.
postgres_stop() {
	case ${1:-fast} in
	fast) service_stop "$postgres_run" "$postgres_service" 60 ;;
	kill) service_kill "$postgres_run" "$postgres_service" || die 3 "PostgreSQL did not stop" ;;
	immediate)
		process_signal "$postgres_run/$postgres_service.keep" KILL || true
		process_signal "$postgres_run/$postgres_service.pid" QUIT || true
		process_gone "$postgres_run/$postgres_service.pid" 10 || die 3 "PostgreSQL did not stop"
		;;
	*) die 1 "X" ;;
	esac
}

# What this server is: primary, standby, or down.
postgres_role() {
	case $(postgres_psql -U postgres -d postgres -At -c "select pg_is_in_recovery()" 2>/dev/null) in
	f) echo primary ;;
	t) echo standby ;;
	*) echo down ;;
	esac
}

# The timeline that a primary writes on; every promotion begins a new one.
postgres_timeline() {
	postgres_psql -U postgres -d postgres -At -c \
		"select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer"
}

# postgres_standby PORT: a copy of the server on that port, and from now on its standby.
postgres_standby() {
	local primary=${1:?port of the server to follow} log=$postgres_state/basebackup.log
	process_alive "$postgres_run/$postgres_service.keep" >/dev/null &&
		die 3 "a server runs in $postgres_state; stop it first"
	postgres_folders
	postgres_run_as find "$postgres_data" -mindepth 1 -delete
	postgres_run_as "$(postgres_bin)/pg_basebackup" --pgdata="$postgres_data" \
		--dbname="$(postgres_primary "$primary")" --wal-method=stream --checkpoint=fast \
		--no-sync >"$log" 2>&1 ||
		die 3 "could not copy the server on port $primary, see $log"
	postgres_obey "$primary" ||
		die 3 "the copy does not follow the server on port $primary, see $postgres_log"
}

# Starts this data folder as a standby of the server on port $1; false when it does not
# follow within ten seconds.
postgres_obey() {
	local deadline=$((SECONDS + 10))
	echo "$1" >"$postgres_follow"
	postgres_run_as touch "$postgres_data/standby.signal"
	postgres_start
	until [ "$(postgres_psql -U postgres -d postgres -At -c "select status from pg_stat_wal_receiver")" = streaming ]; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

# Ends the standby's recovery; afterwards it takes writes, on a timeline of its own.
postgres_promote() {
	[ "$(postgres_role)" = standby ] || die 3 "the server in $postgres_state is no running standby"
	[ "$(postgres_psql -U postgres -d postgres -At -c "select pg_promote(true, 60)")" = t ] ||
		die 3 "the standby was not promoted within 60 s, see $postgres_log"
	rm -f "$postgres_follow"
}

# postgres_rejoin PORT: this server was the primary, the one on PORT is.  What was written
# here and never got there is thrown away: pg_rewind takes back what differs; where that
# cannot be done (the log it needs is gone), the whole is copied again.  pg_rewind learns the
# timeline of the other server from its last checkpoint, which may be older than its
# promotion, hence the checkpoint.
postgres_rejoin() {
	local primary=${1:?port of the server to follow} log=$postgres_state/rewind.log
	[ -f "$postgres_data/PG_VERSION" ] || die 3 "there is no database in $postgres_state"
	[ "$(postgres_role)" != standby ] || die 3 "the server in $postgres_state is a standby already"
	postgres_stop fast
	POSTGRES_PORT=$primary "$postgres_here/postgres" psql -U postgres -d postgres -c checkpoint
	if postgres_run_as "$(postgres_bin)/pg_rewind" --target-pgdata="$postgres_data" \
		--source-server="$(postgres_primary "$primary") dbname=postgres" >"$log" 2>&1 && postgres_obey "$primary"; then
		return 0
	fi
	say "rewinding does not do ($(tail -n 1 "$log")): copying the whole"
	postgres_stop fast
	postgres_standby "$primary"
}

postgres_psql() {
	PGCONNECT_TIMEOUT=5 PGHOST=$postgres_socket PGPORT=$postgres_port psql -X -q -v ON_ERROR_STOP=1 "$@"
}

# Everything in the database, as text.
postgres_dump() {
	postgres_run_as "$(postgres_bin)/pg_dump" -h "$postgres_socket" -p "$postgres_port" \
		-U postgres trakhuc
}

# sqitch knows what is there already; each change is verified after it is made.
postgres_migrate() {
	local exists
	exists=$(postgres_psql -U postgres -d postgres -At \
		-c "select 1 from pg_database where datname = 'trakhuc'")
	[ -n "$exists" ] || postgres_psql -U postgres -d postgres -c "create database trakhuc"
	(
		cd "$postgres_here/../schema/sql" &&
			PGHOST=$postgres_socket PGPORT=$postgres_port PGUSER=postgres \
				SQITCH_FULLNAME="deploy of trakhuc" SQITCH_EMAIL=deploy@localhost \
				TZ=UTC LC_ALL=C.UTF-8 sqitch deploy --verify db:pg:trakhuc
	) >"$postgres_state/migrate.log" 2>&1 || {
		tail -n 15 "$postgres_state/migrate.log" >&2
		die 3 "could not migrate the database, see $postgres_state/migrate.log"
	}
	postgres_passwords
}

# Passwords for TCP, made once, in the form that PGPASSFILE takes.  Their session logs no
# statement, so that none of them shows up in the server's log.
postgres_passwords() {
	local file=$postgres_state/pgpass role
	[ ! -f "$file" ] || return 0
	(
		umask 077
		for role in trakhuc_reader trakhuc_writer; do
			echo "127.0.0.1:*:trakhuc:$role:$(od -An -tx1 -N16 /dev/urandom | tr -d ' \n')"
		done >"$file.new"
	)
	awk -F: '{ print "set log_min_duration_statement = -1; alter role " $4 " login password \x27" $5 "\x27;" }' \
		"$file.new" | postgres_psql -U postgres -d trakhuc -f - >/dev/null
	mv "$file.new" "$file"
}
