"""A view says what the reports say; what it works out itself agrees with the figures, scipy and the parts beside it."""

import ast
import csv
import io
import re
from dataclasses import replace

import pytest
from html_lint import lint
from scipy.stats import binomtest

from cjtools.errors import CjtoolsError
from cjtools.explorer import shown
from cjtools.explorer.downloads import downloads, report_of
from cjtools.explorer.subjects import BACKGROUND, COUNT, EVERY, PERCENTAGE, PUBLISHED, RATE, TOTAL
from cjtools.explorer.view import ALONE, ONLY_SCOTLAND, Figures, view_of
from cjtools.results.nation import Nation
from cjtools.show.page import page

YEAR = "2024-25"


@pytest.fixture(scope="module")
def figures(catalogue, observations):
    """All that can be viewed of the project's own figures."""
    return Figures(Nation(YEAR, catalogue, observations))


@pytest.fixture(scope="module")
def view(figures):
    """Return a function that makes a view, as a notebook does."""

    def make(measure, areas="Fife", shown=COUNT, breakdown=TOTAL, category=TOTAL, compare="deprivation", years=""):
        return view_of(figures, measure, areas, shown, breakdown, category, compare, years)

    return make


def value(observations, measure, breakdown="total", category="Total", period=YEAR, code="S12000047"):
    """Return one published value, read without any of what is tested; Fife's by default."""
    rows = observations[
        (observations["measure"] == measure)
        & (observations["breakdown"] == breakdown)
        & (observations["category"] == category)
        & (observations["period"] == period)
        & (observations["area_code"] == code)
    ]
    assert len(rows) == 1
    return rows["value"].iloc[0]


def newest(view, part=0):
    """Return the newest record of the first area."""
    return view.newest(view.studies[0], view.parts[part])


def test_a_view_that_the_catalogue_has_is_the_catalogues_own(view, figures):
    """Same indicator, same records: the explorer and the report cannot disagree."""
    one = view("cpo_imposed", shown=RATE)
    assert one.indicator.id == "cpo_imposed_rate"
    known = figures.nation.of("cpo_imposed_rate", "S12000047")
    assert newest(one)[["value", "lower", "upper", "verdict"]].equals(
        known.iloc[-1][["value", "lower", "upper", "verdict"]]
    )


def test_a_count_of_one_category_is_as_published(view, observations):
    """Nothing is worked out."""
    one = newest(view("cpo_imposed", breakdown="sex", category="Female"))
    assert one["value"] == value(observations, "cpo_imposed", "sex", "Female")


def test_a_percentage_is_the_category_among_all_with_the_wilson_interval(view, observations):
    """Against the figures and scipy."""
    one = newest(view("cpo_imposed", shown=PERCENTAGE, breakdown="age", category="Over 40"))
    count, base = value(observations, "cpo_imposed", "age", "Over 40"), value(observations, "cpo_imposed")
    expected = binomtest(int(count), int(base)).proportion_ci(method="wilson")
    assert one["value"] == pytest.approx(100 * count / base)
    assert (one["lower"], one["upper"]) == pytest.approx((100 * expected.low, 100 * expected.high))


def test_a_rate_of_one_sex_is_over_the_people_of_that_sex(view, figures):
    """As the catalogue's own rates of men and women have it."""
    rows = view("bail_supervision_commenced", shown=RATE, breakdown="sex", category="Male")
    own = rows.trend(rows.studies[0])[0].set_index("period")["value"]
    known = figures.nation.of("bail_sex_rates", "S12000047", "Male").set_index("period")["value"]
    assert own.dropna().to_dict() == known.dropna().to_dict()
    assert own.notna().sum() >= 2


def test_every_category_side_by_side_is_what_each_is_alone(view):
    """Count, percentage and rate alike."""
    for as_what in (COUNT, PERCENTAGE, RATE):
        together = view("cpo_imposed", shown=as_what, breakdown="sex", category=EVERY)
        for part, category in enumerate(together.parts):
            alone = view("cpo_imposed", shown=as_what, breakdown="sex", category=category)
            assert newest(together, part)["value"] == newest(alone)["value"]
        assert together.parts == ["Male", "Female"]


def test_a_sum_of_measures_is_counted_as_the_catalogue_counts_it(view, observations):
    """Community payback orders and drug treatment and testing orders together."""
    one = newest(view("cpo_imposed+dtto_imposed"))
    assert one["value"] == value(observations, "cpo_imposed") + value(observations, "dtto_imposed")


def test_what_is_published_for_scotland_alone_is_said_to_be(view):
    """A council is not given Scotland's figure as its own."""
    one = view("attitude_agree", shown=PUBLISHED, breakdown="statement", category=EVERY)
    assert shown.sentences(one)[0].endswith("Published for Scotland only.")
    assert "in Scotland in 2023-24" in shown.sentences(one)[0]


