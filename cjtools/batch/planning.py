"""What is asked for -> the reports to make: names and years checked before anything runs."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cjtools import clock
from cjtools.areas import SCOTLAND
from cjtools.errors import CjtoolsError, Problem
from cjtools.extract.periods import parse_period
from cjtools.kinds import ACROSS, FORMS, kind_of
from cjtools.levels import COUNCIL
from cjtools.paths import is_hidden
from cjtools.results.local import with_local
from cjtools.results.peers import DEFAULT, read_compare, require_others
from cjtools.words import join

ALL = "all"
ALWAYS = ("html", "csv", "json")  # each report has them


@dataclass(frozen=True)
class Task:
    """One report to make.

    Attributes
    ----------
    area, slug, year : str
    outcome : str
        Id of an outcome, or of a kind of report across all outcomes.
    out : Path
        ``outputs/<year>``.
    compare : str
        What stands beside the area; see :mod:`cjtools.results.peers`.
    on : str
        The day as of which it is made; empty for kinds of report that know none.
    forms : tuple of str
        In which forms it is made beside those that its kind has anyway: ends of file names, such as '.pdf'.
    """

    area: str
    slug: str
    outcome: str
    year: str
    out: Path
    compare: str = DEFAULT
    on: str = ""
    forms: tuple = ()

    @property
    def parameters(self):
        """The parameters of its notebooks."""
        return {name: getattr(self, name) for name in self.kind.parameters}

    @property
    def kind(self):
        """What kind of report it is."""
        return kind_of(self.outcome)

    @property
    def page(self):
        """Where its page stands."""
        return self.out / self.slug / f"{self.outcome}.html"

    @property
    def again(self):
        """The command that makes this report alone, in the usual folder."""
        beside = f' --compare "{self.compare}"' if self.compare != DEFAULT else ""
        as_of = f" --on {self.on}" if self.on else ""
        forms = f" --format {','.join(form[1:] for form in self.forms)}" if self.forms else ""
        return f"cjtools report --area {self.slug} --outcome {self.outcome} --year {self.year}{beside}{as_of}{forms}"

    def again_beside(self, outputs):
        """Return the command that makes this report alone where it is, given the usual folder of outputs."""
        folder = self.out.parent
        return self.again + ("" if folder == outputs else f' --out "{folder}"')


def choose(words, areas, outcomes, year=None, compare=DEFAULT, local=None):
    """Return the reports that are meant, after checking every name; those across all outcomes come after the others.

    Parameters
    ----------
    words : Catalogue
    areas, outcomes : list of str
        Any spellings; 'all' stands for every one, an area's own outcomes and the reports across outcomes among them.
    year : str, optional
        A financial year; none when it is to be found out.
    compare : str
        What stands beside the areas.
    local : Path, optional
        ``data/raw/local``, where areas have outcomes of their own.

    Returns
    -------
    list of (dict, Outcome or Kind)
        Area and outcome of each report, or the kind of one across all outcomes; each once.

    Raises
    ------
    CjtoolsError
        With every area and outcome that is not known, a comparison that cannot be made, and a year that is none. Where
        one area alone is asked for, also with every fault of the files of its own outcomes; of several, one that has
        such faults goes without its own (see :func:`not_read`).
    """
    chosen, problems = [], []
    for name in areas:
        try:
            found = words.councils if name.strip().casefold() == ALL else [words.reporter(name)]
        except CjtoolsError as error:
            problems += error.problems
            continue
        chosen += [area for area in found if area not in chosen]
    if any(area["area_code"] == SCOTLAND for area in chosen):
        found, todo = "a report is of one council area, not of Scotland", "choose one from: cjtools list areas"
        problems.append(Problem(found, allowed="one of the 32 councils, or all", todo=todo))
    if year and parse_period(year, "financial year") is None:
        problems.append(Problem(f"year '{year}' is not a financial year", allowed="such as 2024-25"))
    problems += _compare_problems(words, chosen, compare)
    pairs = []
    for area in chosen or [None]:
        own, faults = _outcomes(words, area, outcomes, local, is_alone=len(chosen) == 1)
        problems += [fault for fault in faults if fault not in problems]
        pairs += [(area, outcome) for outcome in own]
    if problems:
        raise CjtoolsError(problems)
    return pairs


def _compare_problems(words, areas, compare):
    """Return what is wrong with a comparison for some areas."""
    problems = []
    try:
        read_compare(compare, words)
        for area in areas:
            require_others(area, compare, words)
    except CjtoolsError as error:
        problems += error.problems
    return problems


def not_read(words, areas, local):
    """Return what is wrong with the files of areas' own outcomes, on which no reports are made then.

    Parameters
    ----------
    words : Catalogue
    areas : iterable of dict
        Rows of areas.csv.
    local : Path
        ``data/raw/local``.

    Returns
    -------
    dict
        Slug of an area -> list of Problem; only areas with faults.
    """
    problems = {}
    for area in areas:
        try:
            with_local(words, area, local / area["slug"])
        except CjtoolsError as error:
            problems[area["slug"]] = error.problems
    return problems


def passed_over(words, local):
    """Return the folders of own files that no area has, so that nothing in them is read.

    Parameters
    ----------
    words : Catalogue
    local : Path
        ``data/raw/local``; it need not exist.

    Returns
    -------
    list of Problem
        With the name that it should have, where that can be told.
    """
    slugs = {area["slug"] for area in words.councils} | set(words.partnerships)
    present = sorted(path for path in local.iterdir() if path.is_dir()) if local.is_dir() else []
    return [
        Problem(
            "no area has this folder: nothing in it is read", f"data/raw/local/{path.name}", todo=_rename(words, path)
        )
        for path in present
        if path.name not in slugs and not is_hidden(path, local)
    ]


def _rename(words, path):
    """Return what to do about a folder that is named otherwise than an area's."""
    try:
        return f"rename it to {words.area(path.name)['slug']}"
    except CjtoolsError:
        return "rename it as its area is called in: cjtools list areas"


