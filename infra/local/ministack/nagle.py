"""Turns Nagle's algorithm off in MiniStack's Runtime API.

Its server writes header and body of an answer apart. With the algorithm on, the body waits for the function's delayed
acknowledgement of the header: about 40 ms for each invocation.
"""

import socketserver

import privates


def install():
    privates.check("nagle")
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
