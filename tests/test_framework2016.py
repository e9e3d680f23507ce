"""The return under the framework of 2016: page, Word file and table say the same, and show what is not recorded."""

import csv
import datetime
import io
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
import yaml
from docx import Document as read_word
from evidence_rows import plan_with
from html_lint import lint, parse
from report_maker import executed
from scipy.stats import binomtest

from cjtools.batch.releases import Releases
from cjtools.catalogue.framework2016 import CHANGE, CONTEXTUAL, QUANTITATIVE
from cjtools.disclosure import profile_for
from cjtools.evidence.check import check
from cjtools.intake.store import read_told
from cjtools.kinds import OPI2016
from cjtools.make.across import across_files
from cjtools.paths import folders
from cjtools.results import distance, local_measures
from cjtools.results.framework2016 import Return2016, values_shown
from cjtools.results.plan import Plan
from cjtools.results.study import Study
from cjtools.show.document import blocks_html
from cjtools.show.opi2016.document import SECTIONS, document_of_2016
from cjtools.show.opi2016.since import evidence_of_2016

ROOT = folders().root
EXAMPLE = ROOT / "docs" / "examples" / "evidence"
ROWS = yaml.safe_load((EXAMPLE / "rows.yaml").read_text(encoding="utf-8"))
HOSTILE = "<script>alert(1)</script> {{ 7 * 7 }} =1+1"
DAY = datetime.date(2026, 5, 4)
THERAPY = "People who start psychological therapy within 18 weeks of referral"


@pytest.fixture(scope="module")
def first(catalogue, observations, records):
    """Fife's study of the first outcome."""
    return Study(catalogue.area("fife"), catalogue.outcome("1"), "2024-25", catalogue, observations, known=records)


@pytest.fixture(scope="module")
def studies(catalogue, first):
    """Fife's studies of all outcomes, without evidence."""
    return [replace(first, outcome=outcome) for outcome in catalogue.outcomes.values()]


@pytest.fixture(scope="module")
def fit(first, tmp_path_factory):
    """Return evidence as reports see it: protected."""

    def protected(evidence):
        own, usual = tmp_path_factory.mktemp("fife"), profile_for("local", "local-default")
        safe = local_measures.protected(evidence, first.area, own, usual)
        return distance.protected(safe, first.area, own, usual)

    return protected


@pytest.fixture(scope="module")
def example(catalogue, first, studies, fit):
    """The return of the worked example."""
    evidence = fit(check(catalogue, first.area, EXAMPLE).evidence)
    own = [replace(study, evidence=evidence) for study in studies]
    return Return2016(Plan(first.area, "2024-25", own, evidence))


@pytest.fixture(scope="module")
def make(processed):
    """Return the files of the page of a return."""

    def made(framework):
        notebooks = {"09_opi2016": executed(folders().notebooks / "09_opi2016.ipynb", framework, "framework")}
        return across_files(OPI2016, framework, notebooks, read_told(processed), {"09_opi2016": "0" * 64})

    return made


@pytest.fixture(scope="module")
def files(example, make):
    """The files of the worked example."""
    return make(example)


@pytest.fixture
def recorded(studies, fit):
    """Return the return of some rows of evidence."""

    def of(**rows):
        plan = plan_with(studies, **rows)
        evidence = fit(plan.evidence)
        own = [replace(study, evidence=evidence) for study in studies]
        return Return2016(Plan(plan.area, plan.year, own, evidence))

    return of


def words_of(html):
    """Return a page as words."""
    text = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    text = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    return text.replace("&#39;", "'").replace("&#x27;", "'").replace("&#34;", '"').replace("&quot;", '"')


def said(framework):
    """Return everything that a return says."""
    return words_of(blocks_html(document_of_2016(framework).blocks))


def entry(indicator="s1.3", kind="good practice", **more):
    return {"indicator": indicator, "kind": kind, "activity": "A café", "date": DAY} | more


def value(value, base=None, period="2024-25", title=THERAPY, unit="per cent"):
    row = {"measure": title, "outcome": "health-social-care", "unit": unit, "period": period, "value": float(value),
           "source": "Health board"}  # fmt: skip
    return row | ({} if base is None else {"base": float(base)})


