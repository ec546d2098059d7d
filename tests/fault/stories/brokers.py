# SPDX-License-Identifier: PostgreSQL
"""Brokers die, freeze, and cannot be reached; the network between them and us is bad."""

import json
import os
import re
import signal
import socket
import time

from proxy import Proxy
from scenario import scenario
from stack import run as call
from stack import until


def listing(ground):
    return json.loads(call("kcat", "-b", ground.brokers, "-L", "-J").stdout)


def leaders(ground):
    """Of every partition of the dossiers; -1 for none."""
    topic = next(topic for topic in listing(ground)["topics"] if topic["topic"] == "dossier.v1")
    return [partition["leader"] for partition in topic["partitions"]]


def whole(ground):
    """Every broker has every partition again."""
    try:
        topics = listing(ground)["topics"]
    except AssertionError:
        return False
    return all(len(partition["isrs"]) == len(partition["replicas"]) for topic in topics
               for partition in topic["partitions"])


def start(ground, *numbers):
    for n in numbers:
        ground.deploy("kafka", "start", n)
    ground.deploy("kafka", "ready")
    until("every broker has every partition", 90, lambda: whole(ground))


@scenario("F07", "the broker that leads is killed, again and again", ground="cluster", minutes=20)
def dead_leaders(ground, run):
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(8000, 300000), rate=run.size(400, 250))
    elections = []
    for _ in range(run.size(2, 100)):
        victim = leaders(ground)[0]
        pid, since = ground.pid(f"broker-{victim}"), time.monotonic()
        ground.deploy("kafka", "kill", victim)
        run.heal()
        until("another leads", 60, lambda: victim not in leaders(ground))
        elections.append(time.monotonic() - since)
        run.recovered()
        start(ground, victim)
        run.fault(ground.pid(f"broker-{victim}") != pid, "another leads, and it is another process")
    load.done()
    run.tell(f"others led after {max(elections):.1f} s at most")


def controller(ground):
    """The broker that leads the quorum; metadata would name any."""
    done = ground.deploy("kafka", "tool", "org.apache.kafka.tools.MetadataQuorumCommand", "--bootstrap-server", ground.brokers,
                         "describe", "--status", check=False)
    found = re.search(rb"LeaderId:\s+(\d+)", done.stdout)
    return int(found[1]) if found else None


def another_controller(ground, than):
    now = controller(ground)
    return now if now not in (None, than) else None


@scenario("F08", "the controller dies, brokers restart one by one, all are killed at once", ground="cluster", minutes=14)
def quorum(ground, run):
    ground.work(2)
    ground.all_owned()
    for _ in range(run.size(1, 10)):
        load = ground.load(run.size(6000, 20000), rate=run.size(300, 250))
        victim = until("the quorum has a leader", 60, lambda: controller(ground))
        ground.deploy("kafka", "kill", victim)
        another = until("it has another one", 60, lambda: another_controller(ground, victim))
        start(ground, victim)
        run.fault(another != victim, "another broker leads the quorum")
        for n in run.size((1,), (1, 2, 3)):
            pid = ground.pid(f"broker-{n}")
            os.kill(pid, signal.SIGTERM)  # it is kept alive
            until("it is started again", 60, lambda: ground.pid(f"broker-{n}") != pid)
            run.fault(True, "it is another process")
            start(ground)
        for n in (1, 2, 3):
            ground.deploy("kafka", "kill", n)
        run.fault(call("kcat", "-b", ground.brokers, "-L", "-m", "2", check=False).returncode != 0, "no broker answers")
        run.heal()
        start(ground, 1, 2, 3)
        load.done()
        run.recovered()


