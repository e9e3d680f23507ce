"""Pictures on a page: named, without styles, without clashes, small and repeatable."""

import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import matplotlib
import pytest
from matplotlib.figure import Figure

from cjtools.drawing import lettering, svg
from cjtools.drawing.colours import PALETTE, WHITE, contrast


def drawing():
    """Return what matplotlib writes for a picture with marks, clipping, a band, bold and slanted text."""
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "test"}):
        figure = Figure(figsize=(4, 3), dpi=72)
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot([0, 1, 2], [1.23456, 2, 3], "o--", color="#ccd6e0")
        axes.fill_between([0, 1, 2], [0, 1, 2], [1, 2, 3], alpha=0.5)
        axes.text(1, 1, "bold & <sharp>", weight="bold", style="italic", ha="center")
        out = io.StringIO()
        figure.savefig(out, format="svg")
    return out.getvalue()


RAW = drawing().replace("<defs>", "<!-- a remark --><defs>", 1)
CLEAN = svg.clean(RAW, "one", "Title", "What it shows")


def bare(body, name="p"):
    """Return the cleaned form of a hand-made picture."""
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return svg.clean(f'<svg {space} viewBox="0 0 9 9">{body}</svg>', name, "T", "D")


def ids(text):
    """Return every id in a text."""
    return re.findall(r'\bid="([^"]+)"', text)


def test_title_and_description_name_the_picture_for_a_screen_reader():
    """Both are there, escaped, and pointed at."""
    text = svg.clean(RAW, "one", "Rate & <count>", 'Fife "rose" & fell <x>')
    root = ET.fromstring(text)
    space = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "one-title one-desc"
    assert root.find("s:title[@id='one-title']", space).text == "Rate & <count>"
    assert root.find("s:desc[@id='one-desc']", space).text == 'Fife "rose" & fell <x>'
    assert "Rate &amp; &lt;count&gt;" in text


def test_control_characters_do_not_break_the_page():
    """Text pasted from elsewhere may hold what XML forbids."""
    text = svg.clean(RAW, "one", "Ti\x00tle", "De\x0bsc")
    assert "Title" in text and "Desc" in text
    ET.fromstring(text)


@pytest.mark.parametrize(
    "found", [" style=", "<style", "<script", "<metadata", "rdf:", "<!--", "<?xml", "<!DOCTYPE", "xlink"]
)
def test_nothing_that_a_strict_policy_forbids_is_left(found):
    """Matplotlib writes all of these but scripts."""
    assert found in RAW or found == "<script"
    assert found not in CLEAN


def test_scripts_are_left_out():
    """A picture never runs anything; other vocabularies have no place in it."""
    assert "script" not in bare("<script>alert(1)</script>")
    assert "note" not in bare('<x:note xmlns:x="urn:x">a</x:note>')


def test_the_page_decides_the_size_and_the_view_box_keeps_its_capital():
    """No width and height on the root."""
    root = CLEAN.split(">")[0]
    assert 'viewBox="0 0 288 216"' in root
    assert not re.search(r"\b(width|height)=", root)


def test_two_pictures_in_one_page_share_no_id():
    """Clip paths and marks are numbered under the picture's name."""
    page = CLEAN + svg.clean(RAW, "two", "Title", "What it shows")
    assert len(ids(page)) == len(set(ids(page))) > 8


def test_every_reference_leads_somewhere_and_no_other_id_is_kept():
    """Dangling references would lose marks and clipping."""
    used = set(re.findall(r'href="#([^"]+)"', CLEAN)) | set(re.findall(r"url\(#([^)]+)\)", CLEAN))
    assert used
    assert set(ids(CLEAN)) == used | {"one-title", "one-desc"}
    assert all(each.startswith("one-") for each in used)
    assert 'id="spare"' not in bare('<path id="spare" d="M0 0"/>')


def test_styles_become_attributes():
    """Old and new matplotlib write fonts in two ways."""
    short = bare('<text style="font: bold 13px \'DejaVu Sans\'; text-anchor: end" x="1" y="2">a</text>')
    assert '<text x="1" y="2" font-weight="bold" text-anchor="end">a</text>' in short
    assert 'font-size="13"' in short
    long = bare('<text style="font-style: italic; font-weight: 700; font-size: 10px; font-family: X">a</text>')
    assert 'font-style="italic"' in long and 'font-weight="700"' in long and 'font-size="10"' in long
    assert 'font-family="Arial, Helvetica, sans-serif"' in long and "X" not in long


