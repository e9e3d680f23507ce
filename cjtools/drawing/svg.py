"""Pictures as inline SVG: matplotlib's output made small, safe to repeat in one page, and named for a screen reader."""

import re
import xml.etree.ElementTree as ET

from cjtools.drawing.lettering import readable

FONT = "Arial, Helvetica, sans-serif"

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"-?(?:\d*\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+)")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_NAMESPACES = {"http://www.w3.org/2000/svg": "", "http://www.w3.org/1999/xlink": ""}
# a colour such as #ccd6e0 looks like a number in part, so only these are rounded
_LENGTHS = {
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "width",
    "height",
    "r",
    "cx",
    "cy",
    "points",
    "transform",
    "viewBox",
} | {"font-size", "stroke-width", "stroke-dasharray", "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity"}
_DROPPED = {"metadata", "style", "script", "title", "desc"}
_DEFAULTS = {
    "stroke-dashoffset": "0",
    "opacity": "1",
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "font-weight": "400",
    "font-style": "normal",
    "font-stretch": "normal",
    "font-variant": "normal",
}
_INHERITED = {
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-linejoin",
    "stroke-linecap",
    "stroke-miterlimit",
    "stroke-dasharray",
    "stroke-dashoffset",
    "text-anchor",
    "font-size",
    "font-weight",
}


def clean(svg: str, name: str, title: str, alt: str) -> str:
    """Return matplotlib's SVG as an inline picture fit for a page that holds twenty of them.

    A page with a strict content security policy allows no ``style`` attribute and no ``<style>`` element, two
    pictures must not share an id, and a screen reader needs a title and a description. The picture has no width
    and height of its own: the page decides. Only for SVG made by this project: it is no sanitiser for foreign files.

    Parameters
    ----------
    svg : str
        What ``Figure.savefig(format="svg")`` wrote, with ``svg.fonttype`` "none".
    name : str
        Start of every id in the picture, unique in the page: a letter, then letters, digits, ``-`` or ``_``.
    title, alt : str
        Short name of the picture, and what it shows in words.

    Returns
    -------
    str
        One ``<svg>`` element, the same bytes for the same picture.

    Raises
    ------
    ValueError
        The name cannot start an id, or the title or description is empty.

    Examples
    --------
    >>> print(clean('<svg viewBox="0 0 9 9"><path d="M 0 0.123" style="fill: none"/></svg>', "a", "T", "D"))
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-labelledby="a-title a-desc" \
font-family="Arial, Helvetica, sans-serif">
    <title id="a-title">T</title>
    <desc id="a-desc">D</desc>
    <path d="M0 0.12" fill="none" />
    </svg>
    """
    source = ET.fromstring(svg)
    common = _common_style(source)
    body = _copy(source)
    root = opening(body.get("viewBox", ""), name, title, alt)
    root.attrib.update(common)
    for child in body:
        root.extend(_flatten(child))
    _put_texts_last(root)
    _merge_alike(root)
    _share_text_size(root)
    _group_texts(root)
    _rename(root, name)
    return to_text(root)


def opening(box: str, name: str, title: str, alt: str) -> ET.Element:
    """Return an empty picture with its role, title and description, ready to be drawn into.

    Parameters
    ----------
    box : str
        The ``viewBox``: left, top, width and height.
    name, title, alt : str
        As for :func:`clean`.

    Returns
    -------
    xml.etree.ElementTree.Element
        The ``<svg>`` element.

    Raises
    ------
    ValueError
        The name cannot start an id, or the title or description is empty.

    Examples
    --------
    >>> opening("0 0 10 10", "plan", "A plan", "Two boxes").get("aria-labelledby")
    'plan-title plan-desc'
    """
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"picture name '{name}' cannot start an id: begin with a letter, then use letters, digits, - or _"
        )
    if not title.strip() or not alt.strip():
        raise ValueError(f"picture '{name}' needs a title and a description (alt) for readers who cannot see it")
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box, "role": "img"}
    root = ET.Element("svg", attributes | {"aria-labelledby": f"{name}-title {name}-desc", "font-family": FONT})
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = readable(title)
    ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = readable(alt)
    return root