def test_two_areas_served_by_one_place_are_shown_once(view, catalogue):
    """A health board's figure is not two figures because two councils share it."""
    board = next(
        place for place in catalogue.places if place["councils"].count(";") >= 1 and "NHS" in place["place_name"]
    )
    names = [catalogue.place_names[code] for code in board["councils"].split("; ")[:2]]
    one = view("treatment_transfers", areas=", ".join(names))
    assert len(one.areas) == 2 and len(one.studies) == 1


def test_beside_nothing_nothing_is_said_of_others(view):
    """Sentence, table, chart and file alike; beside Scotland alone, nothing of the family group."""
    alone, scotland = (view("cpo_imposed", shown=RATE, compare=which) for which in (ALONE, ONLY_SCOTLAND))
    assert "Scotland" not in shown.view_html(alone).replace("Justice social work statistics in Scotland", "").replace(
        "statistics in Scotland", ""
    )
    assert set(alone.records["area_name"]) == {"Fife"}
    assert set(scotland.records["area_name"]) == {"Fife", "Scotland"}
    assert "family group" not in " ".join(shown.sentences(scotland))
    assert "Scotland (43" in " ".join(shown.sentences(scotland))


def test_years_limit_all_that_is_shown(view):
    """Sentence, table and file end where the view ends."""
    one = view("cpo_imposed", years="2016-17 to 2018-19")
    assert sorted(set(one.records["period"])) == ["2016-17", "2017-18", "2018-19"]
    assert "in 2018-19" in shown.sentences(one)[0] and "2024-25" not in shown.table_html(one)


def test_missing_and_few_figures_are_told_in_words(view):
    """No line is drawn where there is no figure, and a handful is not read as a difference."""
    none = view("cpo_imposed", areas="Orkney", years="1990-91 to 1991-92")
    assert shown.sentences(none) == [
        "There is no figure for Orkney Islands from 1990-91 to 1991-92: Community payback orders imposed."
    ]
    assert "There is no figure to draw." in shown.view_html(none)
    few = view("treatment_transfers", areas="Orkney")
    assert "too few to tell a change" in shown.sentences(few)[0]


def test_the_code_of_a_view_makes_the_same_view(view, figures):
    """Whatever is chosen, the two lines lead back to it."""
    chosen = [
        view("cpo_imposed", areas="Orkney, western isles", shown=RATE, breakdown="sex", category="female"),
        view("cpo_ended", shown=PERCENTAGE, breakdown="ending", years="2019-20 to 2023-24", compare="scotland"),
        view("custody_held", compare="falkirk, West Lothian"),
    ]
    for one in chosen:
        first, second = one.code.splitlines()
        assert first == "import cjtools as cj"

        class Cj:
            @staticmethod
            def view(measure, **given):
                return view(measure, **given)

        assert eval(second, {"cj": Cj}) == one


def test_what_is_not_known_is_told_all_at_once(view):
    """With the nearest names, and nothing shown meanwhile."""
    with pytest.raises(CjtoolsError) as raised:
        view("cpo_imposd", areas="Fyfe, Orkney", compare="nowhere", years="soon to 2019-20")
    said = str(raised.value)
    assert "Did you mean cpo_imposed" in said and "area 'Fyfe'" in said
    assert "'nowhere'" in said and "'soon to 2019-20' are no years" in said
    for given, words in (
        ({"areas": "Scotland"}, "Scotland stands beside every figure already"),
        ({"areas": " , "}, "no area is named"),
        ({"areas": "Fife, Moray, Angus, Orkney, Highland, Falkirk"}, "6 areas are named"),
        ({"breakdown": "hair"}, "not published by 'hair'"),
        ({"category": "Female"}, "category 'Female' is named, and no breakdown. Allowed: breakdown='sex' beside it"),
        ({"breakdown": "sex", "category": "Neither"}, "'Neither' is no category of sex"),
        ({"shown": RATE, "breakdown": "court"}, "cannot be shown as 'rate'"),
    ):
        with pytest.raises(CjtoolsError, match=re.escape(words)):
            view("cpo_imposed", **given)


def test_pages_of_views_have_no_fault_and_no_id_twice(view):
    """As lint sees them; two views in one notebook do not take each other's marks."""
    views = [
        view("cpo_imposed", shown=RATE),
        view("cpo_imposed", areas="Fife, Orkney, Glasgow", shown=RATE),
        view("cpo_imposed", areas="Fife, Orkney", shown=PERCENTAGE, breakdown="age"),
        view("report_outcomes", shown=PERCENTAGE, breakdown="outcome"),
    ]
    body = "".join(f"<h2>View</h2>{shown.view_html(one)}" for one in views)
    body = re.sub("<style>.*?</style>", "", body, flags=re.DOTALL)  # a notebook has no policy that would name it
    made = page("Views", f"<h1>Views</h1>{body}", [])
    assert lint(made) == []
    ids = re.findall(r'\bid="([^"]+)"', made)
    assert len(ids) == len(set(ids)) > 20


