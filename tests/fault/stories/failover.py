# SPDX-License-Identifier: PostgreSQL
"""The primary is lost; the standby that takes its place had not received everything."""

import importlib.machinery
import importlib.util
import os
import signal
import time

from load import Load
from scenario import scenario
from stack import TOP, until

LAG_BYTES = 1 << 20


def load_program(path):
    loader = importlib.machinery.SourceFileLoader(path.stem, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(path.stem, loader))
    loader.exec_module(module)
    return module


e2e = load_program(TOP / "tests/e2e/failover")


def roles(ground):
    primary = int(ground.setting["primary"])
    return primary, 3 - primary


def promoted(ground, run, *words):
    """The failover; the new primary is on the next timeline."""
    run.heal()
    said = e2e.deploy_failover(ground, *words).stdout.decode()
    timeline = int(said.split()[-1])
    run.fault(timeline == ground.timeline + 1, f"a new timeline: {said}")
    ground.timeline = timeline


def dead_primary(ground, run, lag_seconds):
    """(records to read again, transactions that the database lost)"""
    old, new = roles(ground)
    receiver = e2e.freeze_standby(ground, new)
    since = time.monotonic()
    until("the standby lags", 120, lambda: e2e.lag_bytes(ground, old, new) > LAG_BYTES
          and time.monotonic() - since > lag_seconds)
    at, written = ground.positions(old), e2e.transactions(ground, old)
    e2e.kill_primary(ground, old)
    os.kill(receiver, signal.SIGCONT)
    e2e.settled(ground, new)
    left, kept = ground.positions(new), e2e.transactions(ground, new)
    run.fault(e2e.ahead(at, left) > 0, "the standby's positions lie behind those of the dead primary")
    return e2e.ahead(at, left), written - kept


@scenario("F22", "the primary dies and its standby lags", ground="cluster", minutes=6)
def lagging(ground, run):
    lost = []
    for n in range(run.size(1, 5)):
        ground.work(2)
        ground.all_owned()
        lag = run.size(3, 30 if n == 0 else run.rng.uniform(5, 60))
        load = ground.load(int(run.size(5000, 300 * (lag + 20))), rate=run.size(600, 300))
        lost.append(dead_primary(ground, run, lag))
        promoted(ground, run)
        run.recovered()
        run.tell(f"lag {lag:.0f} s: {lost[-1][1]} transactions lost, {lost[-1][0]} records to read again")
        load.done()
        ground.wait_until_counted(60)
        e2e.deploy_failover(ground, "--rejoin")
    run.tell(f"{sum(tx for _, tx in lost)} transactions lost by the database, "
             f"{sum(records for records, _ in lost)} records to read again")


@scenario("F23", "two primaries take writes, and a worker stays with the old one", ground="cluster", minutes=3)
def split_brain(ground, run):
    fenced = 0
    for _ in range(run.size(1, 10)):
        old, new = roles(ground)
        ground.work(1)
        stray = ground.hire("worker-9", options=["-d", e2e.conninfo(ground, old)])
        ground.all_owned()
        e2e.cut_link(ground, new)
        load = ground.load(5000, rate=600)
        read = sum(ground.positions(old).values())
        until("the load is under way", 60, lambda: sum(ground.positions(old).values()) > read)
        promoted(ground, run, "--force", "--leave-old")
        run.fault(ground.deploy("postgres", "role", database=old).stdout == b"primary\n", "the old one takes writes")
        ground.dismiss("worker-1")  # as deploy/failover does; the stray is where nobody restarts it
        ground.hire("worker-1")
        until("the stray is refused", 60, lambda: stray.said("refused the database server"))
        at = ground.positions(old)
        ground.dismiss("worker-9")
        run.recovered()
        load.done()
        ground.wait_until_counted(60)
        assert ground.positions(old) == at, "the old primary was written to after the refusal"
        fenced += stray.said("refused")
        ground.psql("alter system reset primary_conninfo", "postgres", database=new)
        e2e.deploy_failover(ground, "--rejoin")
    run.tell(f"{fenced} refusals")


@scenario("F24", "commits wait for a standby that is down, the primary restarts, then dies", ground="cluster", minutes=3)
def unsynchronised(ground, run):
    """A restart makes commits visible that the standby never had."""
    lost = 0
    for _ in range(run.size(1, 5)):
        old, new = roles(ground)
        ground.psql("alter role trakhuc_writer set synchronous_commit = on", "postgres")
        ground.psql("alter system set synchronous_standby_names = '*'", "postgres")
        ground.psql("select pg_reload_conf()", "postgres")
        ground.work(2)
        ground.all_owned()
        lines = ground.province.take(3000)
        ground.send(lines)
        ground.wait_until_counted(60)
        ground.deploy("postgres", "stop", database=new)
        # the same again: nothing new that would have to be committed before the batches
        load = Load(ground, lines, rate=600)
        until("commits wait for the standby", 60, lambda: int(ground.value(
            "select count(*) from pg_stat_activity where wait_event = 'SyncRep' "
            "and application_name = 'trakhuc aggregate writes'", "postgres")) > 0)
        run.fault(True, "a session waits for SyncRep")
        name = {1: "postgres", 2: "postgres-2"}[old]
        pid = ground.pid(name)
        os.kill(pid, signal.SIGKILL)
        until("the primary is back", 60, lambda: ground.pid(name) != pid
              and ground.psql("select 1", check=False).returncode == 0)
        at = ground.positions(old)
        e2e.kill_primary(ground, old)
        ground.deploy("postgres", "start", database=new)
        left = ground.positions(new)
        run.fault(e2e.ahead(at, left) > 0, "the standby lacks what the restarted primary showed")
        lost += e2e.ahead(at, left)
        promoted(ground, run)
        ground.psql("alter role trakhuc_writer reset synchronous_commit", "postgres")
        run.recovered()
        load.done()
        ground.wait_until_counted(60)
        e2e.deploy_failover(ground, "--rejoin")
    run.tell(f"{lost} records that were committed and lost")