def test_the_framework_is_the_printed_one(catalogue):
    """Seven outcomes; 26 indicators of which 4 are quantitative and 2 contextual; the checklist has 12 lines."""
    framework = catalogue.framework2016
    assert [len(outcome.indicators) for outcome in framework.outcomes] == [6, 4, 5, 8, 1, 1, 1]
    assert [outcome.group for outcome in framework.outcomes] == ["structural"] * 4 + ["person-centric"] * 3
    kinds = Counter(item.type for item in framework.indicators.values())
    assert kinds == {QUANTITATIVE: 4, CHANGE: 20, CONTEXTUAL: 2}
    assert [len(part.items) for part in framework.protocol.parts] == [4, 1, 7]
    assert len(framework.steps) == 5 and len(framework.terms) == 3


def test_figures_of_partnerships_have_units_of_the_form(catalogue):
    units = catalogue.evidence_form.lists["unit"]
    own = [one for item in catalogue.framework2016.indicators.values() for one in item.figures if one.title]
    assert len(own) > 8 and {one.unit for one in own} <= set(units)
    assert len({one.title for one in own}) == len(own)


def test_the_page_leads_to_each_part_and_has_no_fault(files):
    page = files["opi2016.html"]
    heads = [heading.text for heading in parse(page).all("h2")]
    assert heads[1:-1] == [heading for heading, *_ in SECTIONS]
    assert lint(page) == []
    assert "superseded on 31 March 2023" in page and "Worked example: made up" in page


def test_the_notebook_shows_the_parts_of_the_word_file_in_their_order():
    book = json.loads((folders().notebooks / "09_opi2016.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"]][4:]
    for heading_and_below, call, (heading, below, parts) in zip(cells[::2], cells[1::2], SECTIONS, strict=True):
        assert heading_and_below == f"## {heading}" + (f"\n\n{below}" if below else "")
        assert call == f"cj.{parts.__name__}(framework)"


def test_the_files_are_those_that_the_ledger_watches(files):
    names = {f"opi2016{suffix}" for suffix in OPI2016.suffixes}
    assert set(files) == names | {"notebooks/opi2016/09_opi2016.ipynb"}
    assert list(files)[-1] == "opi2016.html"


def test_the_word_file_says_what_the_page_says(files):
    document = read_word(io.BytesIO(files["opi2016.docx"]))
    page = words_of(files["opi2016.html"])
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert len(cells) > 150
    assert [text for text in cells if " ".join(text.split()) not in page] == []
    assert any("superseded on 31 March 2023" in paragraph.text for paragraph in document.paragraphs)
    assert any("The wider community" in paragraph.text for paragraph in document.paragraphs)


def test_the_summary_counts_what_the_workbook_holds(example, catalogue):
    """Counted in the rows of the example, not by the code."""
    kinds = {}
    for row in ROWS["opi_evidence"]:
        kinds.setdefault(row["indicator"], set()).add(row["kind"])
    both = sum(len(each) == 2 for each in kinds.values())
    left_out = {row["indicator"] for row in ROWS["opi_left_out"]}
    titles = {row["measure"] for row in ROWS["local_measures"]}
    with_figure = {
        item.id
        for item in catalogue.framework2016.indicators.values()
        for one in item.figures
        # a figure of Scotland alone says nothing of the area
        if one.title in titles or (one.indicator and catalogue.indicators[one.indicator].level != "scotland")
    }
    cohorts = {row["indicator"] for row in ROWS["cohorts"]}
    evidence = set(kinds) | with_figure | cohorts
    open_ = set(catalogue.framework2016.indicators) - evidence - left_out
    text = (
        f"Of 26 indicators {len(evidence)} have evidence, {both} of them both good practice and lessons learned; "
        f"{len(left_out)} are left out with a reason; {len(open_)} are still missing."
    )
    assert text in said(example)
    assert example.counted()["missing"] == len(open_)


def test_the_chain_and_its_list_say_the_same(files, catalogue):
    page = files["opi2016.html"]
    picture = re.search(r'<svg[^>]*aria-labelledby="chain-svg.*?</svg>', page, re.DOTALL)[0]
    drawn = " ".join(re.sub(r"<[^>]+>", " ", picture).split()).replace("&#39;", "'")
    listed = words_of(re.search(r'<ol class="chain">.*?</ol>', page, re.DOTALL)[0])
    for stage in catalogue.framework2016.chain:
        texts = stage.items or [o.title for o in catalogue.framework2016.outcomes if o.group == stage.group]
        for text in (stage.title, *texts):
            assert text in listed
            assert all(word in drawn for word in text.split())
    assert "evidence on 2 of 6 indicators" in listed and "evidence on 2 of 6" in drawn


