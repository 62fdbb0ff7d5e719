# A loopback HTTP server that plays one host of a scenario, with the faults that real hosts have.
import base64
import json
import socket
import ssl
import struct
import threading
import time

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 410: "Gone",
           429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


class Request:
    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        self.at = time.monotonic()


def answer_body(answer):
    """The bytes of the body and its Content-Type, empty if there is none."""
    if "json" in answer:
        return json.dumps(answer["json"]).encode(), "application/json; charset=utf-8"
    if "text" in answer:
        return answer["text"].encode(), ""
    if "base64" in answer:
        return base64.b64decode(answer["base64"]), ""
    return b"", ""


def answer_bytes(answer):
    """The whole response as it goes over the wire."""
    if "raw" in answer:
        return answer["raw"].encode("latin-1")
    status = answer.get("status", 200)
    body, content_type = answer_body(answer)
    lines = [f"HTTP/1.1 {status} {answer.get('reason', REASONS.get(status, 'Status'))}"]
    headers = dict(answer.get("headers", {}))
    if content_type and not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = content_type
    if status >= 200 and status not in (204, 304):
        headers.setdefault("Content-Length", str(len(body)))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
    if "cut_at" in answer:
        whole = whole[:len(whole) - len(body) + answer["cut_at"]]
    return whole


class Server:
    """Listens from the moment it is made until stop(), unless it only keeps a port on which every connection is refused.
    `conversation` says what to answer."""

    def __init__(self, name, certificate=None, listens=True):
        self.name = name
        self.conversation = None
        self.stopped = threading.Event()
        self.thumbprint = certificate.thumbprint if certificate else ""
        self.tls = certificate.server_context() if certificate else None
        self.connections = set()
        self.lock = threading.Lock()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        if listens:
            self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.origin = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def stop(self):
        self.stopped.set()
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        with self.lock:
            for connection in self.connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.thread.join(5)

    def accept(self):
        while not self.stopped.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            self.connections.add(connection)
        wrapped = connection
        try:
            if self.tls is not None:
                wrapped = self.tls.wrap_socket(connection, server_side=True)
                with self.lock:
                    self.connections.add(wrapped)
            with wrapped.makefile("rb") as stream:
                while not self.stopped.is_set():
                    request = read_request(stream)
                    if request is None or not self.reply(wrapped, request):
                        break
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            with self.lock:
                self.connections -= {connection, wrapped}
            wrapped.close()

    def reply(self, connection, request):
        """Answers one request; whether the connection stays open."""
        answer = self.conversation.take(self.name, request)
        if "delay_ms" in answer:
            self.stopped.wait(answer["delay_ms"] / 1000)
        fault = answer.get("fault")
        if fault == "hang":
            self.stopped.wait()
            return False
        if fault == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if fault == "close":
            return False
        connection.sendall(answer_bytes(answer))
        closes = any(name.lower() == "connection" and value.lower() == "close"
                     for name, value in answer.get("headers", {}).items())
        return not closes and "raw" not in answer and "cut_at" not in answer


def read_request(stream):
    """One HTTP/1.1 request; None at the end of the connection."""
    line = stream.readline(65536)
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers = []
    while True:
        line = stream.readline(65536).decode("latin-1").rstrip("\r\n")
        if not line:
            break
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
    return Request(method, target, headers, stream.read(size).decode("latin-1"))
