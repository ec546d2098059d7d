# SPDX-License-Identifier: PostgreSQL
"""One thread of a process, and what strace does to its system calls from a moment on.

strace counts the calls of each name by themselves: "sendto:...:when=2" is the second sendto.
"""

import re
import subprocess
import time
from collections import Counter
from pathlib import Path


class Injection:
    """From now on; WHAT as in strace's "inject=WHAT", nothing to look only."""

    def __init__(self, pid, thread, what, log):
        self.pid, self.log = pid, Path(log)
        self.log.unlink(missing_ok=True)
        self.strace = subprocess.Popen(
            ["strace", "-q", "-o", str(log), "-p", str(thread), *(["-e", "inject=" + what] if what else [])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        status = Path(f"/proc/{pid}/task/{thread}/status")
        deadline = time.monotonic() + 10
        while "TracerPid:\t0\n" in status.read_text():  # FileNotFoundError: it has ended
            assert time.monotonic() < deadline, "strace did not attach"
            time.sleep(0.002)

    def end(self):
        """What was seen: lines of strace, the last one "+++ killed by" where it was."""
        self.strace.terminate()
        self.strace.wait()
        return self.log.read_text(errors="replace").splitlines() if self.log.exists() else []


def names(lines):
    """How often each call stands in lines of strace."""
    return Counter(found.group(1) for found in (re.match(r"([a-z_0-9]+)\(", line) for line in lines) if found)
