"""Starting a warm process, and asking it for kernels."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress

from jupyter_client.provisioning import KernelProvisionerFactory

from cjtools.kernels import NAME
from cjtools.kernels.protocol import available, kill_group, send, with_one_thread

VARIABLE = "CJTOOLS_WARM"  # names the socket of the warm process that runs
SECONDS_TO_START = 30
SECONDS_TO_END = 5
# as `python -m ipykernel_launcher` does: nothing is imported from the folder that one happens to stand in
_START = "import sys; del sys.path[0]; from cjtools.kernels.server import main; main()"


class WarmProcess:
    """A warm process that this one owns.

    Parameters
    ----------
    folder : Path, optional
        Removed when the owner is gone, however it went.
    prepare : list, optional
        'module:function' and its arguments, called before the first fork: what it keeps in memory, every kernel has.
    """

    def __init__(self, folder=None, prepare=None):
        # an abstract name leaves no file behind; the warm process answers its own user only
        self.address = f"cjtools-{secrets.token_hex(8)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(f"\0{self.address}")
            # asked before it is ready, it answers when it is; whoever finds the queue full gets an ordinary kernel
            listener.listen(socket.SOMAXCONN)
            wishes = json.dumps({"folder": str(folder or ""), "prepare": prepare})
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, str(listener.fileno()), wishes],
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env={name: value for name, value in with_one_thread().items() if name != VARIABLE},
                start_new_session=True,
            )

    @property
    def runs(self):
        """Whether it still answers."""
        return self._process.poll() is None

    def retire(self):
        """Let it end by itself, with the last of its kernels."""
        with suppress(OSError):  # it has ended already
            self._process.stdin.write(b"retire\n")
            self._process.stdin.flush()

    def close(self):
        """End it, with the kernels that still run."""
        with suppress(OSError):
            self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def warm_kernels(folder=None, prepare=None):
    """Give every kernel that is started inside, also by processes started inside, from one warm process.

    Parameters
    ----------
    folder, prepare
        As for :class:`WarmProcess`.

    Yields
    ------
    bool
        Whether kernels are warm; on systems without fork they are not.
    """
    if not available():
        yield False
        return
    warm = WarmProcess(folder, prepare)
    # read once by each process that starts kernels: those to come find it in the environment, this one may have read it
    factory = KernelProvisionerFactory.instance()
    before = factory.default_provisioner_name
    try:
        factory.default_provisioner_name = NAME
        with set_variables({VARIABLE: warm.address, "JUPYTER_DEFAULT_PROVISIONER_NAME": NAME}):
            yield True
    finally:
        factory.default_provisioner_name = before
        warm.close()


def warm_process_runs():
    """Return whether the warm process that kernels started here are to come from is there.

    Returns
    -------
    bool
        False too when there was to be none.
    """
    if VARIABLE not in os.environ:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(SECONDS_TO_END)
        try:
            connection.connect(f"\0{os.environ[VARIABLE]}")
        except (TimeoutError, BlockingIOError):
            return True  # busy; the latter when as many wait as may
        except OSError:
            return False
    return True


@contextmanager
def set_variables(changed):
    """Set variables of the environment for a while.

    Parameters
    ----------
    changed : dict
        Name -> text.
    """
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        put_back(before)


def put_back(variables):
    """Set variables of the environment to what they were.

    Parameters
    ----------
    variables : dict
        Name -> text, None for one that was not there.
    """
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


class Refused(Exception):
    """The warm process cannot fork what is asked for, or is not there."""


class ForkedKernel:
    """A kernel forked by a warm process, with the part of Popen that jupyter_client uses.

    Parameters
    ----------
    address : str
        Name of the warm process's socket.
    argv : list of str
        Arguments of the kernel.
    env : dict
    cwd : str

    Raises
    ------
    Refused
    """

    stdin = stdout = stderr = None

    def __init__(self, address, argv, env, cwd):
        self.returncode = None
        self._read = b""
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.settimeout(SECONDS_TO_START)
        try:
            self._connection.connect(f"\0{address}")
            send(self._connection, argv=argv, env=env, cwd=cwd, executable=sys.executable)
            answer = self._message()
        except OSError as error:
            self._connection.close()
            raise Refused(f"no answer: {error}") from error
        if "pid" not in answer:
            self._connection.close()
            raise Refused(answer.get("refused", "no answer"))
        self.pid = answer["pid"]
        self._connection.setblocking(False)

    def _message(self):
        """Return the next message; BlockingIOError when there is none yet, ConnectionError when none will come."""
        while b"\n" not in self._read:
            part = self._connection.recv(4096)
            if not part:
                raise ConnectionResetError("the warm process has ended")
            self._read += part
        line, self._read = self._read.split(b"\n", 1)
        return json.loads(line)

    def has_news(self):
        """Return whether the kernel has become reachable, or ended, since last asked."""
        try:
            message = self._message()
        except BlockingIOError:
            return False
        except ConnectionError:
            # a kernel sees the end of the warm process a second later; one that takes its place needs its ports now
            kill_group(self.pid)
            message = {"exit": -signal.SIGKILL}
        if "exit" in message and self.returncode is None:
            self.returncode = message["exit"]
            self._connection.close()
        return True

    def poll(self):
        """Return the exit code, None while it runs."""
        while self.returncode is None and self.has_news():
            pass
        return self.returncode

    def wait(self, timeout=None):
        """Return the exit code when it has ended."""
        if self.poll() is None:
            self._connection.settimeout(timeout)
            try:
                while self.returncode is None:
                    self.has_news()
            except TimeoutError:
                self._connection.setblocking(False)
                raise subprocess.TimeoutExpired("kernel", timeout) from None
        return self.returncode

    def send_signal(self, number):
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self):
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)