def test_an_indicator_with_one_kind_of_evidence_asks_for_the_other(recorded):
    text = said(recorded(opi_evidence=[entry()]))
    assert "No lesson learned is recorded: good practice and lessons learned are both asked for." in text
    text = said(recorded(opi_evidence=[entry(kind="lesson learned")]))
    assert "No good practice is recorded: good practice and lessons learned are both asked for." in text
    text = said(recorded(opi_evidence=[entry(), entry(kind="lesson learned")]))
    assert "are both asked for" not in text


def test_an_indicator_that_is_left_out_shows_its_reason_and_is_no_hole(recorded):
    row = {"indicator": "s1.3", "reason": "Nobody has asked.", "instead": "We will ask.", "date": DAY}
    page = said(recorded(opi_left_out=[row]))
    part = page.partition("s1.3 Participation")[2].partition("s1.4 Level")[0]
    assert "Nobody has asked. (4 May 2026)" in part and "What will be done: We will ask." in part
    assert "No evidence is recorded" not in part
    nothing = said(recorded()).partition("s1.3 Participation")[2].partition("s1.4 Level")[0]
    assert "No evidence is recorded, and no reason for leaving it out." in nothing


def test_needs_are_the_published_figures_beside_scotland(example, results):
    for figure, name in zip(example.needs(), ("recorded_crime_rate", "reconviction_rate"), strict=True):
        records = results[name]
        own = records[(records["area_code"] == "S12000047") & records["value"].notna()]
        own = own[own["period"] <= "2024-25"].iloc[-1]
        beside = records[(records["area_code"] == "S92000003") & (records["period"] == own["period"])].iloc[0]
        assert (figure.period, figure.value, figure.scotland) == (own["period"], own["value"], beside["value"])


def test_the_balance_is_said_to_be_of_scotland_only(example):
    part = said(example).partition("s4.5 Reduced use")[2].partition("s4.6")[0]
    assert "Scotland only: there is no figure of the area" in part


@pytest.mark.parametrize(
    ("share", "base", "words"),
    [
        (88.9, 1310, "the standard is not reached"),
        (90.0, 400, "the standard is reached"),
        (95.0, 1000, "the standard is reached"),
    ],
)
def test_the_standard_is_reached_or_not_with_wilsons_interval(recorded, share, base, words):
    """The limits are those of scipy."""
    text = said(recorded(local_measures=[value(share, base)]))
    interval = binomtest(round(share * base / 100), base).proportion_ci(method="wilson")
    lower, upper = 100 * interval.low, 100 * interval.high
    assert f"{share:.1f}% in 2024-25: {words}; 95% interval {lower:.1f}% to {upper:.1f}%" in text
    beside = "at or above it" if lower >= 90 else "below it" if upper < 90 else "holds it"
    assert beside in text.partition(words)[2][:120]
    assert "the figure is of everybody in the area" in text


def test_a_standard_without_a_figure_is_not_judged(recorded):
    assert "Whether it is reached is not said: no figure is recorded." in said(recorded())
    hidden = said(recorded(local_measures=[value(96.7, 30)]))
    assert "Whether it is reached is not said: the figure is not shown ([c]" in hidden
    assert "96.7" not in hidden


def test_figures_of_later_years_are_left_out_and_the_year_before_is_a_year_before(recorded):
    rows = [value(80, 500, "2022-23"), value(84, 500, "2024-25"), value(99, 500, "2025-26")]
    text = said(recorded(local_measures=rows))
    assert "84.0%, 2024-25" in text and "99.0%" not in text and "80.0%" not in text
    rows.append(value(83, 500, "2023-24"))
    framework = recorded(local_measures=rows)
    assert "83.0%, 2023-24 no change beyond chance" in said(framework)
    assert [row.get("period") for row in values_shown(framework.framework, framework.evidence, "2024-25")] == [
        "2022-23", "2024-25", "2023-24",
    ]  # fmt: skip


def test_terms_are_counted_outcome_by_outcome(example, catalogue):
    of = {item.id: outcome.id for outcome in catalogue.framework2016.outcomes for item in outcome.indicators}
    counts = Counter((of[row["indicator"]], row.get("term", "")) for row in ROWS["opi_evidence"])
    for outcome in catalogue.framework2016.outcomes:
        found = example.terms(outcome)
        assert found == {term: counts[outcome.id, term] for term in (*catalogue.framework2016.terms, "")}


