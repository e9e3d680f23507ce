"""What a reader with a screen reader, a strict browser or no network would trip over in a page; empty is clean."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# elements that fetch something by themselves or run it
FETCHING = {"script", "link", "iframe", "object", "embed", "audio", "video", "source", "track", "form", "base"}
NO_ALT = re.compile(r"(image|chart|figure|graph|picture|plot|no description.*|.*\.(png|svg|jpe?g))?", re.IGNORECASE)


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attrs: dict
    parent: "Node | None" = None
    children: list = field(default_factory=list)  # Nodes and text, in order

    def walk(self):
        """Yield every element below, in reading order."""
        # one list of what is still to come: generators within generators take a minute for the largest page
        coming = [child for child in reversed(self.children) if isinstance(child, Node)]
        while coming:
            node = coming.pop()
            yield node
            coming += [child for child in reversed(node.children) if isinstance(child, Node)]

    def all(self, *tags):
        """Return the elements below with one of these tags."""
        return [node for node in self.walk() if node.tag in tags]

    @cached_property
    def by_id(self):
        """The elements below that have an id, by it."""
        return {node.attrs["id"]: node for node in self.walk() if "id" in node.attrs}

    @property
    def text(self):
        """All text inside, white space collapsed."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    """Builds the tree and notes what is not closed as it was opened."""

    def __init__(self):
        super().__init__()
        self.root = Node("", {})
        self.here = self.root
        self.faults = []

    def handle_decl(self, decl):
        self.root.attrs["doctype"] = decl.lower()

    def handle_starttag(self, tag, attrs):
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.here = self.here.parent

    def handle_endtag(self, tag):
        if self.here.tag == tag:
            self.here = self.here.parent
        elif tag not in VOID:
            self.faults.append(f"</{tag}> closes <{self.here.tag}>")

    def handle_data(self, data):
        self.here.children.append(data)


def parse(page):
    """Return the tree of a page."""
    return _read(page).root


def _read(page):
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def lint(page):
    """Return what is wrong with a page, in words.

    Parameters
    ----------
    page : str
        A whole HTML page.

    Returns
    -------
    list of str
    """
    reader = _read(page)
    root = reader.root
    if reader.here is not root:
        reader.faults.append(f"<{reader.here.tag}> is never closed")
    checks = (_frame, _headings, _skip_link, _names, _references, _tables, _pictures, _details, _links, _runs, _policy)
    return reader.faults + [fault for check in checks for fault in check(root)]


def _frame(root):
    if root.attrs.get("doctype") != "doctype html":
        yield "no doctype"
    html = root.all("html")
    if not html or html[0].attrs.get("lang") != "en-GB":
        yield "the language is not en-GB"
    titles = root.all("title")
    if not any(title.text for title in titles if title.parent.tag == "head"):
        yield "no title"
    for tag in ("main", "header", "footer"):
        if len(root.all(tag)) != 1:
            yield f"{len(root.all(tag))} <{tag}>"
    if not any("width=device-width" in node.attrs.get("content", "") for node in root.all("meta")):
        yield "no viewport for phones"


def _headings(root):
    nodes = root.all("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(node.tag[1]) for node in nodes]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    if levels and levels[0] != 1:
        yield f"the first heading is h{levels[0]}"
    for before, level, node in zip(levels, levels[1:], nodes[1:], strict=False):
        if level > before + 1:
            yield f"h{level} after h{before}: {node.text}"
    yield from (f"empty {node.tag}" for node in nodes if not node.text)


def _skip_link(root):
    body = root.all("body")
    links = body[0].all("a", "button", "summary") if body else []
    target = links[0].attrs.get("href", "") if links else ""
    if not (target.startswith("#") and "skip" in links[0].text.lower()):
        yield "the first link does not skip to the content"
    elif not any(node.tag == "main" and node.attrs.get("id") == target[1:] for node in root.walk()):
        yield "the skip link does not lead to main"


def _names(root):
    counted = Counter(node.attrs["id"] for node in root.walk() if "id" in node.attrs)
    yield from (f"id '{name}' stands {count} times" for name, count in counted.items() if count > 1)
    yield from (f"id '{name}' is empty or has a space" for name in counted if not name or " " in name)
    for node in root.walk():
        if int(node.attrs.get("tabindex", "0")) > 0:
            yield f"<{node.tag}> has a tabindex above 0"
        if node.attrs.get("role") in ("region", "navigation") and not _name_of(root, node):
            yield f"<{node.tag}> with role {node.attrs['role']} has no name"
        if node.attrs.get("tabindex") == "0" and not node.attrs.get("role"):
            yield f"<{node.tag}> takes the focus without a role"


def _name_of(root, node):
    """Return the accessible name that an element is given by attributes."""
    if node.attrs.get("aria-label"):
        return node.attrs["aria-label"]
    wanted = node.attrs.get("aria-labelledby", "").split()
    return " ".join(root.by_id[name].text for name in wanted if name in root.by_id).strip()


def _references(root):
    ids = set(root.by_id)
    for node in root.walk():
        for key in ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "for"):
            for name in node.attrs.get(key, "").split():
                if name not in ids:
                    yield f"{key} of <{node.tag}> leads to no id: {name}"
        for target in (node.attrs.get("href", ""), node.attrs.get("xlink:href", "")):
            if target.startswith("#") and target[1:] not in ids:
                yield f"link leads nowhere: {target}"
        for key in ("clip-path", "fill", "stroke", "mask", "filter", "marker-end"):
            for name in re.findall(r"url\(#([^)]+)\)", node.attrs.get(key, "")):
                if name not in ids:
                    yield f"{key} of <{node.tag}> leads to no id: {name}"


def _tables(root):
    for number, table in enumerate(root.all("table"), start=1):
        captions = table.all("caption")
        name = captions[0].text if captions else ""
        if not name:
            yield f"table {number} has no caption"
        place = f"table {number} ({name[:40]})"
        heads = table.all("th")
        if not heads:
            yield f"{place} has no header cells"
        yield from (f"{place}: header without scope: {cell.text}" for cell in heads if not cell.attrs.get("scope"))
        if any(not cell.text for cell in heads):
            yield f"{place} has an empty header cell"
        widths = {sum(int(cell.attrs.get("colspan", 1)) for cell in row.all("th", "td")) for row in table.all("tr")}
        if len(widths) > 1:
            yield f"{place} has rows of {sorted(widths)} cells"


def _pictures(root):
    for node in root.all("svg"):
        if node.attrs.get("aria-hidden") == "true":
            continue
        if node.attrs.get("role") != "img":
            yield "svg without role img"
        if NO_ALT.fullmatch(_name_of(root, node).strip()):
            yield "svg without a name"
    for node in root.all("img"):
        if NO_ALT.fullmatch(node.attrs.get("alt", "").strip()):
            yield f"image without a text: {node.attrs.get('src', '')[:40]}"


def _details(root):
    for node in root.all("details"):
        first = [child for child in node.children if isinstance(child, Node)][:1]
        if not first or first[0].tag != "summary" or not first[0].text:
            yield f"details without a summary: {node.text[:40]}"


def _links(root):
    for node in root.all("a"):
        target = node.attrs.get("href", "")
        if not node.text and not node.attrs.get("aria-label"):
            yield f"link without words: {target}"
        if not re.match(r"(#|https://|[A-Za-z0-9._/-]+(#[A-Za-z0-9_-]+)?$)", target) or target.startswith("//"):
            yield f"link that is neither https nor on this site: {target!r}"


def _runs(root):
    for node in root.walk():
        if node.tag == "link" and node.attrs.get("rel") == "alternate":
            continue  # leads to the same in another form, and fetches nothing
        if node.tag in FETCHING and not _is_allowed_script(root, node):
            yield f"<{node.tag}> is not wanted in a page"
        if node.tag == "meta" and node.attrs.get("http-equiv", "").lower() == "refresh":
            yield "meta refresh"
        for key, value in node.attrs.items():
            if key.startswith("on") or key == "style" or key == "srcset":
                yield f"<{node.tag}> has the attribute {key}"
            if re.match(r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE):
                yield f"<{node.tag}> {key}={value[:30]}"
            fetches = key in ("src", "xlink:href", "poster", "background", "action") or (
                key == "href" and node.tag != "a"
            )
            if fetches and not value.startswith(("data:image/", "#")):
                yield f"<{node.tag}> fetches {value[:60]}"


def _digest(node):
    """Return the hash of what stands in an element, as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(''.join(node.children).encode()).digest()).decode()}'"


