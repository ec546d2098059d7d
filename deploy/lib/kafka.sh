# shellcheck shell=bash
# kafka.sh - what deploy/kafka does, as functions; the settings are described there.
#
# The brokers are combined nodes (controller and broker in one process) with a static
# quorum.  Timeouts are those of a loopback cluster, where a missed heartbeat means a dead
# process and not a slow network.

kafka_here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kafka_state=${KAFKA_STATE:?folder for the brokers}
kafka_brokers=${KAFKA_BROKERS:-1}
kafka_port=${KAFKA_PORT:-19092}
kafka_heap=${KAFKA_HEAP:-256m}
kafka_wait_s_max=60

# Version and jars: those of KAFKA_HOME, whose version is in the name of its main jar, or
# those that Maven brought.
if [ -n "${KAFKA_HOME:-}" ]; then
	kafka_lib=$KAFKA_HOME/libs
	kafka_jar=$(compgen -G "$kafka_lib/kafka_2.1?-*[0-9].jar" | head -n 1) || true
	kafka_version=${kafka_jar##*-}
	kafka_version=${kafka_version%.jar}
else
	kafka_version=${KAFKA_VERSION:-3.9.1}
	kafka_lib=${KAFKA_LIB:-$(dirname "$kafka_here")/.build/kafka-$kafka_version}
fi

case $kafka_version in
3.*)
	kafka_logging=-Dlog4j.configuration=file:$kafka_here/broker/log4j.properties
	kafka_profile=()
	;;
*)
	kafka_logging=-Dlog4j2.configurationFile=$kafka_here/broker/log4j2.properties
	kafka_profile=(-Pkafka4)
	;;
esac

kafka_fetched() {
	[ -n "${KAFKA_HOME:-}" ] || [ -f "$kafka_lib/.complete" ]
}

kafka_broker_port() {
	echo $((kafka_port + 10 * ($1 - 1)))
}

# Addresses of all brokers, with a comma between.
kafka_bootstrap() {
	local n list=
	for ((n = 1; n <= kafka_brokers; n++)); do
		list+=,127.0.0.1:$(kafka_broker_port "$n")
	done
	echo "${list#,}"
}

kafka_voters() {
	local n list=
	for ((n = 1; n <= kafka_brokers; n++)); do
		list+=,$n@127.0.0.1:$(($(kafka_broker_port "$n") + 1))
	done
	echo "${list#,}"
}

kafka_fetch() {
	if kafka_fetched; then
		[ -f "$kafka_lib/.complete" ] || [ -n "$kafka_jar" ] ||
			die 2 "KAFKA_HOME names $KAFKA_HOME, which has no libs/kafka_2.13-*.jar"
		return 0
	fi
	mkdir -p "$kafka_lib"
	mvn -q -B -f "$kafka_here/broker/pom.xml" "${kafka_profile[@]}" \
		-Dkafka.version="$kafka_version" dependency:copy-dependencies \
		-DincludeScope=runtime -DoutputDirectory="$kafka_lib" >&2 ||
		die 3 "could not fetch Kafka $kafka_version by Maven; an unpacked Kafka will do as well: set KAFKA_HOME"
	touch "$kafka_lib/.complete"
}

