"""Tests of the document and the dictionaries."""

import json
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import document
import known


def written() -> dict[str, Any]:
    """Returns a small document."""
    media = {"schema": {"type": "object"}, "example": {"reason": "other_partner"}}
    cancel = {
        "operationId": "cancel",
        "security": [{"bearer": []}],
        "x-roles": ["mpn_admin"],
        "parameters": [{"name": "voucher_number", "in": "path", "required": True, "schema": {"type": "string"}}],
        "requestBody": {"content": {"application/json": media}},
        "responses": {"200": {"description": "Done."}},
    }
    programs = {"operationId": "programs", "security": [], "responses": {"200": {"description": "Done."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sample", "version": "1"},
        "paths": {"/reservation/{voucher_number}/cancel": {"post": cancel}, "/enrollment/programs": {"get": programs}},
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


def read(content: dict[str, Any]) -> dict[str, Any]:
    """Writes the content to a file and reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "openapi.json")
        path.write_text(json.dumps(content), encoding="utf-8")
        return document.read(path)


class Reading(unittest.TestCase):
    def test_operations_have_roles_and_schemes(self) -> None:
        cancel, programs = document.operations(read(written()))
        self.assertEqual((cancel.id, cancel.label), ("cancel", "POST /reservation/{voucher_number}/cancel"))
        self.assertEqual((cancel.function, cancel.roles, cancel.schemes), ("reservation", ("mpn_admin",), {"bearer"}))
        self.assertEqual((programs.roles, programs.schemes), ((), frozenset()))

    def test_a_token_without_a_required_role_may_have_any(self) -> None:
        content = written()
        del content["paths"]["/reservation/{voucher_number}/cancel"]["post"]["x-roles"]
        cancel, _ = document.operations(content)
        self.assertEqual((cancel.roles, cancel.any_role), (document.ROLES, True))

    def test_an_invalid_document_is_refused_with_every_violation(self) -> None:
        broken = written()
        del broken["info"]["title"]
        del broken["paths"]["/enrollment/programs"]["get"]["operationId"]
        with self.assertRaises(document.DocumentError) as refused:
            read(broken)
        self.assertIn("title", str(refused.exception))
        self.assertIn("GET /enrollment/programs has no operationId", str(refused.exception))

    def test_an_example_is_read_from_the_media_type_or_the_schema(self) -> None:
        content = written()
        cancel, programs = document.operations(content)
        media = content["paths"][cancel.path]["post"]["requestBody"]["content"]["application/json"]
        self.assertEqual(document.example(content, cancel), {"reason": "other_partner"})
        media["examples"] = {"one": {"value": {"reason": "a"}}}
        del media["example"]
        self.assertEqual(document.example(content, cancel), {"reason": "a"})
        del media["examples"]
        media["schema"]["examples"] = [{"reason": "b"}]
        self.assertEqual(document.example(content, cancel), {"reason": "b"})
        self.assertIsNone(document.example(content, programs))


class Running(unittest.TestCase):
    def test_references_are_resolved_and_signature_headers_are_removed(self) -> None:
        content = written()
        named = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}
        signed = {"name": "webhook-id", "in": "header", "required": True, "schema": {"type": "string"}}
        content["components"]["parameters"] = {"If-Match": named, "webhook-id": signed}
        programs = content["paths"]["/enrollment/programs"]["get"]
        programs["parameters"] = [{"$ref": f"#/components/parameters/{name}"} for name in ("If-Match", "webhook-id")]
        runnable = document.runnable(content, "http://127.0.0.1:1")
        self.assertEqual(runnable["paths"]["/enrollment/programs"]["get"]["parameters"], [named])
        self.assertEqual(runnable["servers"], [{"url": "http://127.0.0.1:1"}])


class Informing(unittest.TestCase):
    def test_parameters_and_bodies_get_examples_of_existing_values(self) -> None:
        content = written()
        given = {"reservation": {"voucher_number": "SA-1"}, "enrollment": {}}
        bodies = {"POST /reservation/{voucher_number}/cancel": {"reason": "c"}}
        informed = document.with_examples(content, lambda function: given[function], bodies)
        cancel = informed["paths"]["/reservation/{voucher_number}/cancel"]["post"]
        self.assertEqual(cancel["parameters"][0]["example"], "SA-1")
        self.assertEqual(cancel["requestBody"]["content"]["application/json"]["example"], {"reason": "c"})
        self.assertEqual(content, written(), "the document itself is unchanged")

    def test_every_bound_dictionary_has_values(self) -> None:
        dictionaries = known.values(run_with_vouchers(), {"deliverable_id": "d"})
        for function in (*known.FUNCTION_BINDINGS, "overview"):
            self.assertTrue(all(dictionaries[name] for name in known.bindings_of(function).values()))

    def test_the_paths_of_a_function_name_vouchers_in_its_states(self) -> None:
        dictionaries = known.values(run_with_vouchers(), {})
        self.assertEqual(known.examples("deliverable", dictionaries)["voucher_number"], "SA-delivered-1")
        self.assertEqual(known.examples("reservation", dictionaries)["voucher_number"], "SA-reserved-1")
        self.assertEqual(known.examples("enrollment", dictionaries)["company_id"], "P-3")


def run_with_vouchers() -> Any:
    """Returns a run with three vouchers in each state."""
    states = ("assigned", "reserved", "delivered", "reported", "redeemed")
    return SimpleNamespace(
        vouchers={state: [f"SA-{state}-{no}" for no in range(3)] for state in states}, today="2027-01-01"
    )


if __name__ == "__main__":
    unittest.main()
