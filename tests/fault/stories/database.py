# SPDX-License-Identifier: PostgreSQL
"""The database dies, or lets nobody through."""

import os
import signal
import subprocess
import time

from scenario import scenario
from stack import until

WRITERS = "from pg_stat_activity where usename = 'trakhuc_writer'"


def logged(ground, words):
    """How often the server has logged that."""
    return (ground.state / "postgres/postgres.log").read_text(errors="replace").count(words)


class Session:
    """An administrator's session that stays open."""

    def __init__(self, ground):
        self.process = subprocess.Popen(
            ["psql", "-XqAt", "-U", "postgres", "-d", "trakhuc", "-h", ground.state / "socket",
             "-p", ground.port(int(ground.setting["primary"]))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
        self.start("select pg_backend_pid();")
        self.ground, self.backend = ground, int(self.process.stdout.readline())

    def start(self, statements):
        self.process.stdin.write(statements.encode() + b"\n")

    def run(self, statements):
        self.start(statements + "\n\\echo done")
        while (line := self.process.stdout.readline().strip()) != b"done":
            assert line, "the session is gone"

    def holds_up(self):
        """How many workers wait for a lock of this session, and for no other's."""
        return int(self.ground.value(f"select count(*) {WRITERS} and {self.backend} = any (pg_blocking_pids(pid))", "postgres"))

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def restarted(ground, pid):
    """The postmaster is another process, and answers."""
    try:
        return ground.pid("postgres") != pid and ground.psql("select 1", check=False).returncode == 0
    except (FileNotFoundError, IndexError):
        return False


@scenario("F20", "the database is killed, stops as in a crash, and ends sessions, in mid load", minutes=9)
def dying(ground, run):
    ground.work(2)
    ground.all_owned()
    load = ground.load(run.size(9000, 100000), rate=run.size(600, 300))
    done = {"killed": 0, "crashed": 0, "sessions": 0}
    for n in range(run.size(6, 50)):
        time.sleep(run.rng.uniform(0.5, run.size(1.0, 3.0)))
        how = list(done)[n % 3]
        done[how] += 1
        if how == "sessions":
            until("they are back", 60, lambda: int(ground.value(f"select count(*) {WRITERS}", "postgres")) >= 4)
            ended = int(ground.value(f"select count(pg_terminate_backend(pid)) {WRITERS}", "postgres"))
            run.heal()
            run.fault(ended > 0, "sessions were ended")
        else:
            pid = ground.pid("postgres")
            os.kill(pid, signal.SIGKILL if how == "killed" else signal.SIGQUIT)
            run.heal()
            until("it is back", 60, lambda: restarted(ground, pid))
            run.fault(ground.pid("postgres") != pid, "it is another process")
        run.recovered()
    load.done()
    run.tell(", ".join(f"{what} {count}" for what, count in done.items()))


def locked_table(ground, run):
    """Nobody gets at a table for a while."""
    session = Session(ground)
    session.run("begin; lock table fact.dossier, count.unit_day in access exclusive mode;")
    until("workers wait", 60, session.holds_up)
    run.fault(True, "workers wait for the lock")
    time.sleep(run.size(2, 60))
    session.run("rollback;")
    session.close()


def deadlock(ground, run):
    """Another session takes positions in the wrong order."""
    query = "select deadlocks from pg_stat_database where datname = 'trakhuc'"
    before = int(ground.value(query, "postgres"))
    session = Session(ground)
    session.run("begin; lock table count.unit_day in exclusive mode;")  # rows would not hold up who adds new ones
    until("workers wait", 60, session.holds_up)
    session.start("select count(*) from (select 1 from flow.position for update) as p; commit; begin;\n\\echo done")
    until("a deadlock is found", 60, lambda: int(ground.value(query, "postgres")) > before)
    run.fault(True, "PostgreSQL has counted it")
    session.close()


def timeouts(ground, run):
    """Statements of workers are ended when they wait for a lock."""
    ground.admin("alter role trakhuc_writer set lock_timeout = '50ms'")
    ground.value(f"select count(pg_terminate_backend(pid)) {WRITERS}", "postgres")
    before = logged(ground, "lock timeout")
    session = Session(ground)
    until("workers are back", 60, lambda: int(ground.value(f"select count(*) {WRITERS}", "postgres")) >= 4)
    session.run("begin; lock table flow.position in exclusive mode;")
    until("a statement is ended", 60, lambda: logged(ground, "lock timeout") > before)
    run.fault(True, "the server says so")
    session.close()
    ground.admin("alter role trakhuc_writer reset lock_timeout")
    ground.value(f"select count(pg_terminate_backend(pid)) {WRITERS}", "postgres")


def no_connections(ground, run):
    """The role has no connections left."""
    before = logged(ground, "too many connections for role")
    ground.admin("alter role trakhuc_writer connection limit 0")
    ground.value(f"select count(pg_terminate_backend(pid)) {WRITERS}", "postgres")
    until("workers are turned away", 60, 
          lambda: logged(ground, "too many connections for role") > before)
    run.fault(True, "the server says so")
    time.sleep(run.size(1, 20))
    ground.admin("alter role trakhuc_writer connection limit -1")


def housekeeping(ground, run):
    """Tables are written anew while a long report reads."""
    report = Session(ground)
    report.run("begin isolation level repeatable read; select count(*) from fact.dossier;")
    for table in ("flow.position", "count.unit_day", "fact.dossier"):
        before = ground.value(f"select pg_relation_filenode('{table}')", "postgres")
        if table == "fact.dossier":
            report.close()  # it reads that one
        ground.admin(f"vacuum full {table}")
        run.fault(ground.value(f"select pg_relation_filenode('{table}')", "postgres") != before, "it is another file")


@scenario("F27", "locks, deadlocks, time-outs, no connections, vacuum full and a long report", minutes=9)
def limits(ground, run):
    ground.work(2)
    ground.all_owned()
    for trouble in (locked_table, deadlock, timeouts, no_connections, housekeeping):
        for _ in range(run.size(1, 5)):
            load = ground.load(run.size(4000, 15000), rate=1000)  # longer than it takes to get in its way
            ground.read()
            trouble(ground, run)
            run.heal()
            load.done()
            run.recovered()