def _outcomes(words, area, names, local, is_alone):
    """Return the outcomes that are meant for an area, its own among them, and what is wrong with the names."""
    found, problems = [], []
    try:
        own = with_local(words, area, local / area["slug"]) if area and local else words
    except CjtoolsError as error:
        if is_alone:
            return [], error.problems
        own = words
    for name in names:
        try:
            meant = _meant(own, name)
            meant = _of_partnership(area, name, meant) if area and "members" in area else meant
        except CjtoolsError as error:
            problems += error.problems
            continue
        found += [one for one in meant if one not in found]
    return sorted(found, key=lambda one: one.id in ACROSS), problems


def _of_partnership(area, name, meant):
    """Return those of some reports that a partnership of several councils has; raise where none of them is."""
    found = [one for one in meant if getattr(one, "is_for_partnerships", False)]
    if not found:
        said = f"{area['area_name']} is a partnership of several councils; '{name}' is reported for each council"
        allowed = ", ".join(kind.id for kind in ACROSS.values() if kind.is_for_partnerships)
        raise CjtoolsError(Problem(said, allowed=allowed, todo="name one of them, or name a council"))
    return found


def _meant(words, name):
    """Return the outcomes, or the kinds of report across all of them, that a name stands for; raise for an unknown."""
    plain = name.strip().casefold()
    if plain == ALL:
        return [*words.outcomes.values(), *ACROSS.values()]
    across = re.sub(r"[\s_-]+", "_", plain)
    return [ACROSS[across]] if across in ACROSS else [words.outcome(name)]


def plan(pairs, year, out, compare=DEFAULT, on="", forms=()):
    """Return the tasks for some areas and outcomes.

    Parameters
    ----------
    pairs : list of (dict, Outcome or Kind)
        What :func:`choose` returns.
    year : str
        Financial year.
    out : Path
        Folder of outputs; the year is added.
    compare : str
        What stands beside the areas.
    on : str
        The day as of which those are made that know one; today by default.
    forms : tuple of str
        What :func:`read_forms` returns.

    Returns
    -------
    list of Task
        Each with what its kind of report knows: one that compares nothing is the same whatever stands beside others.
    """
    folder, on, tasks = out.resolve() / year, on or clock.today().isoformat(), []
    for area, outcome in pairs:
        kind = kind_of(outcome.id)
        knows = kind.parameters
        beside, day = compare if "compare" in knows else DEFAULT, on if "on" in knows else ""
        further = kind.further(forms)
        tasks.append(Task(area["area_name"], area["slug"], outcome.id, year, folder, beside, day, further))
    return tasks