def to_text(root: ET.Element) -> str:
    """Return the element as text, one child to a line.

    Parameters
    ----------
    root : xml.etree.ElementTree.Element

    Returns
    -------
    str

    Examples
    --------
    >>> print(to_text(ET.Element("svg")))
    <svg />
    """
    if len(root):
        root.text = "\n"
    for child in root:
        child.tail = "\n"
    return ET.tostring(root, encoding="unicode")


def _common_style(source):
    """Return what matplotlib's style sheet sets for every element, as attributes."""
    found = {}
    for element in source.iter("{http://www.w3.org/2000/svg}style"):
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", element.text or ""):
            if selector.strip() != "*":
                raise ValueError(f"style sheet rule for '{selector.strip()}' cannot be turned into attributes")
            found |= _declarations(body)
    return found


def _declarations(style):
    """Return the declarations of a style as attributes, the font shorthand taken apart."""
    found = {}
    for declaration in style.split(";"):
        key, colon, value = (part.strip() for part in declaration.partition(":"))
        if colon and key == "font":
            found |= _font(value)
        elif colon:
            found[key] = value
    if found.get("font-weight") == "normal":
        del found["font-weight"]
    # one family per picture, on the root: matplotlib's own only served to lay the text out
    found.pop("font-family", None)
    return {key: value for key, value in found.items() if _DEFAULTS.get(key) != value}


def _font(value):
    """Return the size, weight and slant that a font shorthand such as ``bold 13px 'Arial'`` holds."""
    front, size, _ = re.match(r"(.*?)([\d.]+px)(.*)", value).groups()
    found = {"font-size": size}
    for word in front.split():
        found["font-style" if word in ("italic", "oblique") else "font-weight"] = word
    return found


def _copy(element):
    """Return the element without namespaces, styles, comments and long numbers."""
    copy = ET.Element(_local(element.tag))
    attributes = {_local(key): value for key, value in element.attrib.items() if key != "style"}
    attributes |= _declarations(element.get("style", ""))
    if copy.tag == "text":
        copy.text = readable(element.text or "")
        _place_text(attributes)
    for key, value in attributes.items():
        if key == "font-size":
            value = value.removesuffix("px")
        copy.set(key, _short(key, value))
    copy.extend(_copy(child) for child in element if _local(child.tag) not in _DROPPED)
    return copy


def _local(tag):
    """Return the name of a tag or attribute without its namespace; other vocabularies become metadata."""
    if not tag.startswith("{"):
        return tag
    space, _, local = tag[1:].partition("}")
    return local if space in _NAMESPACES else "metadata"


def _place_text(attributes):
    """Say where a text stands by x and y alone, when it is not turned."""
    move = attributes.get("transform", "")
    if re.match(r"rotate\(-?0(\.0+)? ", move):
        del attributes["transform"]
    elif shift := re.fullmatch(r"translate\((\S+) (\S+)\)", move):
        del attributes["transform"]
        attributes["x"], attributes["y"] = shift.groups()


def _short(key, value):
    """Return an attribute with numbers of two decimals and no spare white space."""
    if key not in _LENGTHS:
        return value
    value = _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value)
    value = re.sub(r"(?<![\w.])-0(?![\w.])", "0", value)
    if key == "d":
        value = re.sub(r"\s*([A-Za-z])\s*", r"\1", " ".join(value.split())).replace(" -", "-")
    return value


def _flatten(element):
    """Return the element as a list, with groups that say nothing replaced by what they hold."""
    if element.tag == "path" and not element.get("d"):
        return []  # a line that lies outside the picture
    if element.tag not in ("g", "defs") and not element.get("clip-path"):
        return [element]
    if element.tag == "defs":
        return [element] if len(element) else []
    children = [kept for child in element for kept in _flatten(child)]
    element[:] = children
    _raise_shared(element)
    attributes = {key for key in element.attrib if key != "id"}
    if element.tag == "g" and (not attributes or not children):
        return children
    return [element]


