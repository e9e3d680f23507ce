"""What is still missing for an area as findings, and one consolidated request to each partner that holds it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cjtools.make import can_write_word, request_text
from cjtools.make.request_text import NATIONAL
from cjtools.results.doors import open_studies
from cjtools.results.export import without_formulas
from cjtools.show.fragments import state_words
from cjtools.show.page import page, render
from cjtools.writing import write_atomically

GAPS = [
    "area", "year", "outcome_number", "outcome", "question_id", "question", "state", "who_holds_it", "why_it_matters",
    "what_would_close_it", "data_items", "judged_by",
]  # fmt: skip
ROWS = [
    "area", "year", "partner", "partner_name", "kind", "item", "title", "level", "frequency", "breakdown", "definition",
    "published", *GAPS[2:7], "why_it_matters", "what_would_close_it", "judged_by",
]  # fmt: skip
MADE_UP = "judged by made-up figures"
LOCAL_FILE = "local-partners"
NO_WORD = (
    "no Word files: the package python-docx is not installed; install it with: pip install python-docx, then run this "
    "command again"
)
INDEX_WARNING = (
    "Not to be sent yet: some states were judged by made-up figures, because the published workbooks are not "
    "here yet. Each request says for how many of its questions."
)


@dataclass(frozen=True)
class Need:
    """A question that a data item would help to answer.

    Attributes
    ----------
    outcome : Outcome
    question : Question
    state : str
        In words.
    is_made_up : bool
        Whether figures that judge the state are illustrative: with the published workbook it may be another.
    """

    outcome: object
    question: object
    state: str
    is_made_up: bool = False

    @property
    def judged_by(self):
        """What the state was judged by, in words; empty where there is no figure or only published ones."""
        return MADE_UP if self.is_made_up else ""


@dataclass(frozen=True)
class Wanted:
    """A data item that is asked for: its row of data_items.csv and the questions that need it."""

    item: dict
    needs: tuple


@dataclass(frozen=True)
class Request:
    """What one partner is asked for: its row of partners.csv and the items, each once."""

    partner: dict
    wanted: tuple

    @property
    def questions(self):
        """The different questions behind the items."""
        return {(need.outcome.id, need.question.id) for wanted in self.wanted for need in wanted.needs}


@dataclass(frozen=True)
class Written:
    """Where the requests of an area stand, and what was not made.

    Attributes
    ----------
    index : Path
    files : list of Path
    not_made : str
        Empty when everything was.
    """

    index: Path
    files: list
    not_made: str


def needs_of(studies):
    """Return every question that is open or answered in part, over all outcomes.

    Parameters
    ----------
    studies : list of Study

    Returns
    -------
    list of Need
    """
    return [
        Need(study.outcome, question, state_words(question, state), _is_made_up(study, question))
        for study in studies
        for question, state in study.gaps()
    ]


def _is_made_up(study, question):
    """Return whether any figure that answers a question for the area is illustrative."""
    answers = [study.of_area(answer.indicator) for answer in question.answered_by]
    return any((rows.loc[rows["value"].notna(), "status"] == "illustrative").any() for rows in answers)


def gaps_frame(studies):
    """Return the data gaps of an area as a table: one row for each question that is open or answered in part.

    Parameters
    ----------
    studies : list of Study
        Of one area and year; see :func:`cjtools.results.doors.open_studies`.

    Returns
    -------
    pandas.DataFrame
        Columns ``GAPS``; ``data_items`` are ids of data_items.csv with '; ' between; ``judged_by`` says where a state
        rests on illustrative figures.
    """
    area, year = studies[0].place, studies[0].year
    rows = [
        [area, year, *_question_cells(need), need.question.partner, need.question.why_it_matters,
         need.question.to_close, "; ".join(need.question.items), need.judged_by]
        for need in needs_of(studies)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=GAPS)


def _question_cells(need):
    """Return outcome, question and state of a need, as both tables give them."""
    outcome, question = need.outcome, need.question
    return [outcome.number, outcome.short_title, question.id, question.text, need.state]


def write_gaps(area, year, out, studies=None):
    """Write the data gaps of an area over all its outcomes as a CSV file for spreadsheet programs.

    Parameters
    ----------
    area : str
        Any spelling of a council area.
    year : str
        Financial year.
    out : Path
        Folder of outputs; year and area are added.
    studies : list of Study, optional
        Those of the area, where they are there already.

    Returns
    -------
    Path
        ``<out>/<year>/<area>/gaps.csv``
    """
    studies = studies or open_studies(area, year)
    path = _folder(studies, out) / "gaps.csv"
    write_atomically(path, spreadsheet_csv(gaps_frame(studies)))
    return path


def _folder(studies, out):
    """Return the folder of an area's outputs."""
    return Path(out).resolve() / studies[0].year / studies[0].area["slug"]


