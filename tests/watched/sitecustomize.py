"""Write down what a Python process asks the network for; loaded by each that has this folder in its PYTHONPATH.

Each line of the file that CJTOOLS_WATCHED names is a JSON list: "started" with the command line; "asked" with the event
and the address, of whatever is not this machine; "open" with an address that other machines can reach. Sockets with a
path or an abstract name lead nowhere else. Libraries in C are not seen here: the same is done without a network too.
"""

import ipaddress
import json
import os
import sys

FILE = os.environ.get("CJTOOLS_WATCHED")


def _write(*words):
    """Add a line; one short write to a file opened for appending stays whole beside those of other processes."""
    file = os.open(FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, (json.dumps(words) + "\n").encode())
    finally:
        os.close(file)


def _is_here(host):
    """Return whether a host is this machine and no other."""
    host = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _watch(event, args):
    """Write down what leads elsewhere."""
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = args[1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            _write("open" if event == "socket.bind" else "asked", event, str(address))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        host = args[0]
        if event == "urllib.Request" or (host is not None and not _is_here(host)):
            _write("asked", event, str(host))


if FILE:
    _write("started", " ".join(sys.orig_argv[1:]))
    sys.addaudithook(_watch)
