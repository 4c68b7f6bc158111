"""The life of plugins that are not the platform's: written, installed beside a running service, enabled for one school,
broken, upgraded, removed, installed again. Nobody's data are lost, and nobody else's request.
"""

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import text

from yanxiu.platform import Platform
from yanxiu.settings import role_url
from yanxiu_core.migrations.plugins import remove_data
from yanxiu_tenants.tokens import service as tokens

PEOPLE = "{ people { nodes { number suibiCount } } }"
WRITE = """mutation ($person: ID!, $body: String!) { suibiWrite(input: {personId: $person, body: $body}) {
    entry { id body } userErrors { code } } }"""
CREATE = """mutation ($number: String!, $host: ID!) { activityCreate(input: {number: $number, kind: "suibi.reading",
    title: "交流会", hostIds: [$host], segments: [{onDate: "2025-03-01", starts: "08:00", ends: "09:30"}]}) {
    activity { kind pluginKind } userErrors { code message } } }"""
ADOPT = """mutation { policyAdopt(input: {policy: "jihua", validFrom: "2025-01-01", source: "文件"}) {
    adoption { policy } } }"""
ENABLE = 'mutation ($u: ID) { pluginEnable(input: {plugin: "suibi", unitId: $u}) { userErrors { message } } }'
DISABLE = ENABLE.replace("Enable", "Disable")
KINDS = {"policy": "jihua", "feature": "suibi", "exporter": "mingdan"}
TROUBLE = """
def raises(work, ids):
    raise RuntimeError("kaputt")


def stalls(work, ids):
    time.sleep(30)


@strawberry.type
class SuibiTrouble:
    suibi_raises: int | None = loaded(raises, "错。It raises.")
    suibi_stalls: int | None = loaded(stalls, "慢。It stalls.")


API = Api(query=SuibiQuery, mutation=SuibiMutation, extends={Person: SuibiPerson, OrgUnit: SuibiTrouble})
"""
SECOND = '''"""A colour for entries."""

import sqlalchemy as sa
from alembic import op

revision = "suibi_0002"
down_revision = "suibi_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("plg_suibi_entries", sa.Column("colour", sa.Text(), nullable=True))
'''


