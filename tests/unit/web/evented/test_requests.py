"""Requests that come slowly, or never, against a real eventlet server with little patience."""

import subprocess
import sys
from pathlib import Path

SCRIPT = r"""
import re
import warnings
warnings.simplefilter("ignore")
import eventlet
eventlet.monkey_patch()
import eventlet.wsgi
from werkzeug.wrappers import Request, Response
from tool.web.evented import requests
requests.HEADERS_S, requests.SILENCE_S, requests.BODY_S = 0.4, 0.8, 0.4

@Request.application
def app(request):
    try:
        return Response(str(len(request.get_data())))
    except requests.RequestTimeout as late:
        return late.get_response()

listener = eventlet.listen(("127.0.0.1", 0))
eventlet.spawn(eventlet.wsgi.server, listener, app, protocol=requests.PatientProtocol, log_output=False, debug=False)
address = listener.getsockname()

def said(*pieces, every=0.0):
    begun, socket = eventlet.hubs.get_hub().clock(), eventlet.connect(address)
    for piece in pieces:
        try:
            socket.sendall(piece)
        except OSError:
            break
        eventlet.sleep(every)
    heard = b""
    with eventlet.Timeout(5):
        try:
            while data := socket.recv(4096):
                heard += data
        except ConnectionError:
            pass
    return re.findall("HTTP/1.1 ([0-9]+)", heard.decode()), eventlet.hubs.get_hub().clock() - begun

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n"
for name, (answers, took) in {
    "nothing": said(b""),
    "half a header": said(b"GET / HTTP/1.1\r\nHo"),
    "a header byte by byte": said(*[b"G"] * 15, every=0.1),
    "a body byte by byte": said(HEAD, *[b"x"] * 15, every=0.1),
    "no body at all": said(HEAD),
    "one and then silence": said(HEAD + b"x" * 30),
    "two, and half of a third": said((HEAD + b"x" * 30) * 2 + b"GET"),
    "one, a pause, another": said(HEAD + b"x" * 30, HEAD + b"x" * 30, every=0.5),
}.items():
    print(name, answers, took < 2.5, sep=": ")
import os
os._exit(0)
"""


def test_slow_requests_end_and_others_do_not() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[4],
        check=False,
    )
    assert done.stdout.splitlines() == [
        "nothing: []: True",
        "half a header: []: True",
        "a header byte by byte: []: True",
        "a body byte by byte: ['408']: True",
        "no body at all: ['408']: True",
        "one and then silence: ['200']: True",
        "two, and half of a third: ['200', '200']: True",
        "one, a pause, another: ['200', '200']: True",
    ], done.stderr
    assert done.stderr == ""