def test_the_style_for_every_element_moves_to_the_root():
    """It is inherited from there."""
    text = bare('<defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>')
    assert 'stroke-linejoin="round" stroke-linecap="butt"' in text.split(">")[0]
    with pytest.raises(ValueError, match="rule for 'path'"):
        bare("<style>path{fill: red}</style>")


def test_lengths_are_rounded_and_colours_are_not():
    """#ccd6e0 holds 6e0, which looks like a number."""
    text = bare('<path d="M 1.23456 -0.00001 \nL 3.0 1e-05 \nz " style="fill: #ccd6e0; stroke-width: 0.333333"/>')
    assert '<path d="M1.23 0L3 0z" fill="#ccd6e0" stroke-width="0.33" />' in text
    assert not re.search(r"\d\.\d{3}", CLEAN)


def test_unturned_text_stands_at_x_and_y():
    """Matplotlib turns text by nothing, or shifts it."""
    assert '<text x="1" y="2">a</text>' in bare('<text transform="rotate(-0 1 2)" x="1" y="2">a</text>')
    assert '<text x="1.5" y="2">a</text>' in bare('<text transform="translate(1.5 2)">a</text>')
    assert "rotate(90 1 2)" in bare('<text transform="rotate(90 1 2)" x="1" y="2">a</text>')


def test_paths_that_look_alike_are_drawn_as_one_unless_seen_through():
    """Two see-through shapes over each other are darker than one."""
    assert bare('<path d="M0 0"/><path d="M1 1"/>').count("<path") == 1
    assert bare('<path d="M0 0" style="opacity: 0.5"/><path d="M1 1" style="opacity: 0.5"/>').count("<path") == 2
    assert bare('<path d="M0 0" fill="red"/><path d="M1 1"/>').count("<path") == 2


@pytest.mark.reliability("same bytes", "a chart drawn again", "the same bytes")
def test_the_same_picture_gives_the_same_bytes():
    """Drawn twice, cleaned twice."""
    assert svg.clean(drawing(), "one", "Title", "What it shows") == CLEAN
    assert svg.clean(RAW, "one", "Title", "What it shows") == CLEAN


@pytest.mark.parametrize("name", ["", "1a", "a b", 'a"b', "a.b"])
def test_a_name_that_cannot_start_an_id_is_refused(name):
    """The message says what is allowed."""
    with pytest.raises(ValueError, match="begin with a letter"):
        svg.clean(RAW, name, "Title", "Alt")


@pytest.mark.parametrize(("title", "alt"), [("", "a"), ("t", " ")])
def test_a_picture_without_words_is_refused(title, alt):
    """Every picture has a title and a description."""
    with pytest.raises(ValueError, match="title and a description"):
        svg.clean(RAW, "one", title, alt)


def test_widths_match_helvetica_and_err_on_the_wide_side():
    """Matplotlib carries Adobe's metrics of Helvetica."""
    path = f"{matplotlib.get_data_path()}/fonts/afm/phvr8a.afm"
    with open(path, encoding="ascii") as lines:
        rows = re.findall(r"^C (\d+) ; WX (\d+) ", lines.read(), re.M)
    widths = {chr(int(code)): int(width) / 1000 for code, width in rows if 32 <= int(code) < 127}
    for character, width in widths.items():
        assert width <= lettering.text_width(character, 1) <= width * 1.16, character
        assert lettering.text_width(character, 1, bold=True) > lettering.text_width(character, 1)


@pytest.mark.parametrize("text", ["", "Na h-Eileanan Siar", "a" * 60, "Dumfries and Galloway, " * 4])
def test_wrapped_lines_fit_and_lose_nothing(text):
    """A word wider than the room is cut."""
    lines = lettering.wrap(text, 80, 13)
    assert all(lettering.text_width(line, 13) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_every_colour_stands_out_from_white_and_from_its_neighbour():
    """Web Content Accessibility Guidelines 1.4.11: 3 to 1."""
    assert contrast("#777777", WHITE) == pytest.approx(4.478, abs=0.001)
    for colour, following in pairwise(PALETTE):
        assert contrast(colour, WHITE) >= 3
        assert contrast(colour, following) >= 3
