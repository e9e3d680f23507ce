"""The servers of ``cjtools lab`` and ``cjtools explore --page``: for whoever has the token, here; they ask nobody."""

import http.client
import json
import os
import shutil
import stat
import struct
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest
from batch_checks import wait_for
from browser.servers import TOKEN, served
from test_offline import HOOK, ROOT, lines_of

from cjtools.explorer import serve
from cjtools.kernels.protocol import available

pytestmark = pytest.mark.batch

REPORT = "outputs/2024-25/fife/community-sentences.html"
WITH = {"Authorization": f"token {TOKEN}"}
ELSEWHERE = {"Host": "example.org"}  # what a browser sends that was led here from there
PAGES = {
    "lab": ("/lab", f"/files/{REPORT}", "/api/contents/data/raw/local", "/api/kernels"),
    "page": ("/", f"/voila/files/{REPORT}"),
}


class Server:
    """A server that runs, and who is told what by it."""

    def __init__(self, address, told):
        self.host, self.told = address.removeprefix("http://").rstrip("/"), told

    def answer(self, where, **headers):
        """Return the status and the text that a request is answered with."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request("GET", where, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text


@pytest.fixture(scope="module")
def home(tmp_path_factory, processed):
    """A project with a report, and a partnership's own file."""
    home = tmp_path_factory.mktemp("home")
    leave = shutil.ignore_patterns("local", "processed", ".ipynb_checkpoints", "scratch")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=leave)
    shutil.copytree(processed, home / "data" / "processed")
    for name in (REPORT, "data/raw/local/fife/evidence.xlsx"):
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text("of the partnership", encoding="utf-8")
    return home


@pytest.fixture(scope="module", params=["lab", "page"])
def server(request, home, tmp_path_factory):
    """Each of the servers, watched."""
    command = {"lab": ("lab", "--allow-root"), "page": ("explore", "--page")}[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    told = folder / "told.jsonl"
    paths = os.pathsep.join(filter(None, [str(HOOK), os.environ.get("PYTHONPATH")]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CJTOOLS_WATCHED", str(told))
        patch.setenv("PYTHONPATH", paths)
        with served(home, folder, *command) as address:
            running = Server(address, told)
            running.kind = request.param
            yield running


@pytest.mark.reliability(
    "supply chain",
    "JupyterLab or the explorer's page asked for pages and reports by another user of the machine, without the token",
    "nothing is shown",
)
def test_without_the_token_nothing_is_shown(server):
    """With it, each is: so the paths are right."""
    for where in PAGES[server.kind]:
        status, text = server.answer(where)
        assert status in (302, 403) and "of the partnership" not in text, where
        assert server.answer(where, **WITH)[0] == 200, where
        assert server.answer(where, Authorization="token of-somebody-else")[0] in (302, 403), where


@pytest.mark.reliability(
    "supply chain",
    "a page on the web that leads a browser to the server under another host name (DNS rebinding)",
    "refused, even with the token",
)
def test_other_host_names_are_refused(server):
    """A browser would send what it holds for the server's own name."""
    for where in PAGES[server.kind]:
        assert server.answer(where, **WITH, **ELSEWHERE)[0] == 403, where


@pytest.mark.reliability(
    "supply chain",
    "JupyterLab or the explorer's page started and used: news, newer versions, extensions",
    "nobody is asked, and nothing listens to other machines",
)
def test_servers_ask_nobody_and_listen_to_this_machine(server):
    """Whatever is called by a page that is open: each would otherwise ask somewhere."""
    if server.kind == "lab":
        assert server.answer("/lab/api/news", **WITH) == (200, '{"news": []}')
        assert server.answer("/lab/api/update", **WITH) == (200, '{"notification": null}')
        assert server.answer("/lab/api/extensions?refresh=1&query=drawio", **WITH) == (200, "[]")
        settings = server.answer("/lab/api/settings/@jupyterlab/apputils-extension:notification", **WITH)[1]
        shown = json.loads(settings)["schema"]["properties"]
        assert (shown["fetchNews"]["default"], shown["checkForUpdates"]["default"]) == ("false", False)
    server.answer("/", **WITH)
    assert lines_of(server.told, "started")
    assert lines_of(server.told, "asked") == lines_of(server.told, "open") == []


def test_the_watch_sees_jupyterlab_as_it_comes(home, tmp_path, monkeypatch):
    """Without what the command adds, JupyterLab asks for news, here at an address of nobody: so the watch sees it."""
    told = tmp_path / "told.jsonl"
    monkeypatch.setenv("CJTOOLS_WATCHED", str(told))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(HOOK), os.environ.get("PYTHONPATH")])))
    plain = ["--allow-root", "--LabApp.news_url=http://192.0.2.1/"]
    with served(home, tmp_path / "lab", *plain, module="jupyterlab") as address:
        connection = http.client.HTTPConnection(Server(address, told).host, timeout=3)
        connection.request("GET", "/lab/api/news", headers=WITH)
        with suppress(TimeoutError):
            connection.getresponse()  # nobody answers there
        connection.close()
    assert ["socket.connect", "('192.0.2.1', 80)"] in lines_of(told, "asked")


def test_the_browser_is_sent_to_the_page_by_a_file_of_its_owner(tmp_path):
    """The token stands in no command that other users could list; the file goes with the server."""
    page_server = pytest.importorskip("cjtools.explorer.page_server")
    opened = []
    server = page_server.PageServer(connection_dir=str(tmp_path))
    server.identity_provider = type("Provider", (), {"token": TOKEN})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_server.webbrowser, "get", lambda _: type("Browser", (), {"open": opened.append})())
        server.launch_browser()
        wait_for(lambda: opened)
    page = tmp_path / "open.html"
    assert opened == [page.as_uri()]
    assert f"?token={TOKEN}" in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600 or sys.platform == "win32"


@pytest.mark.skipif(not available(), reason="kernels are forked on Linux only")
@pytest.mark.reliability(
    "supply chain", "another user of the machine who asks the warm process, by its socket, for a kernel", "refused"
)
def test_another_user_gets_no_kernel():
    """Who asks is told by the system; its own user is only asked for the same interpreter next."""
    from cjtools.kernels.server import Server

    request = {"executable": "/another/python", "env": {}, "cwd": "/", "argv": []}
    mine = os.getuid()
    for uid, refusal in ((mine + 1, "asked by another user"), (mine, "another interpreter: /another/python")):
        told = struct.pack("3i", 1, uid, 0)
        connection = SimpleNamespace(getsockopt=lambda *_, told=told: told)
        assert Server._refusal(SimpleNamespace(settings={}), connection, request) == refusal


def test_the_explorers_page_makes_its_own_token():
    """Unless one is named."""
    assert pytest.importorskip("cjtools.explorer.page_server").PageServer().auto_token
    assert "cjtools.explorer.page_server" in serve.page()
