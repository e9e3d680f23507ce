"""Which files of a year's outputs are for readers, what stays behind and why, and what has to be put right first."""

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from cjtools.batch.entries import CURRENT, FAILED, OLDER, entries_of
from cjtools.errors import Problem
from cjtools.kinds import ACROSS, FORMS, WORKING, kind_of
from cjtools.make.describe import CSVW, PACKAGE
from cjtools.show.published import published
from cjtools.writing import HOLDER, LOCK, PART

# what else a run leaves beside reports: its place below the folder of a year -> why it stays behind
STAYS = (
    ("*/notebooks/*", "executed notebooks: how reports were worked out, for those who check them"),
    ("*/requests/*", "requests to partners: letters to look through and send"),
    ("*/gaps.csv", "data gaps by question: part of the requests"),
    ("assurance.*", "assurance: it says of areas whose evidence is not here that they recorded nothing"),
    (f"*{CSVW}", "descriptions of tables that stay behind"),
    ("ledger.csv", "record of runs"),
    ("pages.csv", "record of runs"),
    ("run.json", "record of runs"),
)
_WORKING = "working paper; to publish it too: --with {}"
_UNKNOWN = "no run that is recorded made it"


@dataclass
class Chosen:
    """What of a year's outputs is published.

    Attributes
    ----------
    made : dict
        Name of each file for readers -> when it was made, as the records say.
    texts : dict
        Name of a page or description that readers get without parts -> its text.
    titles : dict
        Name of a page whose changes are told -> (area, or Scotland; what it is).
    stays : Counter
        Why files stay behind -> how many.
    faults : list of Problem
        What is not as it should be.
    """

    made: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    stays: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)


def choose(site, ledger, extra=()):
    """Return what of a year's outputs is published.

    Parameters
    ----------
    site : Site
        Its pages have been brought up to date.
    ledger : Ledger
    extra : iterable of str
        Ids of working papers that are to be published too.

    Returns
    -------
    Chosen
    """
    found, kept = Chosen(), {name for name in WORKING if name not in extra}
    slugs = {slug for slug, _ in ledger.rows}
    areas = [row for row in (*site.words.councils, *site.words.partnerships.values()) if row["slug"] in slugs]
    for area in areas:
        _add_area(found, site, ledger, area, kept)
    _add_pages(found, site, [area["slug"] for area in areas])
    _take_out_parts(found, site)
    _add_statements(found, site, areas)
    _add_descriptions(found, site)
    _count_rest(found, site, kept)
    return found


def _add_area(found, site, ledger, area, kept):
    """Add the reports of an area, or what is wrong with them."""
    one = entries_of(site, ledger, area)
    if one.fault:
        found.faults.append(Problem(one.fault, f"{area['slug']}/", todo="mend it, and make its reports again"))
    for entry in one.all:
        name = f"{area['slug']}/{entry.outcome.id}"
        if entry.outcome.id in kept:
            continue
        if entry.state in (FAILED, OLDER):
            said = f"could not be made: {entry.error}" if entry.state == FAILED else "is not up to date"
            beside = f' --compare "{entry.compare}"' if entry.compare else ""
            again = f"cjtools report --area {area['slug']} --outcome {entry.outcome.id} --year {site.out.name}{beside}"
            found.faults.append(Problem(f"the report {said}", f"{name}.html", todo=again))
        if entry.state == CURRENT:
            row = ledger.rows[(area["slug"], entry.outcome.id)]
            forms = ledger.forms_of(area["slug"], entry.outcome.id)
            files = [f"{name}{suffix}" for suffix in (*kind_of(entry.outcome.id).suffixes, *forms)]
            found.made.update((file, row["finished"]) for file in files if (site.out / file).is_file())
            found.titles[f"{name}.html"] = area["area_name"], entry.outcome.short_title
            found.faults += _not_for_readers(site.out / f"{name}.csv", one.words, f"{name}.html")


