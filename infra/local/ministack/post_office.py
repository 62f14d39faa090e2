"""Features of SES that MiniStack 1.5 lacks.

- AWS authorizes `ses:SendEmail` on the identity of the sender. MiniStack authorizes it on `*`, which a role with a
  permission for one identity does not have. The patch returns the identity's ARN.
- MiniStack loses sent mails when it stops. The patch saves them.
- MiniStack drops the custom headers of a mail. The patch stores them and adds them to the list of mails.
"""

import copy
import json

from ministack import app
from ministack.core import iam_actions
from ministack.services import ses, ses_v2

import privates

SEND_EMAIL = "/v2/email/outbound-emails"
SENT = "_sent_emails"


def install():
    privates.check("post_office")
    office = PostOffice()
    iam_actions._ses_v2_resource_arn = office.resource_of
    ses.get_state = office.state_with_mails
    ses.load_persisted_state = office.restore_with_mails
    ses_v2.handle_request = office.handle_with_headers
    app._handle_ses_messages_request = office.list_with_headers


class PostOffice:
    def __init__(self):
        self.resource = iam_actions._ses_v2_resource_arn
        self.state = ses.get_state
        self.restore = ses.load_persisted_state
        self.handle = ses_v2.handle_request
        self.list = app._handle_ses_messages_request

    def resource_of(self, method, path, body, region, account_id):
        if path.rstrip("/") != SEND_EMAIL:
            return self.resource(method, path, body, region, account_id)
        return f"arn:aws:ses:{region}:{account_id}:identity/{domain_of(body)}"

    async def handle_with_headers(self, method, path, headers, body, query_params):
        answer = await self.handle(method, path, headers, body, query_params)
        if method == "POST" and path.rstrip("/") == SEND_EMAIL:
            store_headers(body, answer)
        return answer

    async def list_with_headers(self, method, path, headers, query_params):
        answer = await self.list(method, path, headers, query_params)
        return answer and with_headers(*answer)

    def state_with_mails(self):
        return {**self.state(), SENT: copy.deepcopy(ses._sent_emails)}

    def restore_with_mails(self, data):
        ses._restore_regional_store(ses._sent_emails, data.get(SENT, {}))
        return self.restore(data)


def store_headers(body, answer):
    """Stores the custom headers of a mail that was just accepted."""
    try:
        custom_headers = json.loads(body)["Content"]["Simple"].get("Headers", [])
        message_id = json.loads(answer[2])["MessageId"]
    except (ValueError, KeyError, TypeError, IndexError):
        return
    for mail in reversed(ses._sent_emails_list()):
        if mail["MessageId"] == message_id:
            mail["Headers"] = custom_headers
            return


def with_headers(status, headers, body):
    """Adds the custom headers to each mail of a list response."""
    listed = json.loads(body)
    stored = [mail for mails in ses._sent_emails.to_dict().values() if isinstance(mails, list) for mail in mails]
    custom_headers = {mail["MessageId"]: mail.get("Headers", []) for mail in stored}
    for mails in listed.get("messages", {}).values():
        for mail in mails:
            mail["Headers"] = custom_headers.get(mail["MessageId"], [])
    return status, headers, json.dumps(listed).encode()


def domain_of(body):
    """Returns the domain of the sender's address; empty if the body cannot be parsed."""
    try:
        sender = json.loads(body)["FromEmailAddress"]
    except (ValueError, KeyError, TypeError):
        return ""
    return sender.rpartition("@")[2].rstrip(">")
