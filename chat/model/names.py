"""The words for what a reply can say: the labels, barriers and listing problems of the check-ins."""

LABELS = (
    "got_service",
    "scheduled",
    "waitlisted",
    "not_yet",
    "no_contact",
    "full",
    "ineligible",
    "missed",
    "declined",
    "needs_help",
    "acknowledged",
    "opt_out",
    "opt_in",
    "help_keyword",
    "crisis",
    "wrong_person",
    "relapse",
    "problem",
    "unclear",
)
READ = tuple(label for label in LABELS if label != "help_keyword")
"""What the model can say; a keyword is a rule."""

BARRIERS = (
    "transport",
    "childcare",
    "cost",
    "documents",
    "language",
    "phone",
    "hours",
    "distance",
    "health",
    "safety",
    "stigma",
    "paperwork",
    "eligibility",
    "capacity",
)
LISTING_PROBLEMS = (
    "phone_wrong",
    "address_wrong",
    "closed_permanently",
    "hours_wrong",
    "eligibility_wrong",
    "no_capacity",
    "bad_treatment",
)
DANGERS = ("overdose", "suicide", "child", "violence", "no_safe_place")