def test_made_up_figures_say_so_wherever_they_go(view):
    """In the picture itself, in the file's name, above and in the captions; published ones do not."""
    made_up, published = view("cpo_imposed", shown=RATE), view("reconviction_rate", shown=PUBLISHED)
    files = downloads(made_up, shown.charts_of(made_up, with_png=True))
    assert all(file.name.startswith("illustrative-") for file in files)
    assert ", illustrative" in files[1].content.decode()
    assert "made-up" in shown.view_html(made_up)
    files = downloads(published, shown.charts_of(published, with_png=True))
    assert not any("illustrative" in file.name for file in files)
    assert "illustrative" not in files[1].content.decode()
    assert 'class="made-up"' not in shown.view_html(published)


def test_what_is_taken_away_is_what_is_shown(view):
    """The CSV has the figure of the sentence; each chart is there as SVG and PNG."""
    one = view("cpo_imposed", areas="Fife, Orkney", shown=PERCENTAGE, breakdown="sex")
    table, *pictures = downloads(one, shown.charts_of(one, with_png=True))
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    female = [row for row in rows if row["part"] == "Female" and row["period"] == YEAR and row["area_name"] == "Fife"]
    assert f"Female {float(female[0]['value']):.1f}%" in shown.sentences(one)[0]
    assert [picture.name[-4:] for picture in pictures] == [".svg", ".png", ".svg", ".png"]
    assert all(picture.content.startswith(b"\x89PNG") for picture in pictures[1::2])
    assert 'href="data:text/csv' in table.link and f'download="{table.name}"' in table.link


def test_report_is_the_one_of_the_first_area(view):
    """Background figures have none."""
    report = report_of(view("cpo_imposed", areas="Orkney, Fife"))
    assert report.path == "outputs/2024-25/orkney-islands/community-sentences.html"
    assert report_of(view("population_16_70")) is None


def test_every_outcome_has_subjects_and_each_can_be_shown_somehow(figures):
    """A subject without any way to show it would be a dead end in a list."""
    for outcome in [*figures.words.outcomes, BACKGROUND]:
        subjects = figures.subjects.of_outcome(outcome)
        assert subjects
        for subject in subjects:
            splits = [(TOTAL, TOTAL), *((kind, EVERY) for kind in subject.breakdowns)]
            assert any(figures.subjects.ways(subject, *split) for split in splits), subject


@pytest.mark.batch
def test_every_view_that_is_offered_can_be_shown(figures, view):
    """Each subject by each breakdown as each way, for the largest and one of the smallest councils."""
    count = 0
    for subject in figures.subjects.all.values():
        splits = [(TOTAL, TOTAL), *((kind, one) for kind, of in subject.breakdowns.items() for one in (EVERY, of[0]))]
        for breakdown, category in splits:
            for way in figures.subjects.ways(subject, breakdown, category):
                one = view(subject.id, "Glasgow, Orkney", way.id, breakdown, category)
                assert not re.search(r"\bnan\b", shown.view_html(one)), one.code
                assert len(shown.sentences(one)) == len(one.studies)
                count += 1
    assert count > 150


def test_whatever_is_asked_for_stays_text_in_the_code(view, figures):
    """Each argument is a literal, also where a name of the figures holds quotes or breaks."""
    odd = 'Ma"le\\ \n") or print("'
    one = replace(view("cpo_imposed", breakdown="sex", category="Male"), category=odd)
    tree = ast.parse(one.code)
    given = {word.arg: ast.literal_eval(word.value) for word in tree.body[1].value.keywords}
    assert len(tree.body) == 2 and given["category"] == odd and len(one.code.splitlines()) == 2


@pytest.mark.parametrize(
    "years", ["2015-16 to", "abc", "2015-17", "2015-16 - 2020-21", " to 2016-17", '0") or x("', "x" * 10_000]
)
def test_what_are_no_years_is_refused(view, years):
    """Nothing is shown of years that nobody meant."""
    with pytest.raises(CjtoolsError, match="are no years") as raised:
        view("cpo_imposed", years=years)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize(
    "years", ["2015/16 to 2020/21", "2015\u201316 TO 2020\u201321", "2015-2016 to 2020-2021", "2015 to 2020"]
)
def test_years_are_read_as_they_are_written_elsewhere(view, years):
    """Six years each, the first among them; also of what is counted in the middle of a year."""
    periods = sorted(set(view("cpo_imposed", years=years).records["period"]))
    assert periods == ["2015-16", "2016-17", "2017-18", "2018-19", "2019-20", "2020-21"]
    assert min(view("population_16_70", years=years).records["period"]) == "2015"


def test_areas_may_be_a_list_and_what_is_no_text_is_told(view):
    """A list is the natural guess; anything else is named with its argument."""
    assert view("cpo_imposed", areas=["Fife", "Moray"]) == view("cpo_imposed", areas="Fife, Moray")
    for given in ({"areas": None}, {"areas": [1]}, {"years": 2015}, {"breakdown": b"sex"}):
        with pytest.raises(CjtoolsError, match=f"{next(iter(given))} is "):
            view("cpo_imposed", **given)
