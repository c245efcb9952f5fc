"""What is not mutated, and why: the one place for every kind that is left out."""

from collections.abc import Mapping

import libcst as cst
import libcst.matchers as m

ERRORS = (
    *("Refused", "StepFailed", "NeedsPerson", "CommandFailed", "Unreachable", "Unhealthy"),
    *("Damaged", "ValueError", "TypeError", "Verdict"),
)
"""What carries words for people. That it is raised and which one it is, is mutated; its words are
not, nor is the reason of a `Verdict` on health.
"""
WORDS = ("advice", "reason", "rebuild", "strerror", "where")
"""Names of words for people."""

_OF_WORDS = m.Call(func=m.OneOf(*(m.Name(name) for name in ERRORS)))
_WORDS = m.OneOf(
    m.Call(func=m.Name("stranger")),
    m.Call(func=m.Attribute(attr=m.Name("stranger"))),
    m.SimpleString(),
    m.FormattedString(),
    m.ConcatenatedString(),
    *(m.Name(name) for name in WORDS),
    *(m.Attribute(attr=m.Name(name)) for name in WORDS),
)
_NOTE = m.Call(func=m.Attribute(value=m.Attribute(attr=m.Name("log")), attr=m.Name("note")))
LEFT_ALONE: Mapping[str, m.BaseMatcherNode] = {
    "a docstring is read by people": m.SimpleStatementLine(
        body=[m.Expr(value=m.OneOf(m.SimpleString(), m.ConcatenatedString()))]
    ),
    "a note in the log is read by people": m.Expr(value=_NOTE),
    "an advice is read by people": m.Assign(
        targets=[m.AssignTarget(target=m.OneOf(*(m.Name(name) for name in WORDS)))],
        value=m.OneOf(_WORDS, m.IfExp(), m.BooleanOperation()),
    ),
    "that a value is frozen and slotted is read by mypy": m.Decorator(
        decorator=m.Call(func=m.Name("dataclass"))
    ),
    "how much a cache holds changes no more than the time": m.Decorator(
        decorator=m.Call(func=m.Attribute(attr=m.Name("lru_cache")))
    ),
    "annotations are read by mypy": m.Annotation(),
    "type variables are read by mypy": m.Assign(value=m.Call(func=m.Name("TypeVar"))),
    "the value of a member that `auto` gives is read by nobody": m.Assign(
        value=m.Call(func=m.Name("auto"))
    ),
    "what is imported for types alone never runs": m.If(test=m.Name("TYPE_CHECKING")),
    "without an import nothing runs": m.OneOf(m.Import(), m.ImportFrom()),
}


def left_alone(node: cst.CSTNode, parent: cst.CSTNode | None) -> bool:
    """Say whether neither a node nor anything within is mutated."""
    if any(m.matches(node, kind) for kind in LEFT_ALONE.values()):
        return True
    if parent is None or not m.matches(parent, _OF_WORDS):
        return False
    return isinstance(node, cst.Arg) and _is_words(node)


def only_words(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Say whether a change touches nothing but the words that an error carries."""
    if not (isinstance(node, cst.Call) and isinstance(changed, cst.Call)):
        return False
    if not m.matches(node, _OF_WORDS) or node.args is changed.args:
        return False
    kept = {id(each) for each in changed.args}
    return all(_is_words(each) for each in node.args if id(each) not in kept)


def _is_words(argument: cst.Arg) -> bool:
    return m.matches(argument.value, _WORDS)