def spreadsheet_csv(frame):
    """Return a table of text as CSV that spreadsheet programs open with the right letters and without formulas.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    str
        Begins with a byte order mark; a cell that a program would work out begins with an apostrophe.

    Examples
    --------
    >>> spreadsheet_csv(pd.DataFrame({"text": ["=1+1", "1=1"]})).splitlines()[1:]
    ["'=1+1", '1=1']
    """
    # with this end of line, a cell that holds a carriage return is quoted too
    return "\ufeff" + without_formulas(frame).to_csv(index=False, lineterminator="\r\n")


def requests_of(studies):
    """Return what each partner is asked for: every item that an open question needs, once, over all outcomes.

    Parameters
    ----------
    studies : list of Study
        Of one area and year.

    Returns
    -------
    list of Request
        In the order of partners.csv; partners who are asked for nothing are left out.
    """
    words = studies[0].catalogue
    needs = {}
    for need in needs_of(studies):
        for item in dict.fromkeys(need.question.items):
            needs.setdefault(item, []).append(need)
    wanted = [Wanted(row, tuple(needs[name])) for name, row in words.data_items.items() if name in needs]
    asked = [
        Request(partner, tuple(one for one in wanted if one.item["partner"] == name))
        for name, partner in words.partners.items()
    ]
    return [request for request in asked if request.wanted]


def requests_frame(studies, requests):
    """Return the requests as a table: one row for each item and each question that it would help to answer.

    Parameters
    ----------
    studies : list of Study
    requests : list of Request

    Returns
    -------
    pandas.DataFrame
        Columns ``ROWS``.
    """
    area, year = studies[0].place, studies[0].year
    rows = [
        [area, year, *(request.partner[key] for key in ("partner", "name", "kind")),
         *(wanted.item[key] for key in ("item", "title", "level", "frequency", "breakdown", "definition", "published")),
         *_question_cells(need), need.question.why_it_matters, need.question.to_close, need.judged_by]
        for request in requests
        for wanted in request.wanted
        for need in wanted.needs
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=ROWS)


def write_requests(studies, out):
    """Write one request for each national partner and one for the local ones, as page and Word file, and the index.

    Parameters
    ----------
    studies : list of Study
        Of one area and year; see :func:`cjtools.results.doors.open_studies`.
    out : Path
        Folder of outputs; year and area are added.

    Returns
    -------
    Written
    """
    study, folder = studies[0], _folder(studies, out) / "requests"
    requests = requests_of(studies)
    national = [request for request in requests if request.partner["kind"] == NATIONAL]
    local = [request for request in requests if request.partner["kind"] != NATIONAL]
    letters = [request_text.to_partner(study, request) for request in national]
    letters += [request_text.to_local_partners(study, local, LOCAL_FILE)] if local else []
    has_word = can_write_word()
    files = []
    for letter in letters:
        if has_word:
            from cjtools.make.request_word import word_bytes

            write_atomically(folder / f"{letter.name}.docx", word_bytes(letter))
        write_atomically(folder / f"{letter.name}.html", letter_page(letter, folder, study, has_word))
        files += [folder / f"{letter.name}.{kind}" for kind in ("html", *(("docx",) if has_word else ()))]
    write_atomically(folder / "requests.csv", spreadsheet_csv(requests_frame(studies, requests)))
    write_atomically(folder / "index.html", _index(letters, folder, study, has_word))
    return Written(folder / "index.html", [*files, folder / "requests.csv"], "" if has_word else NO_WORD)


def letter_page(letter, folder, study, has_word):
    """Return a request as a page of its own.

    Parameters
    ----------
    letter : Letter
    folder : Path
        Where it will stand.
    study : Study
        Any of the area.
    has_word : bool
        Whether the same request stands beside it as a Word file.

    Returns
    -------
    str
    """
    body = render("request.html.j2", letter=letter, word=f"{letter.name}.docx" if has_word else "")
    trail = [*_trail(folder, study), ("Data requests", "index.html"), (letter.to, "")]
    return page(letter.title, body, trail)


def _trail(folder, study):
    """Return the pages above the requests that are there: those of the year and of the area."""
    above = [(f"All areas, {study.year}", "../../index.html"), (study.place, "../index.html")]
    return [(label, address) for label, address in above if (folder / address).resolve().is_file()]


def _index(letters, folder, study, has_word):
    """Return the page that lists the requests."""
    asked = {letter.name for letter in letters}
    not_asked = [
        row["name"]
        for row in study.catalogue.partners.values()
        if row["kind"] == NATIONAL and row["partner"] not in asked
    ]
    title = f"Data requests for {study.place}, {study.year}"
    has_gaps = (folder.parent / "gaps.csv").is_file()
    index = {"title": title, "letters": letters, "not_asked": not_asked, "has_word": has_word, "has_gaps": has_gaps}
    index["warning"] = INDEX_WARNING if any(letter.warning for letter in letters) else ""
    body = render("request.html.j2", letter=None, index=index)
    return page(title, body, [*_trail(folder, study), ("Data requests", "")])
