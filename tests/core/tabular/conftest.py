"""Forms and files in the shape in which an office keeps them; all names are made up."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from yanxiu_core.tabular.cells import Cell
from yanxiu_core.tabular.columns import Column, Form
from yanxiu_core.tabular.values import choice, code, date, decimal, time

Place = tuple[int, int]
WriteBook = Callable[..., Path]


@pytest.fixture
def form() -> Form:
    return Form(
        "activities",
        "活动登记表",
        (
            Column("number", "活动编号", ("编号",), parse=code),
            Column("title", "活动名称"),
            Column("day", "日期", ("活动日期",), parse=date),
            Column("starts", "开始时间", parse=time),
            Column("hours", "学时", parse=decimal, blank=True),
            Column(
                "status", "状态", parse=choice({"出席": "present", "缺席": "absent"}, "状态"), required=False
            ),
        ),
    )


@pytest.fixture
def write_book(tmp_path: Path) -> WriteBook:
    """Write sheets {name: rows}; `at` is the zero-based cell of the first row's first cell."""

    def write(
        sheets: dict[str, Sequence[Sequence[Cell]]], at: Place = (0, 0), name: str = "book.xlsx"
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path)) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            clock = book.add_format({"num_format": "hh:mm"})
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for r, row in enumerate(rows, start=at[0]):
                    for c, cell in enumerate(row, start=at[1]):
                        if isinstance(cell, dt.date | dt.time):
                            sheet.write_datetime(r, c, cell, day if isinstance(cell, dt.date) else clock)
                        elif isinstance(cell, str):
                            sheet.write_string(r, c, cell)
                        elif cell is not None:
                            sheet.write(r, c, cell)
        return path

    return write
