"""The code tables of a tenant, each under its name and with the document that brought it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from yanxiu_core.access.permissions import Permission
from yanxiu_core.codes.models import Code
from yanxiu_core.engine.terms import adopted_policies
from yanxiu_core.policies.parts import Text
from yanxiu_core.work import Work

TITLES = {
    "attendance_status": Text(zh="出勤状态", en="Attendance statuses"),
    "activity_kind": Text(zh="活动类型", en="Kinds of activity"),
    "record_kind": Text(zh="台账类别", en="Kinds of record"),
    "role": Text(zh="角色", en="Roles"),
}
"""Tables that every county has."""
OWN = "本县代码表"
"""Where a table comes from that no document brought."""


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table: `source` names the documents whose words it holds, or says that it is the county's own."""

    system: str
    title: Text
    source: str
    codes: tuple[Code, ...]


def code_tables(work: Work, system: str | None = None) -> Iterator[CodeTable]:
    """The tables by name, their words in order; of one system alone where it is named. Raises Forbidden."""
    if work.access.reach(Permission.POLICIES_READ).nothing:
        work.require(Permission.POLICIES_READ)
    statement = select(Code).where(Code.tenant_id == work.tenant_id)
    if system is not None:
        statement = statement.where(Code.system == system)
    found: dict[str, list[Code]] = {}
    for code in work.session.scalars(statement.order_by(Code.system, Code.position, Code.code)):
        found.setdefault(code.system, []).append(code)
    brought = [(item, policy) for policy in adopted_policies(work) for item in policy.codes]
    for name, codes in found.items():
        mine = [(item, policy) for item, policy in brought if item.system == name]
        title = TITLES.get(name) or (mine[0][0].title if mine else Text(zh=name, en=name))
        documents = dict.fromkeys(policy.source.document for _, policy in mine)
        yield CodeTable(name, title, "、".join(documents) or OWN, tuple(codes))
