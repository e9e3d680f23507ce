"""Nothing that cjtools does needs or asks a network: seen from within every process, and done again without one."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from test_secrets import parts_of

from cjtools.kernels.protocol import available

ROOT = Path(__file__).resolve().parents[1]
HOOK = ROOT / "tests" / "watched"
NO_NETWORK = ["unshare", "--map-root-user", "--net"]  # of Linux: a network with nothing in it, not even localhost
# what tells of a run, and of what its pages were made of: moments, and hashes of files that hold moments
OF_RUN = ("ledger.csv", "run.json", "pages.csv", "published.csv", ".lock")
WHEN = re.compile(rb"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")  # what lists of pages and the feed tell beside
VIEW = "import cjtools as cj; print(cj.view('cpo_imposed', areas='Fife')._repr_html_())"
SECRET, PERSON = "planted-c4nary-31c9", "planted.person"  # in the environment of every process
STEPS = (
    ("-m", "cjtools", "build"),
    ("-m", "cjtools", "evidence", "new", "angus"),
    ("-m", "cjtools", "evidence", "check", "fife"),
    ("-m", "cjtools", "report", "--area=fife", "--format=all"),
    ("-m", "cjtools", "requests", "fife"),
    ("-m", "cjtools", "publish"),
    ("-c", VIEW),
)
IN_PART = ("build", "check")  # which may end with 1: a file was read in part, evidence has notes


def lines_of(told, kind):
    """Return what the file of a watch tells of one kind."""
    text = told.read_text(encoding="utf-8") if told.exists() else ""
    return [line[1:] for line in map(json.loads, text.splitlines()) if line[0] == kind]


class Watched:
    """A copy of the project with evidence, and commands in it that tell whom they ask."""

    def __init__(self, folder, before=(), with_data=True):
        self.home, self.told, self.before = folder / "home", folder / "told.jsonl", list(before)
        self._copy() if with_data else self.home.mkdir()
        paths = os.pathsep.join(filter(None, [str(HOOK), str(ROOT), os.environ.get("PYTHONPATH")]))
        self.env = {name: text for name, text in os.environ.items() if not name.startswith("CJTOOLS_")}
        self.env |= {"CJTOOLS_HOME": str(self.home), "CJTOOLS_WATCHED": str(self.told), "PYTHONPATH": paths}
        # a short name: the path of a socket may have about a hundred bytes, and kernels would take ports instead
        self._short = tempfile.TemporaryDirectory(prefix="cj-", ignore_cleanup_errors=True)
        self.temporary = Path(self._short.name)
        self.env |= {"TMPDIR": self._short.name, "DATABASE_PASSWORD": SECRET, "USER": PERSON, "LOGNAME": PERSON}

    def _copy(self):
        """Copy what the project is made of, with the worked example of evidence."""
        leave = shutil.ignore_patterns("local", "processed", ".ipynb_checkpoints", "scratch")
        for name in ("data", "notebooks"):
            shutil.copytree(ROOT / name, self.home / name, ignore=leave)
        shutil.copy(ROOT / "GLOSSARY.md", self.home)
        own = self.home / "data" / "raw" / "local" / "fife"
        own.mkdir(parents=True)
        shutil.copy(ROOT / "docs" / "examples" / "evidence" / "evidence.xlsx", own)

    def python(self, *arguments, allowed=(0,)):
        """Run Python with some arguments; return what it said."""
        command = [*self.before, sys.executable, *arguments]
        done = subprocess.run(command, cwd=self.home, env=self.env, capture_output=True, text=True, timeout=500)
        assert done.returncode in allowed, f"{arguments}: {done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout + done.stderr

    def lines(self, kind):
        """Return what was told of one kind."""
        return lines_of(self.told, kind)

    def files(self):
        """Return the bytes of all that was made, but for what tells of the run and for moments."""
        made = [*self.home.glob("outputs*/**/*"), *self.home.glob("data/processed/**/*")]
        return {
            path.relative_to(self.home).as_posix(): WHEN.sub(b"", path.read_bytes())
            for path in made
            if path.is_file() and path.name not in OF_RUN
        }


def done_in(folder, before=(), more=()):
    """Return a project in which every step has been done, the report with more options."""
    project = Watched(folder, before)
    for step in STEPS:
        given = [*step, *more] if "report" in step else step
        project.python(*given, allowed=(0, 1) if set(step) & set(IN_PART) else (0,))
    return project


@pytest.fixture(scope="module")
def with_network(tmp_path_factory):
    """The project, made on a machine as it is."""
    return done_in(tmp_path_factory.mktemp("with"))


@pytest.mark.batch
@pytest.mark.reliability(
    "supply chain",
    "building, evidence, a report in every form, requests, publishing, the explorer's view: each process is watched",
    "nothing is asked of any network, and no port is opened to other machines",
)
def test_nothing_is_asked_of_the_network(with_network):
    """By whichever process: the command, the reader of workbooks, the kernels, a notebook's own calls."""
    started = "\n".join(line for (line,) in with_network.lines("started"))
    for process in ("cjtools report", "cjtools.extract.reader", "-c import cjtools as cj"):
        assert process in started
    assert "cjtools.kernels.server" in started or not available()
    assert with_network.lines("asked") == [] and with_network.lines("open") == []
    assert any(name.endswith("community-sentences.html") for name in with_network.files())


