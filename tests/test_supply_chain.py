"""What the project is made of comes from where it says, in the version that it says, and no page asks for more."""

import base64
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import audit  # noqa: E402
import sbom  # noqa: E402
from test_environment import LOCK, PROJECT, locked  # noqa: E402

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TODAY = date(2026, 12, 1)
FOUND = {"id": "PYSEC-2018-28", "aliases": ["CVE-2018-18074"], "fix_versions": ["2.20.0"]}
VULNERABLE = {"name": "requests", "version": "2.19.0", "vulns": [FOUND]}
FINE = {"name": "pandas", "version": "3.1.1", "vulns": []}
SILENT = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited: numpy (2.4.6)"}
# what fetches something by itself: in HTML, in style sheets, in scripts, in Python that is drawn from
ELSEWHERE = re.compile(
    r"""(?:<(?:script|img|iframe|link|source|embed|audio|video|object)\b[^>]*\b(?:src|href|data)\s*=\s*["']?
    |@import\s*(?:url\()?\s*["']?|\burl\(\s*["']?|\bfetch\(\s*["'`]|\bimport\(?\s*[^;\n]*["']|\bimportScripts\(\s*["']
    |\bXMLHttpRequest\b[^;]*|\bpd\.read_\w+\(\s*["']|\burlopen\(\s*["']|\brequests\.\w+\(\s*["'])
    (?:https?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)
SHOWN = ("cjtools", "notebooks", "docs/theme", "docs/fill")


@pytest.mark.reliability(
    "supply chain", "a way of the Makefile to install that compares no hashes", "there is none, for Python or npm"
)
def test_everything_is_installed_by_hash():
    """Each pip of the Makefile takes a lock with hashes, or the project itself alone; npm takes its lock."""
    pips = re.findall(r"-m pip install (.*)", MAKEFILE)
    assert len(pips) == 4
    for words in pips:
        assert re.search(r"--require-hashes -r requirements[a-z-]*\.lock$", words) or words.endswith(
            "--no-deps --no-build-isolation -e ."
        ), words
    assert re.findall(r"npm (\w+)", re.sub(r"(?m)^\s*#.*|npm by\b", "", MAKEFILE)) == ["ci"]


@pytest.mark.reliability(
    "supply chain",
    "a package that is not the one that was locked: other bytes under the same name and version",
    "pip refuses it",
)
@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_pip_refuses_other_bytes(lock, tmp_path):
    """pip itself, with a package of the lock's name and version that has other bytes; no network is asked."""
    name, version, entry = locked(lock.read_text(encoding="utf-8"))[0]
    wheel = tmp_path / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    wheel.write_bytes(b"PK\5\6" + bytes(18))
    asked = tmp_path / "asked.lock"
    asked.write_text(re.sub(r" *;[^\\\n]*", " ", entry) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-index", "--find-links"]
    command += [tmp_path, "--no-deps", "--dry-run", "--ignore-installed", "--require-hashes", "-r", asked]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode and "DO NOT MATCH THE HASHES" in done.stderr, done.stderr


@pytest.mark.reliability(
    "supply chain",
    "templates, styles, scripts, notebooks that load something from elsewhere (a content delivery network, a font)",
    "none does",
)
def test_nothing_that_makes_pages_names_what_is_elsewhere():
    """A page must look the same without a network."""
    kinds, beside = {".j2", ".css", ".js", ".html", ".ipynb", ".py", ".json", ".md"}, {"scratch", ".ipynb_checkpoints"}
    paths = [path for folder in SHOWN for path in (ROOT / folder).rglob("*.*")]
    paths = [path for path in paths if path.suffix in kinds and not beside & set(path.parts)]
    assert {path.suffix for path in paths} >= {".j2", ".css", ".js", ".ipynb", ".py"}
    assert {path: found for path in paths if (found := ELSEWHERE.findall(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize("text", [
    '<script src="https://cdn.example/x.js">', "<link rel=stylesheet href=//fonts.example/a.css>", "a{b:url(http://x/)}",
    '@import "https://x/";', "fetch('https://x')", 'import x from "https://x/y.js"', 'pd.read_csv("https://x/y.csv")',
])  # fmt: skip
def test_what_is_elsewhere_would_be_found(text):
    """Each way of naming it."""
    assert ELSEWHERE.search(text)


def row(**more):
    """Return an accepted vulnerability."""
    return {"vulnerability": "CVE-2018-18074", "package": "requests", "reason": "never sends a password",
            "until": date(2026, 12, 31), **more}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "is_wrong"),
    [([], True), ([row()], False), ([row(until=date(2026, 11, 30))], True), ([row(package="pandas")], True)],
    ids=["not accepted", "accepted", "accepted once", "accepted of another package"],
)
@pytest.mark.reliability(
    "supply chain",
    "a known vulnerability in a locked package; accepted with a reason until a day; after that day",
    "the checks fail, unless it is accepted for now",
)
def test_a_known_vulnerability_fails_unless_it_is_accepted_for_now(rows, is_wrong):
    """Named with package, version, all ids and what mends it."""
    known, silent = audit.told_by_pip_audit({"dependencies": [VULNERABLE, FINE, SILENT]})
    assert silent == {"numpy"}
    wrong, for_now = audit.judge(known, rows, TODAY)
    said = "requests 2.19.0: PYSEC-2018-28, CVE-2018-18074; mended in 2.20.0"
    assert [line.startswith(said) for line in wrong] == [True] * is_wrong and len(for_now) == (not is_wrong)


def audited(monkeypatch, capsys, answer):
    """Return status and words of an audit to which the indexes answer something, or raise it."""
    asked = []

    def run(command, **options):
        asked.append(command)
        assert options["timeout"] <= audit.SECONDS_PYTHON
        said = answer(command)
        return SimpleNamespace(stdout=said if isinstance(said, str) else json.dumps(said), stderr="no route to it")

    monkeypatch.setattr(audit.subprocess, "run", run)
    monkeypatch.setattr(audit.shutil, "which", lambda name: name)
    status = audit.main()
    return status, "".join(capsys.readouterr()), asked


def fails(error):
    """Return an answer that is an error."""

    def answer(command):
        raise error

    return answer


@pytest.mark.parametrize("answer", [
    lambda command: {"dependencies": [SILENT], "message": "405"}, lambda command: "", lambda command: "<html>",
    fails(subprocess.TimeoutExpired("x", 1)), fails(FileNotFoundError("no such program")),
], ids=["no such list", "no route", "a page", "no answer in time", "not installed"])  # fmt: skip
@pytest.mark.reliability(
    "supply chain",
    "an index that does not tell of vulnerabilities, answers nonsense or too late, or cannot be reached",
    '"not checked" and why is said, never "no vulnerability"; the checks go on',
)
def test_what_was_not_checked_is_said_and_is_no_fault(answer, monkeypatch, capsys):
    """pip-audit itself says "No known vulnerabilities found" when it was told nothing."""
    status, said, asked = audited(monkeypatch, capsys, answer)
    assert status == 0 and said.count("not checked") == 2 and "packages checked" not in said
    assert len(asked) == 2  # an index that tells nothing of the smallest lock is not asked for more


def test_an_audit_that_finds_something_ends_with_a_fault(monkeypatch, capsys):
    """In a Python or an npm package; what was found before the index fell silent counts."""
    npm = {"axe-core": {"via": [{"url": "https://x/GHSA-aaaa", "title": "Runs text", "range": "<5"}, "other"]}}

    def answer(command):
        if "npm" in command:
            return {"vulnerabilities": npm}
        return {"dependencies": [VULNERABLE, FINE]} if "browser" in command[-1] else fails(OSError("gone"))(command)

    status, said, _ = audited(monkeypatch, capsys, answer)
    assert status == 1
    assert "known vulnerability: requests 2.19.0: PYSEC-2018-28" in said
    assert re.search(r"known vulnerability: axe-core \d[\d.]+: GHSA-aaaa, Runs text", said)
    assert "not checked from requirements-audit.lock on: the Python package index: gone" in said


def test_exceptions_say_why_and_until_when(tmp_path):
    """All faults at once; the project's own file has none."""
    assert audit.accepted() is not None
    table = tmp_path / "x.csv"
    table.write_text("vulnerability,package,reason,until\nCVE-1,a,,2027-01-01\nCVE-2,b,why,soon\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"row 2: reason[\s\S]*row 3: until is 'soon'"):
        audit.accepted(table)
    table.write_text("id,package\n", encoding="utf-8")
    with pytest.raises(ValueError, match="its columns are"):
        audit.accepted(table)


def test_every_lock_is_asked_for():
    """One that is added has to be named."""
    assert sorted(audit.LOCKS) == sorted(path.name for path in ROOT.glob("requirements*.lock"))


def component(name, version, needs=()):
    """Return a component and its needs as the bill of an environment has them."""
    return {"bom-ref": f"{name}=={version}", "name": name, "version": version}, {
        "ref": f"{name}=={version}", "dependsOn": list(needs)}  # fmt: skip


def test_a_bill_holds_what_is_locked_with_its_hashes_and_nothing_else():
    """What is installed beside is named; names are compared as the index compares them."""
    one, needs = component("Py_One", "1.0", ["pip==26.3", "two==2"])
    two, none = component("two", "2")
    pip, _ = component("pip", "26.3")
    root = {"component": {"bom-ref": "root"}}
    bom = {"components": [one, pip, two], "dependencies": [needs, none], "metadata": root}
    lock = {"py-one": ("1.0", ["a" * 64]), "two": ("2", ["b" * 64])}
    made, others = sbom.with_hashes(bom, lock)
    assert [c["name"] for c in made["components"]] == ["Py_One", "two"] and others == ["pip"]
    assert made["components"][1]["externalReferences"][0]["hashes"] == [{"alg": "SHA-256", "content": "b" * 64}]
    assert made["dependencies"][0]["dependsOn"] == ["two==2"]
    with pytest.raises(ValueError, match=r"three 3 is locked, none is installed\ntwo 1 is locked, 2 is installed"):
        sbom.with_hashes(bom, lock | {"two": ("1", []), "three": ("3", [])})


@pytest.mark.audit
@pytest.mark.reliability(
    "supply chain",
    "the bill of materials beside the locks: names, versions, hashes, licences; made twice",
    "it names every locked package with its hashes, is valid CycloneDX, and is the same to the byte",
)
def test_the_bill_of_materials_agrees_with_the_locks(tmp_path):
    """Read by other means than it was made with."""
    written = ROOT / "outputs" / "sbom.cdx.json"
    bom = json.loads(written.read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"], bom["metadata"]["component"]["name"]) == (
        "CycloneDX", "1.6", PROJECT["name"])  # fmt: skip
    of_lock = {name: (version, entry) for name, version, entry in locked(LOCK) if applies(entry)}
    there = {re.sub(r"[-_.]+", "-", c["name"]).lower(): c for c in bom["components"] if c["scope"] == "required"}
    assert set(there) == set(of_lock)
    for name, (version, entry) in of_lock.items():
        found = [h["content"] for ref in there[name]["externalReferences"] for h in ref.get("hashes", ())]
        assert there[name]["version"] == version and there[name]["purl"].startswith("pkg:pypi/")
        assert sorted(found) == sorted(re.findall(r"sha256:([0-9a-f]{64})", entry))
    assert sum("licenses" in c for c in there.values()) > 0.9 * len(there)
    assert any(one.get("dependsOn") for one in bom["dependencies"])
    npm = json.loads((ROOT / "tests/browser/package-lock.json").read_text(encoding="utf-8"))["packages"]
    axe = next(c for c in bom["components"] if c["purl"].startswith("pkg:npm/axe-core@"))
    digest = base64.b64decode(npm["node_modules/axe-core"]["integrity"].removeprefix("sha512-")).hex()
    assert axe["externalReferences"][0]["hashes"][0]["content"] == digest and axe["scope"] == "excluded"
    assert str(ROOT) not in written.read_text(encoding="utf-8")
    ways = [ROOT / ".venv-audit" / name for name in ("bin/python", "Scripts/python.exe")]
    python = next(path for path in ways if path.exists())
    again = tmp_path / "again.json"
    subprocess.run([python, ROOT / "scripts" / "sbom.py", ".venv", again], cwd=ROOT, check=True, capture_output=True)
    assert again.read_bytes() == written.read_bytes()


def applies(entry):
    """Return whether an entry of a lock is for this Python and system."""
    from packaging.markers import Marker

    marker = entry.partition("\\")[0].partition(";")[2].strip()
    return not marker or Marker(marker).evaluate()
