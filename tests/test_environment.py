"""pyproject.toml, requirements.lock and environment.yml name the same packages; versions are the same everywhere."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import cjtools

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
WANTED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
# what make test-browser adds to the first
BROWSER_LOCK = (ROOT / "requirements-browser.lock").read_text(encoding="utf-8")
# what make audit and make sbom have in an environment of their own
AUDIT_LOCK = (ROOT / "requirements-audit.lock").read_text(encoding="utf-8")
LOCKS = pytest.mark.parametrize(
    "lock",
    [LOCK, BROWSER_LOCK, AUDIT_LOCK],
    ids=["requirements.lock", "requirements-browser.lock", "requirements-audit.lock"],
)
BROWSER = ROOT / "tests" / "browser"
# conda-forge name -> PyPI name, where they are not the same
PYPI_NAMES = {"jupyter_client": "jupyter-client"}
ONLY_CONDA = {"python", "pip"}
# by the metadata of playwright 1.65
NEEDED_BY_PLAYWRIGHT = ("greenlet",)
ONLY_PIP = {"resvg-py"}  # brought by the extra that environment.yml names for the project itself


def conda_packages():
    """Return (name, range) of the packages that environment.yml asks conda for, as PyPI names them."""
    lines = [line for line in CONDA["dependencies"] if isinstance(line, str)]
    pairs = [re.fullmatch(r"([a-z0-9_.-]+?)\s*([<>=!~].*)?", line).groups(default="") for line in lines]
    return {PYPI_NAMES.get(name, name): SpecifierSet(limits) for name, limits in pairs}


def locked(lock=LOCK):
    """Return (name, version, text of the entry) for each entry of a lock."""
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip())
    return [(*re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", entry).groups(), entry) for entry in entries]


@pytest.mark.reliability(
    "supply chain",
    "an environment for conda that differs from that for pip",
    "both ask for the same packages in the same ranges",
)
def test_conda_environment_asks_for_the_same_packages_and_ranges():
    """An analyst with conda gets what an analyst with pip gets."""
    theirs = {name: limits for name, limits in conda_packages().items() if name not in ONLY_CONDA}
    wanted = {requirement.name: requirement.specifier for requirement in WANTED if requirement.name not in ONLY_PIP}
    assert theirs == wanted


def test_conda_environment_stands_as_binder_reads_it():
    """Its name, its channels, pip for the project itself, last."""
    assert CONDA["name"] == "cjtools"
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e .[word]"]}
    extra = {Requirement(line).name for line in PROJECT["optional-dependencies"]["word"]}
    assert extra - set(conda_packages()) == ONLY_PIP


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


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
@pytest.mark.reliability(
    "supply chain",
    "an optional part of the project (PDF, Word, explorer, cluster, documentation, checks) that no lock pins",
    "each is locked, within the range that the project allows",
)
def test_every_optional_part_is_locked(extra):
    """What an analyst adds by an extra is in the lock too."""
    lock = BROWSER_LOCK if extra == "browser" else LOCK
    there = {canonicalize_name(name): version for name, version, _ in locked(lock)}
    for wanted in map(Requirement, PROJECT["optional-dependencies"][extra]):
        assert wanted.specifier.contains(there[canonicalize_name(wanted.name)]), wanted


def test_audit_lock_has_what_the_audit_is_done_with():
    """Both tools, with what they need, in one environment that is none of the project's."""
    there = {canonicalize_name(name): version for name, version, _ in locked(AUDIT_LOCK)}
    for wanted in map(Requirement, PYPROJECT["dependency-groups"]["audit"]):
        assert wanted.specifier.contains(there[canonicalize_name(wanted.name)])
    assert len(there) > 30


@pytest.mark.reliability("supply chain", "a locked package without a hash", "every one has at least one")
@LOCKS
def test_every_locked_package_has_hashes(lock):
    """pip refuses a file that is not the one that was locked."""
    assert [name for name, _, entry in locked(lock) if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)] == []


@pytest.mark.reliability("supply chain", "a lock that names an address to install from", "none does")
@LOCKS
def test_lock_names_no_address(lock):
    """Packages come from the index of whoever installs, never from a named host, repository or path."""
    assert re.findall(r"://|\bindex-url|\bfind-links|\btrusted-host| @ |(?m:^-)", lock) == []