# A small Java process: the client compiler alone answers in half a second.
kafka_tool() {
	java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$kafka_logging" \
		-cp "$kafka_lib/*" "$@"
}

# Fewer and smaller internal topics than the defaults: a restart opens fewer files.  The
# cleaner's buffer alone would otherwise take half of the heap.
kafka_properties() {
	local n=$1 in_sync=$((kafka_brokers > 1 ? 2 : 1))
	cat <<-EOF
		process.roles=broker,controller
		node.id=$n
		controller.quorum.voters=$(kafka_voters)
		listeners=PLAINTEXT://127.0.0.1:$(kafka_broker_port "$n"),CONTROLLER://127.0.0.1:$(($(kafka_broker_port "$n") + 1))
		advertised.listeners=PLAINTEXT://127.0.0.1:$(kafka_broker_port "$n")
		inter.broker.listener.name=PLAINTEXT
		controller.listener.names=CONTROLLER
		listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
		log.dirs=$kafka_state/data-$n
		default.replication.factor=$kafka_brokers
		min.insync.replicas=$in_sync
		offsets.topic.replication.factor=$kafka_brokers
		offsets.topic.num.partitions=4
		transaction.state.log.replication.factor=$kafka_brokers
		transaction.state.log.min.isr=$in_sync
		transaction.state.log.num.partitions=4
		share.coordinator.state.topic.replication.factor=$kafka_brokers
		share.coordinator.state.topic.min.isr=$in_sync
		auto.create.topics.enable=false
		unclean.leader.election.enable=false
		group.initial.rebalance.delay.ms=0
		broker.heartbeat.interval.ms=500
		broker.session.timeout.ms=3000
		replica.lag.time.max.ms=5000
		log.cleaner.dedupe.buffer.size=16777216
	EOF
}

# The cluster's id is made once and formats every broker's folder.
kafka_format() {
	local n=$1
	[ -s "$kafka_state/cluster-id" ] ||
		kafka_tool kafka.tools.StorageTool random-uuid >"$kafka_state/cluster-id"
	kafka_properties "$n" >"$kafka_state/server-$n.properties"
	[ -f "$kafka_state/data-$n/meta.properties" ] ||
		kafka_tool kafka.tools.StorageTool format --ignore-formatted \
			--cluster-id "$(<"$kafka_state/cluster-id")" \
			--config "$kafka_state/server-$n.properties" >"$kafka_state/format-$n.log" 2>&1 ||
		die 3 "could not format broker $n, see $kafka_state/format-$n.log"
}

kafka_start() {
	local n=$1
	service_start "$kafka_state/run" "broker-$n" "$kafka_state/broker-$n.log" TERM \
		java "-Xms128m" "-Xmx$kafka_heap" -XX:+UseSerialGC "$kafka_logging" \
		-cp "$kafka_lib/*" kafka.Kafka "$kafka_state/server-$n.properties"
}

# Ready is neither "the port is open" nor "the log says so", but: the cluster's metadata
# lists every broker, which happens once the controller lets it serve.
kafka_ready() {
	local n restarts deadline=$((SECONDS + kafka_wait_s_max))
	until kcat -b "$(kafka_bootstrap)" -L -m 2 2>/dev/null | grep -q "^ $kafka_brokers brokers:"; do
		for ((n = 1; n <= kafka_brokers; n++)); do
			restarts=$(tail -n 20 "$kafka_state/broker-$n.log" | grep -c '^keep: ') || true
			if [ "$restarts" -gt 2 ] || [ "$SECONDS" -ge "$deadline" ]; then
				tail -n 5 "$kafka_state/broker-$n.log" >&2
				die 3 "broker $n is not ready; its log is $kafka_state/broker-$n.log"
			fi
		done
		sleep 0.1
	done
}

kafka_up() {
	local n
	kafka_fetch
	mkdir -p "$kafka_state/run"
	for ((n = 1; n <= kafka_brokers; n++)); do
		process_alive "$kafka_state/run/broker-$n.keep" >/dev/null || kafka_format "$n"
		kafka_start "$n" || die 3 "could not start broker $n"
	done
	kafka_ready
	kafka_bootstrap
}

kafka_topic() {
	local name=$1 partitions=$2 item
	local -a flags=()
	shift 2
	for item in "$@"; do
		flags+=(--config "$item")
	done
	kafka_tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$(kafka_bootstrap)" \
		--create --if-not-exists --topic "$name" --partitions "$partitions" \
		--replication-factor "$kafka_brokers" "${flags[@]}" |
		{ grep -v '^WARNING: Due to limitations' || true; }
}

# Only those that are missing: a tool call takes half a second, the metadata one packet.
kafka_topics() {
	local name partitions line present
	local -a items
	present=$(kcat -b "$(kafka_bootstrap)" -L 2>/dev/null)
	while read -r line; do
		[ -n "${line%%#*}" ] || continue
		read -ra items <<<"$line"
		name=${items[0]} partitions=${items[1]}
		grep -qF "topic \"$name\"" <<<"$present" ||
			kafka_topic "$name" "$partitions" "${items[@]:2}" >&2
	done <"$kafka_here/broker/topics"
}

# All get the signal before any is waited for: a quorum that loses its majority cannot
# stop in order.
kafka_down() {
	local n
	for ((n = 1; n <= kafka_brokers; n++)); do
		process_signal "$kafka_state/run/broker-$n.pid" CONT || true
		process_signal "$kafka_state/run/broker-$n.keep" TERM || true
	done
	for ((n = 1; n <= kafka_brokers; n++)); do
		service_stop "$kafka_state/run" "broker-$n" 30
	done
}
