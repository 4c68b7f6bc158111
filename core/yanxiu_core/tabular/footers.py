"""The lines under an office's table: totals, signatures, remarks."""

import re
from collections.abc import Sequence

from yanxiu_core.tabular.cells import Cell, is_blank, shown, tight

_TOTAL = re.compile(r"(合计|总计|小计|共计)(:|\d|人|$)")
_SIGNED = re.compile(r"(制表|审核|填表|填报|制单|复核)人(:|$)|(制表|审核|备注|说明|注|负责人|单位负责人):")
_LABEL = re.compile(r"[\u4e00-\u9fff]{1,8}:")


def is_footer(cells: Sequence[Cell], columns: int) -> bool:
    """Whether the row is a total (at most half of the table's `columns` filled) or a line of signatures or remarks.

    A line of signatures holds labels (审核人：…, 日期：…) and at most one value beside them. A school that is called
    合计小学 is no total.
    """
    filled = [tight(shown(cell)) for cell in cells if not is_blank(cell)]
    values = sum(not _LABEL.match(value) for value in filled[1:])
    if not filled:
        return False
    return bool(_TOTAL.match(filled[0]) and values * 2 <= columns) or bool(
        _SIGNED.match(filled[0]) and values <= 1
    )
