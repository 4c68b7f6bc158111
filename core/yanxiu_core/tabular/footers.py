"""The lines under an office's table: totals, signatures, remarks."""

import re
from collections.abc import Sequence

from yanxiu_core.tabular.cells import Cell, is_blank, shown, tight

_FOOTER = re.compile(
    r"(合计|总计|小计|共计)|(制表|审核|填表|填报|制单|复核)人|(制表|审核|备注|说明|注|负责人|单位负责人):"
)
_LABEL = re.compile(r"[\u4e00-\u9fff]{1,8}:")


def is_footer(cells: Sequence[Cell], columns: int) -> bool:
    """Whether the first filled cell begins like a footer and at most half of the table's `columns` are filled.

    Further labels (审核人：…, 日期：…) do not count as filled: they belong to the signature line.
    """
    filled = (tight(shown(cell)) for cell in cells if not is_blank(cell))
    if not _FOOTER.match(next(filled, "")):
        return False
    return sum(not _LABEL.match(value) for value in filled) * 2 <= columns
