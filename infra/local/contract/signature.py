"""The sender's side of Standard Webhooks."""

import base64
import hashlib
import hmac

PREFIX = "whsec_"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
"""The headers of a signed message."""


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Returns the value of `webhook-signature` for a body and a `whsec_` secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    content = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def headers(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Returns the headers of a signed message."""
    return dict(zip(HEADERS, (message_id, str(timestamp), sign(secret, message_id, timestamp, body)), strict=True))
