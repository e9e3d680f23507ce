"""A page stands on its own: for a phone, a screen reader, a strict browser, and without a network."""

import jinja2
import pytest
from html_lint import lint, parse

from cjtools.show.page import page, render, style

BODY = (
    '<h1>Fife</h1><h2 id="a">People</h2><p><a href="#a">People</a> <a href="https://example.org/">Source</a></p>'
    '<table><caption>Orders</caption><tr><th scope="col">Year</th><th scope="col">Orders</th></tr>'
    '<tr><th scope="row">2023-24</th><td>12</td></tr></table>'
    '<svg role="img" aria-labelledby="t"><title id="t">Orders went up</title></svg>'
    "<details><summary>How</summary><p>By counting.</p></details>"
)
PAGE = page("Fife: report", BODY, [("All areas", "../index.html"), ("Fife", "")])


def test_page_is_clean():
    """The frame with every kind of content raises no finding."""
    assert lint(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('lang="en-GB"', 'lang="en"', "the language is not en-GB"),
        ("<title>Fife: report</title>", "<title></title>", "no title"),
        ("<!DOCTYPE html>", "", "no doctype"),
        ("<h1>Fife</h1>", "<p>Fife</p>", "0 h1"),
        ("<h1>Fife</h1>", "<h1>Fife</h1><h1>Moray</h1>", "2 h1"),
        ('<h2 id="a">', '<h2 id="b"></h2><h2 id="a">', "empty h2"),
        ("<h1>Fife</h1>", "<h1>Fife</h1><h4>Deep</h4>", "h4 after h1: Deep"),
        ("Skip to main content", "Home", "the first link does not skip to the content"),
        ('<main id="main"', '<main id="content"', "the skip link does not lead to main"),
        ('<h2 id="a">', '<h2 id="t">', "id 't' stands 2 times"),
        ('aria-labelledby="t"', 'aria-labelledby="u"', "aria-labelledby of <svg> leads to no id: u"),
        ('href="#a"', 'href="#z"', "link leads nowhere: #z"),
        ("<caption>Orders</caption>", "", "table 1 has no caption"),
        ('<th scope="row">', "<th>", "table 1 (Orders): header without scope: 2023-24"),
        (">Year<", "><", "table 1 (Orders) has an empty header cell"),
        ("<td>12</td>", "<td>1</td><td>2</td>", "table 1 (Orders) has rows of [2, 3] cells"),
        ("Orders went up", "chart", "svg without a name"),
        (' role="img"', "", "svg without role img"),
        ("<summary>How</summary>", "", "details without a summary: By counting."),
        ("<h1>Fife</h1>", '<h1>Fife</h1><img src="data:image/png;x" alt="Chart">', "image without a text"),
        ("<h1>Fife</h1>", '<h1>Fife</h1><img src="https://x.org/a.png" alt="Up">', "<img> fetches https://x.org/a.png"),
        ("<title id", '<use href="//x.org/a.svg#b"/><title id', "<use> fetches //x.org/a.svg#b"),
        ("<title id", '<use xlink:href="#none"/><title id', "link leads nowhere: #none"),
        ("<h1>Fife</h1>", '<h1 style="color:red">Fife</h1>', "<h1> has the attribute style"),
        ("<h1>Fife</h1>", '<h1 onclick="x()">Fife</h1>', "<h1> has the attribute onclick"),
        ("<h1>Fife</h1>", "<h1>Fife</h1><script>1</script>", "<script> is not wanted in a page"),
        ("https://example.org/", "javascript:alert(1)", "<a> href=javascript:alert(1)"),
        ("https://example.org/", "http://example.org/", "link that is neither https nor on this site"),
        ("https://example.org/", "//example.org/", "link that is neither https nor on this site"),
        (">Source<", "><", "link without words: https://example.org/"),
        ("*{box-sizing", "/**/*{box-sizing", "the policy does not name the style sheet as it stands"),
        ("default-src 'none'", "default-src *", "the policy allows more than the page needs"),
        ("Content-Security-Policy", "X", "no content security policy"),
        ("</table>", "", "</main> closes <table>"),
        ('<h2 id="a">', '<h2 id="a" id="b">', "<h2> has an attribute twice"),
    ],
)
def test_lint_finds(old, new, found):
    """Each fault, made on purpose, is found: a lint that finds nothing proves nothing."""
    assert old in PAGE
    findings = lint(PAGE.replace(old, new, 1))
    assert any(finding.startswith(found) for finding in findings), findings


def test_text_of_others_is_escaped():
    """A title or a place never becomes markup."""
    text = page('<script>alert("1")</script>', "<h1>A</h1>", [('"><script>', 'x" onclick="y'), ("<b>", "")])
    assert "<script>" not in text
    assert [node for node in parse(text).walk() if "onclick" in node.attrs] == []
    assert parse(text).all("title")[0].text == '<script>alert("1")</script>'


def test_undefined_names_in_a_template_are_errors():
    """A page with a hole in it is not written."""
    with pytest.raises(jinja2.UndefinedError):
        render("page.html.j2", title="A")


def test_trail_ends_with_the_page_itself():
    """The last step is no link and says that it is the page one is on."""
    steps = parse(PAGE).all("nav")[0].all("a", "span")
    assert [(step.tag, step.text) for step in steps] == [("a", "All areas"), ("span", "Fife")]
    assert steps[-1].attrs == {"aria-current": "page"}


def test_style_prints_and_fits_a_phone():
    """There are rules for print and for narrow screens, and none fetches a font or picture."""
    assert "@media print" in style()
    assert "@media (max-width:" in style()
    assert "url(" not in style()
