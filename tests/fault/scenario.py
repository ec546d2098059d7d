# SPDX-License-Identifier: PostgreSQL
"""A scenario: a story of one fault, its figures, and what becomes of it.

    @scenario("F01", "a worker is killed again and again", ground="one")
    def story(ground, run):
        ...
        run.fault(worker.kill(), "it came back as another process")

A story that ends without the proof of a fault is void, which counts as failed: nothing was tried.
"""

import time

from stack import until

SCENARIOS = []
SHOWN = 5  # violations


class Void(AssertionError):
    """The fault did not happen."""


class Scenario:
    def __init__(self, name, title, ground, minutes, story):
        self.name, self.title, self.ground, self.minutes, self.story = name, title, ground, minutes, story


def scenario(name, title, ground="one", minutes=1):
    """GROUND: one, cluster, or own (one broker, for this scenario alone).  MINUTES: about how long
    the full form takes."""
    def register(story):
        SCENARIOS.append(Scenario(name, title, ground, minutes, story))
        return story
    return register


class Run:
    """One run of a scenario: its size, its luck, its figures."""

    def __init__(self, item, ground, options):
        self.full, self.seed = options.full, options.seed
        self.rng = ground.rng(item.name)
        self.ground, self.faults, self.more, self.recovery = ground, 0, [], []
        self.healed = None
        ground.rest()
        self.polled, self.read = ground.polled(), ground.read()

    def size(self, short, full):
        return full if self.full else short

    def fault(self, proven, proof):
        """One fault was injected; PROVEN says whether PROOF of it was seen."""
        if not proven:
            raise Void(f"void: the proof is missing: {proof}")
        self.faults += int(proven)

    def heal(self):
        """The fault strikes in an instant, or is over: recovery is timed from here on."""
        self.healed = time.monotonic()

    def recovered(self, seconds=120):
        """What the log holds now is counted."""
        ends = self.ground.log_ends()
        until("recovery", seconds, lambda: not self.ground.behind(ends))
        self.recovery.append(time.monotonic() - self.healed)

    def tell(self, words):
        self.more.append(words)

    def settle(self, seconds=180):
        """Everything is counted."""
        if not self.recovery:
            self.heal()
            self.recovered(seconds)
        self.ground.wait_until_counted(seconds)

    def figures(self, violations):
        read = self.ground.read() - self.read
        again = self.ground.polled() - self.polled - read
        longest = max(self.recovery)
        seconds = f"{longest:.1f} s to recover"
        if len(self.recovery) > 1:
            middle = sorted(self.recovery)[len(self.recovery) // 2]
            seconds = f"{middle:.1f} s to recover, at most {longest:.1f}"
        words = [f"{self.faults} faults", f"{read} records", f"{violations} violations",
                 f"{again} read again", seconds, f"seed {self.seed}", *self.more]
        return ", ".join(words)


def play(item, ground, options, note):
    """Raises what went wrong; prints the line of figures."""
    run = Run(item, ground, options)
    item.story(ground, run)
    if run.faults == 0:
        raise Void("void: no fault was injected")
    run.settle()
    violations = ground.judge()
    note(f"{item.name}: {run.figures(len(violations))}")
    assert not violations, f"{len(violations)} violations\n" + "\n".join(violations[:SHOWN])
