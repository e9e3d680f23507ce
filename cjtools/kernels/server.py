"""The warm process: everything imported once; a fork for each kernel that is asked for.

It is started by :mod:`cjtools.kernels.process` with a listening socket, and ends with its owner: standard input is a
pipe that the owner holds, so that even an owner that is killed lets go of it.
"""

import gc
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
from contextlib import suppress

from cjtools.kernels import child
from cjtools.kernels.preload import preload
from cjtools.kernels.protocol import MAX_BYTES, kill_group, send, settings_of_start
from cjtools.made_with import edited_since  # which notes how they are now, before nearly all is imported

LIFELINE = 0  # standard input
SECONDS_TO_ASK = 5


class Server:
    """The loop of the warm process.

    Parameters
    ----------
    listener : socket.socket
    settings : dict
        What it was started with, of what is read at the start only.
    """

    def __init__(self, listener, settings):
        self.listener = listener
        self.settings = settings
        self.kernels = {}  # process id -> connection to whoever asked for it
        self.retired = False
        self.selector = selectors.DefaultSelector()
        self.woken, self.wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for source in (listener, self.woken, LIFELINE):
            self.selector.register(source, selectors.EVENT_READ)

    def run(self):
        """Serve until the owner is gone, or has retired it and no kernel is left.

        Returns
        -------
        tuple or None
            (request, connection) in a forked child; None in the warm process, when it is to end.
        """
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.listener:
                    asked = self._answer()
                    if asked:
                        return asked
                elif key.fileobj == self.woken:
                    os.read(self.woken, 4096)
                elif key.fileobj == LIFELINE:
                    if not os.read(LIFELINE, 4096):
                        return None
                    self.retired = True
                else:
                    self._let_go(key.fileobj)
            self._reap()
            if self.retired and not self.kernels:
                return None

    def end(self):
        """Kill the kernels that still run."""
        for pid in self.kernels:
            kill_group(pid)

    def _answer(self):
        """Take one request; fork for it. Return (request, connection) in the child."""
        connection, _ = self.listener.accept()
        connection.settimeout(SECONDS_TO_ASK)
        try:
            request = _read_request(connection)
            refusal = self._refusal(connection, request)
            if refusal:
                send(connection, refused=refusal)
                connection.close()
                return None
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
            if pid == 0:
                self._forget()
                return request, connection
            self.kernels[pid] = connection
            self.selector.register(connection, selectors.EVENT_READ)
            send(connection, pid=pid)
        except (OSError, ValueError):
            # who asked is gone, or asked nonsense; a kernel that was forked ends with its connection
            if connection not in self.kernels.values():
                connection.close()
        return None

    def _refusal(self, connection, request):
        """Return why no kernel can be forked for a request; empty when one can."""
        pid_uid_gid = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        if struct.unpack("3i", pid_uid_gid)[1] != os.getuid():
            return "asked by another user"
        if request["executable"] != sys.executable:
            return f"another interpreter: {request['executable']}"
        wanted, here = settings_of_start(request["env"]), self.settings
        other = sorted(name for name in wanted.keys() | here.keys() if wanted.get(name) != here.get(name))
        if other:
            return f"other settings: {', '.join(other)}"
        if os.path.exists(os.path.join(request["cwd"], "matplotlibrc")):
            return "the folder has a matplotlibrc of its own"
        edited = edited_since()
        return f"edited since: {edited}" if edited else ""

    def _forget(self):
        """Let go, in a child, of all that is the warm process's own."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.selector.close()
        self.listener.close()
        os.close(self.woken)
        os.close(self.wake)
        for other in self.kernels.values():
            other.close()
        self.kernels = {}

    def _let_go(self, connection):
        """End the kernel whose owner closed the connection."""
        try:
            if connection.recv(4096):
                return
        except OSError:
            pass
        for pid, other in self.kernels.items():
            if other is connection:
                kill_group(pid)
        self.selector.unregister(connection)

    def _reap(self):
        """Tell of the kernels that ended how they ended."""
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            connection = self.kernels.pop(pid)
            with suppress(OSError):
                send(connection, exit=os.waitstatus_to_exitcode(status))
            if connection in self.selector.get_map():
                self.selector.unregister(connection)
            connection.close()


def _read_request(connection):
    """Return what is asked for: arguments, environment, folder, interpreter."""
    text = b""
    while not text.endswith(b"\n"):
        part = connection.recv(65536)
        if not part or len(text) > MAX_BYTES:
            raise ValueError("no request")
        text += part
    request = json.loads(text)
    expected = {"argv": list, "env": dict, "cwd": str, "executable": str}
    if not isinstance(request, dict) or any(not isinstance(request.get(k), kind) for k, kind in expected.items()):
        raise ValueError("no request")
    return request


def main():
    """Be the warm process; in each fork, be a kernel."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    wishes = json.loads(sys.argv[2])
    settings = settings_of_start(os.environ)
    # where the command was given there may be settings for charts that are not in the notebooks' folder
    os.chdir("/")
    preload(wishes["prepare"])
    gc.collect()
    gc.freeze()  # a collection in a kernel would otherwise write to, and so copy, all of it
    server = Server(listener, settings)
    asked = server.run()
    if asked:
        child.become_kernel(*asked)
        return
    server.end()
    if wishes["folder"]:
        shutil.rmtree(wishes["folder"], ignore_errors=True)
