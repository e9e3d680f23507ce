"""The parts of the page on assurance, in the order in which notebook 10 shows them."""

from cjtools.show.assurance.areas import areas_recorded, assessments, duties_often_missing
from cjtools.show.assurance.sharing import many_signals, shared_gaps, shared_practice

# as in the notebook: heading, what stands below it, and what is shown
PARTS = (
    ("What areas have recorded", "Plan, report, assessments and duties, area by area.", areas_recorded),
    ("Outcomes as areas assess them", "", assessments),
    ("Duties most often missing", "", duties_often_missing),
    ("Shared data gaps", "What nobody has given yet, and who holds it.", shared_gaps),
    ("Practice and lessons", "", shared_practice),
    ("Where many areas signal at once", "", many_signals),
)