@scenario("F12", "a broker stands still while others lead, and wakes up as a leader of yesterday", ground="cluster", minutes=18)
def cut_off(ground, run):
    """A frozen process is what the others see of a broker behind a broken network; it comes back
    with what it believed before."""
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(6000, 100000), rate=run.size(300, 100))
    away = []
    for _ in range(run.size(2, 10)):
        victim = leaders(ground)[0]
        pid = ground.pid(f"broker-{victim}")
        os.kill(pid, signal.SIGSTOP)
        since = time.monotonic()
        until("another leads", 60, lambda: victim not in leaders_elsewhere(ground, victim))
        time.sleep(run.size(3, 60))
        os.kill(pid, signal.SIGCONT)
        away.append(time.monotonic() - since)
        run.heal()
        until("every broker has every partition", 90, lambda: whole(ground))
        run.fault(ground.pid(f"broker-{victim}") == pid, "another led meanwhile, and it is the same process")
        run.recovered()
    load.done()
    run.tell(f"away for {min(away):.0f} to {max(away):.0f} s")


def leaders_elsewhere(ground, victim):
    """What the other brokers say."""
    first = int(ground.setting["port_kafka"])
    brokers = ",".join(f"127.0.0.1:{first + 10 * (n - 1)}" for n in (1, 2, 3) if n != victim)
    done = call("kcat", "-b", brokers, "-L", "-J", "-t", "dossier.v1", check=False)
    if done.returncode != 0:
        return [victim]
    return [partition["leader"] for partition in json.loads(done.stdout)["topics"][0]["partitions"]]


# -- the network between clients and a broker ----------------------------------------------


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def open_door(ground, run):
    """A second listener of the broker, which clients reach through a door of ours."""
    inside = free_port()
    door = Proxy(inside, seed=run.seed)
    path = ground.state / "kafka/server-1.properties"
    text = path.read_text()
    for key, value in (("listeners", f"DOOR://127.0.0.1:{inside}"),
                       ("advertised.listeners", f"DOOR://127.0.0.1:{door.port}"),
                       ("listener.security.protocol.map", "DOOR:PLAINTEXT")):
        text = re.sub(rf"^({re.escape(key)}=[^\n]*)", rf"\1,{value}", text, flags=re.MULTILINE)
    path.write_text(text)
    ground.deploy("kafka", "kill", "1")
    ground.deploy("kafka", "start", "1")
    ground.deploy("kafka", "ready")
    return door


def busy(worker, seconds):
    """Share of a core that it takes while it waits."""
    before = worker.cpu_seconds()
    time.sleep(seconds)
    return (worker.cpu_seconds() - before) / seconds


@scenario("F13", "the network to the broker resets, goes silent, is slow, is late", minutes=14)
def bad_network(ground, run):
    door = open_door(ground, run)
    brokers = f"127.0.0.1:{door.port}"
    ground.work(2, options=["-b", brokers])
    ground.all_owned()
    for _ in range(run.size(1, 5)):
        for trouble in (resets, silence, loss, narrow, late):
            count = run.size(2000, 6000)
            load = ground.load(count, rate=500, brokers=brokers)
            until("the load is under way", 60, lambda: load.sent > 200)
            trouble(ground, run, door)
            door.free()
            run.heal()
            load.done()
            run.recovered()
    ground.rest()
    door.close()


def resets(ground, run, door):
    for _ in range(run.size(5, 30)):
        time.sleep(run.rng.uniform(0.1, 0.5))
        until("it is connected", 60, lambda: door.links)
        run.fault(door.cut() > 0, "connections were reset")


def silence(ground, run, door):
    """Half open: nobody is told."""
    door.hold()
    share = max(busy(worker, run.size(3, 45)) for worker in ground.workers.values())
    run.fault(door.held_bytes > 0, "bytes were held back")
    assert share < 0.2, f"a worker that waits takes {share:.0%} of a core"
    run.tell(f"{share:.1%} of a core while it is silent")


def loss(ground, run, door):
    """Half open for good: only a new connection helps."""
    door.lose()
    until("bytes get lost", 60, lambda: door.lost_bytes > 0)
    run.fault(True, "bytes were lost")


def narrow(ground, run, door):
    door.rate = 125_000  # 1 Mbit/s
    before = door.late_bytes
    time.sleep(run.size(3, 20))
    run.fault(door.late_bytes > before, "bytes were slowed down")


def late(ground, run, door):
    door.rate, door.delay, door.jitter = 0, 0.1, 0.05
    before = door.late_bytes
    time.sleep(run.size(4, 20))
    run.fault(door.late_bytes > before, "bytes were late")
