"""Who reads while pages are made or published again meets no half page, no missing one, no link that leads nowhere."""

import random
import re
import shutil
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace as replaced
from urllib.parse import unquote

import fake_makers
import pytest
import stand_ins
from stand_ins import YEAR
from stand_ins import made as bytes_of
from test_publish import ROWS, go, made, without_times, world, write  # noqa: F401

from cjtools.batch.ledger import Ledger
from cjtools.errors import CjtoolsError
from cjtools.publish import folder as publishing
from cjtools.publish.folder import LIST, File, read_before, replace
from cjtools.show.page import page
from cjtools.writing import lock


class Reader(threading.Thread):
    """Walks from the index along links until told to stop; keeps count of what it read, and faults."""

    def __init__(self, folder, seed):
        super().__init__()
        self.folder, self.chance = folder, random.Random(seed)
        self.over, self.count, self.faults = threading.Event(), 0, []

    def run(self):
        """Read on."""
        try:
            while not self.over.is_set():
                self._walk()
        except Exception as error:  # told where the test looks
            self.faults.append(repr(error))

    def _walk(self):
        """Follow links from the index for a while."""
        name = "index.html"
        text = self._read(name)
        for _ in range(8):
            # a target may be a table or a page; each is looked at, one is gone to
            targets = [link for link in self._links(name, text) if self._is_there(name, text, link)]
            pages = [link for link in targets if link.endswith(".html")]
            if not pages:
                return
            last, name = (name, text), self.chance.choice(pages)
            try:
                text = self._read(name)
            except FileNotFoundError:  # gone since: then the page that led to it is another, too
                self._is_there(*last, name)
                return

    def _read(self, name):
        """Return a page; half of one is a fault."""
        text = (self.folder / name).read_text(encoding="utf-8")
        self.count += 1
        if not text.startswith("<!DOCTYPE html>") or not text.rstrip().endswith("</html>"):
            self.faults.append(f"{name}: half a page of {len(text)} characters")
        return text

    def _links(self, name, text):
        """Return the files that a page leads to."""
        found = [unquote(link) for link in re.findall(r'<a [^>]*href="([^"#]+)', text)]
        base = (self.folder / name).parent
        names = {(base / link).resolve() for link in found if link and not link.startswith("https://")}
        return sorted(path.relative_to(self.folder.resolve()).as_posix() for path in names)

    def _is_there(self, name, text, target):
        """Return whether what a page leads to is there; if not, and the page still stands, that is a fault."""
        if (self.folder / target).is_file():
            return True
        # a page that is gone meanwhile led to what is gone
        with suppress(FileNotFoundError):
            if (self.folder / name).read_text(encoding="utf-8") == text:
                version = re.search(r"version (\d+)", text)
                self.faults.append((name, version and int(version[1]), target))
        return False


@contextmanager
def reading(folder, readers=3):
    """Have several read a folder meanwhile; yield them."""
    there = [Reader(folder, seed) for seed in range(readers)]
    for one in there:
        one.start()
    try:
        yield there
    finally:
        for one in there:
            one.over.set()
        for one in there:
            one.join()


def html(title, version, *links):
    """Return a page of a version, which leads to some files; no two versions of it are the same."""
    listed = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return page(title, f"<h1>{title}, version {version}</h1>{'<p>words</p>' * 200}<ul>{listed}</ul>")


def edition(version):
    """Return files for readers: of five areas each version leaves out others, and their reports lead to one another."""
    areas = [name for number, name in enumerate(("angus", "fife", "moray", "orkney", "west")) if (number + version) % 3]
    texts = {"index.html": html("All", version, *(f"{area}/index.html" for area in areas), "changes.html")}
    texts["changes.html"] = html("Changes", version, *(f"{area}/a.html" for area in areas))
    texts["changes.csv"] = f"{version}\n"
    for area in areas:
        names = [name for name in "abz" if (ord(name) + version) % 2 or name == "a"]
        texts[f"{area}/index.html"] = html(area, version, "../index.html", *(f"{name}.html" for name in names))
        for name in names:
            others = [f"{each}.html" for each in names]
            texts[f"{area}/{name}.html"] = html(name, version, "../index.html", "index.html", f"{name}.csv", *others)
            texts[f"{area}/{name}.csv"] = f"{version}\n"
    return {name: File(text.encode, f"2026-01-01T00:{version:02}:00Z") for name, text in texts.items()}


def published_meanwhile(to, versions):
    """Publish one version after the other while three read; return how many pages they read, and what was wrong."""
    replace(to, edition(0), read_before(to))
    with reading(to) as readers:
        for version in range(1, versions):
            replace(to, edition(version), read_before(to))
    return sum(one.count for one in readers), [
        fault for one in readers for fault in one.faults if isinstance(fault, str) or not _are_both_withdrawn(*fault)
    ]


