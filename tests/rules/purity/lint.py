"""What the rules package may not do, read from its source text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "game_rules" / "airace_rules"

STANDARD = {
    *(
        "__future__",
        "abc",
        "ast",
        "bisect",
        "collections",
        "concurrent",
        "contextlib",
        "copy",
        "dataclasses",
        "decimal",
    ),
    *("difflib", "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "keyword", "math"),
    *("operator", "re", "reprlib", "statistics", "string", "textwrap", "types", "typing", "unicodedata", "warnings"),
}
OTHERS = {"airace_rules", "numpy", "pydantic", "pydantic_core", "typing_extensions", "yaml", "scipy", "nashpy"}
IMPORTABLE = STANDARD | OTHERS
ONLY_IN = {
    "pathlib": {"language/folders.py"},  # the one place that reads files
    "importlib": {"__init__.py"},  # public names come when they are first asked for
    "gymnasium": {"env.py"},  # the adapter for reinforcement learning, which nothing else imports
    "pettingzoo": {"env.py"},
}

CALLS = {"open", "exec", "eval", "compile", "__import__", "input", "print", "globals", "vars", "breakpoint"}
CALLS_ALLOWED = {("engine/emit.py", "exec"), ("engine/emit.py", "compile")}
FILE_METHODS = {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "rglob", "unlink", "mkdir", "stat"}
FILES_ALLOWED = {"language/folders.py"}
FORBIDDEN_ATTRIBUTES = {("np", "random"), ("numpy", "random")}
MUTABLE_CALLS = {"list", "dict", "set", "defaultdict", "Counter", "OrderedDict", "deque", "bytearray"}
CHANGING = {"append", "extend", "insert", "pop", "popitem", "remove", "clear", "update", "setdefault", "add", "discard"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, by its path inside it."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def problems(name: str, module: ast.Module) -> list[str]:
    """All that is impure in one module, as ``file:line what``."""
    found = [*_imports(name, module), *_calls(name, module), *_state(module)]
    return [f"{name}:{line} {what}" for line, what in sorted(found)]


def _imports(name: str, module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.level:
                yield node.lineno, "imports by a relative path"
        else:
            continue
        for imported in names:
            top = imported.split(".")[0]
            if name in ONLY_IN.get(top, set()):
                continue
            if top not in IMPORTABLE or imported.startswith("numpy.random"):
                yield node.lineno, f"imports {imported}"


def _calls(name: str, module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = node.func.id
            if called in CALLS and (name, called) not in CALLS_ALLOWED:
                yield node.lineno, f"calls {called}"
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (owner, node.attr) in FORBIDDEN_ATTRIBUTES:
                yield node.lineno, f"uses {owner}.{node.attr}"
            if node.attr in FILE_METHODS and name not in FILES_ALLOWED:
                yield node.lineno, f"uses .{node.attr}"
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield node.lineno, "rebinds an outer name"


def _state(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Module-level values that change or could, and default values that could."""
    tables = set()
    for node in module.body:
        value = getattr(node, "value", None)
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or value is None or not _mutable(value):
            continue
        names = [ast.unparse(t) for t in (node.targets if isinstance(node, ast.Assign) else [node.target])]
        tables.update(names)
        if not all(name.isupper() or name == "__all__" for name in names):
            yield node.lineno, "holds changeable state (use a tuple, or a table with a name in capitals)"
    for node in ast.walk(module):
        if _changes(node, tables):
            yield getattr(node, "lineno", 0), "changes a table of its module"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
            if any(_mutable(default) for default in defaults):
                yield node.lineno, "has a changeable default"


def _changes(node: ast.AST, tables: set[str]) -> bool:
    """Whether a statement changes one of these tables: by index, or by a method that does so."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return ast.unparse(node.value) in tables
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
        return ast.unparse(node.func.value) in tables
    return isinstance(node, ast.AugAssign) and ast.unparse(node.target) in tables


def _mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp):
        return True
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in MUTABLE_CALLS


def texts(module: ast.Module) -> Iterator[tuple[int, str]]:
    """String literals that are not docstrings, with their lines."""
    docs = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(id(node.value))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def numbers(module: ast.Module) -> Iterator[tuple[int, float]]:
    """Numbers that are not the value of a module-level constant in capitals, with their lines."""
    named = set()
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and all(_is_constant(t) for t in targets):
            named |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in named:
            yield node.lineno, node.value  # type: ignore[misc]


def constants(module: ast.Module) -> Iterator[str]:
    """Names of the module-level constants in capitals in whose values a number is written."""
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not node.value or not all(map(_is_constant, targets)):
            continue
        if any(isinstance(part, ast.Constant) and type(part.value) in (int, float) for part in ast.walk(node.value)):
            yield from (
                name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name)
            )


def _is_constant(target: ast.expr | None) -> bool:
    if isinstance(target, ast.Tuple):
        return all(_is_constant(part) for part in target.elts)
    return isinstance(target, ast.Name) and target.id.isupper()
