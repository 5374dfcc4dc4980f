"""How a method of moto's gets something done before or after it."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType


def before(owner: type, name: str, check: Callable[..., None]) -> None:
    """Ask `check` first, with the arguments in the method's own order; what it raises is the answer."""
    original = getattr(owner, name)
    signature = inspect.signature(original)

    @functools.wraps(original)
    def checked(self: object, *args: object, **named: object) -> object:
        check(*signature.bind(self, *args, **named).args)
        return original(self, *args, **named)

    setattr(owner, name, checked)


def after(owner: type, name: str, finish: Callable[..., object]) -> None:
    """Hand the result to `finish(self, result, ...)`, which answers instead."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def finished(self: object, *args: object, **named: object) -> object:
        return finish(self, original(self, *args, **named), *args, **named)

    setattr(owner, name, finished)


def replace(owner: type | ModuleType, name: str, value: object) -> None:
    """Put something of ours in the place of moto's, or where moto has nothing."""
    setattr(owner, name, value)
