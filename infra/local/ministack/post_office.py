"""SES as AWS has it, where MiniStack 1.5 leaves something out.

AWS authorizes `ses:SendEmail` on the identity that the sender belongs to; MiniStack asks whether it may be done on `*`,
which a role that is granted one identity never may. MiniStack forgets the mails it took when it stops: here they are
kept, for what was sent is not sent again. And it drops the headers that a sender asks for: here a mail keeps them, and
the list of mails shows them.
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
    ses.get_state = office.keeping
    ses.load_persisted_state = office.restoring
    ses_v2.handle_request = office.handling
    app._handle_ses_messages_request = office.listing


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

    async def handling(self, method, path, headers, body, query_params):
        answer = await self.handle(method, path, headers, body, query_params)
        if method == "POST" and path.rstrip("/") == SEND_EMAIL:
            keep_headers(body, answer)
        return answer

    async def listing(self, method, path, headers, query_params):
        answer = await self.list(method, path, headers, query_params)
        return answer and with_headers(*answer)

    def keeping(self):
        return {**self.state(), SENT: copy.deepcopy(ses._sent_emails)}

    def restoring(self, data):
        ses._restore_regional_store(ses._sent_emails, data.get(SENT, {}))
        return self.restore(data)


def keep_headers(body, answer):
    """Notes the headers of a mail that was just taken with it."""
    try:
        asked = json.loads(body)["Content"]["Simple"].get("Headers", [])
        message_id = json.loads(answer[2])["MessageId"]
    except (ValueError, KeyError, TypeError, IndexError):
        return
    for mail in reversed(ses._sent_emails_list()):
        if mail["MessageId"] == message_id:
            mail["Headers"] = asked
            return


def with_headers(status, headers, body):
    """The list of mails, each with the headers that its sender asked for."""
    listed = json.loads(body)
    kept = [mail for mails in ses._sent_emails.to_dict().values() if isinstance(mails, list) for mail in mails]
    asked = {mail["MessageId"]: mail.get("Headers", []) for mail in kept}
    for mails in listed.get("messages", {}).values():
        for mail in mails:
            mail["Headers"] = asked.get(mail["MessageId"], [])
    return status, headers, json.dumps(listed).encode()


def domain_of(body):
    """The domain of the sender's address; a body that cannot be read is sent by nobody."""
    try:
        sender = json.loads(body)["FromEmailAddress"]
    except (ValueError, KeyError, TypeError):
        return ""
    return sender.rpartition("@")[2].rstrip(">")
