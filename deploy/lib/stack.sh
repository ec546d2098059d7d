# shellcheck shell=bash disable=SC2154,SC2034
# stack.sh - the services of one deployment, by name, in the order in which they start.
#
# broker-1 .. broker-3, postgres, postgres-2, worker-1 .. worker-N, ioc, alert, province (the
# live demonstration).  The two databases are numbered; which of them is the primary is a setting
# that only deploy/failover changes.
# Needs say.sh, process.sh and state.sh; stack_use points it at a state folder.

stack_here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# stack_use FOLDER: everything below works on this state folder and its settings.
stack_use() {
	state=$1
	run=$state/run
	ini=$state/trakhuc.ini
	bin=${setting[build_dir]:-}/bin
	export KAFKA_STATE=$state/kafka KAFKA_PORT=${setting[port_kafka]:-0}
	export KAFKA_BROKERS=${setting[brokers]:-1}
	export POSTGRES_SOCKET=$state/socket
	[ -z "${setting[kafka_home]:-}" ] || export KAFKA_HOME=${setting[kafka_home]}
	[ -z "${setting[kafka_version]:-}" ] || export KAFKA_VERSION=${setting[kafka_version]}
	stack_kafka=$stack_here/kafka
	stack_postgres=$stack_here/postgres
}

stack_database_name() {
	[ "$1" = 1 ] && echo postgres || echo "postgres-$1"
}

stack_database_port() {
	[ "$1" = 1 ] && echo "${setting[port_postgres]:-0}" || echo "${setting[port_standby]:-0}"
}

# stack_database N COMMAND [ARGUMENT...]: deploy/postgres on database N.
stack_database() {
	local n=$1
	shift
	POSTGRES_STATE=$state/$(stack_database_name "$n") \
		POSTGRES_PORT=$(stack_database_port "$n") "$stack_postgres" "$@"
}

# The database beside the primary, 1 or 2.
stack_other() {
	echo $((3 - setting[primary]))
}

# Writers and readers are different roles: ioc never gets the right to write.  Of two
# servers the primary comes first, but whichever takes writes is used.
stack_conninfo() {
	local port=${setting[port_postgres]} host=$state/socket more=
	if [ "${setting[standby]:-0}" = 1 ]; then
		host+=,$host
		port=$(stack_database_port "${setting[primary]}"),$(stack_database_port "$(stack_other)")
		more=" target_session_attrs=read-write"
	fi
	echo "host=$host port=$port dbname=trakhuc user=$1$more"
}

# Addresses of all brokers, with a comma between.
stack_brokers() {
	local n list=
	for ((n = 0; n < setting[brokers]; n++)); do
		list+=,127.0.0.1:$((setting[port_kafka] + 10 * n))
	done
	echo "${list#,}"
}

# Where the two process files of a service are: broker and database keep theirs beside
# their data, so that deploy/kafka and deploy/postgres can be used alone.
stack_run_of() {
	case $1 in
	broker-*) echo "$state/kafka/run" ;;
	postgres*) echo "$state/$1/run" ;;
	*) echo "$run" ;;
	esac
}

stack_log_of() {
	case $1 in
	broker-*) echo "$state/kafka/$1.log" ;;
	postgres*) echo "$state/$1/postgres.log" ;;
	*) echo "$state/log/$1.log" ;;
	esac
}

stack_services() {
	local n
	for ((n = 1; n <= ${setting[brokers]:-1}; n++)); do
		echo "broker-$n"
	done
	echo postgres
	[ "${setting[standby]:-0}" = 0 ] || echo postgres-2
	for ((n = 1; n <= ${setting[workers]:-0}; n++)); do
		echo "worker-$n"
	done
	echo ioc
	echo alert
	[ "${setting[demo]:-0}" = 0 ] || echo province
}

stack_alive() {
	process_alive "$(stack_run_of "$1")/$1.keep" >/dev/null
}

stack_any_alive() {
	local name
	for name in $(stack_services); do
		stack_alive "$name" && return 0
	done
	return 1
}

# stack_start NAME PROGRAM [ARGUMENT...]: a program of ours, kept alive.
stack_start() {
	local name=$1 program=$2
	shift 2
	service_start "$run" "$name" "$(stack_log_of "$name")" TERM \
		"$bin/trakhuc" "$program" -c "$ini" "$@"
}

stack_worker() {
	stack_start "worker-$1" aggregate -o "aggregate.instance=worker-$1"
}

stack_ioc() {
	stack_start ioc ioc -d "$(stack_conninfo trakhuc_reader)"
}

stack_alert() {
	stack_start alert alert run
}