def test_lock_is_whole():
    """A hundred packages and more; one that was cut off would pass the tests above."""
    assert len(locked()) > 100


def test_browser_lock_has_what_playwright_needs_and_nothing_else():
    """Its packages are the extra, all that it asks for, in the versions of the other lock where that has them too."""
    wanted = [Requirement(line) for line in PROJECT["optional-dependencies"]["browser"]]
    versions = {canonicalize_name(name): version for name, version, _ in locked(BROWSER_LOCK)}
    both = {canonicalize_name(name): version for name, version, _ in locked()} | versions
    assert all(one.specifier.contains(versions[one.name]) for one in wanted)
    assert [name for name in NEEDED_BY_PLAYWRIGHT if name not in both] == []
    assert set(versions) <= {"playwright", *NEEDED_BY_PLAYWRIGHT}
    assert [name for name, version, _ in locked() if versions.get(canonicalize_name(name), version) != version] == []


def npm_packages():
    """Return what package-lock.json says of each package: name -> entry."""
    lock = json.loads((BROWSER / "package-lock.json").read_text(encoding="utf-8"))
    return {place.rpartition("node_modules/")[2]: entry for place, entry in lock["packages"].items() if place}


@pytest.mark.reliability(
    "supply chain",
    "a package of the browser checks (npm) that is not the one that was locked",
    "each has a hash, and `npm ci` compares it",
)
def test_npm_lock_agrees_with_what_is_asked_for():
    """axe-core and the Nu checker in the versions that were tried, each with its hash."""
    asked = json.loads((BROWSER / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    found = npm_packages()
    assert set(found) == set(asked) == {"axe-core", "vnu-jar"}
    for name, limits in asked.items():
        assert SpecifierSet(limits.replace("~", "~=")).contains(found[name]["version"])
        assert found[name]["integrity"].startswith("sha512-")


def test_npm_lock_names_no_address():
    """Packages come from the registry of whoever installs; npm would write its own into the lock unless told not to."""
    texts = [(BROWSER / name).read_text(encoding="utf-8") for name in ("package.json", "package-lock.json", ".npmrc")]
    assert [re.findall(r"://|\bresolved\"|\bregistry *=", text) for text in texts] == [[], [], []]
    assert "omit-lockfile-registry-resolved=true" in texts[2].splitlines()


def test_a_missing_browser_is_said_and_fails(tmp_path):
    """Never a silent skip: one sentence, what to install, and a status that ends make and CI."""
    here = {"PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, BROWSER / "needs.py"], env=here, capture_output=True, text=True)
    assert done.returncode == 1
    assert "did not run: chromium, java, npm not found" in done.stderr
    assert "apt-get install chromium fonts-liberation default-jre-headless nodejs npm" in done.stderr
    asked = subprocess.run(
        [sys.executable, BROWSER / "needs.py", "--packages"], env=here, capture_output=True, text=True
    )
    assert asked.stdout.split() == ["chromium", "fonts-liberation", "default-jre-headless", "nodejs", "npm"]


def test_a_browser_that_is_there_is_enough(tmp_path):
    """With all three programs nothing is asked for; Chromium may be named by a variable."""
    for name in ("my-chromium", "java", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    here = {"PATH": str(tmp_path), "CHROMIUM": str(tmp_path / "my-chromium")}
    done = subprocess.run([sys.executable, BROWSER / "needs.py"], env=here, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_stages_that_have_no_browser_leave_its_tests_out():
    """make test and make test-batch choose by mark, so that what they cannot run is not told as skipped."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert 'pytest $(TOGETHER) -m "not batch and not browser and not audit"' in makefile
    assert re.findall(r"(?m)^make (\S+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8")) == [
        "test",
        "test-batch",
        "test-browser",
        "audit",
    ]


def test_version_is_the_same_wherever_it_stands():
    """Package, pyproject, citation and change log speak of one version."""
    said = {"package": cjtools.__version__, "pyproject": PROJECT["version"]}
    if (ROOT / "CITATION.cff").is_file():
        said["citation"] = str(yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))["version"])
    if (ROOT / "CHANGELOG.md").is_file():
        heading = re.search(r"(?m)^## \[?v?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        said["changes"] = heading and heading[1]
    assert set(said.values()) == {PROJECT["version"]}, said
