"""What the warm process and those who ask it for kernels say to each other: one JSON object a line."""

import json
import os
import signal
import sys

# numbers must not depend on how many threads add them up, and a fork must not meet a thread
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
# pyarrow, where pandas finds it, starts a thread for its memory otherwise
NO_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}

_DECIDES_AT_START = ("PYTHON", "LD_", "MALLOC_", "MPL", "MATPLOTLIB", *ONE_THREAD, *NO_THREAD, "LANG", "LC_")
MAX_BYTES = 1 << 20  # an environment is some kilobytes


def available():
    """Return whether this system can fork kernels.

    Returns
    -------
    bool
        macOS has fork too, but its system libraries may crash after it; Windows has none.
    """
    return sys.platform.startswith("linux")


def settings_of_start(env):
    """Return the variables that an interpreter or a library reads once, when it starts.

    A kernel that wants others than the warm process was started with cannot be forked from it.

    Parameters
    ----------
    env : mapping

    Returns
    -------
    dict

    Examples
    --------
    >>> settings_of_start({"PYTHONPATH": "lib", "HOME": "/home/me"})
    {'PYTHONPATH': 'lib'}
    """
    return {name: value for name, value in env.items() if name.startswith(_DECIDES_AT_START)}


def send(connection, **message):
    """Send one message.

    Parameters
    ----------
    connection : socket.socket
    **message
        What JSON can hold.
    """
    connection.sendall(json.dumps(message).encode() + b"\n")


def with_one_thread(env=None):
    """Return an environment in which libraries count with one thread, unless it says otherwise.

    Parameters
    ----------
    env : mapping, optional
        This process's by default.

    Returns
    -------
    dict
    """
    return {**ONE_THREAD, **NO_THREAD, **(os.environ if env is None else env)}


def kill_group(pid):
    """Kill a kernel with all that it started; one that has ended already is no error.

    Parameters
    ----------
    pid : int
        The kernel's; it leads its group once it has begun.
    """
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except OSError:
            continue
        return
