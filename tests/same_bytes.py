"""The same reports made and published on two machines that have nothing in common, compared to the byte.

``make same-bytes`` does it for all areas and outcomes. One machine is unlike the other in all that no result may depend
on: time zone, language, umask, the seed of hashes, the folder and its name, whose home it is and what stands there of
settings, how many processes, warm kernels, the order of reports, when files were written, and how arithmetic libraries
were told to work.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from batch_checks import differences

from cjtools import catalogue

ROOT = Path(__file__).resolve().parents[1]
MOMENT = "1796040000"  # when both say it is: the times of files are among their bytes
ADDRESS = "https://example.org/justice/"
IGNORED = shutil.ignore_patterns("__pycache__", ".*", "local", "processed", "scratch")
MAX_SECONDS = 5400


@dataclass(frozen=True)
class Machine:
    """What a machine and who uses it have for themselves.

    Attributes
    ----------
    name : str
        Of its folder; the project stands below it.
    variables : dict
        Of its environment.
    options : tuple of str
        Of ``cjtools report``.
    seed : int
        Of the order in which reports are asked for.
    umask : int
    settings : dict
        Files in the user's home -> their text.
    """

    name: str
    variables: dict
    options: tuple
    seed: int
    umask: int
    settings: dict = field(default_factory=dict)


PLAIN = Machine(
    "a",
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
    ("--jobs", "2"),
    seed=1,
    umask=0o022,
)
ODD = Machine(
    "Ùlla's  other place",
    {
        "TZ": "Pacific/Kiritimati",  # already tomorrow
        "LC_ALL": "C",
        "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4242",
        "PYTHONUTF8": "0",
        "COLUMNS": "40",
        "OPENBLAS_NUM_THREADS": "4",
        "OMP_NUM_THREADS": "4",
        # an older processor, for libraries that ask
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX",
        "MPLBACKEND": "pdf",
    },
    ("--jobs", "1", "--no-warm"),
    seed=2,
    umask=0o077,
    settings={
        ".config/matplotlib/matplotlibrc": "font.size: 31\naxes.ymargin: 0.4\nxtick.top: True\n",
        ".ipython/profile_default/startup/00-mine.py": (
            "import pandas, matplotlib\npandas.set_option('display.precision', 1)\n"
            "pandas.set_option('display.max_rows', 3)\nmatplotlib.rcParams['axes.grid'] = True\n"
        ),
        ".jupyter/jupyter_nbconvert_config.py": "c.HTMLExporter.exclude_output = True\n",
    },
)


def make(folder, machine, areas, outcomes, forms="html", own=()):
    """Make and publish reports as a machine does.

    Parameters
    ----------
    folder : Path
        Gets a folder for the machine, with a copy of the project's words, data and notebooks.
    machine : Machine
    areas, outcomes : list of str
        Slugs and ids.
    forms : str
        As ``--format`` takes them.
    own : iterable of (Path, str)
        What a partnership has of its own: file or folder, and its name in data/raw/local.

    Returns
    -------
    Path
        The published folder.
    """
    home, user = folder / machine.name / "project", folder / machine.name / "user"
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=IGNORED)
    shutil.copy(ROOT / "GLOSSARY.md", home)
    for source, name in own:
        target = home / "data" / "raw" / "local" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for name, text in machine.settings.items():
        (user / name).parent.mkdir(parents=True, exist_ok=True)
        (user / name).write_text(text, encoding="utf-8")
    user.mkdir(parents=True, exist_ok=True)
    _shuffle_times(home, machine.seed)
    chance = random.Random(machine.seed)
    asked = [f"--area={area}" for area in chance.sample(areas, len(areas))]
    asked += [f"--outcome={outcome}" for outcome in chance.sample(outcomes, len(outcomes))]
    command = ["-m", "cjtools"]
    run(machine, home, user, *command, "build", may_end=(0, 1))
    run(machine, home, user, *command, "report", *asked, "--format", forms, *machine.options)
    published = folder / machine.name / "published"
    run(machine, home, user, *command, "publish", "--to", str(published), "--address", ADDRESS)
    return published


def _shuffle_times(home, seed):
    """Let files have been written at other times, in another order."""
    chance = random.Random(seed)
    for path in sorted(home.rglob("*")):
        moment = 1_500_000_000 + chance.randrange(200_000_000)
        os.utime(path, (moment, moment))


def run(machine, home, user, *arguments, may_end=(0,)):
    """Run Python on a machine; return what it printed."""
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONPATH")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    path = os.pathsep.join(filter(None, (str(ROOT), env.get("PYTHONPATH", ""))))
    own = {"HOME": str(user), "CJTOOLS_HOME": str(home), "SOURCE_DATE_EPOCH": MOMENT, "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, *arguments],
        env=env | own | machine.variables,
        cwd=user,
        umask=machine.umask if os.name == "posix" else -1,
        capture_output=True,
        timeout=MAX_SECONDS,
        stdin=subprocess.DEVNULL,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode in may_end, f"{machine.name}: {' '.join(arguments)}: {done.returncode}\n{said[-3000:]}"
    return said


def files_of(folder):
    """Return the files below a folder: name -> bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main():
    """Make all reports twice and compare; return the status to end with."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, help="so many councils; all by default")
    parser.add_argument("--format", default="html", help="forms, as cjtools report takes them")
    parser.add_argument("--keep", type=Path, help="folder to make them in, which is kept")
    given = parser.parse_args()
    areas = [area["slug"] for area in catalogue.load(ROOT / "data" / "catalogue").councils][: given.areas]
    own = [(ROOT / "docs" / "examples" / "evidence" / "evidence.xlsx", "fife/evidence.xlsx")]
    with tempfile.TemporaryDirectory(prefix="cjtools-same-") as folder:
        found = []
        # without warm kernels all of them take hours; that makes no difference, and the test on a few compares it too
        for machine in (PLAIN, replace(ODD, options=("--jobs", "3"))):
            started = time.monotonic()
            found.append(files_of(make(given.keep or Path(folder), machine, areas, ["all"], given.format, own)))
            files, size = len(found[-1]), sum(map(len, found[-1].values()))
            seconds = time.monotonic() - started
            print(f"{machine.name}: {files:,} files, {size:,} bytes, {seconds:.0f} s", flush=True)
        other = differences(*found)
    print(f"{len(areas)} areas: {len(other)} of {len(found[0]):,} files differ {other[:10] or ''}")
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
