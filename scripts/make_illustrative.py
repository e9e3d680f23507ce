"""Write the illustrative justice social work workbooks (made-up figures, marked so in every sheet).

They stand in for the published 'additional tables' by council until those files are put into ``data/raw``. Sheets
and headings come from ``data/catalogue/layouts``, the figures they are fitted to from ``data/raw/published``, and
what is assumed from ``scripts/illustrative/assumptions.yaml``. The files are the same, byte for byte, on every run.

    python scripts/make_illustrative.py [--out DIR]
"""

import argparse
from pathlib import Path

from illustrative.orders import make_figures
from illustrative.sources import read_layout, read_world
from illustrative.workbook import write_workbook

ROOT = Path(__file__).resolve().parents[1]
LAYOUTS = ("jsw_cpo", "jsw_dtto", "jsw_sds")


def make_illustrative(root, out):
    """Write the three workbooks.

    Parameters
    ----------
    root : Path
        The project's folder.
    out : Path
        Folder for the workbooks; made where it is missing.

    Returns
    -------
    list of Path
    """
    world = read_world(root)
    figures = make_figures(world)
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in LAYOUTS:
        path = out / f"{name}_{world.years[-1]}.xlsx"
        write_workbook(path, read_layout(root / "data" / "catalogue" / "layouts" / name), figures)
        paths.append(path)
    return paths


def main():
    """Read the command line and say what was written."""
    parser = argparse.ArgumentParser(description="Write the illustrative justice social work workbooks.")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "raw" / "illustrative", help="folder to write to")
    for path in make_illustrative(ROOT, parser.parse_args().out):
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