def _are_both_withdrawn(name, version, target):
    """Return whether two pages that lead to one another go with the next version: one of them has to go first."""
    stays = edition(version + 1)
    return target.endswith(".html") and not {name, target} & stays.keys()


PUBLISHED = "three read while pages are published again and again, changed, added and withdrawn"


@pytest.mark.reliability("readers", PUBLISHED, "no half page, no missing one, no link that leads nowhere", tries=20)
def test_readers_of_a_folder_that_is_published_again_and_again(tmp_path, tries):
    """Each page that stands there leads to files that stand there."""
    count, faults = published_meanwhile(tmp_path / "to", tries)
    assert not faults and count > 10 * tries


@pytest.mark.parametrize("what", ["half", "order", "withdrawn first"])
def test_readers_would_see_it_otherwise(tmp_path, monkeypatch, what):
    """The control: written in place, in another order, or withdrawn first, readers meet what they should not."""
    if what == "half":
        monkeypatch.setattr(publishing, "write_atomically", lambda path, content: in_pieces(path, content))
    elif what == "order":
        monkeypatch.setattr(publishing, "sorted", lambda some, key=None: ["index.html", *some], raising=False)
    else:
        order = publishing.sha256_of

        def gone_first(path):
            if path.name == "a.html":
                path.unlink(missing_ok=True)
            return order(path)

        monkeypatch.setattr(publishing, "sha256_of", gone_first)
    assert published_meanwhile(tmp_path / "to", 10)[1]


def in_pieces(path, content):
    """Write a file as one does who gives it no thought."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for place in range(0, len(content), 1000):
            stream.write(content[place : place + 1000])
            stream.flush()


REPORTS = "three read the outputs while reports and the pages above them are made again and again"


@pytest.mark.reliability("readers", REPORTS, "no half page, no missing one, no link that leads nowhere", tries=4)
def test_readers_of_outputs_that_are_made_again_and_again(tmp_path, monkeypatch, tries):
    """With reports that gain and lose a form, that fail, and of areas that come in later."""
    home = stand_ins.project(tmp_path / "home", monkeypatch)
    out = home / "outputs" / YEAR

    def maker_of(version):
        def make(task, _seconds):
            result = fake_makers.steady(task)
            if task.area == "Moray" and version % 3 == 2:
                return fake_makers.failing(task)
            forms = {f"{task.outcome}.pdf": "PDF" * 9_999} if version % 2 else {}
            links = [name for name in result.files if name.startswith(task.outcome) and "html" not in name]
            own = {f"{task.outcome}.html": html(task.area, version, "index.html", *links, *forms)}
            own[f"{task.outcome}-data.html"] = html("Data", version, f"{task.outcome}.html", "index.html")
            files = {name: text for name, text in result.files.items() if name not in own}
            return replaced(result, files={**files, **forms, **own})

        return make

    stand_ins.run(home, "Fife", "Moray", maker=maker_of(0))
    with reading(out) as readers:
        for version in range(1, tries + 1):
            areas = ["Fife", "Moray", *(["Angus"] if version > 2 else [])]
            stand_ins.run(home, *areas, maker=maker_of(version), force=True)
    assert not [fault for one in readers for fault in one.faults]
    assert sum(one.count for one in readers) > 20 * tries


@pytest.mark.batch
@pytest.mark.reliability(
    "readers",
    "three read while real pages are published again and again",
    "no half, no missing page, no dead link",
    tries=6,
)
def test_readers_of_real_pages_that_are_published_again(world, tries):  # noqa: F811
    """A figure changes, a report comes and goes."""
    go(world)
    with reading(world.to) as readers:
        for version in range(tries):
            write(
                world.out,
                world.inputs,
                "fife",
                "diversion",
                [ROWS[0].replace("60.1", f"6{version}.5")],
                f"<p>{version}</p>",
            )
            ledger = Ledger(world.out)
            if version % 2:
                write(world.out, world.inputs, "moray", "diversion", more=f"<p>{version}</p>")
            else:
                del ledger.rows["moray", "diversion"]
                (world.out / "moray" / "diversion.html").unlink(missing_ok=True)
                row = ledger.rows["fife", "diversion"]
                ledger.record("fife", "diversion", "done", row["inputs_sha256"])
            go(world)
    assert not [fault for one in readers for fault in one.faults if not _are_of_the_withdrawn_area(fault)]
    assert sum(one.count for one in readers) > 20 * tries


def _are_of_the_withdrawn_area(fault):
    """Return whether two pages that lead to one another go together, Moray's and the page above it: one goes first."""
    return not isinstance(fault, str) and {fault[0], fault[2]} == {"moray/diversion.html", "moray/index.html"}


