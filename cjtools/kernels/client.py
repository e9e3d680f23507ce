"""A kernel client that does not wait longer for a kernel than it takes."""

import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient

SECONDS_BETWEEN = 1
SECONDS_FOR_NEWS = 0.2


class PromptClient(AsyncKernelClient):
    """jupyter_client's client, but ready as soon as the kernel has answered on both channels.

    The original then goes on listening until there has been silence for 0.2 seconds. Messages that come late do no
    harm: nbclient takes only those that answer its own requests.
    """

    async def wait_for_ready(self, timeout=None):
        """Wait until the kernel answers.

        Parameters
        ----------
        timeout : float, optional
            Seconds.

        Raises
        ------
        RuntimeError
            When it died or did not answer in time.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            self.kernel_info()
            try:
                reply = await self.shell_channel.get_msg(timeout=SECONDS_BETWEEN)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.iopub_channel.get_msg(timeout=SECONDS_FOR_NEWS)
                    self._handle_kernel_info_reply(reply)
                    return
            except Empty:
                pass
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")
