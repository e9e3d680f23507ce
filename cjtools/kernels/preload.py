"""What a warm process imports before it forks, and what it must not."""

import builtins
import importlib
import os
import pkgutil
import sys
import threading
from contextlib import contextmanager, suppress
from types import SimpleNamespace

# what ipykernel imports only when a kernel starts or runs its first cells; found by comparing sys.modules
_LATE = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "ipykernel.debugger",
    "ipykernel.displayhook",
    "ipykernel.iostream",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "zmq.utils.garbage",
)
_WORK = ("pandas.io.formats.style", "matplotlib.pyplot", "matplotlib.backends.backend_svg", "seaborn", "scipy.stats")
INLINE = "module://matplotlib_inline.backend_inline"


def preload(prepare=None):
    """Import what notebooks use, and work out what they share; leave no thread, no figure, no open file.

    Parameters
    ----------
    prepare : list, optional
        'module:function' and its arguments. What it fails at, notebooks will meet themselves, and tell.

    Raises
    ------
    RuntimeError
        When something imported here would not be in a kernel as it is in a new one.
    """
    # ipykernel sets it before a notebook can import matplotlib
    os.environ.setdefault("MPLBACKEND", INLINE)
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    with _as_in_a_kernel():
        importlib.import_module("pandas")
    for name in (*_LATE, *_WORK):
        importlib.import_module(name)
    _import_package("cjtools")
    if prepare:
        where, *arguments = prepare
        module, function = where.split(":")
        with suppress(Exception):
            getattr(importlib.import_module(module), function)(*arguments)
    _refuse_leftovers()


@contextmanager
def _as_in_a_kernel():
    """Let pandas find what it looks for in a kernel: a shell, and a stream that names its encoding in capitals.

    It looks once, when imported, to choose how many columns of a wide table are shown.
    """
    stdout = sys.stdout
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    sys.stdout = SimpleNamespace(encoding="UTF-8", write=stdout.write, flush=stdout.flush)
    try:
        yield
    finally:
        sys.stdout = stdout
        del builtins.get_ipython


# what only commands use, or what is not run in batches
_LEFT_OUT = ("__main__", "batch", "cli", "explorer", "kernels", "make", "publish")


def _import_package(name):
    """Import a package with its parts, but for what no notebook of a batch uses."""
    package = importlib.import_module(name)
    for found in pkgutil.iter_modules(package.__path__, f"{name}."):
        part = found.name.split(".")[1]
        if part not in _LEFT_OUT and not part.startswith("cli_"):
            _import_with_parts(found)


def _import_with_parts(found):
    """Import a module, and all modules below it."""
    module = importlib.import_module(found.name)
    for below in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{found.name}."):
        _import_with_parts(below)


def _refuse_leftovers():
    """Refuse to fork from a process that a kernel would inherit something from."""
    from matplotlib import _pylab_helpers, font_manager

    # its import prepares the shell that stands then: here none, and charts would silently come out as text
    if any(name.split(".")[0] == "matplotlib_inline" for name in sys.modules):
        raise RuntimeError("matplotlib_inline was imported before a kernel was there")
    if threading.active_count() > 1 or len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError("a thread runs; it would not run in a kernel")
    if _pylab_helpers.Gcf.figs:
        raise RuntimeError("a figure is open")
    # a font file that is open shares its place with every fork
    font_manager._get_font.cache_clear()
