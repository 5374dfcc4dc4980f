"""Which arguments a method of the stand-in looks at, read off its source."""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from sandbox.slack.methods.table import METHODS

READERS = {"words", "flag", "whole"}
"""Functions of `arguments` that are given the arguments and a name."""


def of(method: str) -> set[str]:
    """What the method and the functions of its file that it hands its arguments to look at, or must be given."""
    perform: Any = METHODS[method].perform
    module = sys.modules[perform.__module__]
    return set(_names(module, perform.__name__)) | set(METHODS[method].needs)


@cache
def _functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _names(module: ModuleType, function: str) -> Iterator[str]:
    for node in ast.walk(_functions(module)[function]):
        match node:
            case ast.Subscript(value=ast.Name("args"), slice=ast.Constant(str(name))):
                yield name
            case ast.Compare(left=ast.Constant(str(name)), comparators=[ast.Name("args")]):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name("args"), attr="get"), args=[ast.Constant(str(name)), *_]):
                yield name
            case ast.Call(func=ast.Attribute(attr=reader), args=[ast.Name("args"), ast.Constant(str(name))]) if (
                reader in READERS
            ):
                yield name
            case ast.Call(func=ast.Name(helper), args=given) if any(ast.unparse(one) == "args" for one in given):
                yield from _names(module, helper)
