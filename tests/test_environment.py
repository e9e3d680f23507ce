"""pyproject.toml, requirements.lock and environment.yml name the same packages; versions are the same everywhere."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import cjtools

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# conda-forge name -> PyPI name, where they are not the same
PYPI_NAMES = {"jupyter_client": "jupyter-client"}
ONLY_CONDA = {"python", "pip"}


def conda_packages():
    """Return (name, range) of the packages that environment.yml asks conda for, as PyPI names them."""
    lines = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    pairs = [re.fullmatch(r"([a-z0-9_.-]+?)\s*([<>=!~].*)?", line).groups(default="") for line in lines]
    return {PYPI_NAMES.get(name, name): SpecifierSet(limits) for name, limits in pairs}


def locked():
    """Return (name, version, text of the entry) for each entry of the lock."""
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    return [(*re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", entry).groups(), entry) for entry in entries]


def test_conda_environment_asks_for_the_same_packages_and_ranges():
    """An analyst with conda gets what an analyst with pip gets."""
    theirs = {name: limits for name, limits in conda_packages().items() if name not in ONLY_CONDA}
    assert theirs == {requirement.name: requirement.specifier for requirement in WANTED}


def test_conda_environment_stands_as_binder_reads_it():
    """Its name, its channels, pip for the project itself, last."""
    assert CONDA["name"] == "cjtools"
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}


def test_python_is_pinned_to_a_range_that_starts_where_the_project_does():
    """conda must not choose a Python that nobody has tried."""
    limits = str(conda_packages()["python"])
    assert PROJECT["requires-python"] in limits.split(",")
    assert "<" in limits


@pytest.mark.parametrize("requirement", WANTED, ids=lambda requirement: requirement.name)
def test_locked_version_is_within_the_range(requirement):
    """What is installed by the lock is what pyproject allows."""
    versions = [version for name, version, _ in locked() if canonicalize_name(name) == requirement.name]
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_every_locked_package_has_hashes():
    """pip refuses a file that is not the one that was locked."""
    assert len(locked()) > 100
    assert [name for name, _, entry in locked() if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []


def test_lock_names_no_address():
    """Packages come from the index of whoever installs, never from a named host, repository or path."""
    assert re.findall(r"://|\bindex-url|\bfind-links|\btrusted-host| @ |(?m:^-)", LOCK) == []


def test_version_is_the_same_wherever_it_stands():
    """Package, pyproject, citation and change log speak of one version."""
    said = {"package": cjtools.__version__, "pyproject": PROJECT["version"]}
    if (ROOT / "CITATION.cff").is_file():
        said["citation"] = str(yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"])
    if (ROOT / "CHANGELOG.md").is_file():
        heading = re.search(r"(?m)^## \[?v?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        said["changes"] = heading and heading[1]
    assert set(said.values()) == {PROJECT["version"]}, said
