# SPDX-License-Identifier: PostgreSQL
"""Everything at once."""

import os
import signal
import subprocess
import time

from scenario import scenario
from stack import until
from stories.database import restarted


class Builder:
    """trakhuc reaggregate facts, slow enough to be killed on its way."""

    def __init__(self, ground):
        self.process = subprocess.Popen(
            [ground.bin / "trakhuc-reaggregate", "facts", "-c", ground.ini, "--by", "tests", "--rate", "400",
             "--portion", "20", "--json"],
            stdout=subprocess.DEVNULL, stderr=(ground.state / "log/builder.log").open("ab"))

    def kill(self):
        self.process.kill()
        return self.process.wait() == -signal.SIGKILL


def kill_service(ground, name):
    pid = ground.pid(name)
    os.kill(pid, signal.SIGKILL)
    if name == "postgres":
        until("the database is back", 60, lambda: restarted(ground, pid))
    else:
        until("the broker is back", 60, lambda: ground.pid(name) != pid)
        ground.log_ends()  # it answers
    return ground.pid(name) != pid


@scenario("F36", "all facts are counted anew while workers, brokers, the database and the builder are killed", minutes=12)
def rebuilt(ground, run):
    ground.work(2)
    ground.all_owned()
    current = "select count.generation_current()"
    for _ in range(run.size(1, 10)):
        before = ground.value(current, "postgres")
        load = ground.load(run.size(3500, 20000), rate=300)
        kills = ["builder", "worker", "postgres", "broker-1"] * run.size(1, 2)
        run.rng.shuffle(kills)
        builder = Builder(ground)
        for victim in kills:
            time.sleep(run.rng.uniform(0.5, 1.5))
            if builder.process.poll() is not None:
                builder = Builder(ground)  # the database was away, or it was killed
                time.sleep(0.5)
            if victim == "builder":
                # it may have ended by itself just now; the next one is killed
                run.faults += builder.kill()
            elif victim == "worker":
                run.fault(until("it lives, and is killed", 20, ground.workers["worker-1"].kill), "it came back as another process")
            else:
                run.fault(kill_service(ground, victim), "it is another process")
        run.heal()
        deadline = time.monotonic() + 120
        while builder.process.wait() != 0 or ground.value(current, "postgres") == before:
            assert time.monotonic() < deadline, "the new generation was not taken within 120 s"
            builder = Builder(ground)
        load.done()
        run.recovered()
        after = ground.value(current, "postgres")
        run.fault(after != before, "readers have the new generation")
        for generation in set(ground.value("select string_agg(generation::text, ',') from count.generation", "postgres")
                              .split(",")) - {after}:
            ground.trakhuc("reaggregate", "drop", generation, "--by", "tests")
