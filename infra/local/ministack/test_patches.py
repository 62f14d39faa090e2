"""Smoke tests of the patches against the installed MiniStack: run `python -m unittest` in this folder."""

import asyncio
import contextlib
import inspect
import json
import os
import pathlib
import pkgutil
import queue
import re
import tempfile
import unittest
from unittest import mock

FOLDER = tempfile.TemporaryDirectory()
# MiniStack reads these variables on import.
os.environ["STATE_DIR"] = os.path.join(FOLDER.name, "state")
os.environ["LOG_LEVEL"] = "CRITICAL"

from ministack import app
from ministack.core import iam_actions
from ministack.core.lambda_runtime import ProvidedWorker
from ministack.services import dynamodb, lambda_svc, ses, ses_v2

import journal
import nagle
import post_office
import privates
import stream_batches

JOURNAL = pathlib.Path(FOLDER.name, "journal")
INSTALL = {
    "journal": lambda: journal.install(str(JOURNAL)),
    "nagle": nagle.install,
    "post_office": post_office.install,
    "stream_batches": stream_batches.install,
}
MODULE_AND_NAME = re.compile(r"(?<!\")\b(app|dynamodb|iam_actions|lambda_svc|persistence|responses|ses|ses_v2)\.(\w+)")
SENDER = "Program <office@licensing.example>"
RECORDS = ("1", "2", "3")


@contextlib.contextmanager
def without_name(name):
    """Removes a name temporarily; a method of an object is removed from its class."""
    owner, _, attribute = name.rpartition(".")
    owner = pkgutil.resolve_name(owner)
    if not (inspect.ismodule(owner) or inspect.isclass(owner)):
        owner = type(owner)
    with mock.patch.object(owner, attribute):
        delattr(owner, attribute)
        yield


def call_dynamodb(operation, **request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))
    assert status == 200, body
    return json.loads(body)


def make_table(name):
    made = call_dynamodb(
        "CreateTable",
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return made["TableDescription"]["LatestStreamArn"]


def item(key):
    return {"pk": {"S": key}}


class Privates(unittest.TestCase):
    def test_a_missing_name_is_reported_by_its_patch(self):
        self.assertEqual(INSTALL.keys(), privates.PRIVATES.keys())
        for patch, names in privates.PRIVATES.items():
            for name in names:
                with self.subTest(name), without_name(name), self.assertRaises(privates.MissingPrivate) as refused:
                    INSTALL[patch]()
                self.assertRegex(str(refused.exception), f"^MiniStack [0-9.]+ has no {name}, which {patch} needs$")

    def test_every_private_name_that_a_patch_uses_is_listed(self):
        for patch, names in privates.PRIVATES.items():
            for module, name in MODULE_AND_NAME.findall(pathlib.Path(__file__).with_name(f"{patch}.py").read_text()):
                used = f".{module}.{name}"
                with self.subTest(patch + used):
                    self.assertTrue(any(f"{known}.".find(f"{used}.") > 0 for known in names))


class Patch(unittest.TestCase):
    """Installs a patch and restores the replaced attributes of MiniStack's modules afterwards."""

    replaces = ()

    def setUp(self):
        for owner, attribute in self.replaces:
            original = getattr(owner, attribute)
            self.addCleanup(setattr, owner, attribute, original)
        self.installed = INSTALL[self.patch]()


class Journal(Patch):
    patch = "journal"
    replaces = (
        (app, "_load_persisted_state"),
        (app, "save_all"),
        (dynamodb, "_emit_stream_event"),
        (dynamodb, "_transact_write_items"),
    )

    def test_changes_lost_by_a_kill_are_replayed_until_they_are_saved(self):
        make_table("kept")
        call_dynamodb("PutItem", TableName="kept", Item=item("alone"))
        puts = [{"Put": {"TableName": "kept", "Item": item(key)}} for key in ("both", "of them")]
        call_dynamodb("TransactWriteItems", TransactItems=puts)
        self.assertEqual([len(json.loads(line)) for line in JOURNAL.read_text().splitlines()], [1, 2])

        dynamodb._tables.get("kept")["items"].clear()
        app._load_persisted_state()
        found = {found["pk"]["S"] for found in call_dynamodb("Scan", TableName="kept")["Items"]}
        self.assertEqual(found, {"alone", "both", "of them"})

        with mock.patch.object(journal, "file_stamp", side_effect=[1, 2]):
            app.save_all({})
        self.assertEqual(JOURNAL.read_text(), "")


class Nagle(Patch):
    patch = "nagle"

    def test_the_runtime_api_disables_nagles_algorithm(self):
        handler = ProvidedWorker._build_handler_class(None, 0, queue.Queue())
        self.assertTrue(handler.disable_nagle_algorithm)


class PostOffice(Patch):
    patch = "post_office"
    replaces = (
        (app, "_handle_ses_messages_request"),
        (iam_actions, "_ses_v2_resource_arn"),
        (ses, "get_state"),
        (ses, "load_persisted_state"),
        (ses_v2, "handle_request"),
    )

    def test_a_mail_is_authorized_by_its_sender_and_saved_with_its_headers(self):
        headers = [{"Name": "Auto-Submitted", "Value": "auto-generated"}]
        content = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}, "Headers": headers}
        mail = {
            "FromEmailAddress": SENDER,
            "Destination": {"ToAddresses": ["lin.mei@contoso.example"]},
            "Content": {"Simple": content},
        }
        body = json.dumps(mail).encode()
        arn = iam_actions._ses_v2_resource_arn("POST", post_office.SEND_EMAIL, body, "us-east-1", "000000000000")
        self.assertEqual(arn, "arn:aws:ses:us-east-1:000000000000:identity/licensing.example")

        asyncio.run(ses_v2.handle_request("POST", "/v2/email/identities", {}, b'{"EmailIdentity": "licensing.example"}', {}))
        status, _, answer = asyncio.run(ses_v2.handle_request("POST", post_office.SEND_EMAIL, {}, body, {}))
        self.assertEqual(status, 200, answer)
        saved = ses.get_state()
        ses._sent_emails.clear()
        self.assertEqual(self.listed(), [])
        ses.load_persisted_state(saved)
        self.assertEqual([mail["Headers"] for mail in self.listed()], [headers])

    def listed(self):
        request = app._handle_ses_messages_request("GET", "/_ministack/ses/messages", {}, {})
        return [mail for mails in json.loads(asyncio.run(request)[2])["messages"].values() for mail in mails]


