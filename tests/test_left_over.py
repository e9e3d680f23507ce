"""What indicators and breakdowns leave over is no figure of any file, and is protected all the same."""

from dataclasses import replace

import pandas as pd
import pytest
from small_world import indicator as model
from test_local import edited, figure, own, words  # noqa: F401

from cjtools.errors import CatalogueError, LayoutError
from cjtools.results import local
from cjtools.results.doors import open_study
from cjtools.results.left_over import amounts


def made(statistic, numerator, denominator=(), **more):
    """An indicator of one's own, from (measure, sign) or measures."""
    terms = [
        [{"measure": one[0], "sign": int(f"{one[1:] or ''}1")} for one in side] for side in (numerator, denominator)
    ]
    each = model("count", [("a",)]).model_dump()
    unit = "cases" if statistic == "count" else "per cent"
    new = {"statistic": statistic, "numerator": terms[0], "denominator": terms[1], "unit": unit}
    return type(model("count", [("a",)])).model_validate(each | new | more)


def hidden(catalogue, folder, figures, *indicators, public=None):
    """Which of some figures are hidden: {(measure, breakdown, category): count} -> keys, as they are written."""
    rows = [figure(*key, count) for key, count in figures.items()]
    frame = pd.DataFrame(rows).astype({"value": float})
    others = None if public is None else pd.DataFrame([figure(*key, n) for key, n in public.items()])
    others = None if others is None else others.assign(status="published")
    only = {f"made{number}": each for number, each in enumerate(indicators)}
    safe = local._protected(
        frame, replace(catalogue, indicators=only), local.profile_of(folder), folder / "released.csv", others
    ).safe
    return {" ".join(key) for key, marker in zip(figures, safe["marker"], strict=True) if marker == "[c]"}


TOTAL = ("total", "Total")
SEXES = {"breakdown": "sex", "parts": ["F", "M"]}
KINDS = {"breakdown": "kind", "parts": ["x", "y"]}
LEFT = [
    (
        "of 22 women 21: by category",
        {("a", "sex", "F"): 21, ("b", "sex", "F"): 22, ("a", "sex", "M"): 39, ("b", "sex", "M"): 68},
        made("proportion", ["a"], ["b"], **SEXES),
        {"a sex F", "b sex F"},
    ),
    (
        "21 of 10 and 12: a base of two figures",
        {("a", *TOTAL): 21, ("b", *TOTAL): 10, ("c", *TOTAL): 12},
        made("proportion", ["a"], ["b", "c"]),
        {"a total Total", "b total Total", "c total Total"},
    ),
    (
        "21 of 22 as a rate: a part of its whole under another name",
        {("a", *TOTAL): 21, ("b", *TOTAL): 22},
        made("rate", ["a"], ["b"], per=100, unit="per 100"),
        {"a total Total", "b total Total"},
    ),
    (
        "21 less 20: one figure less another",
        {("a", *TOTAL): 21, ("b", *TOTAL): 20},
        made("count", ["a", "b-"]),
        {"a total Total", "b total Total"},
    ),
    (
        "27 and a hidden 3 of 30: shares out of another measure's total",
        {("a", "kind", "x"): 27, ("a", "kind", "y"): 3, ("b", *TOTAL): 30},
        made("share", ["a"], ["b"], **KINDS),
        {"a kind x", "b total Total"},
    ),
    (
        "27 and 10 of 39: what shares leave over",
        {("a", "kind", "x"): 27, ("a", "kind", "y"): 10, ("b", *TOTAL): 39},
        made("share", ["a"], ["b"], **KINDS),
        {"a kind x", "a kind y", "b total Total"},
    ),
    (
        "57 of 60, in categories that overlap",
        {("a", "kind", "x"): 57, ("a", "kind", "y"): 30, ("b", *TOTAL): 60},
        made("share", ["a"], ["b"], overlapping=True, **KINDS),
        {"a kind x", "b total Total"},
    ),
    (
        "17 of 20 women: an age that is not listed in a crossed breakdown",
        {("a", "sex", "F"): 20, ("a", "sex", "M"): 40, ("a", "sex and age", "F, young"): 17, ("a", "age", "young"): 50},
        None,
        {"a sex F", "a sex and age F, young"},
    ),
]


@pytest.mark.parametrize(
    ("figures", "indicator", "one_of"),
    [
        pytest.param(
            figures,
            indicator,
            one_of,
            id=name,
            marks=pytest.mark.reliability(
                "disclosure", f"an amount that stands nowhere: {name}", "a figure that it is worked out from is hidden"
            ),
        )
        for name, figures, indicator, one_of in LEFT
    ],
)
def test_what_would_tell_of_a_few_is_hidden(catalogue, tmp_path, figures, indicator, one_of):
    """It hides one of the figures that an amount of 1 to 4 is worked out from; without the indicator, none of them."""
    assert hidden(catalogue, tmp_path, figures, *filter(None, [indicator])) & one_of
    if indicator is not None:
        assert not hidden(catalogue, tmp_path, figures) & one_of


