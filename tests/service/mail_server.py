"""An SMTP server on loopback (aiosmtpd) that keeps what it takes, and behaves as it is bidden. For the tests of deliveries.

mail_server.py DIR PORTFILE [--starttls CERT KEY | --tls CERT KEY] [--auth USER PASSWORD]

Each message becomes DIR/N.eml and DIR/N.json (envelope, whether over TLS, as whom). DIR/behave, read for each step, says what to do: nothing (take it),
"rcpt 550", "data 451" (that answer), "drop-rcpt", "drop-data" (hang up there; drop-data when all is read and kept).
"""
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

folder, port_file = sys.argv[1:3]
options = sys.argv[3:]
count = 0


def option(name, n):
    return options[options.index(name) + 1:options.index(name) + 1 + n] if name in options else None


def behaviour(step):
    try:
        with open(os.path.join(folder, "behave")) as f:
            words = f.read().split()
            return words[1] if words[:1] == [step] else "drop" if words[:1] == ["drop-" + step] else None
    except FileNotFoundError:
        return None


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        does = behaviour("rcpt")
        if does == "drop":
            server.transport.abort()
            return "421 gone"
        if does:
            return does + " as bidden for " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global count
        does = behaviour("data")
        if does and does != "drop":
            return does + " as bidden"
        count += 1
        base = os.path.join(folder, "%03d" % count)
        with open(base + ".eml", "wb") as f:
            f.write(envelope.original_content)
        with open(base + ".part", "w") as f:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None or tls is not None,
                       "user": session.auth_data.decode() if session.auth_data else None}, f)
        os.rename(base + ".part", base + ".json")
        if does == "drop":
            server.transport.abort()
        return "250 taken"


def check(server, session, envelope, mechanism, data):
    user, password = option("--auth", 2)
    good = data.login == user.encode() and data.password == password.encode()
    return AuthResult(success=good, handled=good, auth_data=user.encode())


def context(files):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


starttls, tls, auth = option("--starttls", 2), option("--tls", 2), option("--auth", 2)


def factory():
    return SMTP(Handler(), tls_context=context(starttls) if starttls else None, require_starttls=bool(starttls),
                auth_required=bool(auth), authenticator=check if auth else None, auth_require_tls=bool(starttls))


async def main():
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0, ssl=context(tls) if tls else None)
    with open(port_file + ".part", "w") as f:
        f.write(str(server.sockets[0].getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    await server.serve_forever()

asyncio.run(main())
