"""A kernel client that does not wait longer for a kernel than it takes, and takes no more from it than it may."""

import math
import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

SECONDS_BETWEEN = 1
SECONDS_FOR_NEWS = 0.2


class Limit:
    """How much a kernel may send of what its cells print and show.

    Parameters
    ----------
    most : float
        Bytes.
    """

    def __init__(self, most):
        self._left = most

    @property
    def is_passed(self):
        """Whether it has sent more."""
        return self._left < 0

    def count(self, parts):
        """Count the parts of a message."""
        self._left -= sum(map(len, parts))


class _LimitedChannel(AsyncZMQSocketChannel):
    """A channel that throws away what comes when the limit is passed, so that it does not fill the memory."""

    async def _recv(self, **kwargs):
        """Return the next message that may come."""
        while True:
            parts = await self.socket.recv_multipart(**kwargs)
            self.limit.count(parts)
            if not self.limit.is_passed:
                return self.session.deserialize(self.session.feed_identities(parts)[1])


class PromptClient(AsyncKernelClient):
    """jupyter_client's client, but ready as soon as the kernel has answered on both channels.

    The original then goes on listening until there has been silence for 0.2 seconds. Messages that come late do no
    harm: nbclient takes only those that answer its own requests.

    Attributes
    ----------
    limit : Limit
        A kernel that passes it counts as dead: so a cell that prints for ever ends. By default there is none to pass.
    """

    iopub_channel_class = Type(_LimitedChannel)
    limit = Limit(math.inf)

    @classmethod
    def within(cls, limit):
        """Return a class of such clients with a limit: jupyter_client is told of classes, not of arguments."""
        return type(cls.__name__, (cls,), {"limit": limit})

    @property
    def iopub_channel(self):
        """The channel of what cells print and show."""
        channel = super().iopub_channel
        channel.limit = self.limit
        return channel

    async def is_alive(self):
        """Return whether the kernel runs, within its limit."""
        return not self.limit.is_passed and await super().is_alive()

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
