"""Warm kernels do what ordinary kernels do, share nothing with each other, and leave nothing behind."""

import ast
import os
import socket
import subprocess
import sys
import textwrap
import time

import nbformat
import psutil
import pytest
from kernel_checks import gone
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from cjtools import made_with
from cjtools.kernels import process, provisioner
from cjtools.kernels.process import ForkedKernel, Refused, WarmProcess, warm_kernels
from cjtools.kernels.protocol import available, with_one_thread
from cjtools.paths import stamps_below

pytestmark = [pytest.mark.batch, pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")]

# what a cell may do that an unclean start would show in: each is run by an ordinary and by a warm kernel
PROBES = {
    "names": "sorted(name for name in dir() if not name.startswith('_'))",
    "main": "import sys; __name__, sys.modules['__main__'].__name__, sys.path[5:6], sys.path.count('')",
    "arguments": "import sys; sys.argv[0], len(sys.argv)",
    "folder": "import os; os.getcwd()",
    "settings of charts": "import matplotlib; sorted((k, str(v)) for k, v in matplotlib.rcParams.items())",
    "settings of tables": "import pandas as pd; pd.describe_option(_print_desc=False)",
    "settings of numbers": "import numpy as np; np.get_printoptions(), np.geterr()",
    "picture": "import matplotlib.pyplot as plt; plt.plot([1, 3, 2]); plt.title('π ½')",
    "statistical picture": "import seaborn as sns; sns.kdeplot([1, 2, 2, 3, 5]);",
    "drawing": "from cjtools.charts.canvas import canvas, finish\n"
    "with canvas(200, left=40, top=20) as (f, a):\n    a.plot([1, 2], [3, 1])\n    print(finish(f, 'n', 't', 'a'))",
    "magic": "%matplotlib inline\n%precision 3\n3.14159",
    "printed": "import sys; print('out'); print('err', file=sys.stderr); 1",
    "printed by others": "import subprocess; print(subprocess.run(['echo', 'hello'], capture_output=True).stdout)",
    "shell": "!echo hello",
    # in one piece: the kernel may send on what is there between a word and the end of its line
    "threads": "import sys, threading; t = threading.Thread(target=sys.stdout.write, args=('x\\n',)); t.start(); "
    "t.join(); 5",
    "processes": "import multiprocessing as m; p = m.get_context('fork').Pool(1); r = p.map(abs, [-2]); p.close(); r",
    "waiting": "import asyncio; await asyncio.sleep(0.01); 'awaited'",
    "logging": "import logging; logging.getLogger().level, len(logging.getLogger().handlers)",
    "input": "import sys; sys.stdin.isatty()",
    "time": "import time; time.tzname",
    "signals": "import signal; str(signal.getsignal(signal.SIGTERM)), str(signal.getsignal(signal.SIGCHLD))",
    "limits": "import sys; sys.getrecursionlimit(), sys.flags.safe_path, sys.flags.hash_randomization",
    "children": "import psutil; len(psutil.Process().children())",
    "wide table": "import pandas as pd; pd.DataFrame([range(40)])",
    "tables": "import pandas as pd; pd.DataFrame({'a': [1.5, None], 'b': ['x', 'y']})",
    "words": "from cjtools import catalogue; catalogue.load().area('Orkney'), list(catalogue.load().indicators)",
    "end": "import atexit; atexit._ncallbacks() > 0",
}


def executed(*cells, env=None, cwd=None, **options):
    """Run some cells in one kernel; return the notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in cells])
    client = NotebookClient(notebook, kernel_name="python3", shutdown_kernel="immediate", **options)
    client.execute(**{key: value for key, value in {"env": env, "cwd": cwd}.items() if value is not None})
    return notebook


def shown(notebook, cell=-1):
    """Return the text of the last output of a cell."""
    output = notebook.cells[cell].outputs[-1]
    return output["text"] if output.output_type == "stream" else output["data"]["text/plain"]


@pytest.fixture(scope="module")
def warm():
    """Kernels of one warm process; its address."""
    with warm_kernels() as is_warm:
        assert is_warm
        yield os.environ[process.VARIABLE]


@pytest.fixture(scope="module")
def both():
    """What an ordinary and a warm kernel gave for every probe, each probe in the same kernel as the others."""
    os.environ.update(with_one_thread())
    probes = list(PROBES.values())
    ordinary = executed(*probes)
    with warm_kernels():
        forked = executed("__import__('os').getppid()", *probes)
    assert int(shown(forked, 0)) != os.getpid(), "not forked by the warm process"
    for number, cell in enumerate(forked.cells[1:], start=1):
        for output in cell.outputs:
            if "execution_count" in output:
                output["execution_count"] = number
    pairs = zip(ordinary.cells, forked.cells[1:], strict=True)
    return dict(zip(PROBES, ((one.outputs, other.outputs) for one, other in pairs), strict=True))


@pytest.mark.reliability(
    "same bytes", "a cell in a forked kernel and in an ordinary one", "the same outputs, to the byte"
)
@pytest.mark.parametrize("probe", PROBES)
def test_warm_is_as_ordinary(both, probe):
    """The same cell gives the same outputs, to the byte."""
    ordinary, forked = both[probe]
    assert ordinary, "a probe that shows nothing shows no difference"
    assert forked == ordinary


def test_pictures_are_pictures(both):
    """A backend imported too early would give text without an error."""
    for probe in ("picture", "statistical picture"):
        assert "image/png" in both[probe][1][-1]["data"]


def test_kernels_share_nothing(warm):
    """What one kernel changes, the next does not see."""
    changes = """
    import builtins, os, sys, random
    import numpy as np, pandas as pd, matplotlib, cjtools
    builtins.planted = 1; os.environ["PLANTED"] = "1"; sys.path.insert(0, "/planted")
    pd.options.display.max_rows = 3; matplotlib.rcParams["font.size"] = 99; cjtools.planted = 1
    np.seterr(all="ignore"); os.chdir("/"); sys.modules["planted"] = os
    """
    look = """
    import builtins, os, sys
    import numpy as np, pandas as pd, matplotlib, cjtools
    (hasattr(builtins, "planted"), "PLANTED" in os.environ, "/planted" in sys.path, pd.options.display.max_rows,
     matplotlib.rcParams["font.size"], hasattr(cjtools, "planted"), np.geterr()["divide"], os.getcwd(),
     "planted" in sys.modules)
    """
    executed(changes)
    expected = (False, False, False, 60, 10.0, False, "warn", os.getcwd(), False)
    assert ast.literal_eval(shown(executed(look))) == expected


def test_random_numbers_are_fresh(warm):
    """Forks of one process would all draw the same numbers."""
    draw = (
        "import random, numpy as np; random.random(), float(np.random.rand()), float(np.random.default_rng().random())"
    )
    first, second = (ast.literal_eval(shown(executed(draw))) for _ in range(2))
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)", "os.abort()"])
def test_death_is_seen(warm, end):
    """A kernel that dies is told as dead, in seconds."""
    started = time.monotonic()
    with pytest.raises(DeadKernelError):
        executed(f"import os; {end}")
    assert time.monotonic() - started < 20


def test_errors_are_told(warm):
    """An exception in a cell comes with its name and its line."""
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed("1 / 0")


@pytest.mark.parametrize("cell", ["while True: pass", "import time; time.sleep(60)"])
def test_a_cell_that_hangs_is_ended(warm, cell):
    """After its time a cell is interrupted, and the kernel answers again."""
    with pytest.raises(CellTimeoutError):
        executed(cell, timeout=1)
    notebook = executed(cell, "2 + 2", timeout=1, interrupt_on_timeout=True, allow_errors=True)
    assert notebook.cells[0].outputs[-1]["ename"] == "KeyboardInterrupt"
    assert shown(notebook) == "4"


@pytest.mark.reliability("faults", "a kernel with a process of its own is ended", "that process ends too")
def test_what_a_kernel_started_ends_with_it(warm):
    """A process left by a cell does not outlive its kernel."""
    started = int(shown(executed("import subprocess; p = subprocess.Popen(['sleep', '600']); p.pid")))
    assert gone(started)


def test_warm_process_stays_as_it_was(warm):
    """Kernels come and go: no process, thread or open file is left."""
    server = psutil.Process(int(shown(executed("import os; os.getppid()"))))
    before = server.num_fds(), server.num_threads()
    for _ in range(12):
        executed("1")
    deadline = time.monotonic() + 10
    while server.children() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.children() == []
    assert (server.num_fds(), server.num_threads()) == before
    assert server.num_threads() == 1


@pytest.mark.reliability("faults", "the process that kernels come from is killed", "kernels start anew")
def test_losing_the_warm_process_loses_no_more(monkeypatch):
    """Its kernels die with it, and are told as dead; the next one is an ordinary kernel."""
    with warm_kernels():
        with pytest.raises(DeadKernelError):
            executed("import os, signal; os.kill(os.getppid(), signal.SIGKILL)", "import time; time.sleep(60)")
        assert shown(executed("import os; os.getppid()")) == str(os.getpid())


@pytest.mark.reliability("faults", "the owner of kernels is killed", "none of them stays")
def test_nothing_stays_when_the_owner_is_killed(tmp_path):
    """The warm process, its kernels and its folder go with an owner that could not clean up."""
    folder = tmp_path / "run"
    folder.mkdir()
    script = f"""
    import os, sys, time
    from pathlib import Path
    from cjtools.kernels.process import ForkedKernel, WarmProcess
    warm = WarmProcess(Path({str(folder)!r}))
    kernel = ForkedKernel(warm.address, ["-f", {str(tmp_path / "k.json")!r}], dict(os.environ), "/")
    print(warm._process.pid, kernel.pid, flush=True)
    time.sleep(600)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=with_one_thread()) as owner:
        server, kernel = map(int, owner.stdout.readline().split())
        assert psutil.pid_exists(server) and psutil.pid_exists(kernel)
        owner.kill()
    assert gone(server) and gone(kernel)
    assert not folder.exists()


