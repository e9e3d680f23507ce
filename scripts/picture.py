"""Make the pictures in docs/: parts of pages, JupyterLab's start page, and the explorer.

Needs the browser Chromium (Debian: ``apt-get install chromium``), Fife's report made before, and for the last two
playwright (``pip install playwright``), which is in requirements-browser.lock.

    python scripts/picture.py                 all of them
    python scripts/picture.py report area     some of them
"""

import argparse
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs"
REPORT = "fife/community-sentences.html"  # in outputs, in the newest year
# pages of which the top is shown, by the name of the picture
TOPS = {"area": ("fife/index.html", 900), "outcome": ("community-sentences.html", 1560)}  # page, how much of it
# what JupyterLab and the explorer's page show: the command, what is there once the page is, and how high the window is
SERVED = {
    "start": (["lab"], ".jp-MarkdownViewer h2", 900),
    "explorer": (["explore", "--page"], ".cj-explore figure svg", 1260),
}
WIDTH, HEIGHT, GAP = 720, 2400, 40
WIDE = 1280  # of a page's top, and of a window
WAIT = 90  # seconds
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


def browser():
    """Return where Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium)")
    return found


def shot_of(address, folder, width, height):
    """Return a page as a picture.

    Parameters
    ----------
    address : str
    folder : Path
        For the file in between.
    width, height : int
        Of the window.

    Returns
    -------
    PIL.Image.Image
    """
    png = folder / "page.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]
    options += [f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}", f"--screenshot={png}"]
    subprocess.run([browser(), *options, address], check=True, capture_output=True)
    with Image.open(png) as shot:
        return shot.convert("RGB")


def screenshot(page, folder):
    """Return a page as a picture without the white below it.

    Parameters
    ----------
    page : str
        HTML.
    folder : Path
        For the files in between.

    Returns
    -------
    PIL.Image.Image
    """
    html = folder / "part.html"
    html.write_text(page, encoding="utf-8")
    picture = shot_of(html.as_uri(), folder, WIDTH, HEIGHT)
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


@contextmanager
def served(command, folder):
    """Run a command of cjtools that serves pages; yields its address, and ends it.

    Parameters
    ----------
    command : list of str
    folder : Path
        For settings, so that nobody's own are read or changed.
    """
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    own = {f"JUPYTER_{name}": str(folder / name.lower()) for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    own |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "JUPYTER_TOKEN": "picture"}
    said = [sys.executable, "-m", "cjtools", *command, "--no-browser", f"--port={port}"]
    said += ["--allow-root"] if hasattr(os, "geteuid") and not os.geteuid() and command == ["lab"] else []
    server = subprocess.Popen(said, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address, until = f"http://localhost:{port}/", time.monotonic() + WAIT
        while not answers(address):
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"no answer from: cjtools {' '.join(command)}")
            time.sleep(0.5)
        yield f"{address}?token=picture"
    finally:
        server.terminate()
        server.wait(WAIT)


def answers(address):
    """Return whether anybody answers at an address."""
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True  # with a refusal: it is there
    except OSError:
        return False
    return True


def of_server(name, folder):
    """Return what a server shows once it is ready.

    Parameters
    ----------
    name : str
        Of ``SERVED``.
    folder : Path
        For its settings.

    Returns
    -------
    PIL.Image.Image
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise SystemExit("playwright is not installed: pip install playwright") from None
    command, ready, height = SERVED[name]
    with served(command, folder) as address, sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page(viewport={"width": WIDE, "height": height})
        page.goto(address)
        page.locator(ready).first.wait_for(timeout=WAIT * 1000)
        page.wait_for_timeout(1000)  # what comes in softly is there
        png = page.screenshot()
        opened.close()
    with Image.open(io.BytesIO(png)) as shot:
        return shot.convert("RGB")


def made(name, outputs):
    """Return one picture.

    Parameters
    ----------
    name : str
    outputs : Path
        The year's folder, with the pages.

    Returns
    -------
    PIL.Image.Image
        In few colours.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if name == "report":
            parts = halves((outputs / REPORT).read_text(encoding="utf-8"))
            return side_by_side(*(screenshot(part, Path(folder)) for part in parts))
        if name in TOPS:
            shot = shot_of((outputs / TOPS[name][0]).as_uri(), Path(folder), WIDE, TOPS[name][1])
        else:
            shot = of_server(name, Path(folder))
    return shot.quantize(COLOURS, dither=Image.Dither.NONE)


def main():
    """Read the command line, write the pictures, say how large they are."""
    parser = argparse.ArgumentParser(description="Make the pictures in docs/.")
    names = ["report", *TOPS, *SERVED]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(names)}; all by default")
    wanted = parser.parse_args().names or names
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise SystemExit(f"there is no picture '{unknown[0]}'; there are: {', '.join(names)}")
    page = max((ROOT / "outputs").glob(f"20??-??/{REPORT}"), default=None)
    if page is None:
        raise SystemExit("the report is not there yet; make it with: make report")
    for name in wanted:
        buffer = io.BytesIO()
        made(name, page.parents[1]).save(buffer, "PNG", optimize=True)
        (FOLDER / f"{name}.png").write_bytes(buffer.getvalue())
        print(f"docs/{name}.png: {len(buffer.getvalue()) // 1000} kB")


if __name__ == "__main__":
    main()