def test_every_line_of_the_housing_checklist_is_answered_or_open(example, recorded):
    text = said(example)
    answers = Counter(row["answer"] for row in ROWS["protocol"])
    assert (
        f"Of 12 lines: {answers['yes']} yes, {answers['partly']} partly, {answers['no']} no, "
        f"{12 - len(ROWS['protocol'])} not answered." in text
    )
    assert said(recorded()).count("not answered") >= 12


def test_each_service_has_five_steps_or_holes(example):
    text = said(example)
    assert "Step 5 of this path is not recorded." in text and "Steps 2, 4 and 5 of this path are not recorded." in text


def test_old_evidence_is_found_from_the_new_outcomes(example, catalogue):
    for study in example.plan.studies:
        wanted = {item.id for item in catalogue.framework2016.indicators.values() if study.outcome.id in item.since}
        rows = [row for row in ROWS["opi_evidence"] if row["indicator"] in wanted]
        html = evidence_of_2016(study).html
        assert [row for row in rows if words_of(row["activity"]) not in words_of(html)] == []
        assert html.count("<tr>") == (len(rows) + 1 if rows else 0)
        assert ('href="opi2016.html#indicator-' in html) == bool(rows)


def test_links_to_the_return_lead_somewhere(example, files):
    ids = {node.attrs["id"] for node in parse(files["opi2016.html"]).walk() if "id" in node.attrs}
    for study in example.plan.studies:
        found = re.findall(r'href="opi2016\.html#([^"]+)"', evidence_of_2016(study).html)
        assert set(found) <= ids


def test_an_outcome_without_old_evidence_says_so_in_a_line(studies):
    html = evidence_of_2016(studies[0]).html
    assert html.count("<p>") == 1 and "No evidence under the framework of 2016" in html


def test_an_area_that_has_recorded_nothing_is_told_what_to_record(recorded, make):
    files = make(recorded())
    page = files["opi2016.html"]
    assert lint(page) == []
    text = words_of(page)
    for sheet in ("2016 evidence", "2016 left out", "2016 cohorts", "2016 housing protocol", "2016 evaluation steps",
                  "Services", "Measure values"):  # fmt: skip
        assert re.search(rf"Its places? (?:is|are) the sheets? [^.;]*\b{sheet}\b", text), sheet
    assert "cjtools evidence new fife" in text and "Worked example" not in text
    rows = list(csv.DictReader(io.StringIO(files["opi2016.csv"], newline="")))
    assert Counter(row["what"] for row in rows)["indicator"] == 26
    assert not [row for row in rows if row["what"] in ("evidence", "distance travelled", "evaluation step")]


def test_partner_words_are_text_in_page_word_file_and_table(recorded, make):
    everywhere = dict.fromkeys(("activity", "changed", "impact", "users", "community", "partner"), HOSTILE)
    cohort = {"id": HOSTILE, "title": HOSTILE, "indicator": "p1.1", "tool": HOSTILE, "lowest": 1.0, "highest": 5.0,
              "better": "higher", "source": HOSTILE}  # fmt: skip
    files = make(
        recorded(
            opi_evidence=[entry(**everywhere), entry("s2.2", "lesson learned", **everywhere)],
            opi_left_out=[{"indicator": "s1.1", "reason": HOSTILE, "instead": HOSTILE, "date": DAY}],
            cohorts=[cohort],
            distance=[{"cohort": HOSTILE, "start": 1.0, "later": 2.0, "people": 12.0}],
            protocol=[{"item": "h1", "answer": "no", "note": HOSTILE, "date": DAY}],
            five_steps=[{"service": HOSTILE, "step": "1", "words": HOSTILE, "date": DAY}],
            services=[{"name": HOSTILE, "provider": HOSTILE, "need_met": HOSTILE, "for_whom": HOSTILE,
                       "gaps": HOSTILE, "outcomes": ("diversion",)}],
            local_measures=[value(80, 500) | {"source": HOSTILE, "definition": HOSTILE}],
        )
    )  # fmt: skip
    page = files["opi2016.html"]
    assert lint(page) == []
    assert "<script>alert" not in page
    texts = [cell.text for table in read_word(io.BytesIO(files["opi2016.docx"])).tables for cell in table._cells]
    assert sum(HOSTILE in text for text in texts) > 8
    starts = [cell for row in csv.reader(io.StringIO(files["opi2016.csv"], newline="")) for cell in row]
    assert not any(re.match(r"[=+@]|-\D", cell) for cell in starts if cell)


