"""Which adapters there are: every module in a port's folder, so that a new one is tested by being there."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def adapters_in(package: ModuleType) -> list[ModuleType]:
    """The modules of a package; those that begin with `_` serve an adapter and are none."""
    return [
        import_module(f"{package.__name__}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
        if not module.name.startswith("_")
    ]


def short_name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]
