"""Whoever has only the folders finds no hidden count in them; without the protection the same attack finds them."""

import shutil
from dataclasses import dataclass

import local_worlds as worlds
import numpy as np
import pytest
from folder_attack import Attack, series_limits
from folder_reader import CHANNELS, read

import cjtools.disclosure
from cjtools.disclosure import Report
from cjtools.results import left_over, local

pytestmark = pytest.mark.batch  # whole worlds with two publications each

NONE = "no hidden count is found to within fewer values than the rule promises"
FINDS = "control: the same attack finds hidden counts"
WIDTH = 5  # of the usual rule: between the least and the greatest count that a hidden one might be
FORMS = (".docx", ".pdf", ".xlsx", ".ods")
FEW_WORLDS, MANY_WORLDS = 2, 30


def nothing_hidden(frame, profile, **_):
    """Stand in for the protection: show everything."""
    return frame.copy(), Report(profile.name, profile.description)


def small_hidden(frame, profile, **_):
    """Stand in for the protection: hide what is small, and nothing that gives it away."""
    is_small = frame["value"].between(1, profile.threshold - 1)
    shown = frame.assign(value=frame["value"].mask(is_small), marker=frame["marker"].mask(is_small, "[c]"))
    return shown, Report(profile.name, profile.description)


def nothing_left_over(values, _):
    """Stand in for what is left over: look at what stands in the file alone."""
    return left_over.Amounts(values)


@dataclass
class Found:
    """What an attack finds.

    Attributes
    ----------
    limits : dict
        Each count or amount that is to stay hidden -> (least, greatest); None where nothing fits what was seen.
    is_sound : bool
        Whether the truth is among what the attack thinks possible: else it would prove nothing that it finds none.
    """

    limits: dict
    is_sound: bool

    @property
    def given_away(self):
        """What can be told to within fewer values than the rule promises."""
        return sorted(str(key) for key, ends in self.limits.items() if ends is None or ends[1] - ends[0] < WIDTH)


def found(world, hidden, *editions, revised=None):
    """Attack some publications; ``hidden`` are the counts that are to stay so, with all small amounts left over."""
    attack = Attack(*editions)
    truth = worlds.truth(world)
    if revised is not None:
        truth |= {(*key[:3], f"{key[3]} (1)"): count for key, count in worlds.truth(revised).items()}
    point = np.array([truth[key] for key in attack.place], float)
    values = [(sum(point[k] * times for k, times in form.items()), *ends) for form, *ends in attack.rules]
    is_sound = all(low - 1e-3 <= value <= high + 1e-3 for value, low, high in values)
    limits = {key: attack.limits({attack.place[key]: 1.0}) for key in sorted(hidden) if key in attack.place}
    how = {name: one for seen in editions for name, one in seen.how.items()}
    for key, form in attack.forms.items():
        amount = sum(point[k] * times for k, times in form.items())
        is_amount = key[-1] == "rest" or how[key[0]].less
        if is_amount and 0 < amount < WIDTH:
            limits[key] = attack.limits(form)
    series = {}
    for seen in editions:
        series |= {key: value for key, value in seen.series.items() if value is not None or key not in series}
    return Found(limits | series_limits(series), is_sound)


@pytest.fixture(scope="module")
def root(processed, tmp_path_factory):
    """A project without any area's own figures."""
    return worlds.new_home(tmp_path_factory.mktemp("world") / "home", processed)


@pytest.fixture(scope="module")
def shown(root):
    """A function: seed, and what stands in for the protection -> (world, what is hidden, what its tables show)."""
    known = {}

    def made(seed, protect=None):
        key = seed, protect, left_over.amounts  # which a control replaces
        if key not in known:
            world = worlds.drawn(seed)
            seen = tables_of(root, root.root / "site", world, protect)
            known[key] = world, worlds.hidden(root), seen
        return known[key]

    return made


def tables_of(root, to, world, protect=None, without=(), keep=()):
    """Return what the tables of a world show; all but what is to be kept of the area's files is written anew."""
    own = root.local / worlds.AREA
    kept = {name: (own / name).read_bytes() for name in keep}
    for folder in (own, to):
        shutil.rmtree(folder, ignore_errors=True)
    with worlds.at_home(root.root), pytest.MonkeyPatch.context() as patch:
        worlds.write_own(own, world, without=without)
        for name, content in kept.items():
            (own / name).write_bytes(content)
        if protect is not None:
            patch.setattr(cjtools.disclosure, "protect", protect)
        return read(worlds.tables(root, to))


@pytest.mark.reliability(
    "disclosure",
    "the tables of two reports of random figures: margins, rates, intervals, changes, what is left over, all together",
    NONE,
    tries=MANY_WORLDS,
)
def test_the_tables_of_a_folder_give_no_hidden_count_away(shown, tries):
    """It finds none, and the truth is among what it thinks possible."""
    counted = 0
    for seed in range(tries):
        result = found(*shown(seed))
        assert result.is_sound and result.given_away == [], seed
        counted += len(result.limits)
    assert counted > 10 * tries  # there is something to find


@pytest.mark.parametrize(
    "protect",
    [
        pytest.param(protect, marks=pytest.mark.reliability("disclosure", fault, FINDS, tries=FEW_WORLDS))
        for protect, fault in (
            (nothing_hidden, "the tables of two reports without protection"),
            (small_hidden, "the tables of two reports in which the small counts alone are hidden"),
        )
    ],
)
def test_without_the_protection_the_tables_give_them_away(shown, protect):
    """The same attack finds something in each world: the figures themselves, or what hiding only the small leaves."""
    for seed in range(FEW_WORLDS):
        world, hidden, _ = shown(seed)
        result = found(world, hidden, shown(seed, protect)[2])
        assert result.is_sound and len(result.given_away) > (len(hidden) / 2 if protect is nothing_hidden else 0), seed


