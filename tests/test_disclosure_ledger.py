"""What was released before is held against the next release."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from disclosure_attack import crossed, figures, one_way, recovered

from cjtools.disclosure import Ledger, check_release, load_profiles, protect
from cjtools.errors import CatalogueError, CjtoolsError
from cjtools.intake.tidy import KEY

PROFILES = load_profiles(Path(__file__).resolve().parents[1] / "data" / "catalogue" / "disclosure.yaml")
DEFAULT, ROUNDED = PROFILES["local-default"], PROFILES["local-rounded"]


def texts(problems):
    """Problems as text."""
    return [str(problem) for problem in problems]


def released(frame, profile=DEFAULT, ledger=None):
    """A ledger with one release more."""
    return (ledger or Ledger()).with_release(protect(frame, profile, released=ledger)[0], profile)


def test_the_first_release_has_nothing_against_it():
    """It finds nothing with an empty ledger, nor with the same release again."""
    shown, _ = protect(one_way(3, 40, 12), DEFAULT)
    assert check_release(shown, Ledger(), DEFAULT) == []
    ledger = Ledger().with_release(shown, DEFAULT)
    assert check_release(shown, ledger, DEFAULT) == []
    assert ledger.with_release(shown, DEFAULT).rows == ledger.rows


def test_a_total_after_its_parts():
    """It tells that a total gives away the part that an earlier release hid."""
    parts, total = one_way(3, 40, 12).iloc[1:], one_way(3, 40, 12).iloc[:1]
    shown, _ = protect(parts, DEFAULT)
    assert shown["marker"].tolist() == ["[c]", "", ""]
    ledger = Ledger().with_release(shown, DEFAULT)
    found = check_release(total, ledger, DEFAULT)
    words = "is hidden, but this release and the earlier ones together give it away"
    assert texts(found) == [f"released.csv: orders, S12000001, 2024-25, kind: a: {words}"]
    assert len(recovered(shown, total)) == 1
    # protecting with the ledger hides the total
    safe, _ = protect(total, DEFAULT, released=ledger)
    assert safe["marker"].tolist() == ["[c]"]
    assert check_release(safe, ledger, DEFAULT) == []


@pytest.mark.reliability(
    "disclosure",
    "two releases, each of which hides another category",
    "the second is told to give the first away",
)
def test_another_part_hidden_the_next_time():
    """It tells what was hidden before and is shown now, and that this gives another away."""
    ledger = released(one_way(3, 40, 12))
    new = one_way(3, 40, 12)
    new.loc[[1, 2], ["value", "marker"]] = [np.nan, "[c]"]
    found = texts(check_release(new, ledger, DEFAULT))
    assert len(found) == 3
    assert any("kind: c: was hidden in an earlier release and would be shown now" in text for text in found)
    assert any("kind: b: was shown in an earlier release, so hiding it does not help" in text for text in found)
    assert any("kind: a: is hidden, but this release" in text for text in found)
    shown, _ = protect(one_way(3, 40, 12), DEFAULT, released=ledger)
    assert shown["marker"].tolist() == ["", "[c]", "", "[c]"]


@pytest.mark.reliability("disclosure", "a figure hidden in one release and shown in the next", "it stays hidden")
def test_what_was_hidden_stays_hidden():
    """It keeps to the choice of an earlier release where another figure would be the natural one to hide."""
    by_hand = one_way("[c]", "[c]", total=55).iloc[1:]
    ledger = Ledger().with_release(by_hand, DEFAULT)
    assert protect(one_way(3, 40, 12), DEFAULT)[0]["marker"].tolist() == ["", "[c]", "", "[c]"]
    shown, _ = protect(one_way(3, 40, 12), DEFAULT, released=ledger)
    assert shown["marker"].tolist() == ["", "[c]", "[c]", ""]
    assert check_release(shown, ledger, DEFAULT) == []


@pytest.mark.reliability(
    "disclosure",
    "a figure put right by so few that the difference tells of them",
    "the partnership is told",
)
def test_a_small_revision():
    """It tells a revision that is itself a small count, and lets a larger one pass."""
    ledger = released(one_way(30, 40))
    found = texts(check_release(one_way(32, 40), ledger, DEFAULT))
    assert [text.rpartition(": ")[2] for text in found] == ["differs from an earlier release by a small count"] * 2
    assert check_release(one_way(37, 40), ledger, DEFAULT) == []
    _, report = protect(one_way(32, 40), DEFAULT, released=ledger)
    assert len(report.warnings) == 2


def test_a_rounded_release_says_less():
    """It takes a rounded figure of an earlier release as the span it stands for."""
    frame = one_way(31, 42)
    ledger = released(frame, ROUNDED)
    assert check_release(protect(frame, ROUNDED)[0], ledger, ROUNDED) == []
    # 31 within 28 to 32: the same figure as far as anybody can see
    assert check_release(frame, ledger, DEFAULT) == []


def test_a_small_count_that_was_rounded_before_is_still_hidden():
    """It hides 3 though an earlier release showed 5 for it, and knows that the reader knows 3 to 7."""
    frame = one_way(3, 42, 17)
    ledger = released(frame, ROUNDED)
    shown, _ = protect(frame, DEFAULT, released=ledger)
    assert shown["marker"].tolist() == ["", "[c]", "", "[c]"]
    assert check_release(shown, ledger, DEFAULT) == []
    # what was shown exactly stays known when it is rounded later
    later = Ledger().with_release(one_way(31, 42), DEFAULT).with_release(protect(one_way(31, 42), ROUNDED)[0], ROUNDED)
    assert sorted(value for value, _, _ in later.known().values()) == [31, 42, 73]


def test_a_small_count_that_is_out_already():
    """It does not show it again, warns, and protects the others from readers who know it."""
    out = figures(("orders", "S12000001", "kind", "a", 3))
    ledger = Ledger().with_release(out, DEFAULT)
    shown, report = protect(one_way(3, 2, 40, 12), DEFAULT, released=ledger)
    told = texts(report.warnings)
    assert len(told) == 1 and "kind: a: is hidden now, but an earlier release showed it. To do: take back" in told[0]
    assert shown["marker"].tolist() == ["", "[c]", "[c]", "", "[c]"]
    assert [key[-1] for key in recovered(shown, out, width=5)] == ["a"]
    # the release after that finds the same, though the newest one has [c]
    again = ledger.with_release(shown, DEFAULT)
    same, once_more = protect(one_way(3, 2, 40, 12), DEFAULT, released=again)
    pd.testing.assert_frame_equal(same, shown)
    assert texts(once_more.warnings) == told


def test_what_a_weaker_rule_showed_is_hidden_by_a_stronger_one():
    """It hides the 8 that the usual rule had shown exactly, rounded or not, and more so that it does not follow."""
    frame = one_way(8, 40, 30)
    ledger = released(frame)
    assert ledger.known()[tuple(frame.loc[1, KEY])][0] == 8
    shown, report = protect(frame, PROFILES["strict"], released=ledger)
    assert shown["marker"][1] == "[c]" and not (shown["value"] == 8).any()
    alone, _ = protect(frame, PROFILES["strict"])
    assert alone["marker"].tolist() == shown["marker"].tolist()
    assert any("kind: a: is hidden now" in text for text in texts(report.warnings))
    assert report.primary + report.secondary == (shown["marker"] == "[c]").sum()


def test_a_table_that_was_shown_whole_is_not_refused():
    """It hides what must be hidden although earlier releases give it away, and names each by file and cell."""
    frame = one_way(3, 40, 12).assign(file="local/fife/figures.csv", cell=["H2", "H3 (page 1)", "Sheet!B4", "H5"])
    ledger = Ledger().with_release(frame.iloc[[0, 2, 3]], DEFAULT)
    shown, report = protect(frame, DEFAULT, released=ledger)
    assert shown["marker"][1] == "[c]" and shown["marker"].tolist().count("[c]") == 2
    told = texts(report.warnings)
    assert any(
        text.startswith("local/fife/figures.csv, cell H3: ") and "figures of an earlier release give it away" in text
        for text in told
    )
    assert any("is hidden now, but an earlier release showed it" in text for text in told)
    # what others have published is no reason to go on
    public = frame.assign(status=["published", "local", "published", "published"])
    with pytest.raises(CjtoolsError, match=r"figures\.csv, cell H3: .*must be hidden, but figures that are public"):
        protect(public, DEFAULT, released=ledger)


def test_messages_name_the_place():
    """It says file, sheet and cell of what stands twice and of what is no count."""
    frame = one_way(3, 40, 12).assign(file="local/fife/figures.csv", cell=["H2", "H3", "Sheet!B4", "H5"])
    with pytest.raises(CjtoolsError, match=r"figures\.csv, sheet Sheet, cell B4: orders.*stands twice"):
        protect(pd.concat([frame, frame.iloc[[2]]]), DEFAULT)
    with pytest.raises(CjtoolsError, match=r"figures\.csv, cell H3: orders has figures that are no counts"):
        protect(frame.assign(value=[55, 2.5, 40, 12]), DEFAULT)


@pytest.mark.reliability(
    "disclosure",
    "hidden figures looked for in the ledger of what was released",
    "they are not in it",
)
def test_the_file_holds_no_hidden_figure(tmp_path):
    """It writes [c] and no number for what is hidden, reads back what it wrote, and is one CSV."""
    canary = 3_917_263
    frame = one_way(4, canary)
    ledger = released(frame)
    path = tmp_path / "releases.csv"
    ledger.write(path)
    text = path.read_text(encoding="utf-8")
    assert str(canary) not in text and str(canary + 4) in text
    assert Ledger.read(path).rows == ledger.rows
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert rows.loc[rows["marker"] == "[c]", "value"].eq("").all()
    assert rows["release_sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert list(rows.columns[: len(KEY)]) == KEY


def test_a_number_beside_the_marker_is_not_written():
    """It drops a number beside [c] from the ledger too."""
    frame = one_way(30, 40)
    frame.loc[1, "marker"] = "[c]"
    rows = Ledger().with_release(frame, DEFAULT).rows
    assert [row["value"] for row in rows] == ["70", "", "40"]


@pytest.mark.reliability(
    "disclosure",
    "a damaged ledger of what was released",
    "refused: nothing is shown as if it were the first time",
)
def test_a_damaged_ledger_is_not_an_empty_one(tmp_path):
    """It raises for a ledger that cannot be read, and takes none for an empty one."""
    path = tmp_path / "releases.csv"
    assert Ledger.read(path).rows == []
    path.write_text("measure,value\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="column 'area_code' is missing"):
        Ledger.read(path)


@pytest.mark.reliability(
    "disclosure",
    "a margin shown later over counts that were hidden before",
    "the margin is hidden too: nobody takes what was hidden for zeros",
)
def test_a_margin_after_its_hidden_parts():
    """It hides the 5 women: 4 and 1 of them are hidden since the first release, so that each could be 1 to 4 only."""
    whole = crossed([[4, 1], [5, 12]])
    first, _ = protect(whole[whole["breakdown"] != "sex"].reset_index(drop=True), DEFAULT)
    shown, _ = protect(whole, DEFAULT, released=Ledger().with_release(first, DEFAULT))
    assert set(first.loc[first["breakdown"] == "sex and age", "marker"]) == {"[c]"}
    assert recovered(shown, width=5) == [] and recovered(first, shown, width=5) == []
