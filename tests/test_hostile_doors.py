"""What the doors do with text that attacks: refuse it with its place, take out what is not seen, name nothing by it."""

import csv
import io
import re
import time
import unicodedata
from contextlib import suppress

import pandas as pd
import pytest
from click.testing import CliRunner
from hostile_site import OWN, SLUG
from hostile_text import EXAMPLES, FORMULAS, UNSEEN
from hypothesis import given, settings
from hypothesis import strategies as st
from papermill.translators import PythonTranslator
from test_evidence_personal import ORDINARY, PLANTED

from cjtools.batch import planning
from cjtools.cli import cli
from cjtools.errors import CjtoolsError, Problem, did_you_mean
from cjtools.evidence.cells import Cell
from cjtools.evidence.check import check
from cjtools.evidence.personal import found_in
from cjtools.evidence.template import Writer
from cjtools.evidence.values import NotAllowed, read
from cjtools.publish import changes, folder
from cjtools.publish.checks import name_faults
from cjtools.publish.publish import read_address
from cjtools.results.export import to_csv, with_formula, without_formula
from cjtools.results.local import with_figures, with_local
from cjtools.results.local_names import can_name_files
from cjtools.show.data_page import _cells
from cjtools.show.pages import _marks, _marks_key
from cjtools.signs import unseen_in, visible, without_unseen
from cjtools.strict_files import MAX_TEXT

MEGABYTE = 1_000_000


def own_files(tmp_path, file, old, new):
    """Return a folder with the example of an outcome of a partnership's own, one text in one file changed."""
    for path in sorted((EXAMPLES / "local-outcome").rglob("*.*")):
        to = tmp_path / path.relative_to(EXAMPLES / "local-outcome")
        to.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8")
        to.write_text(text.replace(old, new, 1) if path.name == file else text, encoding="utf-8")
        assert path.name != file or old in text
    return tmp_path


UNFIT = {
    "a right-to-left override": ("\\u202e", "holds a sign that no eye can see (\\u202e)"),
    "an override as it is": ("\u202e", "holds a sign that no eye can see (\\u202e)"),
    "an isolate that is never closed": ("\\u2067", "(\\u2067)"),
    "a zero-width space": ("\\u200b", "(\\u200b)"),
    "tags that spell hidden words": ("\\U000E0041", "(\\U000e0041)"),
    "NUL": ("\\0", "(\\x00)"),
    "an escape for the terminal": ("\\e[31m", "(\\x1b)"),
    "half of a pair": ("\\ud800", ""),
    "a megabyte": ("x" * MEGABYTE, "has 1,000,0"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.reliability("text", f"{name} in a file of an outcome of the "
          "partnership's own",
             "refused, with file and line, and not repeated")) for name in UNFIT])  # fmt: skip
def test_words_of_an_outcome_that_nobody_can_see_are_refused(catalogue, tmp_path, name):
    hidden, said = UNFIT[name]
    own = own_files(tmp_path, f"{OWN}.yaml", "Restorative justice (worked", f"{hidden}Restorative justice (worked")
    with pytest.raises(CjtoolsError) as refused:
        with_local(catalogue, catalogue.area(SLUG), own)
    told = str(refused.value)
    assert said in told and f"outcomes/{OWN}.yaml" in told and "line 6" in told
    assert len(told) < 400 and unseen_in(told) == ""


@pytest.mark.reliability(
    "text", "the same in the CSV files of an outcome", "refused, with file and line or cell", tries=3
)
def test_the_same_in_tables(catalogue, tmp_path, tries):
    files = {"measures.csv": "Offers of", "sources.csv": "Yearly return of", "figures.csv": "yearly return"}
    assert len(files) == tries
    for number, (file, words) in enumerate(files.items()):
        own = (
            own_files(tmp_path / str(number), file, words, f"\u202e{words}")
            if (tmp_path / str(number)).mkdir() is None
            else 0
        )
        with pytest.raises(CjtoolsError) as refused:
            local = with_local(catalogue, catalogue.area(SLUG), own)
            with_figures(None, local, catalogue.area(SLUG), own)
        told = str(refused.value)
        assert file in told and "\\u202e" in told and re.search(r"line 2|cell \w2", told), told


