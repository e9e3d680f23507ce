"""Each check finds the fault it is there for: a sound page passes all of them, the same with one fault does not."""

import pytest

from browser import axe, layout

SOUND = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Sound</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; margin: 1rem }
a { color: #0065bd } a:focus-visible { outline: 3px solid #002d54 }
.skip { position: absolute; left: -999rem } .skip:focus { left: 0 }
svg { background: #fff } svg, svg * { forced-color-adjust: none }
.scroll { overflow-x: auto }
@media print { a { color: #000 } .scroll { overflow: visible } }
</style></head>
<body><a class="skip" href="#main">Skip to main content</a>
<header><nav aria-label="You are here"><p><a href="#main">All areas</a></p></nav></header>
<main id="main" tabindex="-1"><h1>Sound</h1>
<p id="words">Some words of a page, with <a href="#more">a link</a>.</p>
<svg role="img" aria-label="A bar of 3" viewBox="0 0 100 40" width="300" height="120">
<rect x="0" y="0" width="60" height="40" fill="#002d54"/>
<text id="label" x="70" y="24" font-size="12" fill="#1a1a1a">3 of 5</text></svg>
<h2 id="more">More</h2>
<table><caption>Counts</caption><thead><tr><th scope="col">Year</th><th scope="col">Count</th></tr></thead>
<tbody><tr><th scope="row">2024</th><td>3</td></tr></tbody></table></main></body></html>"""


def planted(old, new):
    """Return the sound page with a fault in it."""
    assert SOUND.count(old) == 1
    return SOUND.replace(old, new)


def faults_of(check, visit, tmp_path, text):
    """Return what a check says of a page."""
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    return check(visit.open(path))


def label_contrast(page):
    """Measure the label of the chart, as for a text that axe cannot judge."""
    layout.look(page)
    return page.evaluate("look.pale(['#label'])")


PLANTS = {
    "no language": (axe.faults, ' lang="en-GB"', "", "html-has-lang"),
    "picture without words": (
        axe.faults,
        "<h2",
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><h2',
        "image-alt",
    ),
    "pale text": (axe.faults, '<p id="words">', '<p id="words" style="color:#999">', "color-contrast"),
    "heading left out": (axe.faults, '<h2 id="more">More</h2>', '<h4 id="more">More</h4>', "heading-order"),
    "text on a dark end of a gradient": (
        axe.faults,
        '<p id="words">',
        '<p id="words" style="background:linear-gradient(#fff,#444)">',
        "color-contrast",
    ),
    "targets too near": (
        axe.faults,
        "<h2",
        '<p style="font-size:9px"><button style="all:unset">a</button><button style="all:unset">b</button></p><h2',
        "target-size",
    ),
    "what axe leaves open": (
        axe.faults,
        "<h2",
        "<video src='data:video/mp4;base64,AA'></video><h2",
        "left open by axe",
    ),
    "dark label on a dark bar": (label_contrast, 'x="70"', 'x="10"', "contrast 1."),
    "label on a pattern": (
        label_contrast,
        'fill="#002d54"/>',
        'fill="url(#p)" style="x:50px"/>',
        "contrast cannot be told",
    ),
    "wide picture": (layout.does_not_fit, 'width="300"', 'width="700"', "at 320 px: the page scrolls"),
    "fixed height": (
        layout.does_not_fit,
        '<p id="words">',
        '<p id="words" style="height:1.6rem;overflow:hidden">',
        "at 320 px: cut off",
    ),
    "height in pixels": (
        layout.does_not_fit,
        '<p id="words">',
        '<p id="words" style="height:30px;overflow:hidden">',
        "with text of 200 per cent: cut off",
    ),
    "height of one line": (
        layout.does_not_fit,
        '<p id="words">',
        '<p id="words" style="line-height:1;height:18px;overflow:hidden">',
        "with spaced text: cut off",
    ),
    "text upon text": (
        layout.does_not_fit,
        "<table>",
        '<p style="margin-top:-2.6rem">Words that cover.</p><table>',
        "text upon text",
    ),
    "out on the left": (layout.does_not_fit, "<h2", '<p style="margin-left:-9rem">Words.</p><h2', "outside the page"),
    "wide on paper": (layout.on_paper, "<table>", '<table style="width:800px">', "on paper: the page scrolls"),
    "dark on paper": (layout.on_paper, "<table>", '<table style="background:#002d54;color:#fff">', "dark on paper"),
    "pale link on paper": (layout.on_paper, "a { color: #000 }", "", "pale link"),
    "link like text on paper": (
        layout.on_paper,
        "a { color: #000 }",
        "a { color: #000; text-decoration: none }",
        "link like",
    ),
    "head comes once": (layout.on_paper, "<thead>", '<thead style="display:table-row-group">', "head comes once"),
    "scrolls on paper": (
        layout.on_paper,
        "<table>",
        '<table class="scroll" style="display:block;overflow-x:scroll">',
        "scrolls on",
    ),
    "chart without its white": (layout.in_forced_colours, "svg { background: #fff }", "", "no white behind"),
    "chart in forced colours": (
        layout.in_forced_colours,
        "svg, svg * { forced-color-adjust: none }",
        "svg, svg * { forced-color-adjust: auto }",
        "another colour",
    ),
    "focus not seen": (layout.by_keyboard, "outline: 3px solid #002d54", "outline: none", "focus is not seen"),
    "focus out of sight": (
        layout.by_keyboard,
        '<a href="#more">',
        '<a href="#more" style="position:absolute;left:-99rem">',
        "focus is out of sight",
    ),
    "left out by Tab": (layout.by_keyboard, '<a href="#more">', '<a href="#more" tabindex="-1">', "not reached by Tab"),
    "jumping focus": (layout.by_keyboard, '<a href="#more">', '<a href="#more" tabindex="2">', "the focus jumps"),
    "skip link to nowhere": (layout.by_keyboard, 'href="#main">Skip', 'href="#more">Skip', "the skip link"),
}


@pytest.mark.parametrize("check", dict.fromkeys(plant[0] for plant in PLANTS.values()))
def test_sound_page_passes(check, visit, tmp_path):
    """Otherwise what is found below may be something else."""
    assert faults_of(check, visit, tmp_path, SOUND) == []


@pytest.mark.parametrize("name", PLANTS)
def test_planted_fault_is_found(name, visit, tmp_path):
    """One fault, found by its own check and called what it is."""
    check, old, new, words = PLANTS[name]
    found = faults_of(check, visit, tmp_path, planted(old, new))
    assert any(words in fault for fault in found), found


def test_requests_and_errors_are_recorded(visit, tmp_path):
    """A picture from elsewhere is refused and told; so is what a script throws and what the console calls an error."""
    text = planted("<h2", '<img alt="x" src="https://example.org/x.png"><script>missing()</script><h2')
    faults_of(lambda page: [], visit, tmp_path, text)
    assert visit.outside == ["https://example.org/x.png"]
    assert any("missing is not defined" in error for error in visit.errors)


def test_a_server_of_this_machine_is_allowed(visit):
    """Tests of the explorer ask one; anything else is refused, an address that only begins like it too."""
    from browser.conftest import ALLOWED

    assert ALLOWED.match("http://localhost:8888/lab") and ALLOWED.match("ws://127.0.0.1:1/api")
    assert not ALLOWED.match("http://localhost.example.org/") and not ALLOWED.match("https://127.0.0.1.example.org/")
