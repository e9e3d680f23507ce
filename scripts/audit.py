"""Ask whether a vulnerability is known of any package that the locks name.

pip-audit asks the Python package index, npm its registry. One that does not tell of vulnerabilities, or cannot be
reached, is said plainly ("not checked") and is no fault: checks of changes must not depend on it. What is found is a
fault, unless it is listed in scripts/audit_exceptions.csv with a reason and a day until which that holds.

    make audit
"""

import csv
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-browser.lock", "requirements-audit.lock")
BROWSER = ROOT / "tests" / "browser"
EXCEPTIONS = ROOT / "scripts" / "audit_exceptions.csv"
COLUMNS = ["vulnerability", "package", "reason", "until"]
SECONDS_PYTHON, SECONDS_NPM = 40, 10
SECONDS_TO_ANSWER = 5  # one request


class NotChecked(Exception):
    """Nobody answered whether anything is known; says who and why."""


@dataclass(frozen=True)
class Known:
    """A vulnerability that is known of a locked package.

    Attributes
    ----------
    package, version : str
    names : tuple of str
        What it is called: first its own id, then others.
    fixed : str
        The versions without it; empty when there is none.
    """

    package: str
    version: str
    names: tuple
    fixed: str = ""

    def __str__(self):
        todo = f"mended in {self.fixed}" if self.fixed else "no version without it is known"
        return f"{self.package} {self.version}: {', '.join(self.names)}; {todo}"


def accepted(path=EXCEPTIONS):
    """Return what is accepted for a while, as dicts by column.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ValueError
        Naming each row that lacks something.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        if reader.fieldnames != COLUMNS:
            raise ValueError(f"{path.name}: its columns are {reader.fieldnames}, not {COLUMNS}")
    faults = []
    for number, row in enumerate(rows, 2):
        lacking = [name for name in COLUMNS if not (row[name] or "").strip()]
        if lacking or None in row:
            faults.append(f"{path.name}, row {number}: {', '.join(lacking) or 'too many columns'}; every row says what")
            continue
        try:
            row["until"] = date.fromisoformat(row["until"])
        except ValueError:
            faults.append(f"{path.name}, row {number}: until is '{row['until']}', not a day such as 2027-03-31")
    if faults:
        raise ValueError("\n".join(faults))
    return rows


def told_by_pip_audit(answer):
    """Return what pip-audit's answer tells.

    Parameters
    ----------
    answer : dict
        Its JSON.

    Returns
    -------
    tuple
        List of Known; set of the packages that the index told nothing of. pip-audit itself calls the latter no
        vulnerability.
    """
    known, silent = [], set()
    for one in answer["dependencies"]:
        if "skip_reason" in one:
            silent.add(one["name"])
            continue
        for found in one["vulns"]:
            names = (found["id"], *found.get("aliases", ()))
            known.append(Known(one["name"], one["version"], names, ", ".join(found.get("fix_versions", ()))))
    return known, silent


def told_by_npm(answer, versions):
    """Return what npm's answer tells, as a list of Known.

    Parameters
    ----------
    answer : dict
        Its JSON.
    versions : dict
        Package -> locked version.
    """
    known = []
    for name, entry in answer["vulnerabilities"].items():
        for via in entry["via"]:
            if isinstance(via, dict):  # else the name of a package that has an entry of its own
                names = (via["url"].rpartition("/")[2], via["title"])
                known.append(Known(name, versions.get(name, "?"), names, f"versions other than {via['range']}"))
    return known


def judge(known, rows, today):
    """Return what is wrong, and what is accepted for now, both in lines.

    Parameters
    ----------
    known : list of Known
    rows : list of dict
        From :func:`accepted`.
    today : date
    """
    wrong, for_now = [], []
    for one in known:
        row = next((r for r in rows if r["package"] == one.package and r["vulnerability"] in one.names), None)
        if row is None:
            wrong.append(str(one))
        elif row["until"] < today:
            wrong.append(f"{one} (accepted only until {row['until']}: {row['reason']})")
        else:
            for_now.append(f"{one} (accepted until {row['until']}: {row['reason']})")
    return wrong, for_now


def _answer(command, seconds, who, folder=ROOT):
    """Return the JSON that a program answers with, whatever its status; raise NotChecked without."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL
        )
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise NotChecked(f"{who} did not answer within {seconds:.0f} s") from error
    except (OSError, ValueError) as error:
        said = done.stderr.strip().splitlines() if isinstance(error, ValueError) else [str(error)]
        raise NotChecked(f"{who}: {said[-1][:200] if said else 'no answer'}") from error


def python_packages():
    """Return (list of Known, notes) of the packages of all locks.

    One lock after the other, because pip-audit refuses what two of them name; the smallest first, because an index that
    tells nothing of it need not be asked for hundreds more.
    """
    known, silent, asked, notes, until = set(), set(), set(), [], time.monotonic() + SECONDS_PYTHON
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--timeout", str(SECONDS_TO_ANSWER), "--requirement"]
    for lock in sorted(LOCKS, key=lambda name: (ROOT / name).stat().st_size):
        try:
            answer = _answer([*command, lock], max(1, until - time.monotonic()), "the Python package index")
            found, untold = told_by_pip_audit(answer)
            names = {one["name"] for one in answer["dependencies"]}
            if untold == names:
                raise NotChecked("the Python package index does not answer here what is known of packages")
        except NotChecked as error:
            notes.append(f"not checked from {lock} on: {error}")
            break
        known |= set(found)
        silent |= untold
        asked |= names
    if asked:
        notes.insert(0, f"{len(asked - silent)} Python packages checked")
    if silent:
        notes.append(f"not checked, the index said nothing of them: {', '.join(sorted(silent))}")
    return sorted(known, key=str), notes


def npm_packages():
    """Return (list of Known, notes) of what the browser tests take from npm."""
    if shutil.which("npm") is None:
        raise NotChecked("npm is not there")
    lock = json.loads((BROWSER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    versions = {place.rpartition("node_modules/")[2]: entry["version"] for place, entry in lock.items() if place}
    command = ["npm", "audit", "--json", "--package-lock-only", "--audit=true", "--fetch-retries=0"]
    answer = _answer(command, SECONDS_NPM, "the npm registry", BROWSER)
    if "vulnerabilities" not in answer:
        raise NotChecked(f"the npm registry: {answer.get('message', 'no answer')}".split(" - ")[0])
    return told_by_npm(answer, versions), [f"{len(versions)} npm packages checked"]


def main():
    """Ask, say what was told, and return the status: 1 when something is known that is not accepted."""
    try:
        rows = accepted()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    known = []
    for ask in (python_packages, npm_packages):
        try:
            found, notes = ask()
        except NotChecked as error:
            notes, found = [f"not checked: {error}"], []
        known += found
        print(*notes, sep="\n")
    wrong, for_now = judge(known, rows, datetime.now(UTC).date())
    used = {name for one in known for name in one.names}
    for row in rows:
        if row["vulnerability"] not in used:
            print(f"accepted and not found (if all was checked, take the row away): {row['vulnerability']}")
    print(*[f"accepted: {line}" for line in for_now], sep="\n", end="\n" if for_now else "")
    for line in wrong:
        print(f"known vulnerability: {line}", file=sys.stderr)
    if wrong:
        print("renew what is named (docs/howto/new_packages.md), or accept it for a while in "
              f"scripts/{EXCEPTIONS.name}: why, and until when", file=sys.stderr)  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