@pytest.mark.reliability(
    "text", "a megabyte in a cell of the evidence", "refused; the message holds its beginning and how long it is"
)
def test_a_megabyte_is_refused(catalogue, tmp_path):
    column = catalogue.evidence_form.sheet("services").column("gaps")
    with pytest.raises(NotAllowed, match="up to 5,000 characters; it has 1,000,000"):
        read(column, Cell("x" * MEGABYTE, "H3"), {})
    services = tmp_path / "evidence" / "services.csv"
    services.parent.mkdir()
    services.write_text(f"Service,Provider,Need met,Outcomes,Gaps\nA,B,C,4,{'x' * 100_000}\n", encoding="utf-8")
    told = [str(problem) for problem in check(catalogue, catalogue.area(SLUG), tmp_path).problems]
    assert len(told) == 1 and len(told[0]) < 300 and "it has 100,000" in told[0] and "cell E2" in told[0]


@pytest.mark.reliability(
    "text", "each sign that takes no room, by what Unicode says of it", "taken out of evidence", tries=209
)
def test_every_sign_that_takes_no_room_is_taken_out(tries):
    """Controls, directions, joiners, tags; not those that are seen, as marks over numbers in Arabic are."""
    seen = {*"\n\t", *map(chr, range(0x600, 0x606)), *"\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}
    every = [chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) in ("Cc", "Cf")]
    every += [chr(code) for code in (0xE0001, *range(0xE0020, 0xE0080), 0x034F, 0x115F, 0x3164, 0xD800, 0xDFFF)]
    every = [sign for sign in every if sign not in seen and not 0x13430 <= ord(sign) <= 0x1345F]
    assert [hex(ord(sign)) for sign in every if without_unseen(f"a{sign}b") not in ("ab", "a\nb")] == []
    assert len(every) == tries
    assert without_unseen("naïve “Gàidhlig” – 5 × 3 😀") == "naïve “Gàidhlig” – 5 × 3 😀"


@pytest.mark.reliability("text", "escapes for the terminal, overrides and new lines in what a message "
      "repeats", "seen as escapes, on "
      "one line",
      tries=len(UNSEEN))  # fmt: skip
def test_messages_cannot_steer_a_terminal(tmp_path, catalogue):
    for sign in UNSEEN:
        told = str(
            Problem(f"area 'A{sign}B\nerror: x' is not known", f"{sign}.xlsx", allowed=did_you_mean([f"y{sign}" * 99]))
        )
        assert unseen_in(told) == "" and "\n" not in told and len(told) < 900
    assert visible("\x1b[31mred") == "\\x1b[31mred"
    file = tmp_path / "a\x1b[31m.csv"
    file.write_text("\x1b]0;x\x07,\u202eb\n1,2\n", encoding="utf-8")
    said = CliRunner().invoke(cli, ["inspect", str(file)]).output
    assert said and unseen_in(said) == ""


SCHEMES = ["javascript:window.PWN=1", "data:text/html,x", "http://x.example", "//x.example", "JaVaScript:1", ' https"']


@pytest.mark.reliability("text", "addresses that run in the source of a question and in where a figure was "
      "read", "told without a link",
      tries=len(SCHEMES) + 1)  # fmt: skip
def test_links_lead_to_https_alone(catalogue):
    question = catalogue.outcome("4").all_questions[0]
    for scheme in SCHEMES:
        one = question.model_copy(update={"provenance": f"published:{scheme}"})
        assert "href" not in _marks_key(_marks([one]), [one])
    one = question.model_copy(update={"provenance": "published:https://www.gov.scot/a"})
    assert 'href="https://www.gov.scot/a"' in _marks_key(_marks([one]), [one])
    assert 'href="https://x.example/a"' in _cells("a#B2 (p. 3, https://x.example/a)")
    assert "href" not in _cells('a#B2 (https://x.example/"onmouseover=alert(1)//)')


names = st.one_of(
    st.text(max_size=300),
    st.from_regex(r"[a-z0-9.\\/:-]{1,80}", fullmatch=True),
    st.sampled_from(
        ["con", "nul", "com1", "lpt9", "aux", "..", ".", "index", "a" * 61, "a" * 300, "CON", "a.", "a ", "é"]
    ),
)


