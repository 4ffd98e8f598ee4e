"""An HTTP endpoint on loopback that says what it was told, and behaves as it is bidden. For the tests of deliveries.

http_server.py DIR PORTFILE [--tls CERT KEY] [--s3 KEY_ID SECRET REGION]

Each request becomes DIR/N.json and DIR/N.body. DIR/behave, read at each request, says what to do: nothing (204), "status 503",
"status 429 retry 1", "drop" (hang up when all is read), "drop-early" (hang up after the headers), "hang" (no answer before it is bidden otherwise).
With --s3 requests are checked by their AWS signature, version 4, reckoned here anew, and kept below DIR/objects.
"""
import calendar
import hashlib
import hmac
import json
import os
import socket
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder, port_file = sys.argv[1:3]
options = sys.argv[3:]
lock = threading.Lock()
count = 0


def option(name, n):
    return options[options.index(name) + 1:options.index(name) + 1 + n] if name in options else None


s3 = option("--s3", 3)


def behaviour():
    try:
        with open(os.path.join(folder, "behave")) as f:
            return f.read().split()
    except FileNotFoundError:
        return []


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def s3_mistake(handler, body):
    """Why the signature is wrong; None where it is right. From the documentation of AWS, not from the code under test."""
    key_id, secret, region = s3
    auth = handler.headers.get("Authorization", "")
    if not auth.startswith("AWS4-HMAC-SHA256 "):
        return "no signature"
    parts = dict(p.strip().split("=", 1) for p in auth[len("AWS4-HMAC-SHA256 "):].split(","))
    who, day, its_region, service, end = parts["Credential"].split("/")
    if (who, its_region, service, end) != (key_id, region, "s3", "aws4_request"):
        return "credential " + parts["Credential"]
    stamp = handler.headers.get("x-amz-date", "")
    if not stamp.startswith(day):
        return "date"
    if abs(time.time() - calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))) > 900:
        return "too old"
    hashed = handler.headers.get("x-amz-content-sha256", "")
    if hashed != hashlib.sha256(body).hexdigest():
        return "content hash"
    names = parts["SignedHeaders"].split(";")
    if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names):
        return "headers that are not signed: " + parts["SignedHeaders"]
    path, _, query = handler.path.partition("?")
    # S3 encodes the path once: what came is decoded and encoded again as its rules have it.
    path = urllib.parse.quote(urllib.parse.unquote(path), safe="/-._~")
    headers = "".join("%s:%s\n" % (n, " ".join(handler.headers.get(n, "").split())) for n in names)
    canonical = "\n".join([handler.command, path, query, headers, ";".join(names), hashed])
    scope = "/".join([day, region, "s3", "aws4_request"])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = sign(sign(sign(sign(("AWS4" + secret).encode(), day), region), "s3"), "aws4_request")
    right = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(right, parts["Signature"]) else "signature"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def hang_up(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def answer(self, status, text="", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text.encode())

    def keep(self, body, mistake):
        global count
        with lock:
            count += 1
            n = count
        base = os.path.join(folder, "%03d" % n)
        with open(base + ".body", "wb") as f:
            f.write(body)
        with open(base + ".part", "w") as f:
            json.dump({"method": self.command, "path": self.path, "mistake": mistake, "at": time.time(),
                       "headers": {k.lower(): v for k, v in self.headers.items()}}, f)
        os.rename(base + ".part", base + ".json")
        if s3 and mistake is None and self.command == "PUT":
            path = os.path.join(folder, "objects", urllib.parse.unquote(self.path).lstrip("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(body)

    def handle_any(self):
        does = behaviour()
        if does[:1] == ["drop-early"]:
            self.rfile.read(min(1000, int(self.headers.get("Content-Length", 0))))
            print("hung up early", file=sys.stderr, flush=True)
            return self.hang_up()
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        if len(body) < length:
            return self.hang_up()    # who sent it is gone
        mistake = s3_mistake(self, body) if s3 else None
        self.keep(body, mistake)
        if does[:1] == ["drop"]:
            return self.hang_up()
        while does[:1] == ["hang"]:
            time.sleep(0.1)
            does = behaviour()
        if mistake:
            return self.answer(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>%s</Message></Error>" % mistake)
        if does[:1] == ["status"]:
            retry = [("Retry-After", does[3])] if does[2:3] == ["retry"] else []
            return self.answer(int(does[1]), "as bidden: " + self.headers.get("Authorization", ""), retry)
        return self.answer(200 if s3 else 204)

    do_POST = do_PUT = do_GET = do_HEAD = handle_any


ThreadingHTTPServer.request_queue_size = 100
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
tls = option("--tls", 2)
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(port_file + ".part", "w") as f:
    f.write(str(server.server_address[1]))
os.rename(port_file + ".part", port_file)
server.serve_forever()
