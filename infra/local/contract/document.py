"""The OpenAPI document and its operations."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

import signature

METHODS = ("get", "put", "post", "delete", "patch")
ROLES = ("mpn_admin", "global_admin", "incentives", "operations")


class DocumentError(Exception):
    """The document is invalid, or lacks the requested operation."""


@dataclass(frozen=True)
class Operation:
    """An operation of the document."""

    id: str
    """The `operationId`."""
    method: str
    """The method, in capitals."""
    path: str
    """The path; the first segment is the function."""
    roles: tuple[str, ...]
    """The authorized roles, or all where a token needs none; empty for an operation without token."""
    schemes: frozenset[str]
    """The authentication schemes: `bearer`, `webhook` or none."""
    any_role: bool = False
    """True where a token needs no role: the role that a request needs depends on its parameters."""

    @property
    def label(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @property
    def function(self) -> str:
        """The function that serves the operation."""
        return self.path.split("/")[1]


def read(path: Path) -> dict[str, Any]:
    """Reads and validates a document. Raises an error with every violation."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    wrong = [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]
    wrong += [f"{operation.label} has no operationId" for operation in operations(document) if not operation.id]
    if wrong:
        raise DocumentError("\n".join([f"{path.name} is not OpenAPI 3.1:", *wrong]))
    return document


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Yields every operation in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield operation(document, path, method)


def operation(document: Mapping[str, Any], path: str, method: str) -> Operation:
    """Returns the operation of a path and a method."""
    described = document["paths"][path][method]
    security = described.get("security", document.get("security", []))
    schemes = frozenset(name for requirement in security for name in requirement)
    any_role = "bearer" in schemes and "x-roles" not in described
    return Operation(
        id=described.get("operationId", ""),
        method=method.upper(),
        path=path,
        roles=ROLES if any_role else tuple(described.get("x-roles", ())),
        schemes=schemes,
        any_role=any_role,
    )


def example(document: Mapping[str, Any], operation: Operation) -> Any:
    """Returns the example of an operation's body; `None` if there is none."""
    content = document["paths"][operation.path][operation.method.lower()].get("requestBody", {}).get("content", {})
    for media in content.values():
        for given in (media, media.get("schema", {})):
            if "example" in given:
                return copy.deepcopy(given["example"])
            examples = given.get("examples")
            if isinstance(examples, dict):
                return copy.deepcopy(next(iter(examples.values()))["value"])
            if examples:
                return copy.deepcopy(examples[0])
    return None


def runnable(document: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Returns the document for the server `url`, with resolved parameters and without signature headers."""
    run = {**copy.deepcopy(dict(document)), "servers": [{"url": url}]}
    for item in run["paths"].values():
        for holder in (item, *(item[method] for method in METHODS if method in item)):
            if "parameters" in holder:
                resolved_ones = (resolved(document, parameter) for parameter in holder["parameters"])
                # Requests are signed when they are sent, so the signature headers are not generated.
                holder["parameters"] = [one for one in resolved_ones if one["name"] not in signature.HEADERS]
    return run


def resolved(document: Mapping[str, Any], value: Any) -> Any:
    """Follows references; returns a copy."""
    reference = value.get("$ref")
    while reference is not None:
        value = document
        for part in reference.removeprefix("#/").split("/"):
            value = value[part]
        reference = value.get("$ref")
    return copy.deepcopy(value)


def with_examples(
    document: Mapping[str, Any], values: Callable[[str], Mapping[str, Any]], bodies: Mapping[str, Any]
) -> dict[str, Any]:
    """Returns the document with examples of existing values: parameters by function and name, bodies by label."""
    known = copy.deepcopy(dict(document))
    for operation in operations(known):
        item, given = known["paths"][operation.path], values(operation.function)
        described = item[operation.method.lower()]
        for parameter in [*item.get("parameters", []), *described.get("parameters", [])]:
            if parameter.get("name") in given:
                replace_example(parameter, given[parameter["name"]])
        if operation.label in bodies:
            for media in described.get("requestBody", {}).get("content", {}).values():
                replace_example(media, bodies[operation.label])
    return known


def replace_example(described: dict[str, Any], value: Any) -> None:
    """Replaces the examples of a parameter or a body."""
    described.pop("examples", None)
    described["example"] = value
