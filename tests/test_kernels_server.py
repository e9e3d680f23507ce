"""The warm kernel chosen in a program that goes on running, as JupyterLab does."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from kernel_checks import gone, ready_client, value

import cjtools
from cjtools.kernels import NAME, process, provisioner
from cjtools.kernels.protocol import available

ROOT = Path(__file__).resolve().parents[1]
LONGEST_PAUSE = 0.5  # seconds that a server may leave its other users without an answer; a warm process needs longer

pytestmark = pytest.mark.batch
forks = pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A manager of many kernels, as a Jupyter server has one; it has no warm process yet."""
    monkeypatch.chdir(tmp_path)  # where a manager leaves the file of a start that was given up
    monkeypatch.delenv(process.VARIABLE, raising=False)
    provisioner.keeper.close()
    yield AsyncMultiKernelManager()
    provisioner.keeper.close()


async def started(server, **options):
    """Start the warm kernel as a user does who chooses it; return its id, its manager, a client, its parent."""
    name = await server.start_kernel(kernel_name=NAME, **options)
    kernel = server.get_kernel(name)
    client = await ready_client(kernel)
    return name, kernel, client, await value(client, "parent", "import os; parent = os.getppid()")


async def ended(server, *clients):
    """Let go of all kernels."""
    for client in clients:
        client.stop_channels()
    await server.shutdown_all(now=True)


def test_the_installed_kernel_is_the_ordinary_one_but_for_who_starts_it():
    """Command, debugger and encryption are ipykernel's own."""
    spec = KernelSpecManager().get_kernel_spec(NAME)
    ordinary = get_kernel_dict()
    assert spec.argv == ["python", *ordinary["argv"][1:]]
    assert spec.metadata.pop("kernel_provisioner")["provisioner_name"] == NAME
    assert spec.metadata == ordinary["metadata"]
    assert (spec.language, spec.kernel_protocol_version) == (ordinary["language"], ordinary["kernel_protocol_version"])


@forks
def test_two_kernels_at_once_share_one_warm_process_and_nobody_waits(server):
    """The server goes on answering while the warm process starts."""

    async def scene():
        pauses = []

        async def others():
            while True:
                before = time.monotonic()
                await asyncio.sleep(0.01)
                pauses.append(time.monotonic() - before)

        watch = asyncio.create_task(others())
        kernels = await asyncio.gather(started(server), started(server))
        watch.cancel()
        await ended(server, *(client for _, _, client, _ in kernels))
        return max(pauses), {parent for *_, parent in kernels}

    pause, parents = asyncio.run(scene())
    assert pause < LONGEST_PAUSE
    assert len(parents) == 1 and parents != {os.getpid()}


@forks
def test_interrupt_restart_and_shutdown(server):
    """What the buttons of JupyterLab do."""

    async def scene():
        name, kernel, client, parent = await started(server)
        waiting = asyncio.create_task(client.execute("import time; time.sleep(60)", reply=True, timeout=60))
        await asyncio.sleep(0.5)
        await server.interrupt_kernel(name)
        stopped = (await waiting)["content"]["ename"]
        kept = await value(client, "kept", "kept = 1")
        first = kernel.provisioner.pid
        await server.restart_kernel(name)
        await client.wait_for_ready(timeout=60)
        forgotten = await value(client, "'kept' in globals()")
        second, again = kernel.provisioner.pid, await value(client, "parent", "import os; parent = os.getppid()")
        client.stop_channels()
        await server.shutdown_kernel(name)
        return stopped, kept, forgotten, again == parent, gone(first), gone(second)

    assert asyncio.run(scene()) == ("KeyboardInterrupt", 1, False, True, True, True)


@forks
@pytest.mark.parametrize("now", [True, False])
def test_death_of_the_warm_process_is_got_over(server, now):
    """A restart at once, on the same ports, is forked by a new one."""

    async def scene():
        name, kernel, client, parent = await started(server)
        first = kernel.provisioner.pid
        os.kill(parent, signal.SIGKILL)
        await server.restart_kernel(name, now=now)
        await client.wait_for_ready(timeout=60)
        other = await value(client, "parent", "import os; parent = os.getppid()")
        await ended(server, client)
        return parent, first, other

    parent, first, other = asyncio.run(scene())
    assert other not in (parent, os.getpid())
    assert gone(parent) and gone(first)


@forks
def test_a_start_that_is_given_up_leaves_no_kernel(server):
    """A user closes the tab while the kernel starts."""

    async def scene():
        start = asyncio.create_task(AsyncKernelManager(kernel_name=NAME).start_kernel())
        await asyncio.sleep(0.3)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
        _, _, client, parent = await started(server)
        left = [each.pid for each in psutil.Process(parent).children()]
        await ended(server, client)
        return left

    assert len(asyncio.run(scene())) == 1


