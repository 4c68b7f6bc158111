"""The limits of a document, and what the caller is told when one is passed."""

from dataclasses import dataclass

from yanxiu_graphql.limits.errors import QueryTooCostly

_SPELT_OUT = 1_000_000  # nested fragments can multiply to thousands of digits


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask for.

    `characters`, `tokens` and `comments` bound parsing, `aliases`, `depth` and `weight` execution. Aliases and
    weight are counted after fragments are put in place, depth in nested fields.
    """

    characters: int = 65_536
    tokens: int = 5_000
    comments: int = 1_000
    depth: int = 15
    aliases: int = 100
    weight: int = 10_000


def too_long(actual: int, maximum: int) -> QueryTooCostly:
    """The document has more characters than are parsed."""
    return QueryTooCostly(
        f"查询文本有 {actual} 个字符，上限为 {maximum}。请拆成几次请求，并把数据放进变量 (variables)。",
        f"The document has {actual} characters, the limit is {maximum}. "
        "Split it into several requests, and pass data as variables.",
        limit="characters",
        maximum=maximum,
        actual=actual,
    )


def unparsable(reason: str, limits: Limits) -> QueryTooCostly:
    """The parser gave up: too many tokens or comments, or nesting too deep; `reason` is its own sentence."""
    return QueryTooCostly(
        f"查询过大，解析已中止 (词元上限 {limits.tokens}，注释上限 {limits.comments})：{reason} "
        "请拆成几次请求，并把数据放进变量 (variables)。",
        f"The document is too large to parse (limits: {limits.tokens} tokens, {limits.comments} comments): {reason} "
        "Split it into several requests, and pass data as variables.",
        limit="tokens",
        maximum=limits.tokens,
    )


def too_deep(actual: int | None, maximum: int) -> QueryTooCostly:
    """The fields nest too deep; `actual` is None where even counting had to stop."""
    figure = "过深" if actual is None else f"{actual} 层"
    english = "too deep" if actual is None else f"{actual} levels deep"
    return QueryTooCostly(
        f"查询嵌套{figure}，上限为 {maximum} 层。请用 node(id) 或 nodes(ids) 分几次读取。",
        f"The fields are {english}, the limit is {maximum}. Read in several steps, with node(id) or nodes(ids).",
        limit="depth",
        maximum=maximum,
        **({} if actual is None else {"actual": actual}),
    )


def too_many_aliases(actual: int, maximum: int) -> QueryTooCostly:
    """More aliases than the limit, counted with every fragment put in place."""
    return QueryTooCostly(
        f"查询使用了 {actual} 个别名，上限为 {maximum}。请改用 nodes(ids) 或列表参数一次读取。",
        f"The document uses {actual} aliases, the limit is {maximum}. Use nodes(ids) or a list argument instead.",
        limit="aliases",
        maximum=maximum,
        actual=actual,
    )


def too_heavy(actual: int, maximum: int) -> QueryTooCostly:
    """The document may return more objects than the limit; astronomical figures are not spelt out."""
    shown = str(actual) if actual <= _SPELT_OUT else f"> {_SPELT_OUT}"
    return QueryTooCostly(
        f"查询最多可能返回 {shown} 个对象，上限为 {maximum}。请减小 first / last，减少嵌套的列表，或用 exportStart 导出。",
        f"The document may return {shown} objects, the limit is {maximum}. "
        "Lower first / last, nest fewer connections, or use exportStart for large reads.",
        limit="weight",
        maximum=maximum,
        actual=min(actual, _SPELT_OUT + 1),
    )
