"""A mail server on a real socket that has bad days: it refuses, hangs, closes in the middle of a letter, or works."""

import contextlib
import email
import socketserver
import threading
from email.message import Message

REFUSES, HANGS, CLOSES_HALFWAY, LOSES_ITS_ANSWER, WELL = (
    "refuses",
    "hangs",
    "closes halfway",
    "loses its answer",
    "well",
)
BAD_DAYS = (REFUSES, HANGS, CLOSES_HALFWAY)


class Post:
    """Keeps the letters it took, whether or not the sender heard so; `mode` may change at any moment."""

    def __init__(self) -> None:
        self.mode, self.letters, self.asked, self.over = WELL, [], 0, threading.Event()

    def __enter__(self) -> "Post":
        post = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    _Conversation(post, self.rfile, self.wfile).hold()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Talk)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()

    def ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.letters]

    def to(self, address: str) -> list[Message]:
        return [letter for letter in self.letters if letter["To"] == address]


class _Conversation:
    """As much of RFC 5321 as a sender needs."""

    def __init__(self, post: Post, reader, writer):
        self.post, self.mode, self.reader, self.writer = post, post.mode, reader, writer

    def hold(self) -> None:
        self.post.asked += 1
        if self.mode == HANGS:
            self.post.over.wait()
            return
        self.say("421 Not today" if self.mode == REFUSES else "220 kantor pos")
        while self.mode != REFUSES and (line := self.reader.readline()):
            word = line[:4].upper().strip()
            if word == b"DATA":
                if not self.letter():
                    return
            elif word == b"QUIT":
                self.say("221 Bye")
                return
            else:
                self.say("250 OK")

    def letter(self) -> bool:
        """Whether the sender is told that the letter is here."""
        self.say("354 Go on")
        if self.mode == CLOSES_HALFWAY:
            self.reader.readline()
            return False
        lines = list(iter(self.reader.readline, b".\r\n"))
        self.post.letters.append(email.message_from_bytes(b"".join(lines)))
        if self.mode == LOSES_ITS_ANSWER:
            return False
        self.say("250 OK")
        return True

    def say(self, words: str) -> None:
        self.writer.write(f"{words}\r\n".encode())
