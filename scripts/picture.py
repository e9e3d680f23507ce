"""Make docs/report.png, the picture in the README: the top of a report and two of its charts.

Needs the browser Chromium (Debian: ``apt-get install chromium``) and a report that was made before.

    python scripts/picture.py [PAGE]
"""

import argparse
import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
PAGES = "20??-??/fife/community-sentences.html"  # in outputs; the newest year is taken
PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT, GAP = 720, 2400, 40
COLOURS = 128
QUESTION = "P5"  # What percentage of CPOs were successfully completed?


def halves(page):
    """Return the two parts of a report that are shown, each as a page of its own with the report's style.

    Parameters
    ----------
    page : str
        HTML of a report.

    Returns
    -------
    tuple of str
        From the top to the end of "What the evidence says"; the question ``QUESTION`` with two charts.
    """
    head = page[: page.index("<body>")]
    top = re.search(r'<main.*?(?=<h2 id="changed">)', page, re.DOTALL)[0]
    question = re.search(rf'<h4 id="{QUESTION}">(?:.*?</svg>){{2}}', page, re.DOTALL)[0]
    return tuple(f"{head}<body>{part}</body></html>" for part in (f"{top}</main>", f"<main>{question}</main>"))


def screenshot(page, folder):
    """Return a page as a picture without the white around it.

    Parameters
    ----------
    page : str
    folder : Path
        For the files in between.

    Returns
    -------
    PIL.Image.Image
    """
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium)")
    html, png = folder / "part.html", folder / "part.png"
    html.write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1"]
    command = [browser, *options, f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={png}", html.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(png) as shot:
        picture = shot.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    return picture.crop((0, 0, WIDTH, ImageChops.difference(picture, white).getbbox()[3] + GAP))


def side_by_side(left, right):
    """Return two pictures next to each other on white, with a thin frame, in few colours.

    Parameters
    ----------
    left, right : PIL.Image.Image

    Returns
    -------
    PIL.Image.Image
    """
    height = max(left.height, right.height)
    both = Image.new("RGB", (2 * WIDTH + GAP, height), "white")
    both.paste(left, (0, 0))
    both.paste(right, (WIDTH + GAP, 0))
    framed = Image.new("RGB", (both.width + 2, both.height + 2), "#b3b3b3")
    framed.paste(both, (1, 1))
    return framed.quantize(COLOURS, dither=Image.Dither.NONE)


def main():
    """Read the command line, write the picture, say how large it is."""
    parser = argparse.ArgumentParser(description="Make docs/report.png from a report.")
    parser.add_argument("page", nargs="?", type=Path, help="the report, an HTML file; Fife's newest by default")
    page = parser.parse_args().page or max((ROOT / "outputs").glob(PAGES), default=None)
    if page is None or not page.is_file():
        raise SystemExit("the report is not there yet; make it with: make report")
    with tempfile.TemporaryDirectory() as folder:
        parts = [screenshot(part, Path(folder)) for part in halves(page.read_text(encoding="utf-8"))]
    buffer = io.BytesIO()
    side_by_side(*parts).save(buffer, "PNG", optimize=True)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(buffer.getvalue())
    print(f"docs/{PICTURE.name}: {len(buffer.getvalue()) // 1000} kB")


if __name__ == "__main__":
    main()