class Environment:
    """A fresh environment in which the platform's packages are visible, and what is installed into it."""

    def __init__(self, folder, settings):
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        self.python = folder / "bin" / "python"
        own = next(folder.glob("lib/python*/site-packages"))
        # The editable installs there are .pth files themselves, so that a plain path would not do.
        (own / "platform.pth").write_text(
            f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        )
        self.variables = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("YANXIU_", "PYTEST"))
            },
            "YANXIU_DATABASE_URL": settings.database_url,
            "YANXIU_REDIS_URL": settings.redis_url,
            "YANXIU_FILES_URL": settings.files_url,
            "YANXIU_SIGNING_KEY": settings.signing_key.get_secret_value(),
        }

    def run(self, *arguments, code=0, **options):
        done = subprocess.run(
            [self.python, *arguments],
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def yanxiu(self, *arguments, code=0):
        return self.run("-m", "yanxiu", *arguments, code=code)

    def pip(self, command, *arguments):
        options = ["--no-deps", "--no-build-isolation", "--no-index"] if command == "install" else ["--yes"]
        pip = [sys.executable, "-m", "pip", "--python", self.python, "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, command, *options, *arguments], check=True, env=self.variables)


class Service:
    """`yanxiu serve` in the environment, on a free port, until the block ends."""

    def __init__(self, environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = environment

    def __enter__(self):
        command = [self.environment.python, "-m", "yanxiu", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=self.environment.variables, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def ask(self, token, query, **variables):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


def codes(answer):
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def counts(answer):
    return {row["number"]: row["suibiCount"] for row in answer["data"]["people"]["nodes"]}


def found(service, token):
    """The global ids of schools and people."""
    data = service.ask(token, "{ orgUnits { nodes { id name } } people { nodes { id number } } }")["data"]
    rows = [*data["orgUnits"]["nodes"], *data["people"]["nodes"]]
    return {row.get("name") or row["number"]: row["id"] for row in rows}


@dataclass
class World:
    """Two counties, a token for each, the plugins' folders, and the environment."""

    platform: Platform
    environment: Environment
    folders: dict[str, Path]
    token: str
    foreign: str
    ids: dict[str, str] = field(default_factory=dict)

    def entries(self):
        """What the feature has written, whoever may read it."""
        with self.platform.operator.transaction(None) as session:
            return session.scalars(text("SELECT body FROM plg_suibi_entries ORDER BY body")).all()


@pytest.fixture
def world(tmp_path, settings, platform, county, people):
    """Schools 一小 and 二小 in one county, 三小 in another; the distributions are written, and not installed."""
    own, other = county("甲县", policies=()), county("乙县", policies=())
    people(own, ("一小", "T1", "张三"), ("二小", "T2", "李四"))
    people(other, ("三小", "T3", "王五"))
    held = []
    for made in (own, other):
        with made.work() as work:
            held.append(tokens.issue(work, name="admin", role="admin"))
    environment = Environment(tmp_path / "environment", settings)
    for kind, name in KINDS.items():
        environment.yanxiu("plugin", "new", name, "--kind", kind, "--directory", tmp_path)
    folders = {name: tmp_path / f"yanxiu-{name}" for name in KINDS.values()}
    yield World(platform, environment, folders, *held)
    remove_data(role_url(settings, "owner"), "suibi")


@pytest.mark.soak
def test_the_life_of_a_plugin(world):
    with Service(world.environment) as before:
        world.ids = found(before, world.token)
        install_beside(world, before)
        with Service(world.environment) as service:
            enable_for_one_school_of_two(world, service)
        upgrade_to_one_that_misbehaves(world)
        with Service(world.environment) as service:
            raise_and_stall(world, service)
            switch_off_and_on(world, service)
        remove_and_install_again(world)
        refuse_two_of_one_name(world)
        # Whoever was there from the beginning was served all the time.
        assert before.ask(world.foreign, "{ people { totalCount } }")["data"] == {"people": {"totalCount": 1}}


def install_beside(world, before):
    """The service that runs goes on; the plugins' own tests pass in the new environment."""
    world.environment.pip("install", *world.folders.values())
    for folder in world.folders.values():
        told = world.environment.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=folder)
        assert " passed" in told
    world.environment.yanxiu("migrate")
    assert before.ask(world.token, "{ viewer { name } }")["data"] == {"viewer": {"name": "admin"}}


def enable_for_one_school_of_two(world, service):
    """Policy adopted, exporter offered, the feature's field and kind used where it is on and nowhere else."""
    token, ids = world.token, world.ids
    plugins = service.ask(token, "{ plugins { name state } }")["data"]["plugins"]
    states = {row["name"]: row["state"] for row in plugins}
    assert [states[name] for name in KINDS.values()] == ["ENABLED", "DISABLED", "ENABLED"]
    assert codes(service.ask(token, PEOPLE)) == {"PLUGIN_DISABLED"}
    assert service.ask(token, ADOPT)["data"]["policyAdopt"] == {"adoption": {"policy": "jihua"}}
    assert {"name": "mingdan_names"} in service.ask(token, "{ exporters { name } }")["data"]["exporters"]
    assert service.ask(token, ENABLE, u=ids["一小"])["data"]["pluginEnable"] == {"userErrors": []}
    written = service.ask(token, WRITE, person=ids["T1"], body="甲")["data"]["suibiWrite"]
    assert (written["entry"]["body"], written["userErrors"]) == ("甲", [])
    assert codes(service.ask(token, WRITE, person=ids["T2"], body="乙")) == {"PLUGIN_DISABLED"}
    shown = service.ask(token, PEOPLE)
    assert (counts(shown), codes(shown)) == ({"T1": 1, "T2": None}, {"PLUGIN_DISABLED"})
    made = service.ask(token, CREATE, number="S1", host=ids["一小"])["data"]["activityCreate"]
    assert made == {"activity": {"kind": "suibi 交流会", "pluginKind": "suibi.reading"}, "userErrors": []}
    assert "PLUGIN_DISABLED" in json.dumps(service.ask(token, CREATE, number="S2", host=ids["二小"]))
    assert codes(service.ask(world.foreign, PEOPLE)) == {"PLUGIN_DISABLED"}
    assert world.entries() == ["甲"]


def upgrade_to_one_that_misbehaves(world):
    """A new version with one more revision, and with fields that raise and stall."""
    folder = world.folders["suibi"]
    for path in (folder / "pyproject.toml", folder / "yanxiu_suibi" / "plugin.py"):
        path.write_text(path.read_text(encoding="utf-8").replace('"0.1.0"', '"0.2.0"'), encoding="utf-8")
    (folder / "yanxiu_suibi" / "migrations" / "suibi_0002_colour.py").write_text(SECOND, encoding="utf-8")
    api = folder / "yanxiu_suibi" / "api.py"
    source = api.read_text(encoding="utf-8").partition("API = Api(")[0]
    source = source.replace("import strawberry\n", "import time\n\nimport strawberry\n", 1)
    api.write_text(source.replace("    Node,\n", "    Node,\n    OrgUnit,\n") + TROUBLE, encoding="utf-8")
    world.environment.pip("install", "--upgrade", folder)
    assert "suibi_0002 还没有执行" in world.environment.yanxiu("doctor", code=1)
    world.environment.yanxiu("migrate")
    assert world.entries() == ["甲"]


def raise_and_stall(world, service):
    """Only its own fields are null, and the other county is answered while five requests are stalled."""
    token = world.token
    broken = service.ask(token, "{ orgUnits { nodes { name suibiRaises } } people { totalCount } }")
    assert {row["suibiRaises"] for row in broken["data"]["orgUnits"]["nodes"]} == {None}
    assert broken["data"]["people"] == {"totalCount": 2}
    assert codes(broken) == {"PLUGIN_FAILED", "PLUGIN_DISABLED"}
    with ThreadPoolExecutor(5) as pool:
        began = time.monotonic()
        query = "{ orgUnits { nodes { suibiStalls } } }"
        stalled = [pool.submit(service.ask, token, query) for _ in range(5)]
        time.sleep(0.5)
        answer = service.ask(world.foreign, "{ people { nodes { name } } }")
        assert answer["data"]["people"]["nodes"] == [{"name": "王五"}]
        assert time.monotonic() - began < 4
        refused = {code for each in stalled for code in codes(each.result())}
        assert refused == {"PLUGIN_STALLED", "PLUGIN_DISABLED"}
        assert time.monotonic() - began < 15
    busy = service.ask(token, "{ plugins { name stalledCalls } }")["data"]["plugins"]
    assert {row["name"]: row["stalledCalls"] for row in busy}["suibi"] == 5
    time.sleep(30)  # as long as the calls that were given up sleep
    assert counts(service.ask(token, PEOPLE)) == {"T1": 1, "T2": None}


def switch_off_and_on(world, service):
    """Off everywhere at once; on again, everything is there."""
    token, school = world.token, world.ids["一小"]
    service.ask(token, DISABLE, u=school)
    assert codes(service.ask(token, PEOPLE)) == {"PLUGIN_DISABLED"}
    assert world.entries() == ["甲"]
    service.ask(token, ENABLE, u=school)
    assert counts(service.ask(token, PEOPLE)) == {"T1": 1, "T2": None}


def remove_and_install_again(world):
    """Removed, all else works and its data lie where they were; installed again they are back, until they are dropped."""
    environment, token = world.environment, world.token
    environment.pip("uninstall", "yanxiu-suibi")
    environment.yanxiu("migrate")
    assert "插件 suibi 已卸载或未载入, 它的数据还保留着" in environment.yanxiu("doctor", code=1)
    with Service(environment) as service:
        assert service.ask(token, PEOPLE)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        activities = service.ask(token, "{ activities { nodes { number kind } } }")["data"]["activities"]
        assert activities["nodes"] == [{"number": "S1", "kind": "suibi 交流会"}]
    assert world.entries() == ["甲"]
    environment.pip("install", world.folders["suibi"])
    environment.yanxiu("migrate")
    with Service(environment) as service:
        assert counts(service.ask(token, PEOPLE)) == {"T1": 1, "T2": None}
    environment.pip("uninstall", "yanxiu-suibi")
    assert "plg_suibi_entries" in environment.yanxiu("plugin", "remove-data", "suibi", "--yes")


def refuse_two_of_one_name(world):
    """At start, by name."""
    environment, folder = world.environment, world.folders["mingdan"].parent
    environment.yanxiu("plugin", "new", "fuben", "--kind", "exporter", "--directory", folder)
    names = folder / "yanxiu-fuben" / "yanxiu_fuben" / "names.py"
    names.write_text(
        names.read_text(encoding="utf-8").replace("fuben_names", "mingdan_names"), encoding="utf-8"
    )
    environment.pip("install", folder / "yanxiu-fuben")
    clash = environment.yanxiu("rules", code=2)
    assert "插件 fuben 和 mingdan 都提供导出格式“mingdan_names”; 请卸载其中一个" in clash
