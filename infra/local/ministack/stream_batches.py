"""The error handling of stream batches that MiniStack 1.5 lacks.

MiniStack treats `batchItemFailures` of a stream consumer as success, which loses the records, and retries a failed
batch for ever. The patch implements the rules of AWS: records before the first failure are done; the rest is delivered
again; a batch that failed as a whole is halved; a record that exceeded the retries or the maximum age goes to the
failure destination, and delivery continues with the next record.
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
    lambda_svc._poll_dynamodb_streams = batches.poll_with_batches
    lambda_svc._execute_function = batches.execute_or_deliver


class Progress:
    """The progress of one consumer within the offered records, which begin with the same record until all are done."""

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
        self.thread_state = threading.local()
        self.progress = {}

    def poll_with_batches(self):
        self.thread_state.polling = True
        try:
            return self.poll()
        finally:
            self.thread_state.polling = False

    def execute_or_deliver(self, function, event):
        if not getattr(self.thread_state, "polling", False):
            return self.execute(function, event)
        # Nested calls within the invocation are not stream batches.
        self.thread_state.polling = False
        try:
            return self.deliver(function, event["Records"])
        finally:
            self.thread_state.polling = True

    def deliver(self, function, offered):
        """Delivers the remaining offered records. An error result makes MiniStack offer them again."""
        mapping = mapping_of(function, offered[0]["eventSourceARN"])
        progress = self.progress.setdefault(mapping["UUID"], Progress())
        if progress.first != offered[0]["eventID"]:
            progress = self.progress[mapping["UUID"]] = Progress(offered[0]["eventID"])
        records = list(offered)
        old = too_old(mapping, records[progress.done :])
        if old:
            self.send_to_failure_destination(mapping, function, progress, old, {}, "MaxRecordAgeExceeded")
        left = records[progress.done :]
        batch = left[: progress.limit]
        if not batch:
            return {"body": None}
        result = self.execute(function, {"Records": batch})
        failed = first_failure(result, batch)
        if failed is None:
            progress.advance(len(batch))
            return result if len(batch) == len(left) else offer_again(result, offered)
        self.fail(mapping, function, progress, batch, failed, result)
        return offer_again(result, offered)

    def fail(self, mapping, function, progress, batch, failed, result):
        if failed > 0:
            progress.advance(failed)
        if result.get("error") and len(batch) > 1:
            progress.limit = len(batch) // 2
            return
        progress.attempts += 1
        max_retries = mapping.get("MaximumRetryAttempts", UNLIMITED)
        if max_retries != UNLIMITED and progress.attempts > max_retries:
            exhausted = batch[failed : failed + 1]
            self.send_to_failure_destination(mapping, function, progress, exhausted, result, "RetryAttemptsExhausted")

    def send_to_failure_destination(self, mapping, function, progress, records, result, condition):
        source = records[0]["eventSourceARN"]
        lambda_svc._send_ddb_stream_failure_record(mapping, function, records, source, result, condition)
        progress.advance(len(records))


def offer_again(result, offered):
    """Makes MiniStack offer the same records again. It would drop a failed offer if its first record is too old, even a
    processed one; an emptied list has no age."""
    offered.clear()
    return {**result, "error": True}


def too_old(mapping, records):
    """Returns the leading records that exceed the maximum age."""
    max_age = mapping.get("MaximumRecordAgeInSeconds", UNLIMITED)
    if max_age == UNLIMITED:
        return []
    made = [record["dynamodb"]["ApproximateCreationDateTime"] for record in records]
    recent = (index for index, at in enumerate(made) if at >= time.time() - max_age)
    return records[: next(recent, len(records))]


def mapping_of(function, source):
    name = (function.get("config") or function)["FunctionName"]
    return next(
        mapping
        for mapping in lambda_svc._esms.values()
        if mapping["EventSourceArn"] == source and mapping["FunctionName"] == name
    )


def first_failure(result, batch):
    """Returns the index of the first failed record, or None. An unknown identifier fails the whole batch, as in AWS."""
    if result.get("error"):
        return 0
    body = result.get("body")
    answer = json.loads(body) if isinstance(body, (str, bytes)) and body else body
    failures = (answer or {}).get("batchItemFailures") or []
    positions = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(batch)}
    indexes = [positions.get(failure.get("itemIdentifier"), 0) for failure in failures]
    return min(indexes, default=None)
