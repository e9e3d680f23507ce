"""Write the illustrative workbooks (made-up figures, marked so in every sheet).

They stand in for published tables by council, health board or custody centre until those files are put into
``data/raw``. Sheets and headings come from ``data/catalogue/layouts``, the figures they are fitted to from
``data/raw/published``, and what is assumed from ``scripts/illustrative/assumptions*.yaml``. The files are the same,
byte for byte, on every run.

    python scripts/make_illustrative.py [--out DIR] [--only LAYOUT ...]
"""

import argparse
from pathlib import Path

from illustrative.everything import make_figures
from illustrative.sources import read_layout, read_world
from illustrative.workbook import write_workbook

ROOT = Path(__file__).resolve().parents[1]
LAYOUTS = (
    "jsw_cpo",
    "jsw_dtto",
    "jsw_sds",
    "jsw_diversion",
    "jsw_fiscal_work_orders",
    "jsw_bail",
    "jsw_throughcare",
    "jsw_reports",
    "homelessness",
    "no_one_left_behind",
    "treatment_transfers",
    "custody_referrals",
)


def make_illustrative(root, out, layouts=LAYOUTS):
    """Write the workbooks.

    Parameters
    ----------
    root : Path
        The project's folder.
    out : Path
        Folder for the workbooks; made where it is missing.
    layouts : sequence of str, optional
        The layouts to write. All figures are made in any case, so a workbook is the same whatever is chosen.

    Returns
    -------
    list of Path
    """
    world = read_world(root)
    figures = make_figures(world)
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in layouts:
        path = out / f"{name}_{world.years[-1]}.xlsx"
        write_workbook(path, read_layout(root / "data" / "catalogue" / "layouts" / name), figures)
        paths.append(path)
    return paths


def main():
    """Read the command line and say what was written."""
    parser = argparse.ArgumentParser(description="Write the illustrative workbooks.")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "raw" / "illustrative", help="folder to write to")
    only = {"nargs": "+", "choices": LAYOUTS, "default": LAYOUTS, "metavar": "LAYOUT"}
    parser.add_argument("--only", **only, help="write only these, for example jsw_bail (otherwise all)")
    arguments = parser.parse_args()
    for path in make_illustrative(ROOT, arguments.out, arguments.only):
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