def _is_allowed_script(root, node):
    """Return whether an element is a script without an address, named in the policy by its hash and nothing else."""
    policies = [meta.attrs.get("content", "") for meta in root.all("meta") if "http-equiv" in meta.attrs]
    allowed = [rule.split()[1:] for policy in policies for rule in policy.split(";") if "script-src" in rule]
    return node.tag == "script" and not node.attrs and allowed == [[_digest(node)]]


def _policy(root):
    found = [n for n in root.all("meta") if n.attrs.get("http-equiv", "").lower() == "content-security-policy"]
    if len(found) != 1 or found[0].parent.tag != "head":
        yield "no content security policy"
        return
    rules = dict(rule.strip().partition(" ")[::2] for rule in found[0].attrs.get("content", "").split(";"))
    scripts = [_digest(script) for script in root.all("script")]
    if rules.get("default-src") != "'none'" or rules.get("script-src", "").split() != scripts:
        yield "the policy allows more than the page needs"
    styles = root.all("style")
    if rules.get("style-src", "").split() != [_digest(style) for style in styles]:
        yield "the policy does not name the style sheet as it stands"
    if any(re.search(r"@import|url\((?!data:|#)", "".join(style.children)) for style in styles):
        yield "the style sheet fetches something"
    head = [node.tag for node in found[0].parent.children if isinstance(node, Node)]
    if any(tag in ("style", "script", "link") for tag in head[: head.index("meta")]):
        yield "the policy stands after what it should rule"


def commands(text):
    """Return what the commands of a page say, one a line, as someone who copies them gets it."""
    shown = re.findall(r"<code>(.*?)</code>", text, re.S)
    return "\n".join(unescape(re.sub(r"<[^>]+>", "", command)) for command in shown)
