"""What the tests of kernels share: whether a process has gone, and a look into a kernel."""

import ast
import time

import psutil

SECONDS_TO_GO = 10


def gone(pid):
    """Return whether a process ends within some seconds."""
    deadline = time.monotonic() + SECONDS_TO_GO
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


async def value(client, expression, before=""):
    """Return what an expression is in a kernel, after running a cell."""
    reply = await client.execute(before, user_expressions={"it": expression}, reply=True, timeout=60)
    assert reply["content"]["status"] == "ok", reply["content"]
    return ast.literal_eval(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])


async def ready_client(kernel):
    """Return a client of a kernel that answers."""
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return client
