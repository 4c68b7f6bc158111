"""Forms of values: what PostgreSQL writes is what the API shows, and parses back to the same value."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Double,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    Time,
    Uuid,
    literal,
    null,
    select,
    type_coerce,
)

from yanxiu_core.reads.forms import api_form, json_array, parse

MOMENT = DateTime(timezone=True)


@pytest.mark.parametrize(
    ("value", "kind", "form"),
    [
        (Decimal("38.00"), Numeric(12, 2), "38.00"),
        (Decimal("-0.05"), Numeric(12, 2), "-0.05"),
        (date(2026, 5, 30), Date(), "2026-05-30"),
        (datetime(2026, 5, 30, 16, 0, tzinfo=UTC), MOMENT, "2026-05-30T16:00:00.000000Z"),
        (datetime.fromisoformat("2026-05-30T16:00:00.000007"), DateTime(), "2026-05-30T16:00:00.000007"),
        (UUID(int=255), Uuid(), "00000000-0000-0000-0000-0000000000ff"),
        (2**62 + 1, BigInteger(), 2**62 + 1),
        (-(2**15), SmallInteger(), -(2**15)),
        (0.1, Double(), 0.1),
        (True, Boolean(), True),
        ('学时 "six"\\\n', Text(), '学时 "six"\\\n'),
    ],
)
def test_a_value_keeps_itself_there_and_back(session, value, kind, form):
    (found,) = session.execute(select(json_array(api_form(literal(value, kind))))).scalar_one()
    assert found == form
    assert type(found) is type(form)
    assert parse(found, kind) == value


def test_lists_and_nothing(session):
    hours = literal([Decimal("1.50"), Decimal("2.00")], ARRAY(Numeric(12, 2)))
    empty = type_coerce(null(), MOMENT)
    assert session.execute(select(json_array(api_form(hours), api_form(empty)))).scalar_one() == [
        ["1.50", "2.00"],
        None,
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (2**31, Integer()),
        (2**15, SmallInteger()),
        (True, Double()),
        ("1", Double()),
        (1, Boolean()),
        ("08:30:00", Time()),
        ("2026-05-30T16:00:00Z", MOMENT),
    ],
)
def test_what_is_not_of_the_type_is_refused(value, kind):
    with pytest.raises(ValueError, match=r".*"):
        parse(value, kind)
