"""Pluggy's markers for this project."""

from pluggy import HookimplMarker, HookspecMarker

PROJECT = "yanxiu"
hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
