# SPDX-License-Identifier: PostgreSQL
"""Processes die, freeze, come and go."""

import os
import signal
import subprocess
import time
from pathlib import Path

from scenario import scenario
from stack import until
from stories.session import open_door


STOP_SECONDS_MAX = 14  # deploy/down kills after 15


def frozen(pid):
    """Stopped by a signal, as the kernel says."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def freeze(pid):
    os.kill(pid, signal.SIGSTOP)
    until(f"process {pid} stands", 5, lambda: frozen(pid))


@scenario("F01", "a worker is killed again and again in mid load", minutes=6)
def killed(ground, run):
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(12000, 200000), rate=run.size(1200, 800))
    for _ in range(run.size(15, 200)):
        time.sleep(run.rng.uniform(0.1, run.size(0.7, 1.5)))
        worker = ground.workers[f"worker-{run.rng.randint(1, 2)}"]
        run.heal()
        run.fault(until("it lives, and is killed", 20, worker.kill), "it came back as another process")
        run.recovered()
    load.done()


class Locked:
    """Another session that holds the positions of some partitions."""

    def __init__(self, ground, partitions):
        self.session = subprocess.Popen(
            ["psql", "-XqAt", "-U", "postgres", "-d", "trakhuc", "-h", ground.state / "socket",
             "-p", ground.port(int(ground.setting["primary"]))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        wanted = ", ".join(f"({list(ground.topics).index(topic)}, {number})" for topic, number in partitions)
        self.session.stdin.write(f"begin; select count(*) from (select 1 from flow.position "
                                 f"where (topic, partition) in ({wanted}) for update) as p;\n".encode())
        assert int(self.session.stdout.readline()) > 0

    def release(self):
        self.session.communicate(b"commit;\n", timeout=20)


def waiting(ground):
    """Sessions of workers that wait for a lock."""
    return int(ground.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                            "and usename = 'trakhuc_writer'", "postgres"))


def refused(ground):
    """Batches that a worker was not allowed to commit."""
    return ground.said("fenced: ")


@scenario("F05", "a worker freezes in mid transaction, another takes over, the first wakes up", minutes=5)
def zombie(ground, run):
    """Its transaction waits for a lock, so that it ends only after the takeover."""
    before, takeovers = refused(ground), []
    for _ in range(run.size(1, 20)):
        ground.work(2)
        ground.all_owned()
        first, second = ground.workers.values()
        locked = Locked(ground, ground.owned(first.name))
        load = ground.load(4000, rate=2000)
        until("its transaction waits", 60, lambda: waiting(ground) >= 1)
        freeze(first.pid)
        since = time.monotonic()
        until("the group gives the other one its partitions", 60, lambda: second.said("12 partitions are ours"))
        takeovers.append(time.monotonic() - since)
        until("the other one's transaction waits behind it", 60, lambda: waiting(ground) >= 2)
        run.fault(frozen(first.pid), "it is frozen while the other owns its partitions")
        run.heal()
        locked.release()
        run.recovered()
        first.strike(signal.SIGCONT)
        load.done()
        ground.wait_until_counted(60)
    count = refused(ground) - before
    run.fault(count > 0, "a commit was refused")
    run.tell(f"taken over after {max(takeovers):.1f} s at most, {count} commits refused")


@scenario("F05b", "a worker freezes with half of a transaction sent: its locks do not hold up the next owner", minutes=3)
def zombie_in_the_way(ground, run):
    door, through = open_door(ground, run)
    for _ in range(run.size(1, 10)):
        ground.work(1, options=through)
        first = ground.workers["worker-1"]
        until("it has all partitions", 60, lambda: len(ground.owned(first.name)) == sum(ground.topics.values()))
        second = ground.hire("worker-2")
        ground.all_owned()
        struck = len(door.struck)
        door.arm("keep")
        load = ground.load(2000, rate=1000)
        until("half of a batch is sent", 60, lambda: len(door.struck) > struck)
        freeze(first.pid)
        run.fault(int(ground.value("select count(*) from pg_stat_activity where wait_event = 'ClientRead' "
                                   "and state = 'active' and usename = 'trakhuc_writer'", "postgres")) > 0,
                  "its session waits for the rest of the batch")
        run.heal()
        until("the other has all partitions", 60,
              lambda: len(ground.owned(second.name)) == sum(ground.topics.values()))
        run.recovered(60)
        first.strike(signal.SIGCONT)
        load.done()
        ground.wait_until_counted(60)
    ground.rest()
    door.close()


@scenario("F06b", "the broker or the database stands still when a worker is asked to leave: it leaves in time")
def left_behind(ground, run):
    for service in ("broker-1", "postgres"):
        ground.work(2)
        ground.all_owned()
        read = ground.read()
        load = ground.load(2000, rate=1000)
        until("there is something that the group is to be told", 60, lambda: ground.read() > read)
        worker = ground.workers["worker-1"]
        backends = ground.rows("select pid from pg_stat_activity where usename = 'trakhuc_writer'", "postgres")
        pids = [ground.pid(service), *(row["pid"] for row in backends if service == "postgres")]
        for pid in pids:
            freeze(pid)
        time.sleep(2)  # what it asks now is not answered
        since = time.monotonic()
        ground.dismiss("worker-1")
        took = time.monotonic() - since
        run.fault(all(map(frozen, pids)), f"{service} stood still all the time")
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        assert worker.process.returncode == 0 and took < STOP_SECONDS_MAX, \
            f"exit {worker.process.returncode} {took:.1f} s after it was asked to leave"
        assert worker.said("nothing is lost") == 1, "it did not say that nobody answered"
        run.tell(f"{service}: gone after {took:.1f} s")
        run.heal()
        load.done()
        run.recovered()


@scenario("F06", "every process freezes and wakes up in random order", minutes=14)
def swizzle(ground, run):
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(8000, 100000), rate=run.size(500, 200))
    for _ in range(run.size(4, 100)):
        backends = ground.rows("select pid from pg_stat_activity where usename = 'trakhuc_writer'", "postgres")
        pids = [worker.pid for worker in ground.workers.values()]
        pids += [ground.pid("broker-1"), ground.pid("postgres"), *(row["pid"] for row in backends)]
        chosen = run.rng.sample(pids, run.rng.randint(1, len(pids)))
        for pid in chosen:
            freeze(pid)
            run.fault(frozen(pid), "it is stopped")
            time.sleep(run.rng.uniform(0, 0.3))
        time.sleep(run.rng.uniform(0.3, run.size(2, 15)))
        run.rng.shuffle(chosen)
        for pid in chosen:
            os.kill(pid, signal.SIGCONT)
            time.sleep(run.rng.uniform(0, 0.3))
        run.heal()
        run.recovered()
    load.done()


@scenario("F11", "workers come and go all the time, more of them than partitions need", minutes=10)
def rebalances(ground, run):
    before = ground.said("partitions are ours")
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(7000, 200000), rate=run.size(500, 350))
    ended = time.monotonic() + run.size(14, 570)
    while time.monotonic() < ended:
        name = f"worker-{run.rng.randint(1, 6)}"
        if name not in ground.workers:
            # half of them have a name in the group that outlives them, half have none
            static = int(name[-1]) % 2
            ground.hire(name, options=[] if static else ["-o", "aggregate.instance="])
            run.fault(ground.workers[name].process.poll() is None, "a worker began")
        elif len(ground.workers) > 1:
            worker = ground.workers[name]
            ground.dismiss(name, run.rng.choice((signal.SIGTERM, signal.SIGKILL)))
            run.fault(worker.process.poll() is not None, "a worker has ended")
        time.sleep(run.rng.uniform(0.2, run.size(1.5, 3)))
    run.heal()
    load.done()
    run.recovered()
    rounds = ground.said("partitions are ours") - before
    run.fault(rounds > run.size(3, 200), f"partitions changed hands ({rounds} times)")
    run.tell(f"{rounds} assignments")