class StreamBatches(Patch):
    patch = "stream_batches"
    replaces = ((lambda_svc, "_execute_function"), (lambda_svc, "_poll_dynamodb_streams"))

    def setUp(self):
        self.delivered, self.failure_records = [], []
        patches = (
            mock.patch.object(lambda_svc, "_execute_function", self.consume),
            mock.patch.object(lambda_svc, "_send_ddb_stream_failure_record", self.send_to_failure_destination),
            mock.patch.object(lambda_svc, "_ESM_BACKOFF_SECONDS", 0),
        )
        for patch in patches:
            patch.start()
            self.addCleanup(patch.stop)
        super().setUp()

    def consume(self, function, event):
        keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
        self.delivered.append("".join(keys))
        bad = [record["dynamodb"]["SequenceNumber"] for record, key in zip(event["Records"], keys) if key == "2"]
        return {"body": {"batchItemFailures": [{"itemIdentifier": number} for number in bad]}}

    def send_to_failure_destination(self, mapping, function, records, source, result, condition):
        self.failure_records.append(("".join(record["dynamodb"]["Keys"]["pk"]["S"] for record in records), condition))

    def test_a_failing_record_is_retried_then_sent_to_the_failure_destination(self):
        stream = make_table("changes")
        lambda_svc._functions["consumer"] = {"config": {"FunctionName": "consumer"}, "versions": {}}
        lambda_svc._esms["1"] = {
            "UUID": "1",
            "FunctionName": "consumer",
            "EventSourceArn": stream,
            "StartingPosition": "TRIM_HORIZON",
            "MaximumRetryAttempts": 1,
        }
        for key in RECORDS:
            call_dynamodb("PutItem", TableName="changes", Item=item(key))
        for _ in range(5):
            lambda_svc._poll_dynamodb_streams()
        self.assertEqual(self.delivered, ["123", "23", "3"])
        self.assertEqual(self.failure_records, [("2", "RetryAttemptsExhausted")])


if __name__ == "__main__":
    unittest.main()