def _not_for_readers(table, words, page):
    """Return a fault for each source of a report whose licence says that it is not for publication."""
    with table.open(encoding="utf-8", newline="") as stream:
        named = {source for row in csv.DictReader(stream) for source in (row.get("source") or "").split("; ")}
    todo = "have it agreed, and change its licence in sources.csv; or take the report out of the outputs"
    return [
        Problem(f"shows figures of '{row['title']}', whose licence is: {row['licence']}", page, todo=todo)
        for row in words.sources
        if row["source"] in named and row["licence"].casefold().startswith("not for publication")
    ]


def _add_pages(found, site, slugs):
    """Add the pages above the reports; one that is not there as it was written is a fault."""
    outcomes = [[f"{name}.html", f"{name}.csv"] for name in site.words.outcomes]
    for names in (["index.html"], ["about.html"], *outcomes, *([f"{slug}/index.html"] for slug in slugs)):
        if not site.is_as_written(names):
            todo = "cjtools build, then cjtools report for any area: every run makes what is missing"
            found.faults.append(Problem("the page could not be made", names[0], todo=todo))
        found.made.update((name, site.made(names[0])) for name in names if (site.out / name).is_file())
    for outcome in site.words.outcomes.values():
        found.titles[f"{outcome.id}.html"] = "Scotland", outcome.short_title


def _take_out_parts(found, site):
    """Take out of the pages above the reports, and of reports that lead to others, what leads to files that stay."""
    for name in [name for name in found.made if name.endswith(".html")]:
        folder = name.rpartition("/")[0]
        text = (site.out / name).read_text(encoding="utf-8")

        def is_there(target, folder=folder):
            return (f"{folder}/{target}" if folder else target) in found.made

        for_readers = published(text, is_there)
        if for_readers != text:
            found.texts[name] = for_readers


def _add_statements(found, site, areas):
    """Add the statements of areas' plans where the page of the area leads to them: older ones stay behind."""
    for area in areas:
        index = f"{area['slug']}/index.html"
        names = [f"{area['slug']}/cjoip.html", f"{area['slug']}/cjoip.docx"]
        text = found.texts.get(index) or ((site.out / index).read_text("utf-8") if index in found.made else "")
        if 'href="cjoip.html"' in text:
            is_led_to = [name for name in names if f'href="{name.rpartition("/")[2]}"' in text]
            found.made.update((name, site.made(names[0])) for name in is_led_to if (site.out / name).is_file())
            found.titles[names[0]] = area["area_name"], "Statements of the plan"


def _add_descriptions(found, site):
    """Add what describes the tables that are published, and say nothing of those that stay."""
    tables = [name for name in found.made if name.endswith(".csv")]
    for name in tables:
        beside = name.removesuffix(".csv") + CSVW
        if (site.out / beside).is_file():
            found.made[beside] = found.made[name]
    for folder in {name.rpartition("/")[0] for name in tables}:
        name = f"{folder}/{PACKAGE}" if folder else PACKAGE
        if not (site.out / name).is_file():
            continue
        whole = json.loads((site.out / name).read_text(encoding="utf-8"))
        paths = {f"{folder}/{one['path']}" if folder else one["path"]: one for one in whole["resources"]}
        whole["resources"] = [one for path, one in paths.items() if path in found.made]
        found.made[name] = max(found.made[path] for path in paths if path in found.made)
        found.texts[name] = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _count_rest(found, site, kept):
    """Count what stays behind, by the reason why."""
    for path in sorted(site.out.rglob("*")):
        name = path.relative_to(site.out).as_posix()
        is_ours = path.name in (LOCK, HOLDER) or path.name.endswith(PART)
        if not path.is_file() or name in found.made or is_ours:
            continue
        reasons = [why for pattern, why in STAYS if fnmatchcase(name, pattern)]
        report = next((kind for kind in kept if name.count("/") == 1 and _is_of(path.name, kind)), "")
        if not reasons and report:
            reasons = [f"{ACROSS[report].title.lower()}: {_WORKING.format(report)}"]
        found.stays[reasons[0] if reasons else _UNKNOWN] += 1


def _is_of(name, kind):
    """Return whether a file belongs to a report across all outcomes."""
    return name in {f"{kind}{suffix}" for suffix in (*ACROSS[kind].suffixes, *FORMS)}
