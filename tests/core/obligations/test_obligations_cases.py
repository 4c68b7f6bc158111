"""What an absence takes off, at the edges of halves, months and windows."""

from datetime import date
from decimal import Decimal

import pytest

from yanxiu_core.obligations.cases import DEFAULTS, Owed, owed
from yanxiu_core.obligations.errors import ObligationInvalid
from yanxiu_core.policies.model import Absence

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
LEAP = (date(2024, 1, 1), date(2024, 12, 31))
AUTUMN = (date(2025, 9, 1), date(2026, 1, 20))
EXEMPT = Owed("exempt")


def share(months, of=12):
    return Owed("pro_rata", (Decimal(months) / of).quantize(Decimal("0.000001")))


def due(case, window, starts=None, ends=None):
    days = [date.fromisoformat(day) if day else None for day in (starts, ends)]
    return owed(DEFAULTS[case], window, *days)


@pytest.mark.parametrize("case", ["产假", "病假"])
@pytest.mark.parametrize(
    ("window", "starts", "ends", "expected"),
    [
        (YEAR, "2025-01-01", "2025-07-02", EXEMPT),  # 183 of 365 days
        (YEAR, "2025-01-01", "2025-07-01", share(5)),  # 182; July is touched
        (LEAP, "2024-01-01", "2024-07-01", EXEMPT),  # 183 of 366 days: exactly half
        (LEAP, "2024-01-01", "2024-06-30", share(6)),
        (YEAR, "2025-03-31", "2025-04-01", share(10)),
        (YEAR, "2025-03-01", "2025-03-31", share(11)),
        (YEAR, "2025-12-31", "2026-06-30", share(11)),  # only what lies in the window counts
        (YEAR, "2024-08-01", "2025-01-01", share(11)),
        (YEAR, "2024-08-01", "2026-08-01", EXEMPT),
        (AUTUMN, "2025-09-01", "2025-11-10", EXEMPT),  # 71 of 142 days
        (AUTUMN, "2025-09-01", "2025-11-09", share(2, 5)),
        (AUTUMN, "2025-12-31", "2026-01-01", share(3, 5)),
    ],
)
def test_half_of_the_days_exempts_and_less_takes_off_the_months_touched(case, window, starts, ends, expected):
    assert due(case, window, starts, ends) == expected


@pytest.mark.parametrize(
    ("window", "entry", "expected"),
    [
        (YEAR, "2025-09-01", share(4)),
        (YEAR, "2025-09-30", share(4)),
        (YEAR, "2025-10-01", share(3)),
        (YEAR, "2025-12-31", share(1)),
        (YEAR, "2025-01-31", share(12)),
        (YEAR, "2019-09-01", share(12)),
        (AUTUMN, "2026-01-20", share(1, 5)),
        (AUTUMN, "2025-09-15", share(5, 5)),
    ],
)
def test_who_is_new_owes_the_months_from_the_month_of_entry(window, entry, expected):
    assert due("新入职", window, entry) == expected


def test_who_teaches_elsewhere_owes_all_and_who_is_lent_nothing():
    for dates in ((), ("2025-03-01", "2025-03-31"), ("2024-01-01", "2026-01-01")):
        assert due("支教", YEAR, *dates) == share(12)
        assert due("借调", YEAR, *dates) == EXEMPT


@pytest.mark.parametrize(
    ("case", "starts", "ends", "field"),
    [
        ("产假", None, "2025-03-01", "startsOn"),
        ("病假", "2025-03-01", None, "endsOn"),
        ("病假", "2025-03-02", "2025-03-01", "endsOn"),
        ("产假", "2026-01-01", "2026-03-01", "startsOn"),
        ("产假", "2024-03-01", "2024-12-31", "startsOn"),
        ("借调", "2026-01-01", None, "endsOn"),
        ("支教", "2024-01-01", "2024-12-31", "startsOn"),
        ("新入职", None, None, "startsOn"),
        ("新入职", "2026-01-01", None, "startsOn"),
    ],
)
def test_dates_that_are_missing_or_outside_are_refused(case, starts, ends, field):
    with pytest.raises(ObligationInvalid) as refused:
        due(case, YEAR, starts, ends)
    assert refused.value.details["field"] == field


def test_a_policy_may_say_otherwise():
    quarter = Absence(case="病假", exempt_from={"value": "0.25", "unit": "比例"}, rest="full")
    assert owed(quarter, YEAR, date(2025, 1, 1), date(2025, 4, 2)) == EXEMPT  # 92 of 365 days
    assert owed(quarter, YEAR, date(2025, 1, 1), date(2025, 4, 1)) == share(12)
