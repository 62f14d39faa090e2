"""Smoke tests of the patches, against the MiniStack that is installed: `python -m unittest`, in this folder."""

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
# MiniStack reads them when it is imported.
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
def hidden(name):
    """Takes a name away for a while; a method of an object, from its class."""
    owner, _, attribute = name.rpartition(".")
    owner = pkgutil.resolve_name(owner)
    if not (inspect.ismodule(owner) or inspect.isclass(owner)):
        owner = type(owner)
    with mock.patch.object(owner, attribute):
        delattr(owner, attribute)
        yield


def ask(operation, **request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))
    assert status == 200, body
    return json.loads(body)


def make_table(name):
    made = ask(
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
    def test_every_patch_names_what_is_missing(self):
        self.assertEqual(INSTALL.keys(), privates.PRIVATES.keys())
        for patch, names in privates.PRIVATES.items():
            for name in names:
                with self.subTest(name), hidden(name), self.assertRaises(privates.MissingPrivate) as refused:
                    INSTALL[patch]()
                self.assertRegex(str(refused.exception), f"^MiniStack [0-9.]+ has no {name}, which {patch} needs$")

    def test_every_name_that_a_patch_uses_is_in_the_table(self):
        for patch, names in privates.PRIVATES.items():
            for module, name in MODULE_AND_NAME.findall(pathlib.Path(__file__).with_name(f"{patch}.py").read_text()):
                used = f".{module}.{name}"
                with self.subTest(patch + used):
                    self.assertTrue(any(f"{known}.".find(f"{used}.") > 0 for known in names))


class Patch(unittest.TestCase):
    """Installs a patch, and takes it out again: what it replaces are attributes of MiniStack's modules."""

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

    def test_what_a_kill_takes_away_is_applied_again_until_it_is_saved(self):
        make_table("kept")
        ask("PutItem", TableName="kept", Item=item("alone"))
        puts = [{"Put": {"TableName": "kept", "Item": item(key)}} for key in ("both", "of them")]
        ask("TransactWriteItems", TransactItems=puts)
        self.assertEqual([len(json.loads(line)) for line in JOURNAL.read_text().splitlines()], [1, 2])

        dynamodb._tables.get("kept")["items"].clear()
        app._load_persisted_state()
        found = {found["pk"]["S"] for found in ask("Scan", TableName="kept")["Items"]}
        self.assertEqual(found, {"alone", "both", "of them"})

        with mock.patch.object(journal, "file_stamp", side_effect=[1, 2]):
            app.save_all({})
        self.assertEqual(JOURNAL.read_text(), "")


class Nagle(Patch):
    patch = "nagle"

    def test_the_runtime_api_answers_at_once(self):
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

    def test_a_mail_is_authorized_by_its_sender_and_kept_with_its_headers(self):
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
        self.delivered, self.given_up = [], []
        patches = (
            mock.patch.object(lambda_svc, "_execute_function", self.consume),
            mock.patch.object(lambda_svc, "_send_ddb_stream_failure_record", self.give_up),
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

    def give_up(self, mapping, function, records, source, result, condition):
        self.given_up.append(("".join(record["dynamodb"]["Keys"]["pk"]["S"] for record in records), condition))

    def test_a_record_that_fails_is_delivered_again_then_given_up_and_the_next_follow(self):
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
            ask("PutItem", TableName="changes", Item=item(key))
        for _ in range(5):
            lambda_svc._poll_dynamodb_streams()
        self.assertEqual(self.delivered, ["123", "23", "3"])
        self.assertEqual(self.given_up, [("2", "RetryAttemptsExhausted")])


if __name__ == "__main__":
    unittest.main()