@pytest.mark.reliability("text", "names for an outcome: paths, reserved on Windows, dots, capitals, long, any "
      "sign", "refused, unless "
      "they are "
      "small letters, digits and hyphens")  # fmt: skip
@settings(max_examples=300, deadline=None)
@given(names)
def test_no_path_from_a_name(name):
    """What is taken is a name of a file on every system, and is one whatever comes behind it."""
    if not can_name_files(name):
        return
    assert re.fullmatch(r"[a-z0-9-]{1,60}", name) and name == name.casefold().strip(".- ")
    assert folder.is_within(EXAMPLES, f"fife/{name}.html")
    assert name_faults([f"fife/{name}{end}" for end in (".html", "-data.html", ".csv-metadata.json")]) == []


BAD_IDS = ["con", "nul", "com1", "index", "priorities", "a" * 61]


@pytest.mark.reliability("text", "files of an outcome whose name is a path's, Windows' or a page's own", "refused, "
      "with file and key",
      tries=len(BAD_IDS))  # fmt: skip
def test_an_outcome_with_such_a_name_is_refused(catalogue, tmp_path):
    for name in BAD_IDS:
        (tmp_path / name).mkdir()
        own = own_files(tmp_path / name, f"{OWN}.yaml", f'id: "{OWN}"', f'id: "{name}"')
        (own / "outcomes" / f"{OWN}.yaml").rename(own / "outcomes" / f"{name}.yaml")
        with pytest.raises(CjtoolsError, match="cannot be used"):
            with_local(catalogue, catalogue.area(SLUG), own)


AREAS = ["../moray", "fife/../moray", "fife\x00", "CON", "{{7*7}}", "<script>", "fife;moray", "-rf", "", "S12000047/.."]


@pytest.mark.reliability("text", "paths, templates and code as the name of an area, an outcome or a "
      "year", "refused, or read as a name "
      "of the "
      "catalogue in another spelling: folders are named by the catalogue alone", tries=3 * len(AREAS))  # fmt: skip
def test_areas_outcomes_and_years_are_of_the_catalogue(catalogue):
    """Punctuation does not matter in a name: what is meant is told apart, and what was typed goes nowhere."""
    slugs = {area["slug"] for area in catalogue.councils}
    for name in AREAS:
        with suppress(CjtoolsError):
            assert catalogue.area(name)["slug"] in slugs
        with suppress(CjtoolsError):
            assert catalogue.outcome(name).id in catalogue.outcomes
        with pytest.raises(CjtoolsError):
            planning.choose(catalogue, [SLUG], ["diversion"], f"{name}x")


ADDRESSES = ["https://e.org/../x", "https://e.org/..", "https://e.org/a/./b/", "javascript:1", 'https://e.org/"><script>',
             "https://e.org/?x", "https://e.org/%2e%2e/", "https://a@e.org/", "ftp://e.org/"]  # fmt: skip


@pytest.mark.parametrize("address", [pytest.param(one, marks=pytest.mark.reliability("text", "an address for the "
      "published folder that "
      "leads "
                         "up, runs or holds more than folders", "refused")) for one in ADDRESSES])  # fmt: skip
def test_the_address_of_a_folder_is_one(address):
    with pytest.raises(CjtoolsError, match="is not the address of a folder"):
        read_address(address)


@pytest.mark.reliability(
    "text",
    "any text behind any beginning of a formula, with blanks before it",
    "an apostrophe stands before it in a CSV",
)
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", " ", "\u00a0", "\n", "\t", "\r"]), st.sampled_from("=+-@＝＋－＠"), st.text(min_size=1))
def test_a_formula_gets_an_apostrophe_and_loses_it_again(before, sign, text):
    whole = before + sign + text
    shown = without_formula(whole)
    is_number = re.fullmatch(r"[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?%?", whole)
    assert is_number or shown == f"'{whole}"
    assert with_formula(shown) == whole and without_formula(shown) == shown
    assert to_csv(pd.DataFrame({"a": [f"{sign}1+1"]})).splitlines()[1] == f"'{sign}1+1"


@pytest.mark.reliability("text", "formulas as the title of an outcome that is published", "text in published.csv "
      "and changes.csv, and "
      "itself in "
      "the feed", tries=len(FORMULAS))  # fmt: skip
