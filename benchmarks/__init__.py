"""Measurements of how long reports take, side by side with other ways to make them; run with ``make bench``.

=======================  ======================================================================
:mod:`.side_by_side`     variants that take turns; medians, ratios, the check that all made the same
:mod:`.counting`         charts and tables, counted in what a variant made
:mod:`.workspace`        the copy of the project that is measured, and commands run in it
:mod:`.ways`             ways to run notebooks, each in processes of its own
:mod:`.bound`            the same cells without kernels: less than this they cannot take
:mod:`.cluster`          a Dask cluster on this machine
:mod:`.notebooks_alone`  part A
:mod:`.full_line`        part B
:mod:`.left_alone`       part C, with :mod:`.reruns`, :mod:`.memory` and :mod:`.workbooks`
:mod:`.goals`            what is to be reached, held against what was measured
:mod:`.table`            the results as text
=======================  ======================================================================

Not part of the package and not of its tests: what is measured goes through the commands and public functions.
"""
