"""The table of switches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from yanxiu_core.database.base import Base, Recorded, TenantRow, created, tenant_key
from yanxiu_core.database.revisions import Configures


class PluginSwitch(TenantRow, Recorded, Configures, Base):
    """What a unit decided about a plugin: on, off, or (NULL) what holds above; and its own settings.

    `settings` holds only what this unit sets; all else is what the unit above sets, and at last the plugin's own.
    The superseded rows are the history: who switched what, when, with which settings.
    """

    __tablename__ = "plugin_switches"
    __table_args__ = (
        tenant_key("org_units", "unit_id"),
        Index(
            "uq_plugin_switches_current",
            "tenant_id",
            "plugin",
            "unit_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    plugin: Mapped[str]
    unit_id: Mapped[UUID]
    enabled: Mapped[bool | None]
    settings: Mapped[dict[str, Any]]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    at: Mapped[datetime] = created()