@pytest.mark.reliability("disclosure", "the same where amounts left over are not looked at", FINDS, tries=FEW_WORLDS)
def test_without_what_is_left_over_amounts_are_given_away(shown, monkeypatch):
    """The same attack finds the two who did not complete, where only figures of the file are protected."""
    monkeypatch.setattr(left_over, "amounts", nothing_left_over)
    told = [key for seed in range(FEW_WORLDS, 2 * FEW_WORLDS) for key in found(*shown(seed)).given_away]
    assert any("rest" in key for key in told)


def editions(root, seed, later, keep):
    """Return a world, what is hidden, two publications, the world revised or None, whether a warning is given."""
    world, revised, names = worlds.drawn(seed), None, (local.RELEASED,)
    first = tables_of(root, root.root / "first", world, without=("sex",) if later == "more" else ())
    hidden = worlds.hidden(root)
    if later == "revised":
        revised = worlds.revised(world, seed)
    second = tables_of(root, root.root / "second", revised or world, keep=names if keep else ())
    # a year whose figures were put right counts as another
    hidden |= {(*key, f"{year}{of}") for *key, year in worlds.hidden(root) for of in ("", " (1)")[bool(revised) :]}
    return world, hidden, first, second, revised, (root.local / worlds.AREA / local.WARNINGS).is_file()


TWICE = "no hidden count is found from both together, or the partnership is told which the first has given away"


def both(root, seeds, later):
    """Attack two publications of some worlds."""
    safe = 0
    for seed in seeds:
        world, hidden, first, second, revised, is_warned = editions(root, seed, later, keep=True)
        result = found(world, hidden, first, second, revised=revised)
        # a reader cannot always see that a year was put right, and then thinks of figures that never were
        assert result.is_sound or later == "revised", seed
        assert is_warned or not result.is_sound or result.given_away == [], seed
        safe += result.given_away == []
    assert safe >= len(seeds) / 2


@pytest.mark.reliability(
    "disclosure", "two publications of the same years, the second with one breakdown more", TWICE, tries=8
)
def test_two_publications_give_no_hidden_count_away(root, tries):
    """It finds none from both together, unless the first showed too much for what is new: the partnership is told."""
    both(root, range(tries), "more")


@pytest.mark.reliability("disclosure", "two publications of the same years, two of them put right", TWICE, tries=8)
def test_figures_put_right_give_no_hidden_count_away(root, tries):
    """It finds none, where some figures of two years are others in the second publication."""
    both(root, range(tries), "revised")


@pytest.mark.reliability("disclosure", "two publications without a ledger of the first", FINDS, tries=2)
def test_without_the_ledger_two_publications_give_them_away(root):
    """The same attack finds some where the second is made as if there had been no first."""
    told = []
    for seed in range(2):
        world, hidden, first, second, *_ = editions(root, seed, "more", keep=False)
        told += found(world, hidden, first, second).given_away
    assert told


@dataclass
class Pages:
    """A world with everything that is made of it, protected and not."""

    world: object
    hidden: set
    published: object
    outputs: object
    unprotected: object


@pytest.fixture(scope="module")
def pages(processed, tmp_path_factory):
    """All that is made of a world in every form, published and kept for audit; and once more without protection."""
    world, base, made, hidden = worlds.drawn(4), tmp_path_factory.mktemp("pages"), {}, set()
    for name, protect in (("safe", None), ("open", nothing_hidden)):
        root = worlds.new_home(base / name, processed)
        with worlds.at_home(root.root), pytest.MonkeyPatch.context() as patch:
            worlds.write_own(root.local / worlds.AREA, world)
            if protect is not None:
                patch.setattr(cjtools.disclosure, "protect", protect)
            made[name] = worlds.make(root, forms=FORMS)
            if protect is None:
                hidden = worlds.hidden(root)
                worlds.published(root, base / "site")
    return Pages(world, hidden, base / "site", made["safe"], made["open"])


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param(name, marks=pytest.mark.reliability("disclosure", f"every file of {what}, put together", NONE))
        for name, what in (
            ("published", "a folder for readers (pages, pictures, CSV, Excel, OpenDocument, Word, PDF, JSON)"),
            ("outputs", "a folder of outputs, with the executed notebooks that are kept for audit"),
        )
    ],
)
def test_whole_folders_give_no_hidden_count_away(pages, folder):
    """It reads figures of every kind of file, finds no hidden count, and thinks the truth possible."""
    seen = read(getattr(pages, folder))
    notebooks = {"notebook"} if folder == "outputs" else set()
    assert {fact.channel for fact in seen.facts} == set(CHANNELS) - {"json", "notebook"} | notebooks
    result = found(pages.world, pages.hidden, seen)
    assert result.is_sound and result.given_away == [] and len(result.limits) > 10


@pytest.mark.parametrize(
    "channel",
    [
        pytest.param(name, marks=pytest.mark.reliability("disclosure", f"one kind alone unprotected: {name}", FINDS))
        for name in CHANNELS
        if name != "json"
    ],
)
def test_each_kind_of_file_alone_would_give_them_away(pages, channel):
    """It finds hidden counts as soon as one kind of figure alone is not protected, with all others as they are."""
    result = found(pages.world, pages.hidden, read(pages.outputs), read(pages.unprotected, (channel,)))
    assert result.is_sound and result.given_away


def test_json_holds_no_figure_to_be_read(pages):
    """It finds none in records of runs and descriptions of tables, even without protection."""
    assert read(pages.unprotected, ("json",)).facts == []
