"""jupyter_client's door to warm kernels, for papermill, nbclient, nbconvert and JupyterLab alike."""

import asyncio
import os
import sys
import time
from collections import Counter

from jupyter_client.provisioning import LocalProvisioner

from cjtools.kernels.keeper import Keeper
from cjtools.kernels.process import SECONDS_TO_START, VARIABLE, ForkedKernel, Refused
from cjtools.kernels.protocol import available, with_one_thread

LAUNCHER = "ipykernel_launcher"
LOOK_EVERY = 0.002  # seconds
SECONDS_TO_DIE = 5

keeper = Keeper()  # of the warm process of this process, when none was there before
refusals = Counter()  # why kernels of this process were ordinary ones instead -> how many


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
            # a thread waits for the warm process: it may have to be started, and a server has others to serve meanwhile
            self.process = await asyncio.get_running_loop().run_in_executor(None, _forked, cmd, kwargs)
        except Refused as refusal:
            refusals[str(refusal)] += 1
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
    if VARIABLE in os.environ:
        return ForkedKernel(os.environ[VARIABLE], *arguments)
    address = keeper.address()
    try:
        return ForkedKernel(address, *arguments)
    except Refused as refusal:
        # code was edited; or it has just ended, or was replaced for another kernel that was asked for meanwhile
        other = keeper.address(instead_of=address if "edited" in str(refusal) else None)
        if other == address:
            raise
    return ForkedKernel(other, *arguments)
