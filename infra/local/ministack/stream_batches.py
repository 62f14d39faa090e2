"""Stream batches as Lambda delivers them: MiniStack 1.5 leaves out what follows a failure.

It takes `batchItemFailures` of a stream consumer for success, which would lose the records, and repeats a batch that
failed for ever. Here, as in AWS: what stands before the first failure is done; the rest is delivered again; a batch
that failed as a whole is halved; a record that failed too often or has grown too old goes to the failure destination,
and the next follow.
"""

import json
import threading
import time

from ministack.services import lambda_svc

import privates

UNLIMITED = -1


def install():
    privates.check("stream_batches")
    batches = StreamBatches()
    lambda_svc._poll_dynamodb_streams = batches.polling
    lambda_svc._execute_function = batches.executing


class Progress:
    """How far one consumer has come within the records that MiniStack offers it, always from the same first one."""

    def __init__(self, first=None):
        self.first = first
        self.done = 0
        self.attempts = 0
        self.limit = None

    def advance(self, count):
        self.done, self.attempts, self.limit = self.done + count, 0, None


class StreamBatches:
    def __init__(self):
        self.execute = lambda_svc._execute_function
        self.poll = lambda_svc._poll_dynamodb_streams
        self.here = threading.local()
        self.progress = {}

    def polling(self):
        self.here.polling = True
        try:
            return self.poll()
        finally:
            self.here.polling = False

    def executing(self, function, event):
        if not getattr(self.here, "polling", False):
            return self.execute(function, event)
        # Deeper calls, within the function's own scope, are not batches of their own.
        self.here.polling = False
        try:
            return self.deliver(function, event["Records"])
        finally:
            self.here.polling = True

    def deliver(self, function, offered):
        """Delivers what is left of the offered records. An error result makes MiniStack offer them again."""
        mapping = mapping_of(function, offered[0]["eventSourceARN"])
        progress = self.progress.setdefault(mapping["UUID"], Progress())
        if progress.first != offered[0]["eventID"]:
            progress = self.progress[mapping["UUID"]] = Progress(offered[0]["eventID"])
        records = list(offered)
        old = too_old(mapping, records[progress.done :])
        if old:
            self.give_up(mapping, function, progress, old, {}, "MaxRecordAgeExceeded")
        left = records[progress.done :]
        batch = left[: progress.limit]
        if not batch:
            return {"body": None}
        result = self.execute(function, {"Records": batch})
        failed = first_failure(result, batch)
        if failed is None:
            progress.advance(len(batch))
            return result if len(batch) == len(left) else again(result, offered)
        self.fail(mapping, function, progress, batch, failed, result)
        return again(result, offered)

    def fail(self, mapping, function, progress, batch, failed, result):
        if failed > 0:
            progress.advance(failed)
        if result.get("error") and len(batch) > 1:
            progress.limit = len(batch) // 2
            return
        progress.attempts += 1
        most = mapping.get("MaximumRetryAttempts", UNLIMITED)
        if most != UNLIMITED and progress.attempts > most:
            self.give_up(mapping, function, progress, batch[failed : failed + 1], result, "RetryAttemptsExhausted")

    def give_up(self, mapping, function, progress, records, result, condition):
        source = records[0]["eventSourceARN"]
        lambda_svc._send_ddb_stream_failure_record(mapping, function, records, source, result, condition)
        progress.advance(len(records))


def again(result, offered):
    """Makes MiniStack offer the same again. It drops all of an offer that failed once the first record of it is too old,
    done or not; of an emptied one it finds no age."""
    offered.clear()
    return {**result, "error": True}


def too_old(mapping, records):
    """The first records, as far as Lambda would not deliver them any more."""
    most = mapping.get("MaximumRecordAgeInSeconds", UNLIMITED)
    if most == UNLIMITED:
        return []
    made = [record["dynamodb"]["ApproximateCreationDateTime"] for record in records]
    fresh = (index for index, at in enumerate(made) if at >= time.time() - most)
    return records[: next(fresh, len(records))]


def mapping_of(function, source):
    name = (function.get("config") or function)["FunctionName"]
    return next(
        mapping
        for mapping in lambda_svc._esms.values()
        if mapping["EventSourceArn"] == source and mapping["FunctionName"] == name
    )


def first_failure(result, batch):
    """The index of the first record that failed, or None. An unknown identifier fails the batch, as in AWS."""
    if result.get("error"):
        return 0
    body = result.get("body")
    answer = json.loads(body) if isinstance(body, (str, bytes)) and body else body
    failures = (answer or {}).get("batchItemFailures") or []
    positions = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(batch)}
    indexes = [positions.get(failure.get("itemIdentifier"), 0) for failure in failures]
    return min(indexes, default=None)