def _raise_shared(group):
    """Move what all children of a group of markers have in common up to the group."""
    if len(group) < 2 or any(child.tag != "use" for child in group):
        return
    first, *others = group
    for key in sorted(_INHERITED & set(first.attrib) - set(group.attrib)):
        if all(child.get(key) == first.get(key) for child in others):
            group.set(key, first.get(key))
            for child in group:
                del child.attrib[key]


def _merge_alike(root):
    """Draw neighbouring paths that look alike as one path: fewer elements, the same picture."""
    kept = []
    for child in root:
        before = kept[-1] if kept else None
        alike = before is not None and child.tag == before.tag == "path" and _look(child) == _look(before)
        if alike and not {"id", "opacity", "fill-opacity"} & set(child.attrib):
            before.set("d", before.get("d") + child.get("d"))
        else:
            kept.append(child)
    root[:] = kept


def _look(path):
    """Return all attributes of a path but its outline."""
    return {key: value for key, value in path.attrib.items() if key != "d"}


def _put_texts_last(root):
    """Draw all words after all lines, in their order: the same picture, and lines that look alike become neighbours."""
    title_and_text = [child for child in root if child.tag in ("title", "desc")]
    drawn = [child for child in root if child.tag not in ("title", "desc", "text")]
    root[:] = title_and_text + drawn + [child for child in root if child.tag == "text"]


def _group_texts(root):
    """Say what neighbouring words have in common once, on a group around them."""
    kept = []
    for child in root:
        look = {key: value for key, value in child.attrib.items() if key not in ("x", "y", "id", "transform")}
        group = kept[-1] if kept else None
        if child.tag == "text" and look and group is not None and group.tag == "g" and group.attrib == look:
            group.append(child)
        elif child.tag == "text" and look:
            group = ET.Element("g", look)
            group.append(child)
            kept.append(group)
        else:
            kept.append(child)
            continue
        for key in look:
            del child.attrib[key]
    # a group of one says no less than the words alone
    root[:] = [
        _alone(child) if child.tag == "g" and len(child) == 1 and child[0].tag == "text" else child for child in kept
    ]


def _alone(group):
    """Return the only child of a group with the group's attributes."""
    child = group[0]
    child.attrib.update(group.attrib)
    return child


def _share_text_size(root):
    """Write the commonest text size once, on the root."""
    sizes = [text.get("font-size") for text in root.iter("text")]
    if sizes and None not in sizes:
        common = max(sorted(set(sizes)), key=sizes.count)
        root.set("font-size", common)
        for text in root.iter("text"):
            if text.get("font-size") == common:
                del text.attrib["font-size"]


def _rename(root, name):
    """Drop ids nothing refers to; number the others under the picture's name."""
    own = {f"{name}-title", f"{name}-desc"}
    wanted = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            wanted.update([value[1:]] if key == "href" else _REFERENCE.findall(value))
    new = {}
    for element in root.iter():
        identity = element.get("id")
        if identity in wanted:
            new[identity] = f"{name}-i{len(new) + 1}"
            element.set("id", new[identity])
        elif identity and identity not in own:
            del element.attrib["id"]
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href":
                element.set(key, "#" + new[value[1:]])
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda found: f"url(#{new[found[1]]})", value))


def add(picture, tag, **attributes):
    """Add an element with numbers written short.

    Parameters
    ----------
    picture : xml.etree.ElementTree.Element
    tag : str
    **attributes
        Text as it is; numbers to six digits.

    Returns
    -------
    xml.etree.ElementTree.Element
        The element added.

    Examples
    --------
    >>> add(opening("0 0 10 10", "plan", "A plan", "A box"), "rect", x=0.1 + 0.2, fill="none").attrib
    {'x': '0.3', 'fill': 'none'}
    """
    said = {key: value if isinstance(value, str) else f"{value:g}" for key, value in attributes.items()}
    return ET.SubElement(picture, tag, said)
