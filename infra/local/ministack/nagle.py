"""Disables Nagle's algorithm in MiniStack's Runtime API.

The server writes header and body of a response separately. With Nagle's algorithm the body waits for the function's
delayed acknowledgement of the header, about 40 ms per invocation.
"""

import socketserver

import privates


def install():
    privates.check("nagle")
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