@pytest.mark.batch
@pytest.mark.reliability(
    "supply chain",
    "a password in the environment, the name of who runs it, the folder that it runs in: looked for in every file "
    "that is made, also within workbooks, Word files and kept notebooks",
    "none holds any of them",
)
def test_nothing_of_the_machine_is_in_what_is_made(with_network):
    """Kept notebooks are for an audit, and lists of runs are sent around when something fails."""
    planted = [SECRET, PERSON, str(with_network.home), str(ROOT)]
    made = [path for path in with_network.home.glob("outputs*/**/*") if path.is_file()]
    assert any(path.suffix == ".ipynb" for path in made) and any(path.suffix == ".docx" for path in made)
    found = {
        (path.relative_to(with_network.home).as_posix(), word)
        for path in made
        for part in parts_of(path)
        for word in planted
        if word.encode() in part
    }
    assert found == set()


@pytest.mark.batch
@pytest.mark.reliability(
    "supply chain", "temporary files with a partnership's data, after the commands have ended", "none is left"
)
def test_no_temporary_file_is_left(with_network):
    """Kernels' connection files, sockets, what workers share."""
    assert [path.name for path in with_network.temporary.iterdir()] == []


@pytest.mark.batch
@pytest.mark.reliability(
    "supply chain",
    "the same without any network: not even connections within the machine; kernels started anew",
    "everything is made, with the same bytes",
)
def test_without_a_network_the_same_bytes_are_made(with_network, tmp_path):
    """What is seen here that the watch cannot see: libraries that ask by themselves."""
    if not shutil.which("unshare") or subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode:
        pytest.skip("this system does not let a test take the network from a process")
    seen = subprocess.run(
        [*NO_NETWORK, sys.executable, "-c", "import socket; print([name for _, name in socket.if_nameindex()])"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert seen.stdout.strip() == "['lo']"
    without = done_in(tmp_path, NO_NETWORK, ["--no-warm"])
    assert without.lines("asked") == []
    there, here = with_network.files(), without.files()
    assert len(here) > 50 and sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []


ASK = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9)); s.close()"
IN_A_KERNEL = """
import nbformat, pathlib
from cjtools.make.runner import run_notebook
node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell({ask!r})])
path = pathlib.Path("asks.ipynb")
nbformat.write(node, path)
run_notebook(path, {{}})
"""


@pytest.mark.parametrize("where", ["a command", "a kernel"])
@pytest.mark.reliability(
    "supply chain",
    "the watch itself: a command, and a notebook's cell, that ask for an address elsewhere",
    "it is seen",
)
def test_the_watch_sees_who_asks(where, tmp_path):
    """Else the test above could not fail; 192.0.2.1 is an address of nobody."""
    project = Watched(tmp_path, with_data=False)
    project.python("-c", ASK if where == "a command" else IN_A_KERNEL.format(ask=ASK))
    assert project.lines("asked") == [["socket.connect", "('192.0.2.1', 9)"]]
    project.python("-c", "import socket; s = socket.socket(); s.bind(('', 0)); s.close()")
    assert len(project.lines("open")) == 1


def test_what_stays_on_this_machine_is_not_counted(tmp_path):
    """Addresses of this machine, and sockets that are files."""
    project = Watched(tmp_path, with_data=False)
    project.python("-c", "import socket; a, b = socket.socketpair(); s = socket.socket(); s.bind(('127.0.0.1', 0))")
    project.python("-c", "import socket; s = socket.socket(); s.bind(('localhost', 0)); socket.getaddrinfo('::1', 1)")
    assert project.lines("asked") == project.lines("open") == []
