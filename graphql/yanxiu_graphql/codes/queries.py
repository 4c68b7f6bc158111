"""Root field `codeSystems`: the county's code tables, a few hundred words in all."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from yanxiu_core.codes.reads import code_tables
from yanxiu_graphql.context import RequestContext
from yanxiu_graphql.fields import argument, root, stored


@strawberry.type(description="代码。A word of a code table.")
class CodeEntry:
    """A row of the table."""

    code: str = stored("代码。The word as the county's lists use it.")
    title_en: str = stored("英文名称。Its English title; may be empty.")
    meaning: str | None = stored(
        "含义。What it stands for (an attendance status: `present`, ...), or the word of the catalogue it belongs to."
    )


@strawberry.type(description="代码表。A table of words under the name of its code system.")
class CodeSystem:
    """The county's own rows."""

    system: str = stored("代码系统。Its name, such as `activity_kind`.")
    title: str = stored("名称。Its title in the caller's language.")
    source: str = stored("来源。The documents whose words it holds, or that it is the county's own.")
    codes: list[CodeEntry] = stored("代码。Its words in order.")


def _code_systems(info: Info[RequestContext, None], *, system: str | None = None) -> list[dict[str, Any]]:
    work = info.context.work
    return [
        {
            "system": table.system,
            "title": table.title.to(work.language),
            "source": table.source,
            "codes": [
                {"code": code.code, "title_en": code.title_en, "meaning": code.meaning}
                for code in table.codes
            ],
        }
        for table in code_tables(work, system)
    ]


@strawberry.type
class CodeQuery:
    """`codeSystems`."""

    code_systems: list[CodeSystem] | None = root(
        _code_systems,
        "代码表。The county's code tables: words that its lists use, and the catalogues of adopted policies. Needs `policies.read`.",
        argument("system", str | None, "代码系统。Only this one, by its name."),
    )
