"""One slip in a catalogue file is one line of error: what was found, where, what is allowed, what to do."""

import shutil

import pytest

from cjtools import catalogue as catalogue_module
from cjtools.errors import CatalogueError
from cjtools.paths import folders

COMPLETION = "indicators/cpo_completion.yaml"
DIVERSION = "outcomes/diversion.yaml"
SHOWN = "Allowed: trend, composition, profile, comparison, inequality, table"
MARKERS = "nil, suppressed, not available, not applicable, rounds to zero, unreliable, other"


@pytest.fixture
def root(tmp_path):
    """A copy of the catalogue."""
    return shutil.copytree(folders().catalogue, tmp_path / "catalogue")


def told(root):
    """Return what is told of a catalogue."""
    with pytest.raises(CatalogueError) as refused:
        catalogue_module.load(root)
    return [str(problem) for problem in refused.value.problems]


def line_with(root, file, text, after=""):
    """Return the first line of a file that holds a text, after a line that holds another."""
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if after in line)
    return next(number for number, line in enumerate(lines, 1) if number > start and text in line)


def slip(root, file, old, new):
    """Plant a slip in the first place of a file where a text stands; return its line."""
    path, line = root / file, line_with(root, file, old.strip("\n").splitlines()[0])
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return line


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (DIVERSION, 'show: "trend"', 'show: "trnd"', f"show is 'trnd' (nearest: trend). {SHOWN}"),
        (
            COMPLETION,
            'statistic: "proportion"',
            'statistic: "percentage"',
            "statistic is 'percentage'. Allowed: count, rate, proportion, share, mean, published",
        ),
        (
            COMPLETION,
            'better: "higher"',
            'better: "Higher"',
            "better is 'Higher' (nearest: higher). Allowed: higher, lower, neither",
        ),
        (COMPLETION, 'better: "higher"', 'beter: "higher"', "key 'beter' is not known. Did you mean better?"),
        (
            COMPLETION,
            'baseline_period: "',
            'baseline_perod: "',
            "key 'baseline_perod' is not known. Did you mean baseline_period?",
        ),
        (
            COMPLETION,
            'baseline_period: "2018-19"',
            "baseline_period: 2018",
            "baseline_period is 2018. Allowed: text; put it into quotation marks",
        ),
        (COMPLETION, 'unit: "per cent"\n', "unit:\n", "unit is empty. Allowed: text; put it into quotation marks"),
        ("partners.csv", "police_scotland,Police Scotland,national", "police_scotland,Police Scotland,nationl",
         "kind is 'nationl' (nearest: national). Allowed: national, local"),
        ("markers.csv", ",suppressed,", ",supresed,", f"kind is 'supresed' (nearest: suppressed). Allowed: {MARKERS}"),
        (
            "measures.csv",
            "orders,financial year,yes",
            "orders,fiscal year,yes",
            "period_type is 'fiscal year' (nearest: financial year). "
            "Allowed: financial year, calendar year, mid-year, cohort, edition",
        ),
        ("measures.csv", "orders,financial year,yes", "orders,financial year,Yes",
         "councils_add_up is 'Yes' (nearest: yes). Allowed: yes, no"),
        ("places.csv", ",custody centre,", ",custody,",
         "kind is 'custody' (nearest: custody centre). Allowed: police division, custody centre, health board"),
    ],
)  # fmt: skip
def test_one_slip_is_one_line_with_what_is_allowed(root, file, old, new, said):
    """Its line of the file is named, and nothing that follows from it is told as a fault of its own."""
    line = slip(root, file, old, new)
    assert told(root) == [f"{file}, line {line}: {said}"]


def test_a_missing_key_is_told_with_the_line_of_what_lacks_it(root):
    """It names the block, which is where the key is to be written."""
    slip(root, COMPLETION, "  counted:", "  # counted:")
    line = line_with(root, COMPLETION, "words:")
    assert told(root) == [f"{COMPLETION}, line {line}: key 'counted' is missing in words. To do: add it"]


