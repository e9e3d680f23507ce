"""Shares by year with categories joined into the few groups that a chart can show."""

import pandas as pd


def grouped_shares(study, name):
    """Return an area's shares by year with categories joined into the few groups that a chart can show.

    Parameters
    ----------
    study : Study
    name : str
        Indicator id.

    Returns
    -------
    pandas.DataFrame
        part_label, period, value (per cent), status, cells, in the order of ``chart_groups``.
    """
    indicator = study.indicator(name)
    records = study.records(name)
    own = records[records["area_code"] == study.code_of(name)]
    groups = indicator.chart_groups or {part: [part] for part in dict.fromkeys(own["part"])}
    frames = []
    for label, parts in groups.items():
        rows = own[own["part"].isin(parts)]
        by_period = rows.groupby("period", sort=True)
        joined = by_period.agg(
            value=("value", lambda values: values.sum(skipna=False)),
            status=("status", "max"),
            cells=("cells", "; ".join),
        )
        frames.append(joined.reset_index().assign(part_label=label))
    return pd.concat(frames, ignore_index=True)
