"""JupyterLab and the explorer's page, started for a test on this machine, and the explorer as a reader meets it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from io import BytesIO

from browser.made_site import ROOT

NAME = r"one.label.replaceAll('\u00a0', ' ')"  # a widget's list writes them with spaces that do not break
TOKEN = "of-a-test"  # by which a server knows whom it may answer, where it asks for one
WAIT = 90  # seconds until a server answers


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(home, folder, *arguments, module="cjtools"):
    """Run a command of cjtools that serves something until the test is over; yields its address.

    Parameters
    ----------
    home : Path
        The project's folder.
    folder : Path
        Takes settings and connection files, so that nobody's own are read or changed.
    *arguments : str
    module : str
        What is run instead, when it takes the same options.
    """
    port = free_port()
    own = {f"JUPYTER_{name}": str(folder / name.lower()) for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    own |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "CJTOOLS_HOME": str(home), "JUPYTER_TOKEN": TOKEN}
    own["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-m", module, *arguments, "--no-browser", f"--port={port}"]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log.txt").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log, start_new_session=True)
        try:
            address = f"http://localhost:{port}/"
            _wait_for(address, server, folder / "log.txt")
            yield address
        finally:
            os.killpg(server.pid, 15)
            server.wait(20)


def _wait_for(address, server, log):
    """Wait until a server answers; fails with what it said."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        try:
            return urllib.request.urlopen(f"{address}static/favicon.ico", timeout=2).close()
        except urllib.error.HTTPError:
            return None  # it answers
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"no answer from {address}: {log.read_text()[-2000:]}")


class Explorer:
    """The explorer in a page: what it shows, and its controls used as a person with a keyboard uses them."""

    def __init__(self, page):
        self.page = page
        page.locator(".cj-explore figure svg").first.wait_for(timeout=WAIT * 1000)

    @property
    def code(self):
        """The two lines that show the same view in a notebook."""
        return self.page.locator(".cj-explore pre").inner_text()

    def said(self):
        """What the figures say."""
        return self.page.locator(".cj-explore .said").inner_text()

    def message(self):
        """What was told last about the areas."""
        return self.page.locator(".cj-explore p[role=status]").first.inner_text()

    def alts(self):
        """The words that stand in for each chart."""
        return self.page.locator(".cj-explore figure svg desc").all_text_contents()

    def captions(self):
        """The captions of the tables."""
        return self.page.locator(".cj-explore caption").all_inner_texts()

    def rows(self, number=0):
        """The cells of a table, row by row, heads first."""
        rows = self.page.locator(".cj-explore table").nth(number).locator("tr").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    def control(self, label):
        """A control by its label."""
        return self.page.get_by_label(label, exact=True)

    def options(self, label):
        """What a list offers."""
        return self.control(label).evaluate(f"list => [...list.options].map(one => {NAME})")

    def chosen(self, label):
        """What is chosen in a list."""
        return self.control(label).evaluate(f"list => [...list.selectedOptions].map(one => {NAME})[0]")

    def choose(self, label, option, code):
        """Choose in a list with the keyboard alone; wait for a code that holds some words."""
        offered = self.options(label)
        control = self.control(label)
        control.focus()
        steps = offered.index(option) - offered.index(self.chosen(label))
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        self.shows(code)

    def shows(self, code):
        """Wait until a view is shown whose code holds some words; the code is the last that a change sets."""
        self.page.wait_for_function(
            "code => document.querySelector('.cj-explore pre').textContent.includes(code)", arg=code
        )

    def type_area(self, name, code=""):
        """Type an area and press Enter; wait for a code that holds some words."""
        self.control("Add an area").fill(name)
        self.page.keyboard.press("Enter")
        self.shows(code)

    def press(self, name, code=""):
        """Press a button with the keyboard; wait for a code that holds some words."""
        button = self.page.get_by_role("button", name=name, exact=True)
        button.focus()
        self.page.keyboard.press("Enter")
        self.shows(code)

    def download(self, kind):
        """Save a file and return (name, bytes)."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name=re.compile(f"as {kind} ")).first.click()
        with open(saved.value.path(), "rb") as file:
            return saved.value.suggested_filename, BytesIO(file.read())
