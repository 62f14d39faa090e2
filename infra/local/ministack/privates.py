"""The private names of MiniStack that the patches use. Releases may remove them.

`check` runs before a patch is installed and fails with the first missing name.
"""

import importlib.metadata
import pkgutil

PRIVATES = {
    "journal": (
        "ministack.app._build_persistence_save_dict",
        "ministack.app._load_persisted_state",
        "ministack.app.save_all",
        "ministack.core.persistence.STATE_DIR",
        "ministack.core.responses.get_account_id",
        "ministack.core.responses.get_region",
        "ministack.core.responses.request_scope",
        "ministack.services.dynamodb._emit_stream_event",
        "ministack.services.dynamodb._extract_key_val",
        "ministack.services.dynamodb._remove_item",
        "ministack.services.dynamodb._set_item",
        "ministack.services.dynamodb._tables.get",
        "ministack.services.dynamodb._transact_write_items",
        "ministack.services.dynamodb.stream_end_position",
        "ministack.services.lambda_svc._dynamodb_stream_positions.clear",
        "ministack.services.lambda_svc._dynamodb_stream_positions.get_scoped",
        "ministack.services.lambda_svc._esms.all_items",
    ),
    "nagle": ("ministack.core.lambda_runtime.ProvidedWorker._build_handler_class",),
    "post_office": (
        "ministack.app._handle_ses_messages_request",
        "ministack.core.iam_actions._ses_v2_resource_arn",
        "ministack.services.ses._restore_regional_store",
        "ministack.services.ses._sent_emails.to_dict",
        "ministack.services.ses._sent_emails_list",
        "ministack.services.ses.get_state",
        "ministack.services.ses.load_persisted_state",
        "ministack.services.ses_v2.handle_request",
    ),
    "stream_batches": (
        "ministack.services.lambda_svc._esms.values",
        "ministack.services.lambda_svc._execute_function",
        "ministack.services.lambda_svc._poll_dynamodb_streams",
        "ministack.services.lambda_svc._send_ddb_stream_failure_record",
    ),
}


class MissingPrivate(Exception):
    """A private name that a patch needs is missing in the installed MiniStack."""


def check(patch):
    for name in PRIVATES[patch]:
        try:
            pkgutil.resolve_name(name)
        except (AttributeError, ImportError):
            release = importlib.metadata.version("ministack")
            raise MissingPrivate(f"MiniStack {release} has no {name}, which {patch} needs") from None
