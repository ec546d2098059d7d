# SPDX-License-Identifier: PostgreSQL
"""Many viewers of the live stream in one process, by epoll.

Most of them only swallow what they get, as fast as it comes; some, spread evenly among them,
also note when which positions were there.  Deaf viewers ask and never read a byte.  HTTP/1.0,
so that the body is not cut into chunks: an event is what lies between two blank lines.
"""

import json
import os
import pathlib
import re
import resource
import select
import socket
import time
from dataclasses import dataclass, field

NOTING = 10  # viewers that note
AGAIN_SECONDS = 0.2  # until one that was sent away asks again
DEAF_SECONDS = 20  # the server ends who took nothing for so long; others come in their place
LOOK_SECONDS = 0.25  # between two looks at the memory
POSITION = re.compile(rb'"position":(\{[^}]*\})')
SNAPSHOT_END = re.compile(rb"event: snapshot\n.*?\n\n", re.DOTALL)


@dataclass
class Viewer:
    notes: bool
    asked: float = 0.0
    whole: float = 0.0  # seconds until the first snapshot was there as a whole
    rest: bytearray = field(default_factory=bytearray)  # of an event that is not whole yet
    seen: list = field(default_factory=list)  # (seconds since the epoch, partition, next offset)
    bytes: int = 0

    def take(self, data):
        self.bytes += len(data)
        if self.whole and not self.notes:
            return
        now = time.time()
        self.rest += data
        if not self.whole and SNAPSHOT_END.search(self.rest):
            self.whole = now - self.asked
        if self.notes:
            self.note(now)
        elif self.whole:
            self.rest.clear()

    def note(self, now):
        end = self.rest.rfind(b"\n\n")
        for found in POSITION.finditer(self.rest, 0, max(end, 0)):
            self.seen.extend((now, partition, after) for partition, after in json.loads(found[1]).items())
        if end > 0:
            del self.rest[:end]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def socket_mb():
    """What the kernel holds in TCP buffers, of all processes of the machine."""
    text = pathlib.Path("/proc/net/sockstat").read_text()
    return int(re.search(r"^TCP:.* mem (\d+)", text, re.MULTILINE)[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def received(link):
    try:
        return link.recv(1 << 18)
    except ConnectionResetError:
        return b""


class Crowd:
    def __init__(self, host, port):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.place = (host, port)
        self.asks = f"GET /api/v1/stream HTTP/1.0\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()
        self.epoll, self.open, self.deaf = select.epoll(), {}, []
        self.lost, self.away = 0, []  # streams that ended; viewers that wait to ask again

    def connect(self):
        link = socket.create_connection(self.place, timeout=30)
        link.sendall(self.asks)
        link.setblocking(False)
        return link

    def join(self, count):
        """COUNT viewers come at once; the answers are read meanwhile."""
        for number in range(count):
            self.sit(Viewer(number % max(1, count // NOTING) == 0, asked=time.time()))
            self.read(0)

    def sit(self, viewer):
        link = self.connect()
        self.open[link.fileno()] = link, viewer
        self.epoll.register(link, select.EPOLLIN)

    def join_deaf(self, count):
        self.deaf += [self.connect() for _ in range(count)]

    def leave(self):
        for link, _ in self.open.values():
            link.close()
        for link in self.deaf:
            link.close()
        self.open, self.deaf = {}, []

    def read(self, seconds):
        for number, _ in self.epoll.poll(seconds):
            link, viewer = self.open[number]
            if data := received(link):
                viewer.take(data)
                continue
            self.lost += 1
            self.epoll.unregister(link)
            del self.open[number]
            link.close()
            viewer.rest.clear()
            self.away.append(viewer)

    def ask_again(self):
        again, self.away = self.away, []
        for viewer in again:
            self.sit(viewer)

    @property
    def viewers(self):
        return [viewer for _, viewer in self.open.values()]

    def until_whole(self, seconds=60):
        deadline, next_time = time.monotonic() + seconds, 0
        while self.away or not all(viewer.whole for viewer in self.viewers):
            now = time.monotonic()
            assert now < deadline, f"a viewer had no snapshot after {seconds} s"
            if now >= next_time:
                self.ask_again()
                next_time = now + AGAIN_SECONDS
            self.read(0.1)

    def watch(self, pid, seconds, deaf):
        """What PID, the server, costs while all read, and, if asked for, DEAF viewers do not."""
        for viewer in self.viewers:
            viewer.seen.clear()
            viewer.bytes = 0
        began, cpu = time.monotonic(), cpu_seconds(pid)
        memory, sockets, next_look, next_deaf = [], [], began, began
        while (now := time.monotonic()) < began + seconds:
            self.read(0.1)
            if now >= next_look:
                memory.append(memory_mb(pid))
                sockets.append(socket_mb())
                next_look = now + LOOK_SECONDS
            if deaf and now >= next_deaf:
                self.join_deaf(deaf)
                next_deaf = now + DEAF_SECONDS
        seconds = time.monotonic() - began
        return {"viewers": len(self.open), "lost": self.lost, "seconds": round(seconds, 1),
                "cpu_percent_of_a_core": round(100 * (cpu_seconds(pid) - cpu) / seconds, 1),
                "rss_mb_first": round(memory[0], 1), "rss_mb_peak": round(max(memory), 1),
                "rss_mb_last": round(memory[-1], 1), "socket_mb_peak": round(max(sockets), 1),
                "mb_per_second_to_all": round(sum(viewer.bytes for viewer in self.viewers) / seconds / 1e6, 2)}


# -- what another process is asked to do; it comes back when it is done --------------------


def watch(address, pid, viewers, seconds, deaf=0):
    """(figures, what each noting viewer saw)"""
    crowd = Crowd(*address)
    crowd.join(viewers)
    crowd.until_whole()
    figures = crowd.watch(pid, seconds, deaf)
    seen = [viewer.seen for viewer in crowd.viewers if viewer.notes]
    crowd.leave()
    return figures, seen


def come_back(address, pid, viewers):
    """All viewers leave and come back at once: time until each has a snapshot again.  The server
    notices who left when it writes next; whom it sends away meanwhile asks again."""
    crowd = Crowd(*address)
    crowd.join(viewers)
    crowd.until_whole()
    crowd.leave()
    crowd = Crowd(*address)
    began, cpu = time.time(), cpu_seconds(pid)
    crowd.join(viewers)
    crowd.until_whole()
    took = sorted(viewer.whole for viewer in crowd.viewers)
    figures = {"viewers": len(took), "sent_away": crowd.lost, "all_have_a_snapshot_ms": round((time.time() - began) * 1000),
               "p50_ms": round(took[len(took) // 2] * 1000), "p99_ms": round(took[int(len(took) * 0.99)] * 1000),
               "snapshot_kb": round(crowd.viewers[-1].bytes / 1000),
               "server_cpu_seconds": round(cpu_seconds(pid) - cpu, 2), "rss_mb": round(memory_mb(pid), 1)}
    crowd.leave()
    return figures