PUBLIC = [
    (
        "21 of 22 that are published",
        {("a", *TOTAL): 21},
        {("b", *TOTAL): 22},
        made("proportion", ["a"], ["b"]),
    ),
    (
        "a breakdown of a published total: 27 and a hidden 3 of 30",
        {("a", "kind", "x"): 27, ("a", "kind", "y"): 3},
        {("a", *TOTAL): 30},
        made("count", ["a"]),
    ),
]


@pytest.mark.parametrize(
    ("figures", "public", "indicator"),
    [
        pytest.param(
            *given,
            id=name,
            marks=pytest.mark.reliability("disclosure", f"own figures beside published ones: {name}", "hidden too"),
        )
        for name, *given in PUBLIC
    ],
)
def test_what_others_have_published_counts_as_known(catalogue, tmp_path, figures, public, indicator):
    """It hides every own figure that a published one would tell a few from; it hides less without it."""
    assert len(hidden(catalogue, tmp_path, figures, indicator, public=public)) == len(figures)
    assert len(hidden(catalogue, tmp_path, figures, indicator)) < len(figures)


def test_published_figures_of_the_area_are_taken_in(own, words):  # noqa: F811
    """It reads of which total a breakdown in the area's file is, where another has published the total."""
    study = open_study("Fife", "4", "2024-25")
    rows = study.observations.astype({"area_code": str, "measure": str, "breakdown": str, "period": str})
    fife = rows[(rows["area_code"] == "S12000047") & (rows["breakdown"] == "total") & (rows["period"] == "2024-25")]
    total = fife[(fife["measure"] == "cpo_imposed")]["value"].iloc[0]
    row = "cpo_imposed,S12000047,Fife,2024-25,financial year,colour,{},{},,local_rj_service,2024-25,p,made up"
    with (own / "figures.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n".join([row.format("Red", int(total) - 3), row.format("Blue", 3)]) + "\n")
    seen = open_study("Fife", "restorative-justice", "2024-25").observations
    assert list(seen.loc[seen["breakdown"].astype(str) == "colour", "marker"].astype(str)) == ["[c]", "[c]"]


def test_other_places_are_taken_in_where_a_figure_is_one_of_theirs(own, words, observations):  # noqa: F811
    """Scotland less all other councils is what the area's own figure would be; of other measures they are no use."""
    rows = [figure("cpo_imposed", *TOTAL, 3) | {"area_code": "S12000047"}]
    rows += [figure("local_rj_offered", *TOTAL, 9) | {"area_code": "S12000047"}]
    public = local._public_beside(pd.DataFrame(rows), words, own, observations)
    of_others = public[public["area_code"] != "S12000047"]
    assert set(of_others["measure"]) == {"cpo_imposed"} and set(of_others["breakdown"]) == {"total"}
    assert {"S92000003", "S12000049"} <= set(of_others["area_code"])
    is_same = (public["area_code"] == "S12000047") & (public["measure"] == "cpo_imposed")
    assert set(public["status"]) == {"published"} and "total" not in set(public.loc[is_same, "breakdown"])


def test_a_percentage_of_people_is_to_be_given_as_counts(own, words):  # noqa: F811
    """It refuses a percentage with its number of people: the count behind it would be shown, whatever the rule says."""
    weight = {"measure": "local_rj_offered"}
    edited(own / "indicators" / "local_rj_offered.yaml", statistic="published", weight=weight)
    with pytest.raises(CatalogueError, match="key weight: weight says how many people"):
        local.with_local(words, words.area("fife"), own)


def test_more_than_the_whole_is_no_amount(catalogue):
    """It leaves alone what the indicator tells as a fault: 23 of 22."""
    place = ("S12000047", "2024-25", "financial year")
    values = {("a", *place, *TOTAL): 23.0, ("b", *place, *TOTAL): 22.0}
    assert not amounts(values, [made("proportion", ["a"], ["b"])]).found


@pytest.mark.reliability(
    "disclosure", "a category in other capitals than in an earlier report, or in another row", "refused, with its cell"
)
@pytest.mark.parametrize("is_before", [True, False])
def test_a_category_in_another_spelling_is_refused(own, words, is_before):  # noqa: F811
    """It would count as another one, and what was shown of it before would not count."""
    header, *rows = (own / "figures.csv").read_text(encoding="utf-8").splitlines()
    first, other = (rows[0].replace(",total,Total,", f",kind,{name},") for name in ("Letters", "letters"))
    (own / "figures.csv").write_text("\n".join([header, *rows, first]) + "\n", encoding="utf-8")
    local.record_release(local.with_local(words, words.area("fife"), own), words.area("fife"), own)
    if not is_before:
        (own / "released.csv").unlink()
    added = [other] if is_before else [first, other]
    (own / "figures.csv").write_text("\n".join([header, *rows, *added]) + "\n", encoding="utf-8")
    with pytest.raises(
        LayoutError, match=r"cell H\d+.*category 'letters' is 'Letters' in another row or an earlier report"
    ):
        open_study("Fife", "restorative-justice", "2024-25")
