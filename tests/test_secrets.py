"""Nothing that is secret is in the project, and nothing of a partnership's is on its way into it."""

import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# what no file of a project should hold, by what such things look like
SECRETS = {
    "a private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of a cloud": re.compile(rb"\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b"),
    "a token": re.compile(
        rb"\b(gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,}|glpat-[0-9A-Za-z_-]{20}|pypi-[0-9A-Za-z_-]{50,}"
        rb"|npm_[0-9A-Za-z]{36}|xox[abprs]-[0-9A-Za-z-]{10,}|sk-[0-9A-Za-z_-]{32,})"
    ),
    "a signed token": re.compile(rb"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "a password in an address": re.compile(rb"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'<>{}]+:[^\s/@\"'<>{}]+@"),
    "a password": re.compile(rb"(?i)\b(password|passwd|secret|api_?key|token)\s*[:=]\s*[\"'][^\s\"'{}$]{12,}[\"']"),
    "a folder of somebody's own": re.compile(
        rb"(/home/|/Users/|C:\\\\?Users\\\\?)(?!me\b|jovyan\b|\$|<|\{)[A-Za-z][\w.-]+"
    ),
}
PLANTED = {
    "a private key": b"-----BEGIN OPENSSH " + b"PRIVATE KEY-----",
    "a key of a cloud": b"key: AKIA" + b"Q" * 16,
    "a token": b"ghp" + b"_" + b"a1" * 18,
    "a signed token": b"eyJ" + b"a" * 12 + b".eyJ" + b"b" * 12 + b"." + b"c" * 12,
    "a password in an address": b"https://somebody:" + b"hunter2@example.org/",
    "a password": b"PASSWORD" + b' = "correct-horse-battery"',
    "a folder of somebody's own": b"/home" + b"/somebody/project",
}
OWN = (
    "data/raw/local/fife/evidence.xlsx", "data/raw/local/fife/figures/a.csv", "data/raw/local/a.yaml",
    "data/processed/observations.csv", "outputs/2024-25/index.html", "outputs-site/2024-25/index.html",
    "outputs-march/2024-25/fife/delivery_plan.html", "notebooks/scratch/mine.ipynb",
    ".venv-audit/bin/python", "notebooks/.ipynb_checkpoints/01_population-checkpoint.ipynb",
)  # fmt: skip
NEVER = re.compile(
    r"data/raw/local/(?!README\.md$)|data/processed/|outputs|.*\.(pem|key|p12|pfx|env|netrc)$|(.*/)?\.env"
)


def git(*words):
    """Run git in the project; return its status and what it said. A copy without history has none."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no git repository")
    done = subprocess.run(["git", "-C", ROOT, *words], capture_output=True)
    return done.returncode, done.stdout


def tracked():
    """Return the paths of the files that are in the project's history now."""
    status, said = git("ls-files", "-z")
    assert status == 0
    return [name for name in said.decode().split("\0") if name]


def parts_of(path):
    """Yield the bytes of a file, and of each part of a workbook."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())


def secrets_in(content):
    """Return what looks like a secret in some bytes."""
    return [f"{name}: {found[0][:60]!r}" for name, pattern in SECRETS.items() if (found := pattern.search(content))]


@pytest.mark.reliability(
    "supply chain", "keys, tokens, passwords or folders of somebody's own in any file of the project", "none is there"
)
def test_no_secret_is_in_the_project():
    """By what such things look like, in each file that is tracked, and within workbooks."""
    files = [ROOT / name for name in tracked() if (ROOT / name).is_file()]
    assert len(files) > 500
    assert {path: found for path in files for part in parts_of(path) if (found := secrets_in(part))} == {}


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_would_be_found(name):
    """Each pattern knows what it is for."""
    assert secrets_in(PLANTED[name])[0].startswith(f"{name}:")


@pytest.mark.parametrize("path", OWN)
@pytest.mark.reliability(
    "supply chain",
    "a partnership's own files, outputs and scratch notebooks: would git take them in?",
    "git leaves them out",
)
def test_git_leaves_out_what_is_a_partnerships_own(path):
    """A thoughtless ``git add .`` takes nothing of theirs."""
    assert git("check-ignore", "-q", path)[0] == 0


def test_git_has_taken_in_nothing_of_them():
    """Neither by force; README.md of the folder is the project's, and git would take it."""
    assert [name for name in tracked() if NEVER.match(name)] == []
    assert git("check-ignore", "-q", "data/raw/local/README.md")[0] == 1
    assert "data/raw/local/README.md" in tracked()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps such rights in another way")
@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644)])
@pytest.mark.reliability(
    "supply chain",
    "files are written for somebody whose new files are to be read by nobody else (umask 077), or by all",
    "evidence and outputs get the rights that every new file of theirs has, no more",
)
def test_files_are_as_private_as_their_writer_asks(umask, mode, tmp_path):
    """The evidence workbook, and the half-written file that stands for it meanwhile."""
    leave = shutil.ignore_patterns("local")
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path / "data" / "catalogue")
    shutil.copytree(ROOT / "data" / "raw" / "published", tmp_path / "data" / "raw" / "published", ignore=leave)
    command = [sys.executable, "-m", "cjtools", "evidence", "new", "fife"]
    env = os.environ | {"CJTOOLS_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=env, umask=umask, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    made = tmp_path / "data" / "raw" / "local" / "fife" / "evidence.xlsx"
    assert stat.S_IMODE(made.stat().st_mode) == mode
