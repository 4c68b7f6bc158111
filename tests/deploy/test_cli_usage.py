"""A command that is written wrongly is told so in Chinese first, and where its help is."""

import pytest
import typer
from psycopg.errors import SyntaxError as SqlSyntaxError
from psycopg.errors import UndefinedTable
from sqlalchemy.exc import ProgrammingError

from yanxiu.cli.edge import run

ALONE = {"YANXIU_DATABASE_URL": None, "YANXIU_REDIS_URL": None}
ADOPT = ("policy", "adopt", "shaanxi.yuyang", "--tenant", "x")


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (("policy", "list"), "缺少选项 --tenant。用法见 yanxiu policy list -h", "Missing option '--tenant'. See `yanxiu policy list -h`"),
        (("export",), "缺少参数 exporter。用法见 yanxiu export -h", "Missing argument 'exporter'."),
        ((*ADOPT, "--from", "2025-13-01"), "--from 的取值不可用: “2025-13-01”不是日期, 请写作 2025-03-01", "does not match"),
        (("policy", "amend", "1", "--tenant", "x"), "ID 的取值不可用: 应为编号, 见相应的 list 命令", "valid UUID"),
        (("plugin", "new", "good", "--kind", "x"), "--kind 的取值不可用: 没有“x”; 可用: 'policy', 'feature', 'exporter'", "is not one of"),
        (("serve", "--port", "99999"), "--port 的取值不可用: 不能大于 65535", "65535"),
        (("policy", "nosuch"), "没有 nosuch 这个命令或选项。用法见 yanxiu policy -h", "No such command 'nosuch'"),
        (("tenant", "list", "--nosuch"), "没有 --nosuch 这个命令或选项", "No such option"),
        (("policy", "list", "--tenant"), "选项 --tenant 后面缺少取值", "requires an argument"),
        (("tenant", "list", "绥德"), "多出了 绥德; 含空格的内容请加引号", "unexpected extra argument"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_two_lines(yanxiu, arguments, zh, en):
    answer = yanxiu(*arguments, **ALONE)
    assert (answer.code, answer.out) == (2, "")
    first, second = answer.err.splitlines()
    assert first.startswith(zh), first
    assert en in second


def raising(error):
    app = typer.Typer()

    @app.command()
    def fail():
        raise error

    return app


def test_a_database_of_another_version_is_told_and_a_defect_is_not_hidden(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["yanxiu"])
    with pytest.raises(SystemExit) as ended:
        run(raising(ProgrammingError("SELECT", {}, UndefinedTable("no table"))))
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[0] == "数据库不是本版本的, 请运行 yanxiu migrate。"
    with pytest.raises(ProgrammingError):
        run(raising(ProgrammingError("SELECT", {}, SqlSyntaxError("a defect"))))
