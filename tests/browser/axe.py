"""Axe-core in a page: what breaks the Web Content Accessibility Guidelines or good practice, and what is left open."""

from functools import lru_cache
from pathlib import Path

from browser import layout

SCRIPT = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """
async ([tags, rules, within]) => {
  const only = rules.length ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const found = await axe.run(within || document, {runOnly: only, resultTypes: ["violations", "incomplete"]});
  const told = rules => rules.flatMap(rule => rule.nodes.map(node => ({
    rule: rule.id, target: node.target.join(" "), html: node.html.slice(0, 160),
    why: [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ")})));
  return {violations: told(found.violations), incomplete: told(found.incomplete)};
}
"""
# axe does not judge text upon a gradient: each becomes the darkest colour in it, which is the worst for dark text
FLATTEN = """
() => document.querySelectorAll("*").forEach(one => {
  const image = getComputedStyle(one).backgroundImage;
  if (!image.includes("gradient")) return;
  const stops = [...image.matchAll(/rgba?\\(([^)]+)\\)/g)].map(found => {
    const [red, green, blue, alpha = 1] = found[1].split(/[ ,/]+/).map(Number);
    return [red, green, blue].map(part => Math.round(255 - alpha * (255 - part)));
  });
  const darkest = stops.sort((one, other) => one[0] + one[1] + one[2] - other[0] - other[1] - other[2])[0];
  one.style.setProperty("background", `rgb(${darkest.join(",")})`, "important");
})
"""


@lru_cache(maxsize=1)
def _script():
    return SCRIPT.read_text(encoding="utf-8")


def run(page, *rules, within=""):
    """Return what axe finds in a page that is loaded: violations, and what a person would have to decide.

    Parameters
    ----------
    page : playwright.sync_api.Page
    *rules : str
        Without any, all rules for levels A and AA and best practice.
    within : str
        Selector of the part of the page that is looked at; all of it by default.

    Returns
    -------
    dict
        ``violations`` and ``incomplete``, each a list of dicts with rule, target, html and why.
    """
    page.evaluate(FLATTEN)
    page.evaluate(_script())
    return page.evaluate(RUN, [list(TAGS), list(rules), within])


def in_words(found):
    """Return findings of axe as lines."""
    return [f"{one['rule']} at {one['target']}: {one['html']} ({one['why']})" for one in found]


def faults(page):
    """Return what axe finds, and what our own measurement makes of what axe leaves open; empty is clean.

    Contrast that axe cannot tell is worked out from what is drawn behind each text. Anything else that it leaves to
    a person is a fault: mend the page so that axe can tell, or write a check that decides it.

    Parameters
    ----------
    page : playwright.sync_api.Page
        Loaded; its details are opened.

    Returns
    -------
    list of str
    """
    layout.look(page)
    page.evaluate("look.open()")
    found = run(page)
    open_contrast = [one["target"] for one in found["incomplete"] if one["rule"] == "color-contrast"]
    others = [one for one in found["incomplete"] if one["rule"] != "color-contrast"]
    told = in_words(found["violations"]) + [f"left open by axe: {line}" for line in in_words(others)]
    told += page.evaluate("targets => look.pale(targets)", open_contrast)
    page.set_viewport_size({"width": layout.NARROW, "height": layout.HIGH})
    told += [f"at 320 px: {line}" for line in in_words(run(page, "target-size")["violations"])]
    page.set_viewport_size({"width": layout.WIDE, "height": layout.HIGH})
    return told
