# SPDX-License-Identifier: PostgreSQL
"""A door between a client and a server that can be made narrow, slow, shut, or cut.

Works on TCP ports of the loopback address and on Unix sockets, in user space: it needs no right
and no kernel module.  A connection that is held is half open: both ends believe in it, nothing
passes.
"""

import os
import random
import socket
import struct
import threading
import time
from pathlib import Path

CHUNK = 65536


def address(where):
    """A port number, or the path of a Unix socket."""
    family = socket.AF_UNIX if isinstance(where, (str, os.PathLike)) else socket.AF_INET
    return family, (str(where) if family == socket.AF_UNIX else ("127.0.0.1", where))


class Link:
    """One connection through the door."""

    def __init__(self, proxy, client):
        self.proxy, self.client = proxy, client
        family, target = address(proxy.target)
        self.server = socket.socket(family)
        self.server.connect(target)
        self.closed = self.lost = False
        for source, sink, upward in ((self.client, self.server, True), (self.server, self.client, False)):
            threading.Thread(target=self.pump, args=(source, sink, upward), daemon=True).start()

    def pump(self, source, sink, upward):
        try:
            while data := source.recv(CHUNK):
                data = self.proxy.pass_on(self, data, upward)
                if data:
                    sink.sendall(data)
        except OSError:
            pass
        self.cut(reset=False)

    def cut(self, reset=True):
        """RESET: what the other side gets is a reset, not an end."""
        self.closed = True
        self.proxy.links.discard(self)
        for end in (self.client, self.server):
            try:
                if reset and end.family == socket.AF_INET:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RD)  # else a thread that reads keeps it open
                else:
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            except OSError:
                pass


class Proxy:
    def __init__(self, target, listen=0, seed=0):
        self.target, self.rng = target, random.Random(seed)
        family, where = address(listen)
        self.path = Path(where) if family == socket.AF_UNIX else None
        self.socket = socket.socket(family)
        if family == socket.AF_INET:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(where)
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1] if family == socket.AF_INET else None
        self.links, self.opened, self.resets = set(), 0, 0
        self.passing = threading.Event()
        self.passing.set()
        self.shut = False  # new connections are refused
        self.delay, self.jitter, self.rate = 0.0, 0.0, 0  # seconds, seconds, bytes a second
        self.bytes = self.held_bytes = self.late_bytes = self.lost_bytes = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            if self.shut:
                client.close()
                continue
            try:
                self.links.add(self.link(client))
                self.opened += 1
            except OSError:
                client.close()

    def link(self, client):
        return Link(self, client)

    def pass_on(self, link, data, upward):
        """What of DATA goes on; waits as long as it must."""
        if link.lost:
            self.lost_bytes += len(data)
            return b""
        if not self.passing.is_set():
            self.held_bytes += len(data)
            self.passing.wait()
        wait = self.delay + self.rng.uniform(-self.jitter, self.jitter) + (len(data) / self.rate if self.rate else 0)
        if wait > 0:
            self.late_bytes += len(data)
            time.sleep(wait)
        self.bytes += len(data)
        return data

    def cut(self):
        """All connections of now; how many those were."""
        links = list(self.links)
        for link in links:
            link.cut()
        self.resets += len(links)
        return len(links)

    def lose(self):
        """What connections of now send gets lost, and nobody is told; new ones are well."""
        for link in list(self.links):
            link.lost = True

    def hold(self):
        self.passing.clear()

    def free(self):
        """As it was: open, fast, and held bytes go on."""
        self.delay = self.jitter = self.rate = 0
        self.shut = False
        self.passing.set()

    def close(self):
        self.socket.close()
        if self.path:
            self.path.unlink()  # else no other can stand in its place
        self.passing.set()
        for link in list(self.links):
            link.cut()


# -- PostgreSQL ---------------------------------------------------------------------------

WRITER = b"trakhuc aggregate writes"
FIRST = b"\0position_advance\0"  # the statement that moves the positions, bound to no portal


class SessionLink(Link):
    """A session; of those that write batches every message of the client is looked at."""

    def __init__(self, proxy, client):
        self.rest, self.started, self.writes, self.in_batch = b"", False, False, False
        self.waiting = None  # "after": the next thing the server says is its answer to a commit
        super().__init__(proxy, client)


class SessionDoor(Proxy):
    """Cuts sessions around a commit, or keeps the rest of a batch.

    before  the batch is sent, its end is not: it was not committed
    after   it is committed, and the answer does not arrive
    race    its end is sent, and the session cut at once: nobody knows
    keep    its positions are moved, and the rest is never sent: the transaction stays open
    """

    def __init__(self, target, folder, port, seed=0):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        super().__init__(target, folder / f".s.PGSQL.{port}", seed)
        self.folder, self.batches = folder, 0
        self.plan, self.struck = None, []  # (how, nth batch); how each was struck
        self.planning = threading.Lock()  # of two sessions only one is struck

    def link(self, client):
        return SessionLink(self, client)

    def arm(self, how, nth=1):
        self.plan = (how, self.batches + nth)

    def pass_on(self, link, data, upward):
        data = super().pass_on(link, data, upward)
        if not upward:
            return self.answer(link, data)
        return self.ask(link, data)

    def answer(self, link, data):
        if link.waiting == "after":
            self.strike(link, "after")
            return b""
        return data

    def strike(self, link, how):
        link.waiting = None
        self.struck.append(how)
        link.cut()

    def ask(self, link, data):
        out = bytearray()
        link.rest += data
        while message := self.message(link):
            with self.planning:
                how = self.consider(link, message)
                self.plan = None if how else self.plan
            if how:
                if out and not link.closed:
                    link.server.sendall(out)
                self.finish(link, message, how)
                return b""
            out += message
        return bytes(out)

    @staticmethod
    def message(link):
        """The next whole message of the client, or nothing yet."""
        head = 1 if link.started else 0
        if len(link.rest) < head + 4:
            return b""
        size = head + struct.unpack("!I", link.rest[head:head + 4])[0]
        if len(link.rest) < size:
            return b""
        message, link.rest = link.rest[:size], link.rest[size:]
        if not link.started:
            link.started, link.writes = True, WRITER in message
            return message
        return message

    def consider(self, link, message):
        """How the plan strikes at this message, None when it does not."""
        if not link.writes:
            return None
        kind = message[:1]
        if kind == b"B" and FIRST in message[:64]:
            link.in_batch = True
            self.batches += 1
        due = self.plan and self.batches >= self.plan[1] and link.in_batch
        if due and self.plan[0] == "keep" and kind == b"E" and link.in_batch == "moved":
            return "keep"
        if due and self.plan[0] == "keep" and kind == b"E":
            link.in_batch = "moved"
        if kind != b"S" or not link.in_batch:
            return None
        link.in_batch = False
        return self.plan[0] if due and self.plan[0] != "keep" else None

    def finish(self, link, message, how):
        """The plan strikes here."""
        if how == "before":
            self.strike(link, how)
        elif how == "after":
            link.waiting = "after"
            link.server.sendall(message)
        elif how == "race":
            link.server.sendall(message)
            self.strike(link, how)
        else:
            self.struck.append(how)
            while not link.closed:  # nothing more of it passes
                time.sleep(0.1)
