"""The pages that lead to the reports: one for the year, one for each area."""

import html

from cjtools.page import page
from cjtools.store import write_atomically
from cjtools.tables import Column


def write_indexes(words, ledger, out):
    """Write ``index.html`` for the year and for each area that has a report; the year's comes last.

    Parameters
    ----------
    words : Catalogue
    ledger : Ledger
    out : Path
        ``outputs/<year>``.
    """
    year = out.name
    made = ledger.made()
    names = {area["slug"]: area["area_name"] for area in words.councils}
    for slug in sorted({slug for slug, _ in made}):
        outcomes = [outcome for made_slug, outcome in made if made_slug == slug]
        write_atomically(out / slug / "index.html", _area_page(words, names[slug], outcomes, year))
    write_atomically(out / "index.html", _year_page(words, names, made, ledger, year))


def _link(address, label):
    """Return a link."""
    return f'<a href="{html.escape(address)}">{html.escape(label)}</a>'


def _area_page(words, place, outcomes, year):
    """Return the page of one area."""
    items = "".join(
        f"<li>{_link(f'{outcome}.html', words.outcomes[outcome].title)} (national outcome {words.outcomes[outcome].number}; "
        f"{_link(f'{outcome}.csv', f'data of {words.outcomes[outcome].short_title.lower()} as CSV')})</li>"
        for outcome in outcomes
    )
    body = f"<h1>{html.escape(place)}</h1><p class='lead'>Outcome progress reports, {html.escape(year)}</p><ul>{items}</ul>"
    return page(
        f"{place}: outcome progress reports {year}", body, [(f"All areas, {year}", "../index.html"), (place, "")]
    )


def _year_page(words, names, made, ledger, year):
    """Return the page of the year: a table of areas by outcome, and what failed."""
    outcomes = sorted({outcome for _, outcome in made}, key=lambda outcome: words.outcomes[outcome].number)
    columns = [Column("Area", False)] + [Column(words.outcomes[outcome].short_title, False) for outcome in outcomes]
    heads = "".join(f'<th scope="col">{html.escape(column.heading)}</th>' for column in columns)
    rows = []
    for slug, name in sorted(names.items(), key=lambda pair: pair[1]):
        if not any(made_slug == slug for made_slug, _ in made):
            continue
        cells = "".join(
            f"<td>{_link(f'{slug}/{outcome}.html', f'{words.outcomes[outcome].short_title} report, {name}')}</td>"
            if (slug, outcome) in made
            else "<td>not made</td>"
            for outcome in outcomes
        )
        rows.append(f'<tr><th scope="row">{_link(f"{slug}/index.html", name)}</th>{cells}</tr>')
    failed = "".join(
        f"<li>{html.escape(names.get(slug, slug))}, {html.escape(outcome)}: {html.escape(row['error'])}</li>"
        for (slug, outcome), row in sorted(ledger.rows.items())
        if row["state"] != "done"
    )
    failures = f"<h2 id='failed'>Reports that could not be made</h2><ul>{failed}</ul>" if failed else ""
    body = (
        f"<h1>Outcome progress reports, {html.escape(year)}</h1>"
        f"<p class='lead'>{len({slug for slug, _ in made})} of 32 community justice areas of Scotland</p>"
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="areas-caption"><table>'
        '<caption id="areas-caption">Reports by area and outcome</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{failures}"
    )
    return page(f"Outcome progress reports {year}", body, [(f"All areas, {year}", "")])