@forks
def test_an_ordinary_kernel_is_told_in_the_log(server, tmp_path, caplog):
    """The same kernel chosen, another start: whoever reads the log sees why."""
    (tmp_path / "matplotlibrc").write_text("font.size: 31\n")
    caplog.set_level("INFO", logger="traitlets")

    async def scene():
        _, _, client, parent = await started(server, cwd=str(tmp_path))
        await ended(server, client)
        return parent

    assert asyncio.run(scene()) == os.getpid()
    assert "an ordinary kernel instead of a warm one: the folder has a matplotlibrc of its own" in caplog.text


def test_elsewhere_the_ordinary_kernel_is_told_in_the_log(server, monkeypatch, caplog):
    """Without fork the choice works too."""
    monkeypatch.setattr(provisioner, "available", lambda: False)
    caplog.set_level("INFO", logger="traitlets")

    async def scene():
        _, _, client, parent = await started(server)
        await ended(server, client)
        return parent

    assert asyncio.run(scene()) == os.getpid()
    assert f"an ordinary kernel instead of a warm one: {sys.platform} has no fork to rely on" in caplog.text


@forks
def test_the_debugger_answers(server):
    """JupyterLab offers it, because the kernel says that it has one."""

    async def scene():
        _, _, client, _ = await started(server)
        content = {"type": "request", "seq": 1, "command": "initialize", "arguments": {"adapterID": "test"}}
        client.control_channel.send(client.session.msg("debug_request", content))
        reply = await client.control_channel.get_msg(timeout=30)
        await ended(server, client)
        return reply["content"]

    assert asyncio.run(scene())["success"] is True


SCENE = """
import asyncio, json, os, sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from jupyter_client.multikernelmanager import AsyncMultiKernelManager
from kernel_checks import gone, ready_client, value

async def started(server):
    name = await server.start_kernel(kernel_name="cjtools-warm")
    client = await ready_client(server.get_kernel(name))
    return name, client, await value(client, "parent", "import os; parent = os.getppid()")

async def scene():
    server = AsyncMultiKernelManager()
"""


def script(text):
    """Return the command of a server of its own that plays a scene."""
    text = SCENE.format(tests=str(ROOT / "tests")) + textwrap.indent(textwrap.dedent(text), "    ")
    return [sys.executable, "-c", text + "\nasyncio.run(scene())"]


@forks
def test_edited_code_is_used_by_the_next_kernel_and_takes_no_work_away(tmp_path):
    """Editing the package while one works in a notebook: the notebook that is open keeps its kernel."""
    shutil.copytree(Path(cjtools.__file__).parent, tmp_path / "cjtools", ignore=shutil.ignore_patterns("__pycache__"))
    command = script("""
        first, one, old = await started(server)
        await value(one, "kept", "kept = 41")
        with open("cjtools/errors.py", "a") as file:
            file.write("EDITED = 1\\n")
        second, two, new = await started(server)
        third, three, newer = await started(server)
        seen = await value(two, "cjtools.errors.EDITED", "import cjtools.errors")
        kept = await value(one, "kept + 1")
        one.stop_channels()
        await server.restart_kernel(first)
        one = await ready_client(server.get_kernel(first))
        restarted = await value(one, "parent", "import os; parent = os.getppid()")
        print(json.dumps([os.getpid(), old, new, newer, seen, kept, restarted, gone(old)]), flush=True)
        await server.shutdown_all(now=True)
    """)
    env = {name: text for name, text in os.environ.items() if name != process.VARIABLE} | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    owner, old, new, newer, seen, kept, restarted, old_is_gone = json.loads(done.stdout)
    assert len({owner, old, new}) == 3
    assert newer == new == restarted
    assert (seen, kept, old_is_gone) == (1, 42, True)
    assert gone(new)


@forks
def test_nothing_stays_when_the_server_is_killed(tmp_path):
    """Kernels, what their cells started, and the warm process go with it."""
    command = script("""
        _, one, warm = await started(server)
        _, two, _ = await started(server)
        begun = await value(one, "begun.pid", "import subprocess; begun = subprocess.Popen(['sleep', '600'])")
        kernels = [server.get_kernel(name).provisioner.pid for name in server.list_kernel_ids()]
        print(json.dumps([warm, begun, *kernels]), flush=True)
        await asyncio.sleep(600)
    """)
    env = {name: text for name, text in os.environ.items() if name != process.VARIABLE}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as owner:
        try:
            left = json.loads(owner.stdout.readline())
            assert len(set(left)) == 4 and owner.pid not in left and all(map(psutil.pid_exists, left))
        finally:
            owner.kill()
    assert all(map(gone, left))
