"""What a report was made of, as the JSON beside it."""

import json
from importlib.metadata import version
from os.path import lexists

from cjtools import __version__
from cjtools.evidence.measures import SHEET as MEASURES
from cjtools.paths import folders
from cjtools.results import local
from cjtools.results.local_measures import ILLUSTRATIVE


def run_record(study, name, read, notebooks, **more):
    """Return what a report was made of: inputs with their hashes, versions, year.

    Parameters
    ----------
    study : Study
        Of a report across all outcomes, any of the area's.
    name : str
        Id of the outcome, or of the kind of report across all of them.
    read : list of dict
        What the build told of each file whose figures it draws on.
    notebooks : dict
        Notebook name -> SHA-256 of the notebook as it stands in the project.
    **more
        What else is to be said.

    Returns
    -------
    str
        JSON. It holds no times, so that the same inputs give the same bytes.
    """
    folder = folders().local / study.area["slug"]
    has_own = bool(study.evidence.rows) or (study.observations["status"] == local.LOCAL).any()
    is_own = name not in study.catalogue.outcomes or study.outcome.kind == "Local" or has_own
    record = {
        "area": study.area["area_name"],
        "area_code": study.area["area_code"],
        "outcome": name,
        "year": study.year,
        "cjtools": __version__,
        "versions": {name: version(name) for name in ("pandas", "matplotlib", "scipy", "nbconvert", "papermill")},
        "inputs": [{key: file[key] for key in ("file", "sha256", "source", "edition", "status")} for file in read]
        + (_local_inputs(study, folder) if is_own else []),
        "notebooks": notebooks,
        **more,
        "unconfirmed_layouts": {file["layout"]: file["unconfirmed"] for file in read if file["unconfirmed"]},
    }
    if is_own and (lexists(folder / local.FIGURES) or study.evidence.of(MEASURES)):
        # only how many: which they are would tell a reader of the record which figures can be found out
        count = len(local.release_warnings(study.catalogue, study.area, folder)) + len(study.evidence.warnings)
        record["disclosure"] = {"rule": local.profile_of(folder).name, "warnings": count}
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def _local_inputs(study, folder):
    """Return the files of the area's own that its reports are made of, as inputs of a run record.

    Their hashes stay with the partnership: with the rest of a small file at hand, hidden figures could be tried out.
    """
    rows = study.observations[study.observations["status"] == local.LOCAL]
    inputs = []
    for path in local.input_files(folder):
        name = f"local/{study.area['slug']}/{path.relative_to(folder).as_posix()}"
        of_file = rows[rows["file"].astype(str) == name]
        said = {key: "; ".join(sorted(set(of_file[key].astype(str)))) for key in ("source", "edition")}
        is_made_up = study.evidence.is_example and said["source"] == ""
        inputs.append({"file": name, "sha256": "", **said, "status": ILLUSTRATIVE if is_made_up else local.LOCAL})
    return inputs