@pytest.mark.reliability("faults", "a worker is killed while its kernel runs", "the kernel ends")
def test_kernels_of_a_worker_that_is_killed_end(warm, tmp_path):
    """Who asked for a kernel and is gone needs it no more."""
    script = f"""
    import os, time
    from cjtools.kernels.process import ForkedKernel
    print(ForkedKernel({warm!r}, ["-f", {str(tmp_path / "k.json")!r}], dict(os.environ), "/").pid, flush=True)
    time.sleep(600)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=with_one_thread()) as worker:
        kernel = int(worker.stdout.readline())
        assert psutil.pid_exists(kernel)
        worker.kill()
    assert gone(kernel)


@pytest.mark.parametrize(
    ("env", "said"),
    [({"PYTHONHASHSEED": "7"}, "PYTHONHASHSEED"), ({"OMP_NUM_THREADS": "4"}, "OMP_NUM_THREADS")],
)
def test_other_settings_are_refused(warm, env, said):
    """What an interpreter reads at its start cannot be changed in a fork."""
    with pytest.raises(Refused, match=f"other settings: {said}"):
        ForkedKernel(warm, [], with_one_thread() | env, "/")


def test_refused_kernels_are_ordinary_ones(warm, tmp_path):
    """A folder with settings for charts gets a kernel that reads them."""
    (tmp_path / "matplotlibrc").write_text("font.size: 31\n")
    cell = "import matplotlib, os; matplotlib.rcParams['font.size'], os.getppid()"
    assert ast.literal_eval(shown(executed(cell, cwd=str(tmp_path)))) == (31.0, os.getpid())


def test_an_edited_module_is_noticed(tmp_path, monkeypatch):
    """A kernel must not run code that is no longer what the file says."""
    file = tmp_path / "module.py"
    file.write_text("a = 1\n")
    monkeypatch.setattr(made_with, "PACKAGE", tmp_path)
    monkeypatch.setattr(made_with, "_AT_IMPORT", stamps_below(tmp_path, ".py"))
    assert made_with.edited_since() == ""
    file.write_text("a = 22\n")
    assert made_with.edited_since() == "module.py"
    file.unlink()
    assert made_with.edited_since() == "module.py"


def test_settings_for_charts_where_the_command_was_given_reach_no_kernel(tmp_path, monkeypatch):
    """An ordinary kernel does not see them either: it starts in the notebook's folder."""
    (tmp_path / "matplotlibrc").write_text("font.size: 31\n")
    monkeypatch.chdir(tmp_path)
    with warm_kernels() as is_warm:
        assert is_warm == available()
        size, parent = ast.literal_eval(
            shown(executed("import matplotlib, os; matplotlib.rcParams['font.size'], os.getppid()", cwd="/"))
        )
    assert size == 10.0 and parent != os.getpid()