def test_lists_of_what_was_published_hold_no_formula(tmp_path):
    for title in FORMULAS:
        change = changes.Change(1, "2026-01-01T00:00:00Z", "Fife", title, "fife/a.html", changes.NEW)
        text = changes.changes_csv([change])
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        assert row["title"] == without_formula(title)
        assert changes.read_changes(text) == [change] or title.startswith("'")
        rows = folder._rows({"fife/a.html": folder.File(lambda: b"x", "now", "Fife", title)}, folder.Before())
        assert rows["fife/a.html"]["title"] == without_formula(title)


HIDDEN = {
    "no-break spaces": "\u00a0",
    "zero-width spaces": "\u200b",
    "hyphens that do not break": "\u2011",
    "joiners": "\u2060",
}


def hiding(name):
    """Return a case with its line of the table."""
    fault = f"a CHI number with {name} in it, which pages would show plainly"
    return pytest.param(name, marks=pytest.mark.reliability("text", fault, "found, and told with its cell"))


@pytest.mark.parametrize("name", [hiding(one) for one in HIDDEN])
def test_personal_data_cannot_hide_behind_signs(name):
    hidden = f"010180{HIDDEN[name]}1234"
    assert [kind for kind, _ in found_in(f"They said {hidden} and more")] == ["a CHI number"]
    assert found_in("０１０１８０１２３４")[0][0] == "a CHI number"


SAMPLES = [text for texts in PLANTED.values() for text in texts]


@pytest.mark.reliability("text", "planted CHI and National Insurance numbers, dates of birth, addresses, telephone "
      "numbers, e-mail "
      "addresses, "
      "names with titles and case references in a cell of the evidence", "each stops the reports with its cell, "
            "until it is "
      "taken out or signed for by name", tries=len(SAMPLES))  # fmt: skip
def test_planted_personal_data_stops_reports_until_it_is_signed_for(catalogue, tmp_path):
    area = catalogue.area(SLUG)
    rows = [
        {
            "name": f"Service {number}",
            "provider": "A",
            "need_met": "Work",
            "outcomes": "4",
            "gaps": f"They said {text}, once.",
        }
        for number, text in enumerate(SAMPLES)
    ]
    told = checked(catalogue, area, tmp_path, {"services": rows}).problems
    assert {problem.cell for problem in told} == {f"J{number + 3}" for number in range(len(SAMPLES))}
    words = {re.match(r"'(.*)' looks like", problem.found)[1] for problem in told}
    signed = [{"text": one, "reason": "made up", "name": "A. Example", "date": "01/02/2026"} for one in words]
    assert checked(catalogue, area, tmp_path, {"services": rows, "sign_off": signed}).problems == []


def checked(words, area, tmp_path, rows):
    """Return what the check says of some rows."""
    (tmp_path / "evidence.xlsx").write_bytes(Writer(words, area).write(rows))
    return check(words, area, tmp_path)


@pytest.mark.reliability(
    "text",
    "ordinary words of justice social work",
    "no false alarm",
    tries=len(ORDINARY),
)
def test_ordinary_words_are_no_alarm():
    assert [text for text in ORDINARY if found_in(text)] == []


@pytest.mark.reliability(
    "text", "text as long as a cell may be, made to be searched for hours", "searched within a second each", tries=9
)
def test_no_text_takes_long_to_search(tries):
    begins = ("a", "0 ", "A1 ", "Mr A Bb", "ref ", "01/", "x.y@", "+44", "12 A")
    assert len(begins) == tries
    for begin in begins:
        started = time.process_time()
        found_in((begin * MAX_TEXT)[:MAX_TEXT])
        assert time.process_time() - started < 1, begin


@pytest.mark.reliability(
    "text",
    "quotes, new lines, code and any other sign in the value of a notebook's parameter",
    "the value arrives as it is",
)
@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(), st.sampled_from([*UNSEEN, *FORMULAS, "'); x = 1 #", "\\", '"""', "\u2028x = 1", "{7*7}", "nan"])
    )
)
def test_the_value_of_a_parameter_is_a_value(value):
    """papermill writes it into a cell, which is run."""
    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        return  # no command line and no file can hold it
    names = {}
    exec(PythonTranslator.codify({"area": value}), names)
    assert names["area"] == value and set(names) == {"area", "__builtins__"}
