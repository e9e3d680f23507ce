"""The rules for showing figures, as the catalogue writes them."""

from pathlib import Path

import pytest

from cjtools.disclosure import counts_behind, derived_is_safe, load_profiles, profile_for
from cjtools.errors import CatalogueError, UnknownName

FILE = Path(__file__).resolve().parents[1] / "data" / "catalogue" / "disclosure.yaml"
PROFILES = load_profiles(FILE)


def test_the_rules_of_the_catalogue():
    """It has the four rules, with their thresholds, bases and widths."""
    told = {name: (rule.threshold, rule.round_base, rule.minimum_width) for name, rule in PROFILES.items()}
    assert told == {
        "published": (0, 0, 1),
        "local-default": (5, 0, 5),
        "local-rounded": (0, 5, 1),
        "strict": (10, 5, 10),
    }
    assert [rule.name for rule in PROFILES.values()] == list(PROFILES)
    # the description says the numbers in words; it has to say the right ones
    assert "1 to 4" in PROFILES["local-default"].description and "1 to 9" in PROFILES["strict"].description
    assert "fewer than 6" in PROFILES["local-default"].description and "fewer than 11" in PROFILES["strict"].description


def test_local_figures_need_a_local_rule():
    """It refuses local figures under 'published' and names the rules that are allowed."""
    assert profile_for("local", "strict", PROFILES).name == "strict"
    assert profile_for("published", "published", PROFILES).lets_all_pass
    with pytest.raises(UnknownName, match=r"local figures must not .* Allowed: local-default, local-rounded, strict"):
        profile_for("local", "published", PROFILES)
    with pytest.raises(UnknownName, match="no disclosure rule 'lax'"):
        profile_for("local", "lax", PROFILES)


def test_every_fault_of_the_file_is_told_at_once(tmp_path):
    """It tells an unknown key, a wrong type, an even base and an open door for local figures together."""
    good = FILE.read_text(encoding="utf-8").split("published:\n", 1)[1].split("\n\nlocal-default")[0]
    names = {
        "one": good + "\n  colour: red",
        "two": good.replace("threshold: 0", "threshold: five"),
        "three": good.replace("round_base: 0", "round_base: 10"),
        "four": good.replace("[published, illustrative]", "[local]"),
        "five": good.replace("threshold: 0", "threshold: 1"),
    }
    path = tmp_path / "disclosure.yaml"
    path.write_text("\n".join(f"{name}:\n{text}" for name, text in names.items()) + "\nsix: 5\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load_profiles(path)
    told = str(error.value)
    for words in ("one.colour", "two.threshold", "must be odd", "local figures need", "a threshold of 1", "cell six"):
        assert words in told
    assert len(error.value.problems) == 6


def test_a_figure_worked_out_from_hidden_ones_is_not_safe():
    """It is not, whatever it is worked out from and however far away; hidden itself, it is."""
    assert not derived_is_safe(12.5, ["", "[c]", ""])
    assert not derived_is_safe(0, ["[c]"])
    assert derived_is_safe(None, ["[c]"])
    assert derived_is_safe(float("nan"), ["[c]"])
    assert derived_is_safe(12.5, ["", "[p]", "[low]"])


@pytest.mark.parametrize("count", range(1, 10))
def test_rates_of_small_places_lead_back_to_the_count(count):
    """It finds the count behind a printed rate: in 20,000 people (the size of an island board) always."""
    rate = round(count / 20_000 * 10_000, 1)
    assert counts_behind(rate, 20_000, per=10_000) == (count, count)
    assert round(rate * 20_000 / 10_000) == count
    assert not derived_is_safe(rate, base=20_000, per=10_000, hidden_count=count)
    assert derived_is_safe(rate, base=20_000, per=10_000, hidden_count=count + 1)


def test_rates_of_large_places_do_not():
    """It lets a rate pass that as many counts would print as the rule asks for."""
    # 0.1 per 10,000 of 600,000: 3 to 8 counts and a half
    assert counts_behind(0.1, 600_000, per=10_000) == (3, 9)
    assert derived_is_safe(0.1, base=600_000, per=10_000, hidden_count=6)
    assert not derived_is_safe(0.1, base=300_000, per=10_000, hidden_count=3)
