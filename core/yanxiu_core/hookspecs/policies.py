"""Hooks for authors of policies."""

from collections.abc import Sequence
from pathlib import Path

from yanxiu_core.hookspecs.marker import hookspec


@hookspec
def yanxiu_policies() -> Sequence[Path]:  # type: ignore[empty-body] # a specification
    """Name the folders of your policies.

    Called once, at start. Each folder holds `policy.yaml`, optionally `conversion.yaml`, `review.yaml` (the steps of the
    review, who takes them, and the public notice: a workflow is data as rules are), and `rules/*.yaml`; a file that is
    wrong keeps this plugin from loading, with file and line, and the rest of the instance starts.

    Return: the folders. An empty answer means that the plugin brings no policy.

    Example::

        @hookimpl
        def yanxiu_policies() -> Sequence[Path]:
            return [Path(__file__).parent / "policies" / "yuyang"]
    """