def test_what_fails_beforehand_is_left_to_notebooks():
    """Whatever it is: the warm process gives kernels all the same."""
    with warm_kernels(prepare=["json:loads", "{"]), warm_kernels(prepare=["operator:getitem", {}, "x"]):
        assert int(shown(executed("__import__('os').getppid()"))) != os.getpid()
        assert process.warm_process_runs()


def test_nonsense_does_no_harm(warm):
    """What is no request is not answered, and the next one is."""
    before = shown(executed("import os; os.getppid()"))
    for nonsense in (b"", b"\n", b"{}\n", b"[1]\n", b'{"argv": 1}\n', b"\xff" * 100):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(f"\0{warm}")
            connection.sendall(nonsense)
    assert shown(executed("import os; os.getppid()")) == before != str(os.getpid())


def test_other_systems_get_ordinary_kernels(monkeypatch):
    """Without fork everything works as it did."""
    monkeypatch.setattr(process, "available", lambda: False)
    monkeypatch.setattr(provisioner, "available", lambda: False)
    with warm_kernels() as is_warm:
        assert not is_warm
        assert shown(executed("import os; os.getppid()")) == str(os.getpid())


def test_a_process_of_its_own_when_there_is_none(monkeypatch):
    """JupyterLab starts the warm process with the first kernel that is chosen, and one serves all."""
    from jupyter_client.provisioning import KernelProvisionerFactory

    monkeypatch.delenv(process.VARIABLE, raising=False)
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "cjtools-warm")
    parents = {shown(executed("import os; os.getppid()")) for _ in range(2)}
    assert len(parents) == 1 and parents != {str(os.getpid())}
    provisioner.keeper.close()
    assert gone(int(parents.pop()))


def test_a_closed_warm_process_isgone():
    """Closing ends it at once, with no zombie."""
    warm = WarmProcess()
    assert warm.runs
    warm.close()
    assert not warm.runs
    with pytest.raises(Refused, match="no answer"):
        ForkedKernel(warm.address, [], {}, "/")
