# SPDX-License-Identifier: PostgreSQL
"""A worker dies at a system call, or one fails under it."""

import re
import signal
import time
from pathlib import Path

from calls import Injection, names
from scenario import scenario
from stack import run as call
from stack import until

BATCH = 12  # events
CALLS_MAX = 100  # of one name in one thread; an idle thread of librdkafka makes them without end
THREADS = ("main", "sink", "watch", "rdk:main", "rdk:broker1")
WATCH_SECONDS = 1.2  # it looks twice in that time, whether events come or not


def ready(ground, worker):
    """It has every partition and has counted what there was."""
    until(f"{worker.name} has all partitions", 60, lambda: worker.said("12 partitions are ours", life=True))
    ground.wait_until_counted(60)


def strike(ground, worker, thread, what):
    """One small batch under an injection: (whether the process ended, lines of strace)."""
    pid = worker.pid

    def ended():
        return worker.pid != pid or worker.process.poll() is not None

    try:
        injection = Injection(pid, worker.threads()[thread], what, ground.state / "log/strace.log")
    except (FileNotFoundError, KeyError):  # it died before the batch came: at an idle call
        until("the worker ends", 10, ended)
        return True, []
    ground.send(ground.province.take(BATCH))
    ends = ground.log_ends()
    until(f"the batch is counted, or the worker ends ({what} in {thread})", 30, lambda: ended() or not ground.behind(ends))
    if thread == "watch" and what:
        deadline = time.monotonic() + WATCH_SECONDS
        while not ended() and time.monotonic() < deadline:
            time.sleep(0.02)
    lines = injection.end()
    killed = any(line.startswith("+++ killed by") for line in lines)
    time.sleep(0.05)  # a signal that came when strace left kills now, or not at all
    return killed or ended(), lines


def points_of(ground, worker, thread):
    """The calls of a thread in a small batch, with how often each is made at least."""
    ready(ground, worker)
    return names(strike(ground, worker, thread, None)[1])


def each_call(ground, run, worker, thread):
    """Kills at every call of each name; the answer is how many those are."""
    points = 0
    for call, seen in sorted(points_of(ground, worker, thread).items()):
        n = 1
        while n <= CALLS_MAX:
            ready(ground, worker)
            lives = len(worker.codes)
            died, _ = strike(ground, worker, thread, f"{call}:signal=KILL:when={n}")
            if not died:
                break
            run.heal()
            until("its end is known", 10, lambda: len(worker.codes) > lives)
            run.fault(worker.codes[-1] == -signal.SIGKILL, f"the worker was killed at {call} {n} of {thread}")
            run.recovered()
            points += 1
            n += run.size(max(2, seen), 1)
    return points


@scenario("F02", "a worker dies at each system call of a small batch, in its own threads and in librdkafka's", minutes=8)
def every_call(ground, run):
    ground.work(1)
    worker = ground.workers["worker-1"]
    points = [f"{thread} {each_call(ground, run, worker, thread)}" for thread in THREADS]
    run.tell("crash points " + ", ".join(points))


# what may fail in a running worker: (thread, call, error)
# (no write to the database: libpq 15 keeps that error to itself and waits for an answer)
FAILURES = [("main", "recvfrom", "ECONNRESET"), ("main", "poll", "ENOMEM"),
            ("main", "read", "EIO"), ("main", "brk", "ENOMEM"), ("main", "mmap", "ENOMEM"),
            ("sink", "recvfrom", "ECONNRESET"), ("sink", "poll", "ENOMEM"),
            ("sink", "write", "EIO"), ("watch", "recvfrom", "ECONNRESET"),
            ("rdk:broker1", "sendmsg", "EPIPE"), ("rdk:broker1", "recvmsg", "ECONNRESET"),
            ("rdk:broker1", "recvmsg", "EIO"), ("rdk:broker1", "poll", "ENOMEM")]
PRODUCER_FAILURES = [("sendmsg", "EPIPE"), ("recvmsg", "ECONNRESET"), ("recvmsg", "EIO"), ("poll", "ENOMEM"), ("read", "EIO"),
                     ("write", "ENOSPC"), ("socket", "EMFILE"), ("connect", "ECONNREFUSED")]
NEVER_BEGAN = 127  # its libraries could not be loaded
CLEAN = {-signal.SIGABRT, 0, 1, 2, 3, 4, 5, 6, 70}  # an abort says "level=bug" with its reason


@scenario("F04", "system calls fail under a worker: connections, memory, input and output")
def failing_calls(ground, run):
    ground.work(1)
    worker = ground.workers["worker-1"]
    survived, idle = 0, []
    for thread, call, error in FAILURES:
        before = run.faults
        for n in range(1, run.size(1, 6) + 1):
            ready(ground, worker)
            lives, bugs = len(worker.codes), worker.said("level=bug")
            died, lines = strike(ground, worker, thread, f"{call}:error={error}:when={n}")
            if not any("INJECTED" in line for line in lines):
                continue  # the call was not made so often
            run.heal()
            if died:
                until("its end is known", 10, lambda: len(worker.codes) > lives)
                assert worker.codes[-1] in CLEAN, f"{error} of {call} in {thread}: it ended with {worker.codes[-1]}"
                assert worker.codes[-1] != -signal.SIGABRT or worker.said("level=bug") > bugs, "it aborted without a reason"
            survived += not died
            run.fault(True, "strace says INJECTED")
            run.recovered()
        if run.faults == before:
            idle.append(f"{call} of {thread}")
    memory(ground, run)
    producers = failing_producer(ground, run)
    run.tell(f"{survived} times the worker went on by itself, every other end was clean; {producers} times emit was struck"
             + (f"; never made: {', '.join(idle)}" if idle else ""))


def failing_producer(ground, run):
    """emit ends cleanly or goes on; what it did not acknowledge may be in the log or not."""
    struck = 0
    log = ground.state / "log/strace.log"
    for name, error in PRODUCER_FAILURES:
        for n in range(1, run.size(2, 6) + 1):
            log.unlink(missing_ok=True)
            load = ground.load(50, via=["strace", "-f", "-q", "-o", log, "-e", f"inject={name}:error={error}:when={n}"])
            load.join(120)
            assert not load.is_alive(), f"{error} of {name} {n}: emit does not end"
            assert load.code in CLEAN | {NEVER_BEGAN}, f"{error} of {name} {n}: emit ended with {load.code}: {load.said[-300:]}"
            if "INJECTED" in log.read_text(errors="replace"):
                run.fault(True, "strace says INJECTED")
                struck += 1
    return struck


def memory(ground, run):
    """A worker may not have more memory than it has when it is idle.

    Its keeper starts it again without a limit.  One arena: the others of malloc() hold
    address space that nobody has asked for yet.
    """
    large = {"TRAKHUC_AGGREGATE_BATCH_EVENTS_MAX": "10000", "MALLOC_ARENA_MAX": "1"}
    ground.work(1, environment=large)
    worker = ground.workers["worker-1"]
    ready(ground, worker)
    size = re.search(r"VmSize:\s+(\d+)", Path(f"/proc/{worker.pid}/status").read_text())
    call("prlimit", f"--as={int(size.group(1)) * 1024}", "--pid", worker.pid)
    load = ground.load(30000)  # more than what it has freed since its start
    until("it runs out of memory", 60, lambda: worker.codes)
    assert set(worker.codes) <= CLEAN, worker.codes
    run.fault(worker.codes[0] != 0, "it has ended")
    run.heal()
    load.done()
    run.recovered()
