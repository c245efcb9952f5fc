"""Expressions of GitHub Actions, as far as our workflows use them: anything else raises."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.workflows.tokens import NotUnderstood, Token, tokens
from tests.workflows.values import Value, equal, is_true, text

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
STATUS = ("success", "failure", "cancelled", "always")
"""Functions that look at what was before; a condition without one means `success() && ...`."""
Names = Mapping[str, object]
"""What stands behind the names of a context: values, more names, or a function that gives one."""
Function = Callable[..., Value]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What an expression may speak of at its place: its contexts, and the status functions."""

    contexts: Mapping[str, Names]
    status: Mapping[str, Callable[[], bool]]

    def without(self, *names: str) -> "Scope":
        """Return the same without some contexts."""
        left = {name: value for name, value in self.contexts.items() if name not in names}
        return Scope(contexts=left, status=self.status)


def evaluate(source: str, scope: Scope) -> Value:
    """Return the value of an expression."""
    reader = Reader(source, list(tokens(source)), scope)
    value = reader.either()
    if reader.rest:
        raise NotUnderstood(f"{reader.rest[0].text!r} is left over in {source!r}")
    return value


def filled(template: object, scope: Scope) -> str:
    """Return a string of a workflow with the values of its expressions in it."""
    if isinstance(template, bool) or template is None:
        return text(template)
    return EXPRESSION.sub(lambda found: text(evaluate(found[1], scope)), str(template))


def given(template: object, scope: Scope) -> Value:
    """Return the value of an entry: what is one expression alone keeps its type."""
    found = EXPRESSION.fullmatch(template) if isinstance(template, str) else None
    if found is not None and "${{" not in found[1]:
        return evaluate(found[1], scope)
    if isinstance(template, bool):
        return template
    return filled(template, scope)


def condition(source: object, scope: Scope) -> bool:
    """Return the value of an `if`; without a status function it holds after successes alone."""
    if source is None:
        return scope.status["success"]()
    inner = str(source).strip()
    whole = EXPRESSION.fullmatch(inner)
    if whole is not None:
        inner = whole[1]
    if "${{" in inner:
        raise NotUnderstood(f"a string in an `if`, which is always true: {source!r}")
    words = list(tokens(inner))
    called = {one.text for one, after in pairwise(words) if after.text == "("}
    if not called & set(STATUS) and not scope.status["success"]():
        evaluate(inner, scope)  # still to be understood
        return False
    return is_true(evaluate(inner, scope))


@dataclass
class Reader:
    """Reads an expression from left to right. All parts are evaluated: they have no effects."""

    source: str
    rest: list[Token]
    scope: Scope

    def either(self) -> Value:
        """Read `a || b`: the first that is true, else the last."""
        value = self.both()
        while self._took("||"):
            other = self.both()
            value = value if is_true(value) else other
        return value

    def both(self) -> Value:
        """Read `a && b`: the first that is not true, else the last."""
        value = self.comparison()
        while self._took("&&"):
            other = self.comparison()
            value = other if is_true(value) else value
        return value

    def comparison(self) -> Value:
        """Read `a == b` or `a != b`."""
        value = self.negation()
        for sign, wanted in (("==", True), ("!=", False)):
            if self._took(sign):
                return equal(value, self.negation()) is wanted
        return value

    def negation(self) -> Value:
        """Read `!a`."""
        if self._took("!"):
            return not is_true(self.negation())
        return self.term()

    def term(self) -> Value:
        """Read a literal, a name, a call, or what stands in brackets."""
        if self._took("("):
            value = self.either()
            self._must(")")
            return value
        if not self.rest:
            raise NotUnderstood(f"{self.source!r} ends too early")
        token = self.rest.pop(0)
        if token.kind == "text":
            return token.text[1:-1].replace("''", "'")
        if token.kind == "number":
            return float(int(token.text, 16) if "x" in token.text else float(token.text))
        if token.kind != "name":
            raise NotUnderstood(f"{token.text!r} in {self.source!r}")
        if token.text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[token.text]
        return self._called(token.text) if self._took("(") else self._looked_up(token.text)

    def _called(self, name: str) -> Value:
        arguments: list[Value] = []
        while not self._took(")"):
            if arguments:
                self._must(",")
            arguments.append(self.either())
        if name in STATUS:
            if arguments or name not in self.scope.status:
                raise NotUnderstood(f"{name}() in {self.source!r}")
            return self.scope.status[name]()
        if name not in FUNCTIONS:
            raise NotUnderstood(f"the function {name}() in {self.source!r}")
        return FUNCTIONS[name](*arguments)

    def _looked_up(self, name: str) -> Value:
        path = [name]
        while self._took("."):
            path.append(self.rest.pop(0).text)
        found: object = self.scope.contexts
        for part in path:
            if not isinstance(found, Mapping) or part not in found:
                raise NotUnderstood(f"{'.'.join(path)} in {self.source!r}: there is no {part} here")
            found = found[part]
        if found is None or isinstance(found, (bool, float, str)):
            return found
        raise NotUnderstood(f"{'.'.join(path)} is no value in {self.source!r}")

    def _took(self, sign: str) -> bool:
        if not self.rest or self.rest[0] != Token("sign", sign):
            return False
        self.rest.pop(0)
        return True

    def _must(self, sign: str) -> None:
        if not self._took(sign):
            raise NotUnderstood(f"no {sign!r} in {self.source!r}")


def _format(template: Value, *arguments: Value) -> Value:
    parts = re.split(r"(\{\{|\}\}|\{\d+\})", text(template))
    return "".join(_part(part, arguments) for part in parts)


def _part(part: str, arguments: Sequence[Value]) -> str:
    if part in ("{{", "}}"):
        return part[0]
    if re.fullmatch(r"\{\d+\}", part) is None:
        if "{" in part or "}" in part:
            raise NotUnderstood(f"a lone bracket in format(): {part!r}")
        return part
    place = int(part[1:-1])
    if place >= len(arguments):
        raise NotUnderstood(f"format() has no {part}")
    return text(arguments[place])


def _contains(where: Value, what: Value) -> Value:
    return text(what).lower() in text(where).lower()


FUNCTIONS: Mapping[str, Function] = {"format": _format, "contains": _contains}
