# SPDX-License-Identifier: PostgreSQL
"""The session to the database breaks around a commit."""

from proxy import SessionDoor
from scenario import scenario
from stack import until


def open_door(ground, run):
    """A door in front of the primary; workers that go through it."""
    port = ground.port(int(ground.setting["primary"]))
    door = SessionDoor(ground.state / f"socket/.s.PGSQL.{port}", ground.folder / "door", port, run.seed)
    through = ["-d", f"host={door.folder} port={port} dbname=trakhuc user=trakhuc_writer"]
    return door, through


@scenario("F21", "the session breaks at a commit whose outcome nobody knows", minutes=7)
def unknown_commit(ground, run):
    door, through = open_door(ground, run)
    ground.work(2, options=through)
    ground.all_owned()
    load = ground.load(run.size(9000, 120000), rate=run.size(900, 300))
    for _ in range(run.size(20, 500)):
        struck = len(door.struck)
        door.arm(run.rng.choice(("before", "after", "race")), run.rng.randint(1, 5))
        until("the session is cut", 60, lambda: len(door.struck) > struck)
        run.heal()
        run.fault(True, "the door has cut it")
        run.recovered()
    load.done()
    run.settle()
    ground.rest()
    door.close()
    unknown = ground.said("PostgreSQL is back")
    run.tell(", ".join(f"{how} the commit {door.struck.count(how)}" for how in ("before", "after", "race"))
             + f"; {unknown} times a worker began anew")
    run.fault(door.struck.count("after") > 0 and door.struck.count("before") > 0, "both outcomes were tried")
