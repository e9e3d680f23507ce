"""cjtools: from published workbooks and a partnership's evidence to outcome progress reports."""

from cjtools.lazily import offer

__version__ = "0.1.0"

# what notebooks use
_OFFERED = {
    **dict.fromkeys(
        (
            "open_annual",
            "open_assurance",
            "open_delivery",
            "open_monitoring",
            "open_nation",
            "open_plan",
            "open_quality",
            "open_study",
        ),
        "results.doors",
    ),
    **dict.fromkeys(("areas_recorded", "assessments", "duties_often_missing"), "show.assurance.areas"),
    **dict.fromkeys(("many_signals", "shared_gaps", "shared_practice"), "show.assurance.sharing"),
    **dict.fromkeys(("monitoring_summary", "due_calendar", "plan_reviews"), "show.monitoring.due"),
    **dict.fromkeys(("information_plan", "performance_metrics", "stakeholder_plan"), "show.monitoring.plans"),
    **dict.fromkeys(("glance", "report_cover", "sign_off"), "show.annual.front"),
    **dict.fromkeys(
        ("annex", "beside_outcomes", "consultation", "next_steps", "report_gaps", "report_sources"), "show.annual.rest"
    ),
    "explore": "explorer.panel",
    "view": "explorer.view",
    "outcome_reports": "show.annual.outcomes",
    "reading_age": "show.reading_age",
    "open_framework2016": "results.doors",
    **dict.fromkeys(("evidence_of_2016", "mapping_since_2023"), "show.opi2016.since"),
    "distance_travelled": "show.opi2016.distance",
    "evaluation_paths": "show.opi2016.steps",
    "housing_protocol": "show.opi2016.protocol",
    "needs_of_2016": "show.opi2016.needs",
    "outcomes_chain": "show.opi2016.chain",
    "outcomes_of_2016": "show.opi2016.outcomes",
    "summary_of_2016": "show.opi2016.summary",
    "terms_of_2016": "show.opi2016.terms",
    **dict.fromkeys(("comparison", "matrix", "national_sources"), "show.national"),
    **dict.fromkeys(("context", "gaps", "needs_for_services", "questions"), "show.pages"),
    **dict.fromkeys(("logic_model", "plan_actions", "policy_landscape"), "show.vision"),
    **dict.fromkeys(("checklist", "indicators_table"), "show.evaluation"),
    **dict.fromkeys(("evaluation_plan", "quality", "what_works"), "show.evaluation_plan"),
    **dict.fromkeys(("how_safe", "scores", "standing"), "show.priorities"),
    **dict.fromkeys(("action_plan", "delivery_log", "drivers", "objectives"), "show.delivery.action_plan"),
    "aim_measures": "show.delivery.measures",
    "aims": "show.delivery.aims",
    "assessment": "show.assessment",
    "capacity": "show.capacity",
    "cycles": "show.delivery.cycles",
    "data_gaps": "show.data_gaps",
    "delivery_summary": "show.delivery.summary",
    "impact": "show.delivery.impact",
    "improvements": "show.improvements",
    "local_measures": "show.local_series",
    "on_axes": "show.axes",
    "quality_next": "show.quality.follows",
    "quality_statement": "show.quality.statement",
    "quality_summary": "show.quality.summary",
    "self_evaluation": "show.quality.evaluation",
    "services": "show.recorded",
    **dict.fromkeys(("cells", "indicator", "table"), "show.by_hand"),
    **dict.fromkeys(("observations", "records"), "results.frames"),
    "open_trial": "batch.trial",
}

__getattr__, __dir__, __all__ = offer(__name__, _OFFERED)