@pytest.mark.reliability(
    "readers", "five publish into one folder at once, from other outputs", "one at a time: files of one alone", tries=8
)
def test_publications_at_once_do_not_mix(tmp_path, tries):
    """Whoever comes too late is told so, and what stands there is whole; no file of a lock is left for readers."""
    to, told, done = tmp_path / "to", [], []

    def publish(version):
        try:
            before = read_before(to)
            time.sleep(version % 5 / 100)  # as choosing and checking take
            replace(to, edition(version), before)
            done.append(version)
        except CjtoolsError as error:
            told.append(str(error))

    for number in range(tries):
        some = [threading.Thread(target=publish, args=(5 * number + place,)) for place in range(5)]
        for one in some:
            one.start()
        for one in some:
            one.join()
        last = edition(done[-1])
        stands = {name: content for name, content in bytes_of(to).items() if name != LIST}
        assert stands == {name: file.content() for name, file in last.items()}
    assert len(done) >= tries and len(done) + len(told) == 5 * tries
    assert {re.sub(r" \(.*?\)", "", error.removeprefix(f"{to}: ")) for error in told} <= {
        "another run of cjtools is writing here. To do: wait for it to finish, or end it",
        "was published meanwhile by another run. To do: publish again",
    }
    before = read_before(to)
    replace(to, edition(0), before)
    with pytest.raises(CjtoolsError, match="was published meanwhile by another run"):
        replace(to, edition(1), before)
    with lock(to), pytest.raises(CjtoolsError, match="another run of cjtools is writing here"):
        replace(to, edition(1), read_before(to))
    assert (to / "index.html").read_bytes() == edition(0)["index.html"].content()


WAYS = {"cut": lambda text: text[: len(text) // 2], "emptied": lambda _: b"", "changed": lambda text: text.swapcase()}


@pytest.mark.reliability(
    "faults",
    "each published file is cut, emptied, changed, lost or swapped",
    "published again: the same bytes",
)
@pytest.mark.parametrize("way", [*WAYS, "lost", "swapped"])
def test_a_published_file_that_is_damaged_is_written_again(tmp_path, way):
    """Whoever holds the folder may do that to it by accident."""
    to, files = tmp_path / "to", edition(1)
    replace(to, files, read_before(to))
    expected = bytes_of(to)
    names = sorted(files)
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        if way == "lost":
            (to / name).unlink()
        elif way == "swapped":
            shutil.move(to / name, to / "aside")
            shutil.move(to / other, to / name)
            shutil.move(to / "aside", to / other)
        else:
            (to / name).write_bytes(WAYS[way](expected[name]))
        (to / ".index.html.0a1b2c3d.part").touch()
        replace(to, files, read_before(to))
        assert bytes_of(to) == expected and not stand_ins.parts(to)


@pytest.mark.reliability(
    "faults", "the list of published files is damaged", "used as it was, or refused in words", tries=200
)
def test_a_damaged_list_of_published_files_is_told(tmp_path, tries):
    """Nothing outside the list is written over or withdrawn, and no line of it leads out of the folder."""
    to, files, chance = tmp_path / "to", edition(1), random.Random(4)
    replace(to, files, read_before(to))
    content, told = (to / LIST).read_bytes(), 0
    for number in range(tries):
        place = chance.randrange(len(content))
        damaged = content[:place] + (b"" if number % 2 else bytes([chance.randrange(256)]) + content[place + 1 :])
        (to / LIST).write_bytes(damaged)
        try:
            before = read_before(to)
        except CjtoolsError as error:
            told += 1
            assert str(to) in str(error) and "To do: " in str(error)
        else:
            assert all(publishing.is_within(to, name) for name in before.rows)
    assert told > tries / 4


@pytest.mark.batch
@pytest.mark.reliability("faults", "a report is published while a batch makes reports", "told who holds the folder")
def test_publishing_while_reports_are_made_is_refused(world):  # noqa: F811
    """What readers have stays as it is."""
    from cjtools.writing import lock

    go(world)
    before = without_times(world.to)
    with lock(world.out), pytest.raises(CjtoolsError, match="another run of cjtools is writing here"):
        go(world)
    assert without_times(world.to) == before


@pytest.mark.batch
@pytest.mark.reliability(
    "faults", "the ledger is damaged when reports are published", "refused: none is withdrawn for it"
)
def test_a_damaged_ledger_withdraws_nothing(world):  # noqa: F811
    """Reports whose lines were lost would else be taken from readers in silence."""
    go(world)
    before = without_times(world.to)
    path = world.out / "ledger.csv"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(CjtoolsError, match=r"ledger\.csv: is damaged: reports would be withdrawn"):
        go(world)
    assert without_times(world.to) == before
