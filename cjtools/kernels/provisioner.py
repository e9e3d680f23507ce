"""jupyter_client's door to warm kernels, for papermill, nbclient, nbconvert and JupyterLab alike."""

import asyncio
import atexit
import os
import sys
import time

from jupyter_client.provisioning import LocalProvisioner

from cjtools.kernels.process import SECONDS_TO_START, VARIABLE, ForkedKernel, Refused, WarmProcess
from cjtools.kernels.protocol import available, with_one_thread

LAUNCHER = "ipykernel_launcher"
LOOK_EVERY = 0.002  # seconds
SECONDS_TO_DIE = 5

_own = None  # the warm process of this process, when none was there before


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel from a warm process where that can be done, and starts an ordinary one where not."""

    async def launch_kernel(self, cmd, **kwargs):
        """Start a kernel; see :class:`jupyter_client.provisioning.LocalProvisioner`.

        Parameters
        ----------
        cmd : list of str
        **kwargs
            'env' and 'cwd' among them.

        Returns
        -------
        dict
            Connection information.
        """
        kwargs["env"] = with_one_thread(kwargs.get("env"))
        try:
            self.process = _forked(cmd, kwargs)
        except Refused as refusal:
            self.log.info("an ordinary kernel instead of a warm one: %s", refusal)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd")
        end = time.monotonic() + SECONDS_TO_START
        while not self.process.has_news() and time.monotonic() < end:
            await asyncio.sleep(LOOK_EVERY)
        return self.connection_info

    async def kill(self, restart=False):
        """Kill the kernel, and see it end.

        Parameters
        ----------
        restart : bool
        """
        await super().kill(restart)
        if isinstance(self.process, ForkedKernel):
            # jupyter_client would look once, then again only after a tenth of a second
            end = time.monotonic() + SECONDS_TO_DIE
            while self.process.poll() is None and time.monotonic() < end:
                await asyncio.sleep(LOOK_EVERY)


def _forked(cmd, kwargs):
    """Return a kernel forked for a command, or raise Refused."""
    if not available():
        raise Refused(f"{sys.platform} has no fork to rely on")
    if cmd[:3] != [sys.executable, "-m", LAUNCHER]:
        raise Refused(f"not a plain ipykernel of this interpreter: {' '.join(cmd)}")
    env = {name: value for name, value in kwargs["env"].items() if name != VARIABLE}
    arguments = (cmd[3:], env, str(kwargs.get("cwd") or os.getcwd()))
    try:
        return ForkedKernel(os.environ.get(VARIABLE) or _own_address(), *arguments)
    except Refused as refusal:
        if "edited" not in str(refusal) or VARIABLE in os.environ:
            raise
    _end_own()
    return ForkedKernel(_own_address(), *arguments)


def _own_address():
    """Return the address of this process's own warm process, started when first asked for."""
    global _own
    if _own is None or not _own.runs:
        _own = WarmProcess()
        atexit.register(_end_own)
    return _own.address


def _end_own():
    """End this process's own warm process."""
    global _own
    if _own is not None:
        _own.close()
        _own = None
