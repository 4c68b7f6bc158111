"""The code tables that every county starts with; each county changes its own."""

ATTENDANCE_STATUSES = (
    ("出席", "present", "present"),
    ("迟到", "late", "partial"),
    ("早退", "left early", "partial"),
    ("请假", "on leave", "excused"),
    ("旷会", "absent without leave", "absent"),
)
"""Status, English title, and what it means to the engine."""
