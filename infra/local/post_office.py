"""SES as AWS has it, where MiniStack 1.5 leaves something out.

AWS authorizes `ses:SendEmail` on the identity that the sender belongs to; MiniStack asks whether it may be done on `*`,
which a role that is granted one identity never may. And MiniStack forgets the mails it took when it stops: here they are
kept, for what was sent is not sent again.
"""

import copy
import json

from ministack.core import iam_actions
from ministack.services import ses

SEND_EMAIL = "/v2/email/outbound-emails"
SENT = "_sent_emails"


class PostOffice:
    def __init__(self):
        self.resource = iam_actions._ses_v2_resource_arn
        self.state = ses.get_state
        self.restore = ses.load_persisted_state

    def install(self):
        iam_actions._ses_v2_resource_arn = self.resource_of
        ses.get_state = self.keeping
        ses.load_persisted_state = self.restoring

    def resource_of(self, method, path, body, region, account_id):
        if path.rstrip("/") != SEND_EMAIL:
            return self.resource(method, path, body, region, account_id)
        return f"arn:aws:ses:{region}:{account_id}:identity/{domain_of(body)}"

    def keeping(self):
        return {**self.state(), SENT: copy.deepcopy(ses._sent_emails)}

    def restoring(self, data):
        ses._restore_regional_store(ses._sent_emails, data.get(SENT, {}))
        return self.restore(data)


def domain_of(body):
    """The domain of the sender's address; a body that cannot be read is sent by nobody."""
    try:
        sender = json.loads(body)["FromEmailAddress"]
    except (ValueError, KeyError, TypeError):
        return ""
    return sender.rpartition("@")[2].rstrip(">")
