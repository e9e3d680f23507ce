"""Result records kept on disk from one process to the next: ten seconds for all indicators, read back in one.

Kept is only what can be worked out again from published and illustrative figures: nothing of an area's own. A file is
used when its key is that of everything the records were made of; one that is older, torn or foreign is made again.
"""

import hashlib
import io
import json
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from cjtools.intake.store import sha256_of
from cjtools.made_with import edited_since, environment
from cjtools.writing import write_atomically

FOLDER = "records"


@dataclass(frozen=True)
class Kept:
    """The kept records of one state of tables and catalogue.

    Attributes
    ----------
    folder : Path
        ``data/processed/records``; made when there is something to keep.
    made_of : str
        Says everything that the records of all indicators are made of but the indicators themselves.
    name : str
        What the files of this year and comparison begin with.
    """

    folder: Path
    made_of: str
    name: str

    def read(self, indicator):
        """Return the records of an indicator as they were kept, or None.

        Parameters
        ----------
        indicator : Indicator

        Returns
        -------
        pandas.DataFrame or None
        """
        try:
            with np.load(self._path(indicator), allow_pickle=False) as found:
                if found["key"].tobytes().decode() != self._key(indicator):
                    return None
                return _frame(found)
        except (OSError, ValueError, KeyError, IndexError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
            return None

    def write(self, indicator, records):
        """Keep the records of an indicator; not when they would be read back otherwise, or nothing can be written.

        Nor when the package was edited meanwhile, as beside a notebook that runs on: they may be of older code.

        Parameters
        ----------
        indicator : Indicator
        records : pandas.DataFrame
        """
        if edited_since():
            return
        packed = _packed(records)
        packed["key"] = np.frombuffer(self._key(indicator).encode(), dtype=np.uint8)
        stream = io.BytesIO()
        np.savez(stream, **packed)
        stream.seek(0)
        with np.load(stream, allow_pickle=False) as found:
            if not _are_same(_frame(found), records):
                return
        with suppress(OSError):
            write_atomically(self._path(indicator), stream.getvalue())

    def _path(self, indicator):
        """Return where the records of an indicator are kept: one file, so that older ones are replaced."""
        return self.folder / f"{self.name}-{indicator.id}.npz"

    def _key(self, indicator):
        """Return the hash of everything that the records of an indicator are made of."""
        return hashlib.sha256(f"{self.made_of}\0{indicator.model_dump_json()}".encode()).hexdigest()


def kept_of(root, year, compare):
    """Return the kept records of a project as it stands, for a year and a comparison.

    Parameters
    ----------
    root : Folders
    year, compare : str

    Returns
    -------
    Kept
    """
    digest = hashlib.sha256(json.dumps([environment(), year, compare]).encode())
    # which files of the catalogue an indicator needs is not asked: only indicators, outcomes and layouts are left out
    shared = [path for path in root.catalogue.glob("*") if path.suffix in (".csv", ".yaml")]
    for path in [root.processed / "observations.csv", *sorted(shared)]:
        digest.update(f"{path.name}\0{sha256_of(path)}".encode())
    return Kept(root.processed / FOLDER, digest.hexdigest(), _name(year, compare))


def files_kept(root, year, compare):
    """Return the files in which the records of a year and a comparison are kept, current or not.

    Parameters
    ----------
    root : Folders
    year, compare : str

    Returns
    -------
    list of Path
    """
    return sorted((root.processed / FOLDER).glob(f"{_name(year, compare)}-*.npz"))


def _name(year, compare):
    """Return what the files of a year and a comparison begin with."""
    return f"{year}-{hashlib.sha256(compare.encode()).hexdigest()[:8]}"


def _packed(records):
    """Return a table as arrays that hold no objects: numbers; texts as numbers of a list of texts."""
    columns = [[name, bool(is_numeric_dtype(records[name]))] for name in records]
    words = [name for name, is_number in columns if not is_number]
    texts = dict.fromkeys(text for name in words for text in pd.unique(records[name]) if isinstance(text, str))
    number = {text: place for place, text in enumerate(texts)}
    codes = [[number.get(cell, -1) if isinstance(cell, str) else -1 for cell in records[name]] for name in words]
    numbers = [records[name].to_numpy(dtype=float) for name, is_number in columns if is_number]
    said = json.dumps({"columns": columns, "texts": list(texts)}).encode()
    return {
        "said": np.frombuffer(said, dtype=np.uint8),
        "codes": np.array(codes, dtype=np.int32).reshape(len(words), len(records)),
        "numbers": np.array(numbers, dtype=float).reshape(len(columns) - len(words), len(records)),
    }


def _frame(packed):
    """Return the table of :func:`_packed`, all words in one piece and all numbers in another."""
    said = json.loads(packed["said"].tobytes())
    texts = np.array([*said["texts"], ""], dtype=object)
    names = {kind: [name for name, is_number in said["columns"] if is_number is kind] for kind in (False, True)}
    words = pd.DataFrame(texts[packed["codes"]].T, columns=names[False], dtype=object)
    numbers = pd.DataFrame(packed["numbers"].T, columns=names[True])
    both = pd.concat([words, numbers], axis=1)
    return both[[name for name, _ in said["columns"]]].copy()


def _are_same(one, other):
    """Return whether two tables are alike to the bit: index, columns, types, cells."""
    return one.equals(other) and list(one.dtypes) == list(other.dtypes) and one.index.equals(other.index)
