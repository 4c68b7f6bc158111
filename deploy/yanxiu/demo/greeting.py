"""What a newcomer reads when the demo is ready."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from yanxiu.demo.counties import COUNTIES, FIRST_YEAR, POLICY
from yanxiu.demo.credentials import FILE, Tokens

_OWN = """{{ viewer {{ person {{ name }} }}
  verdicts(policy: "{policy}", window: "{year}") {{ nodes {{ measured required statusLabel explanation }} }} }}"""
_SCHOOLS = """{{ complianceByUnit(policy: "{policy}", window: "{today}") {{
  nodes {{ unit {{ name }} people met onTrack behind rate }} }} }}"""
_MISSED = """{{ verdicts(policy: "{policy}", window: "{year}", first: 5, filter: {{ status: [MISSED] }}) {{
  nodes {{ person {{ number name }} unit {{ name }} measured missing capped statusLabel }} }} }}"""
QUERIES = (
    ("teacher", f"一位教师 {FIRST_YEAR} 年的学时和依据 / a teacher's own hours, explained", _OWN),
    ("admin", "各校今年的进度 / how far every school is this year", _SCHOOLS),
    ("auditor", f"{FIRST_YEAR} 年还差学时的教师 / who missed the hours of {FIRST_YEAR}", _MISSED),
)


def greeting(endpoint: str, home: Path, by_slug: Mapping[str, Tokens]) -> str:
    """Where the service is, where the tokens are, and three queries to paste into a shell."""
    first, second = COUNTIES
    queries = "\n".join(
        f"{place}. {title}\n{_curl(endpoint, by_slug[first.slug][role], query)}\n"
        for place, (role, title, query) in enumerate(QUERIES, start=1)
    )
    return f"""
研修示范已就绪 / the demo is ready

  GraphQL    {endpoint}/graphql    (POST, Authorization: Bearer <令牌 / token>)
  两个县     {first.slug} {first.name}, {second.slug} {second.name}; 人和事都是虚构的
             two made-up counties; both follow the policy {POLICY} for now, {second.slug}'s own comes later
  令牌       {home / FILE}    (admin, auditor, teacher, integrator)
  导入文件   {home / "demo"}    日志 / logs  {home / "logs"}
  命令行     在本文件夹 / in this folder: .venv/bin/yanxiu doctor, .venv/bin/yanxiu --help

三个查询, 可直接粘贴 / three queries to paste ({first.slug}):

{queries}
按 Ctrl-C 停止 / Ctrl-C stops everything
"""


def _curl(endpoint: str, token: str, query: str) -> str:
    text = " ".join(query.format(policy=POLICY, year=FIRST_YEAR, today=date.today().year).split())  # noqa: DTZ011 - a hint
    body = json.dumps({"query": text}, ensure_ascii=False)
    return (
        f"curl -s {endpoint}/graphql -H 'Content-Type: application/json' \\\n"
        f"  -H 'Authorization: Bearer {token}' \\\n"
        f"  -d '{body}'"
    )
