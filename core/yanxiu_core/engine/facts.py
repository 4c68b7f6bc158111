"""A test of a dated fact as an SQL condition."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, false, func

from yanxiu_core.policies.selection import FactTest

AGE = "age"
"""Whole years on the day that decides; no stored fact."""


def holds(test: FactTest, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a fact's value passes the test; never NULL."""
    known = func.coalesce(value, test.default) if test.default is not None else value
    if test.one_of:
        return func.coalesce(known.in_(test.one_of), false())
    number = cast(func.substring(known, "^-?[0-9]+"), Integer())
    limits = [number >= test.least] if test.least is not None else []
    limits += [number <= test.most] if test.most is not None else []
    return func.coalesce(and_(*limits), false())
