"""What a newcomer reads when the demo is ready."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from yanxiu.demo.catalogue import COUNTIES
from yanxiu.demo.county import DemoCounty, DemoQuery
from yanxiu.demo.credentials import FILE, Tokens
from yanxiu.demo.providing import FIRST_YEAR


def greeting(endpoint: str, home: Path, by_slug: Mapping[str, Tokens]) -> str:
    """Where the service is, where the tokens are, and queries to paste into a shell."""
    asked = [(county, query) for county in COUNTIES for query in county.queries]
    queries = "\n".join(
        f"{place}. {county.slug}: {_filled(query, query.title)}\n{_curl(endpoint, by_slug[county.slug], query)}\n"
        for place, (county, query) in enumerate(asked, start=1)
    )
    counties = "\n             ".join(_described(county) for county in COUNTIES)
    keys = ", ".join(dict.fromkeys(token.key for county in COUNTIES for token in county.tokens))
    return f"""
研修示范已就绪 / the demo is ready

  GraphQL    {endpoint}/graphql    (POST, Authorization: Bearer <令牌 / token>)
  示范县     {counties}
             人和事都是虚构的 / all made up
  令牌       {home / FILE}    ({keys})
  导入文件   {home / "demo"}    日志 / logs  {home / "logs"}
  命令行     在本文件夹 / in this folder: .venv/bin/yanxiu doctor, .venv/bin/yanxiu --help

可直接粘贴的查询 / queries to paste:

{queries}
按 Ctrl-C 停止 / Ctrl-C stops everything
"""


def _described(county: DemoCounty) -> str:
    return f"{county.slug} {county.name}: {', '.join(county.policies)}"


def _curl(endpoint: str, tokens: Tokens, query: DemoQuery) -> str:
    body = json.dumps({"query": " ".join(_filled(query, query.document).split())}, ensure_ascii=False)
    return (
        f"curl -s {endpoint}/graphql -H 'Content-Type: application/json' \\\n"
        f"  -H 'Authorization: Bearer {tokens[query.token]}' \\\n"
        f"  -d '{body}'"
    )


def _filled(query: DemoQuery, text: str) -> str:
    today = date.today()  # noqa: DTZ011 - a hint
    words = {"year": str(FIRST_YEAR), "today": str(today.year), **query.words(today)}
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
