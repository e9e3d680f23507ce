"""The commands of the Makefile: what they run, and what they say on a machine that lacks something."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not there")


def make(*words):
    """Run make in the project; return what became of it."""
    return subprocess.run(["make", "-C", ROOT, "--no-print-directory", *words], capture_output=True, text=True)


@pytest.fixture
def ready(tmp_path):
    """A set-up that is done, so that make only says what comes after it."""
    (tmp_path / ".ready").touch()
    return f"VENV={tmp_path}"


@pytest.mark.parametrize("area", ["Na h-Eileanan Siar", "Argyll & Bute", "Fife; true"])
def test_area_is_one_word_to_the_command(ready, area):
    """Blanks and signs stay inside the name."""
    done = make("-n", "report", ready, f"AREA={area}")
    said = f'/cjtools report --area "{area}" --outcome "community-sentences" --format "html"'
    assert done.stdout.strip().endswith(said)
    asked = make("-n", "reports", ready, "FORMAT=pdf,docx").stdout
    assert '--format "pdf,docx"' in asked


def test_targets_run_what_the_readme_says(ready):
    """One council, all councils, the gate, the workbench."""
    assert '--area "Fife"' in make("-n", "report", ready).stdout
    assert "--area all" in make("-n", "reports", ready).stdout
    assert make("-n", "lab", ready).stdout.strip().endswith("/cjtools lab")
    assert make("-n", "lab", "ARGS=--allow-root", ready).stdout.strip().endswith("/cjtools lab --allow-root")
    assert make("-n", "explore", ready).stdout.strip().endswith("/cjtools explore --page")
    gate = make("-n", "test", ready).stdout
    for step in ("ruff check .", "ruff format --check .", "-m pytest -n 2", "cjtools build", "--nbval-lax notebooks"):
        assert step in gate


def test_clean_leaves_what_is_published():
    """Only what can be made again goes."""
    assert make("-n", "clean").stdout.strip() == "rm -rf data/processed outputs"


def test_too_old_python_is_told(tmp_path):
    """Which version is needed, which this is, and how to name another; nothing is set up."""
    old = tmp_path / "python3.9"
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}" "$2"\n', encoding="utf-8")
    old.chmod(0o755)
    done = make("setup", f"VENV={tmp_path / 'venv'}", f"PYTHON={old}")
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed, this is 3.9; name one with: make PYTHON=python3.12" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_missing_python_is_told(tmp_path):
    """In words, before anything is tried."""
    done = make("setup", f"VENV={tmp_path / 'venv'}", "PYTHON=python-of-nobody")
    assert done.returncode == 2
    assert done.stderr.startswith("python-of-nobody is not there; name one with:")
