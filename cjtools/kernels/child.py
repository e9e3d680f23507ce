"""What a fork of the warm process does to become a kernel as good as a newly started one."""

import os
import sys
import time
from contextlib import suppress
from importlib.util import find_spec

from cjtools.kernels.protocol import send


def become_kernel(request, connection):
    """Run an IPython kernel in this process until it ends.

    Parameters
    ----------
    request : dict
        'argv' after the launcher's name, 'env', 'cwd'.
    connection : socket.socket
        To whoever asked; told when the kernel can be reached.
    """
    parent = os.getppid()
    os.setsid()  # an interrupt or a kill reaches the kernel with all that it starts, and nothing else
    os.chdir(request["cwd"])
    backend = os.environ["MPLBACKEND"]
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ.setdefault("MPLBACKEND", backend)
    time.tzset()
    _no_input()
    # Python reseeds its own random numbers after a fork, numpy does not
    sys.modules["numpy"].random.seed()
    sys.argv = [find_spec("ipykernel_launcher").origin, *request["argv"]]

    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize([*request["argv"], f"--IPKernelApp.parent_handle={parent}"])
    # whoever connects before the sockets are there waits for ZMQ's second try; with the number, because on a busy
    # machine this may be said before the warm process has said its part
    with suppress(OSError):  # gone already: the warm process ends this kernel
        send(connection, pid=os.getpid(), bound=True)
    connection.close()
    app.start()


def _no_input():
    """Give the kernel an empty standard input: the warm process's is its life line."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