@pytest.mark.parametrize(
    ("file", "torn"),
    [
        ("measures.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("areas.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("sources.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("partners.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("data_items.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("family_groups.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("places.csv", "line 1: is not the header: it holds none of the columns. Allowed: "),
        ("caveats.yaml", "line 1: key 'caveats' is missing"),
        ("checklist.yaml", "line 1: key 'sections' is missing"),
        ("outcomes/diversion.yaml", "key 'id' is missing"),
        ("indicators/cpo_completion.yaml", "key 'id' is missing"),
    ],
)
def test_what_names_something_in_an_unread_file_is_no_fault(root, file, torn):
    """A table that cannot be read leaves a hundred names that lead nowhere; only its own faults are told."""
    empty = "a,b\n1,2\n" if file.endswith(".csv") else "throughout: []\n"
    (root / file).write_text(empty, encoding="utf-8")
    said = told(root)
    assert any(torn in line for line in said) and (len(said) == 1 or file.endswith(".yaml"))
    assert {line.split(",")[0].split(":")[0] for line in said} == {file}


def test_a_name_that_is_lost_is_told_once(root):
    """The group of eight councils: one line, with three of the other places that name it."""
    slip(root, "family_groups.csv", "people-2,", "people-9,")
    (line,) = told(root)
    lines = [n for n, row in enumerate((root / "areas.csv").read_text("utf-8").splitlines(), 1) if ",people-2," in row]
    first, *others = (f"areas.csv, line {n}" for n in lines)
    assert len(lines) == 8
    assert line.startswith(f"{first}: people_group 'people-2' (nearest: people-9) does not exist; so also in ")
    assert f"; so also in {'; '.join(others[:3])} and 4 more. Allowed: people-1, people-9, people-3" in line


def test_a_misspelt_heading_is_one_line(root):
    """Not one column that is missing and another that is too much."""
    slip(root, "partners.csv", "partner,name,kind", "partner,name,knd")
    assert told(root) == ["partners.csv, line 1: column 'knd' is not known. Did you mean kind?"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",value,cpo_imposed,", ",vlaue,cpo_imposed,", "role is 'vlaue'. Allowed: area, area_code, period, "),
        (",value,cpo_imposed,", ",value,cpo_impossed,", "measure 'cpo_impossed' does not exist. Did you mean cpo_"),
    ],
)
def test_a_slip_in_a_layout_is_one_line(root, old, new, said):
    """A table whose one column of figures is misspelt is not also told to have none."""
    file = "layouts/jsw_cpo/columns.csv"
    line = slip(root, file, old, new)
    (one,) = told(root)
    assert one.startswith(f"{file}, line {line}: {said}")


def test_a_table_of_a_layout_misspelt_once_is_told_once(root):
    """Each of its columns names it, in a line of its own."""
    slip(root, "layouts/jsw_cpo/tables.csv", "cpo_4,", "cpo_5,")
    assert len(told(root)) == 1


@pytest.mark.parametrize(
    ("key", "old", "new", "more"),
    [
        ("baseline_period", '"2018-19"', '"2018"', " To do: write 2018-19"),
        ("baseline_period", '"2018-19"', '"2018/19"', " To do: write 2018-19"),
        ("baseline_period", '"2018-19"', '"2018-20"', ""),
        ("baseline_period", '"2018-19"', '"before the pandemic"', ""),
    ],
)
def test_a_baseline_is_written_as_the_figures_have_it(root, key, old, new, more):
    """'2018' would be found in no financial year, and the report would say nothing of the change since."""
    slip(root, COMPLETION, f"{key}: {old}", f"{key}: {new}")
    found = f"{key} is {new.replace(chr(34), chr(39))}, but figures of cpo_ended are by financial year"
    allowed = f"Allowed: a financial year, such as 2018-19{'.' if more else ''}{more}"
    assert told(root) == [f"{COMPLETION}, key {key}: {found}. {allowed}"]


def test_a_calendar_baseline_is_for_calendar_figures(root):
    """Mid-year estimates have years such as 2018, and no financial years."""
    file = "indicators/population_16_70.yaml"
    slip(root, file, "baseline_period: null", 'baseline_period: "2018-19"')
    assert told(root) == [
        f"{file}, key baseline_period: baseline_period is '2018-19', but figures of population_16_70 are by mid-year. "
        "Allowed: a year, such as 2018"
    ]
    slip(root, file, 'baseline_period: "2018-19"', 'baseline_period: "2018"')
    assert catalogue_module.load(root).indicators["population_16_70"].baseline_period == "2018"


def test_a_partner_that_nobody_knows_is_refused(root):
    """One of several too: requests would be sent to no one."""
    slip(root, DIVERSION, 'partner: "', 'partner: "Nobody; ')
    question = (root / DIVERSION).read_text(encoding="utf-8").split('partner: "Nobody')[0].rsplit('id: "', 1)[1][:2]
    assert told(root) == [
        f"{DIVERSION}, key partner: partner of {question}: 'Nobody' does not exist. Allowed: a name of partners.csv"
    ]


def test_a_number_of_an_outcome_is_a_number_of_its_own(root):
    """A word would end in a traceback, a number that stands twice in the wrong report."""
    slip(root, DIVERSION, 'number: "1"', 'number: "one"')
    slip(root, "outcomes/accommodation.yaml", 'number: "6"', 'number: "7"')
    one, two = told(root)
    assert one == f"{DIVERSION}, key number: number is 'one'. Allowed: 1, 2 and so on"
    assert "number is '7', as in outcomes/accommodation.yaml" in two