def read_forms(text):
    """Return the forms that reports are asked for in, beside page, data and run record, which each report has.

    Parameters
    ----------
    text : str
        Names with commas between, in any order; 'all' stands for every one.

    Returns
    -------
    tuple of str
        Ends of file names, in one order.

    Raises
    ------
    CjtoolsError
        With every name that is not known, and those that are.

    Examples
    --------
    >>> read_forms("html, XLSX,pdf")
    ('.pdf', '.xlsx')
    >>> read_forms("all")
    ('.docx', '.pdf', '.xlsx', '.ods')
    >>> read_forms("html,word")
    Traceback (most recent call last):
    cjtools.errors.CjtoolsError: --format 'word' is not known. Allowed: html, csv, json, docx, pdf, xlsx, ods, all
    """
    names = [name for name in (part.strip().casefold() for part in text.split(",")) if name]
    known = [*ALWAYS, *(form[1:] for form in FORMS), ALL]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        found = [f"--format '{name}' is not known" for name in dict.fromkeys(unknown)] or ["--format names nothing"]
        raise CjtoolsError([Problem(each, allowed=", ".join(known)) for each in found])
    return tuple(form for form in FORMS if ALL in names or form[1:] in names)


def left_out(pairs, compare):
    """Return what to say of areas that are named in their own comparison, where they are left out.

    Parameters
    ----------
    pairs : list of (dict, Outcome or Kind)
        What :func:`choose` returns.
    compare : str
        In standard form.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    named = dict.fromkeys(area["area_name"] for area, _ in pairs if area["slug"] in compare.split(","))
    if not named:
        return []
    each = "is not compared with itself" if len(named) == 1 else "are not compared with themselves"
    return [f"{join(list(named))} {each}: beside an area stand the other councils that --compare names"]


def years_with_figures(words, processed):
    """Return the financial years for which councils have figures of any outcome.

    Parameters
    ----------
    words : Catalogue
    processed : Path

    Returns
    -------
    list of str
        In order; background measures such as population do not count. One year holds for all reports of a run, so that
        they can be read side by side; an outcome that is published later shows its newest year before that.
    """
    own = [indicator for indicator in words.indicators.values() if not indicator.context and indicator.level == COUNCIL]
    measures = {term.measure for indicator in own for term in indicator.numerator}
    columns = ["measure", "area_code", "period", "period_type"]
    frame = pd.read_csv(processed / "observations.csv", usecols=columns, dtype=str, keep_default_na=False)
    wanted = frame["measure"].isin(measures) & (frame["area_code"] != SCOTLAND)
    return sorted(set(frame.loc[wanted & (frame["period_type"] == "financial year"), "period"]))


def year_of_report(year, years):
    """Return the year to report on: the one asked for, or the newest with figures when none is.

    Figures may be one year behind the report, not more, and no report is made of a year before the first.

    Parameters
    ----------
    year : str or None
    years : list of str
        Years with figures, in order.

    Returns
    -------
    str
        In standard form, such as '2024-25'.

    Raises
    ------
    CjtoolsError
        With the years that can be asked for.

    Examples
    --------
    >>> years = ["2022-23", "2023-24", "2024-25"]
    >>> year_of_report(None, years), year_of_report("2025/26", years)
    ('2024-25', '2025-26')
    >>> year_of_report("2026-27", years)
    Traceback (most recent call last):
    cjtools.errors.CjtoolsError: there are no figures for a report of 2026-27. Allowed: 2022-23 to 2025-26
    """
    if not years:
        todo = "put a published workbook into data/raw, then run: cjtools build"
        raise CjtoolsError(Problem("there are no figures of councils", "data/processed", todo=todo))
    year = parse_period(year, "financial year") if year else None
    first, last = int(years[0][:4]), int(years[-1][:4]) + 1
    if year and not first <= int(year[:4]) <= last:
        allowed = f"{years[0]} to {last}-{(last + 1) % 100:02d}"
        raise CjtoolsError(Problem(f"there are no figures for a report of {year}", allowed=allowed))
    return year or years[-1]
