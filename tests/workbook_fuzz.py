"""Workbooks damaged by chance, and a process that reads many of them and must not end badly.

``python tests/workbook_fuzz.py FILE...`` reads files and prints a line for each: what came of it, and how many seconds.
"""

import random
import re
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path

from workbooks import LOW, book, ods_book, ods_cell, ods_rows

ODD = [
    "", "0", "-1", "1", "7", "1048576", "1048577", "16384", "4294967295", "4294967296", "18446744073709551616",
    "1e999", "nan", "A1", "XFD1048576", "A0", "a1:zz9", "true", "e", "s", "str", "d", "inlineStr", "../../x", "/", "\\",
    "&amp;", "&#0;", "&#xD800;", "&x;", "<", '"', "\x00", "\x1b[2J", "\u202e", "😀", "x" * 70_000, "9" * 5_000,
]  # fmt: skip
_VALUE = re.compile(r'="[^"<>]*"')
_TEXT = re.compile(r">[^<>]+<")
_ELEMENT = re.compile(r"<(\w+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")


def seeds(folder):
    """Write a few sound workbooks that use what readers have to take care of; return their paths."""
    rows = [["Area", "Year", "Orders"], *[["Fife", f"{year}-{year % 100 + 1}", year / 8] for year in range(2010, 2024)]]
    whole = {"S": rows, "T": [["a", "#REF!", "=B1"], [True, None, 0.3]]}
    first = book(
        folder / "a.xlsx", whole, hidden=[("S", [2, 3])],
        tables=[("S", "A1:C15", "Orders")], formats=[("T", "C2", LOW)],
    )  # fmt: skip
    second = book(folder / "b.xlsx", {"S": [["Gender"], *rows]}, merged=[("S", "A1:B1")])
    cells = ods_cell(2.5, ' table:number-columns-repeated="3"') + ods_cell(None, ' table:formula="of:=A1"')
    third = ods_book(
        folder / "c.ods",
        {"S": ods_rows(rows) + f'<table:table-row table:number-rows-repeated="4">{cells}</table:table-row>'},
    )
    return [first, second, third]


def damaged(source, target, chance):
    """Write a copy of a workbook with a few faults: of bytes, or of the text of its parts."""
    if chance.random() < 0.2:
        data = bytearray(source.read_bytes())
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        target.write_bytes(data[: len(data) if chance.random() < 0.8 else chance.randrange(len(data))])
        return
    with zipfile.ZipFile(source) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(chance.choice((1, 1, 2, 5))):
        _damage(parts, chance)
    kinds = [zipfile.ZIP_DEFLATED] * 8 + [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2]
    with zipfile.ZipFile(target, "w", chance.choice(kinds)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a part that is there twice, which is what is wanted
        for name, content in parts:
            archive.writestr(name, content)


def _damage(parts, chance):
    """Do one thing to one part."""
    place = chance.randrange(len(parts))
    name, content = parts[place]
    text = content.decode("utf-8", "surrogateescape")
    what = chance.randrange(10)
    if what == 0:
        parts[place] = (name, parts[chance.randrange(len(parts))][1])
    elif what == 1:
        parts[place] = (chance.choice([name.upper(), f"/{name}", f"../{name}", name.replace("/", "\\"), "x"]), content)
    elif what == 2:
        parts.append((name, content))
    elif what == 3:
        text = text[: chance.randrange(len(text) + 1)]
    elif what in (4, 5):
        text = _changed(_VALUE, text, chance, lambda odd: f'="{odd}"')
    elif what == 6:
        text = _changed(_TEXT, text, chance, lambda odd: f">{odd}<")
    elif what == 7:
        text = _changed(_ELEMENT, text, chance, lambda odd: "")
    elif what == 8:
        found = list(_ELEMENT.finditer(text))
        one = chance.choice(found)[0] if found else "<x/>"
        middle = chance.choice(found).start() if found else 0
        text = text[:middle] + one * chance.choice((1, 2, 3000)) + text[middle:]
    else:
        text = text.replace(
            chance.choice(["<", ">", '"', "=", "/", "sheetData", "row", "xmlns"]), chance.choice(ODD), 1
        )
    if what > 2:
        parts[place] = (name, text.encode("utf-8", "surrogateescape"))


def _changed(pattern, text, chance, written):
    """Put something odd in the place of one match."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + written(chance.choice(ODD)) + text[match.end() :]


def write_damaged(folder, number, seed):
    """Write so many damaged workbooks into a folder; the same seed, the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    sources, chance = seeds(folder.parent), random.Random(seed)
    for one in range(number):
        source = chance.choice(sources)
        damaged(source, folder / f"{seed}-{one:04}{source.suffix}", chance)


def read_all(folder, timeout):
    """Read every file of a folder in processes of their own; return {file: (what came of it, seconds)}.

    A file over which the process ended is told as 'broke down', and the next process goes on after it.
    """
    left, said = sorted(path for path in folder.iterdir()), {}
    while left:
        done = subprocess.run(
            [sys.executable, __file__, *map(str, left)], capture_output=True, encoding="utf-8", timeout=timeout
        )
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        said |= {name: (what, float(seconds)) for name, what, seconds in lines}
        if len(lines) < len(left):
            said[left[len(lines)].name] = (f"broke down {done.returncode}: {done.stderr[-300:]}", 0.0)
        left = left[len(lines) + 1 :]
    return said


def main(paths):
    """Read files as the reading process of a build does, and say of each what came of it."""
    import resource

    from cjtools.errors import WorkbookError
    from cjtools.extract.reader import MAX_MEMORY, read_workbook

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    for path in map(Path, paths):
        begun = time.monotonic()
        try:
            read_workbook(path)
            what = "read"
        except WorkbookError as error:
            what = "refused" if all(problem.file and problem.todo for problem in error.problems) else f"said {error}"
        print(path.name, " ".join(what.split()), f"{time.monotonic() - begun:.2f}", sep="\t", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
