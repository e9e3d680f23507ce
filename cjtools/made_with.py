"""What must be the same for results to be the same: this package's code, Python and the libraries it rests on."""

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from cjtools.paths import stamps_below

PACKAGE = Path(__file__).resolve().parent
_AT_IMPORT = stamps_below(PACKAGE, ".py")

# those that read files, run notebooks, work figures out, draw, and turn text and templates into pages
DEPENDED_ON = (
    "python-calamine", "defusedxml", "pyyaml", "papermill", "ipykernel", "nbconvert", "mistune", "jinja2", "pandas",
    "numpy", "scipy", "matplotlib",
)  # fmt: skip


@lru_cache(maxsize=1)
def environment():
    """Return the versions that results depend on.

    Returns
    -------
    dict
        Name -> version; for cjtools the hash of its files when this process first asked: a process that runs on goes
        on with the code that it has loaded.
    """
    paths = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "cjtools": digest.hexdigest(),
        "python": platform.python_version(),
        **{name: version(name) for name in DEPENDED_ON},
    }


def edited_since():
    """Return which file of the package was edited since this process imported it.

    It may run other code than stands there.

    Returns
    -------
    str
        Name of one; empty when none was.
    """
    changed = set(stamps_below(PACKAGE, ".py")) ^ set(_AT_IMPORT)
    return min((Path(path).name for path, _ in changed), default="")