# scores that nothing else on the page is like
CANARIES = (1234.5, 1876.5, 4321.5)


def test_no_line_of_scores_is_in_any_byte(recorded, make, studies):
    """Page, Word file, table, run record and the executed notebook; without protection the search would find them."""
    low, middle, high = CANARIES
    cohort = {"id": "G1", "title": "People", "indicator": "p1.1", "tool": "A tool", "lowest": 1000.0, "highest": 5000.0,
              "better": "higher", "source": "Records"}  # fmt: skip
    lines = [(low, middle, 937.0), (middle, middle, 941.0), (high, middle, 947.0)]
    rows = [{"cohort": "G1", "start": a, "later": b, "people": n} for a, b, n in lines]
    files = make(recorded(cohorts=[cohort], distance=rows))
    spelled = [f"{each:g}" for each in CANARIES] + [f"{each:,.1f}" for each in CANARIES]
    for name, content in files.items():
        content = content if isinstance(content, bytes) else content.encode()
        assert [each for each in spelled if each.encode() in content] == [], name
    read = read_word(io.BytesIO(files["opi2016.docx"]))
    texts = [cell.text for table in read.tables for cell in table._cells] + [each.text for each in read.paragraphs]
    assert not [each for each in spelled for text in texts if each in text]
    # what is counted is shown: so the page is of these scores
    assert "941" in words_of(files["opi2016.html"]) and "2,825" in words_of(files["opi2016.html"])
    raw = plan_with(studies, cohorts=[cohort], distance=rows)
    assert any(f"{each:g}" in repr(raw.evidence.rows) for each in CANARIES)


def test_the_distance_of_a_cohort_is_told_in_words(example):
    text = said(example)
    assert "moved up (better) 42 stayed the same 12 moved down (worse) 7" in text
    assert re.search(r"3\.8 at the start, 5\.2 later; mean change \+1\.3 \(95% interval \+1\.0 to \+1\.7", text)
    assert "the cohort has fewer than 20 people" in text and "a number of people is too small to be shown" in text
    assert "[c] moved down" not in text.partition("Cohort G1")[2].partition("Cohort G2")[0]


def test_the_table_holds_what_is_shown_and_nothing_hidden(files):
    rows = list(csv.DictReader(io.StringIO(files["opi2016.csv"], newline="")))
    kinds = Counter(row["what"] for row in rows)
    assert kinds["indicator"] == 26 and kinds["evidence"] == len(ROWS["opi_evidence"])
    assert kinds["housing protocol"] == 12 and kinds["evaluation step"] == 10 and kinds["need"] == 2
    (hidden,) = [row for row in rows if row["title"] == "Alcohol brief interventions in justice healthcare"]
    assert (hidden["value"], hidden["marker"]) == ("", "[c]")
    cohorts = {row["title"][:2]: row for row in rows if row["what"] == "distance travelled"}
    assert (cohorts["G1"]["people"], cohorts["G1"]["value"]) == ("61", "1.3")
    assert (cohorts["G2"]["moved_down"], cohorts["G2"]["value"]) == ("", "")


@pytest.mark.reliability("same bytes", "the page of the 2016 framework made again", "the same bytes")
def test_the_same_evidence_gives_the_same_bytes(example, make, files):
    assert make(example) == files


def test_what_a_return_shows_is_written_down_for_later_editions(catalogue, tmp_path):
    """Counts of cohorts, and the series that it shows; not the hidden ones' figures."""
    import shutil

    from cjtools.batch.planning import Task
    from cjtools.paths import Folders

    own = tmp_path / "data" / "raw" / "local" / "fife"
    own.mkdir(parents=True)
    shutil.copy(EXAMPLE / "evidence.xlsx", own)
    task = Task("Fife", "fife", "opi2016", "2024-25", tmp_path / "outputs" / "2024-25")
    Releases(Folders(tmp_path), catalogue).of_report(task)
    cohorts = (own / distance.RELEASED).read_text(encoding="utf-8")
    series = (own / local_measures.RELEASED).read_text(encoding="utf-8")
    assert "g1,S12000047,both scores,cohort,moved,up,42," in cohorts
    assert "g2,S12000047,both scores,cohort,moved,down,,[c]" in cohorts
    assert "recorded police warnings,S12000047,2024-25" in series
    assert "first meetings within five working days" not in series
