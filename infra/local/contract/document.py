"""The OpenAPI document, and what is known of its operations."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

import signature

METHODS = ("get", "put", "post", "delete", "patch")


class Broken(Exception):
    """The document cannot be used, or not so; says why."""


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    id: str
    """Its `operationId`."""
    method: str
    """Its method, in capitals."""
    path: str
    """Its path; the first segment is the function."""
    roles: tuple[str, ...]
    """Who is admitted; nobody in particular when it takes no token."""
    schemes: frozenset[str]
    """How callers prove who they are: `bearer`, `webhook` or nothing."""

    @property
    def label(self) -> str:
        """Method and path, as they name it everywhere."""
        return f"{self.method} {self.path}"

    @property
    def function(self) -> str:
        """The function that serves it."""
        return self.path.split("/")[1]


def read(path: Path) -> dict[str, Any]:
    """The document at a path, once it is known to be OpenAPI."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    wrong = [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in OpenAPIV31SpecValidator(document).iter_errors()
    ]
    wrong += [f"{operation.label} has no operationId" for operation in operations(document) if not operation.id]
    if wrong:
        raise Broken("\n".join([f"{path.name} is not OpenAPI 3.1:", *wrong]))
    return document


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation, in the order of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield operation(document, path, method)


def operation(document: Mapping[str, Any], path: str, method: str) -> Operation:
    """The operation of a path and a method."""
    told = document["paths"][path][method]
    security = told.get("security", document.get("security", []))
    return Operation(
        id=told.get("operationId", ""),
        method=method.upper(),
        path=path,
        roles=tuple(told.get("x-roles", ())),
        schemes=frozenset(name for requirement in security for name in requirement),
    )


def example(document: Mapping[str, Any], operation: Operation) -> Any:
    """The example of an operation's body; `None` without one."""
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
    """The document for a server at `url`, its parameters without references and without those of a signature."""
    run = {**copy.deepcopy(dict(document)), "servers": [{"url": url}]}
    for item in run["paths"].values():
        for holder in (item, *(item[method] for method in METHODS if method in item)):
            if "parameters" in holder:
                told = (resolved(document, parameter) for parameter in holder["parameters"])
                # Each request is signed as it is sent, whatever its headers were before.
                holder["parameters"] = [parameter for parameter in told if parameter["name"] not in signature.HEADERS]
    return run


def resolved(document: Mapping[str, Any], told: Any) -> Any:
    """What a reference leads to, or what is no reference itself, as a copy."""
    reference = told.get("$ref")
    while reference is not None:
        told = document
        for part in reference.removeprefix("#/").split("/"):
            told = told[part]
        reference = told.get("$ref")
    return copy.deepcopy(told)


def knowing(
    document: Mapping[str, Any], values: Callable[[str], Mapping[str, Any]], bodies: Mapping[str, Any]
) -> dict[str, Any]:
    """The document with examples that exist: parameters by function and name, bodies by an operation's label."""
    known = copy.deepcopy(dict(document))
    for operation in operations(known):
        item, given = known["paths"][operation.path], values(operation.function)
        told = item[operation.method.lower()]
        for parameter in [*item.get("parameters", []), *told.get("parameters", [])]:
            if parameter.get("name") in given:
                replace_example(parameter, given[parameter["name"]])
        if operation.label in bodies:
            for media in told.get("requestBody", {}).get("content", {}).values():
                replace_example(media, bodies[operation.label])
    return known


def replace_example(described: dict[str, Any], value: Any) -> None:
    """Gives a parameter or a body one example in the place of others."""
    described.pop("examples", None)
    described["example"] = value
