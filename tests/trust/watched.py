"""Runs programs with the network cut off and watched: whom they reached for is told, and nobody is reached.

Two watchers at once, so that each stands where the other is not to be had: strace sees the calls of every process, and an
audit hook in each Python (a `sitecustomize` before all others on the path) sees what Python asks for and refuses it. The
network itself is cut by a namespace of the kernel that has nothing but a loopback, where the kernel lets us have one.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

HOOK = """
import os, sys

_HERE = ("127.0.0.1", "::1", "localhost", "", None, b"localhost", b"127.0.0.1")


def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"):
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
    else:
        return
    if host in _HERE:
        return
    line = f"{event} {host!r} by {' '.join(sys.argv[:3])}\\n".encode("utf-8", "backslashreplace")
    handle = os.open(os.environ["SONOCODE_WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line)
    os.close(handle)
    raise OSError(101, "the network is cut off")


if "SONOCODE_WATCHED" in os.environ:
    sys.addaudithook(_watch)
"""
#: A call that names an address of the internet: `connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=...`.
_ADDRESS = re.compile(
    r"(?P<call>connect|sendto|sendmsg|sendmmsg)\(.*?sa_family=AF_INET6?, sin6?_port=htons\((?P<port>\d+)\).*?"
    r'(?:inet_addr\("(?P<four>[\d.]+)"\)|inet_pton\(AF_INET6, "(?P<six>[^"]+)")'
)
#: A program asks the name service of this machine: glibc's cache for hosts (it keeps users too), or systemd's resolver.
_NAME_SERVICE = re.compile(r'(?P<by>connect\(.*sun_path="[^"]*resolve[^"]*"|send\w*\(.*"hosts\\0")')
LOOK_UPS = 53  # the port of name servers
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


@cache
def ways() -> tuple[str, ...]:
    """Return in words how the network is cut and watched on this machine."""
    cut = ("cut by the kernel",) if namespace() else ()
    return (*cut, *(("watched by strace",) if shutil.which("strace") else ()), "refused by an audit hook")


@cache
def namespace() -> tuple[str, ...]:
    """Return the words before a command that cut its network off; none where the kernel does not let us."""
    words = ("unshare", "-rn")
    if not shutil.which("unshare"):
        return ()
    return words if subprocess.run([*words, "true"], capture_output=True).returncode == 0 else ()


def raise_loopback() -> None:
    """Switch on this machine's own address in a namespace of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(handle, SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


class Watch:
    """Watches programs.

    Args:
        folder: Takes what the watchers write; it is none of those that are searched afterwards.
    """

    def __init__(self, folder: Path) -> None:
        self._hook, self._refused = folder / "hook", folder / "refused"
        self._hook.mkdir(parents=True, exist_ok=True)
        (self._hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        self._folder, self._number = folder, 0

    def command(self, *words: str | Path) -> list[str]:
        """Return the command that runs a program under strace, where there is one."""
        self._number += 1
        if not shutil.which("strace"):
            return [str(word) for word in words]
        trace = self._folder / f"trace-{self._number}"
        return ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", str(trace), *map(str, words)]

    def environment(self, root: Path) -> dict[str, str]:
        """Return the variables by which each Python is watched and finds the project."""
        return {"PYTHONPATH": os.pathsep.join((str(self._hook), str(root))), "SONOCODE_WATCHED": str(self._refused)}

    def reached_for(self) -> list[str]:
        """Return whom programs tried to reach, and which names they looked up: one line each."""
        found = self._refused.read_text("utf-8", "replace").splitlines() if self._refused.exists() else []
        for trace in sorted(self._folder.glob("trace-*")):
            found += [called for line in trace.open(errors="replace") if (called := outside(line))]
        return found


def outside(line: str) -> str:
    """Return whom a line of a trace reaches for, beyond this machine or by a name service; empty where nobody."""
    if found := _NAME_SERVICE.search(line):
        return f"look-up by {found['by'][:80]}"
    found = _ADDRESS.search(line)
    if found is None:
        return ""
    address, port = found["four"] or found["six"], int(found["port"])
    if port == LOOK_UPS:
        return f"look-up at {address}"
    own = address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")
    return "" if own else f"{found['call']} {address} port {port}"


def main() -> int:
    """Run a Python program, the words after this one's name, with nothing but this machine's own address."""
    if os.environ.get("SONOCODE_CUT") == "kernel":
        raise_loopback()
    return subprocess.run([sys.executable, *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
