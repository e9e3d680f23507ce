"""Write what the project is made of as a software bill of materials: CycloneDX, JSON.

Run by the environment of requirements-audit.lock (``make sbom``). Versions, licences and who needs whom are those of
the packages that are installed in .venv, hashes are those of requirements.lock; what only checks in a browser use is in
it too, with the scope "excluded". The same environment and locks give the same bytes. What is installed and stands
in no lock is named and left out; what the lock asks for and is not installed in that version is a fault.

    python scripts/sbom.py .venv outputs/sbom.cdx.json
"""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK, BROWSER_LOCK = ROOT / "requirements.lock", ROOT / "requirements-browser.lock"
NPM_LOCK = ROOT / "tests" / "browser" / "package-lock.json"
VERSION = "1.6"  # of CycloneDX


def locked(path):
    """Return what a lock holds for this Python and system: name -> (version, list of SHA-256).

    Parameters
    ----------
    path : Path
    """
    found = {}
    for entry in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8").strip()):
        asked = Requirement(entry.partition("\\")[0])
        if asked.marker is None or asked.marker.evaluate():
            version = str(asked.specifier).removeprefix("==")
            hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})\b", entry)
            found[canonicalize_name(asked.name)] = (version, sorted(hashes))
    return found


def _distribution(address, algorithm, hashes):
    """Return where the files of a package are from, with the hashes that they may have."""
    return {
        "type": "distribution",
        "url": address,
        "comment": "the files that the lock allows",
        "hashes": [{"alg": algorithm, "content": one} for one in hashes],
    }


def with_hashes(bom, lock):
    """Return a bill of an environment narrowed to what a lock names, with its hashes, and what else is installed.

    Parameters
    ----------
    bom : dict
        CycloneDX, of the environment.
    lock : dict
        From :func:`locked`.

    Returns
    -------
    tuple
        The bill; names of what is installed and not locked.

    Raises
    ------
    ValueError
        Naming what is locked and not installed in that version.
    """
    there = {canonicalize_name(one["name"]): one for one in bom["components"]}
    wrong = [
        f"{name} {version} is locked, {there[name]['version'] if name in there else 'none'} is installed"
        for name, (version, _) in sorted(lock.items())
        if name not in there or there[name]["version"] != version
    ]
    if wrong:
        raise ValueError("\n".join([*wrong, "make setup installs what is locked"]))
    components = []
    for name, (_, hashes) in sorted(lock.items()):
        one = there[name] | {"scope": "required"}
        one["externalReferences"] = [
            *one.get("externalReferences", ()),
            _distribution(f"https://pypi.org/simple/{name}/", "SHA-256", hashes),
        ]
        components.append(one)
    kept = {one["bom-ref"] for one in components} | {bom["metadata"]["component"]["bom-ref"]}
    needs = [
        one | {"dependsOn": [other for other in one["dependsOn"] if other in kept]} if "dependsOn" in one else one
        for one in bom["dependencies"]
        if one["ref"] in kept
    ]
    return bom | {"components": components, "dependencies": needs}, sorted(set(there) - set(lock))


def for_the_browser():
    """Return the components that only the checks in a browser use, from their locks."""
    components = []
    for name, (version, hashes) in locked(BROWSER_LOCK).items():
        source = _distribution(f"https://pypi.org/simple/{name}/", "SHA-256", hashes)
        components.append(_excluded(name, version, "pypi", externalReferences=[source]))
    for place, entry in json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            algorithm, _, digest = entry["integrity"].partition("-")
            digest = base64.b64decode(digest).hex()
            source = _distribution(f"https://registry.npmjs.org/{name}", f"SHA-{algorithm[3:]}", [digest])
            licence = [{"license": {"acknowledgement": "declared", "id": entry["license"]}}]
            components.append(_excluded(name, entry["version"], "npm", externalReferences=[source], licenses=licence))
    return components


def _excluded(name, version, kind, **more):
    """Return a component that no report is made with."""
    place = f"pkg:{kind}/{name}@{version}"
    return {"bom-ref": place, "type": "library", "name": name, "version": version, "scope": "excluded",
            "purl": place, **more}  # fmt: skip


def bill(environment):
    """Return the whole bill as text, and the names of what is installed and not locked.

    Parameters
    ----------
    environment : str
        Folder of the virtual environment.
    """
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    command = [sys.executable, "-m", "cyclonedx_py", "environment", environment, "--pyproject", "pyproject.toml"]
    command += ["--no-validate", "--output-reproducible", "--spec-version", VERSION, "--output-format", "JSON"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    bom, others = with_hashes(json.loads(done.stdout), locked(LOCK))
    bom["components"] += [one for one in for_the_browser() if one["purl"] not in {c["purl"] for c in bom["components"]}]
    text = json.dumps(bom, indent=2, sort_keys=True) + "\n"
    fault = JsonStrictValidator(SchemaVersion.from_version(VERSION)).validate_str(text)
    if fault:
        raise ValueError(f"not CycloneDX {VERSION}: {fault}")
    return text, others


def main():
    """Write the bill; return the status."""
    environment, target = sys.argv[1], Path(sys.argv[2])
    try:
        text, others = bill(environment)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    half.write_text(text, encoding="utf-8")
    os.replace(half, target)
    components = json.loads(text)["components"]
    print(f"{target}: {len(components)} packages")
    nameless = [one["name"] for one in components if not one.get("licenses")]
    if nameless:
        print(f"without a licence that could be read from their metadata: {', '.join(nameless)}")
    if others := sorted(set(others) - set(locked(BROWSER_LOCK)) - {"cjtools"}):
        print(f"installed, in no lock, left out: {', '.join(others)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
