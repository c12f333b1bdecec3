"""A mail is told by its header, in a time that its length alone decides."""

from __future__ import annotations

import subprocess
import sys

from assistant.documents.kinds import Kind, kind_of


def test_a_header_with_folded_lines_and_either_line_end_is_a_mail_s() -> None:
    for end in (b"\n", b"\r\n"):
        head = end.join([b"Received: from a", b"\tby b", b"Subject: x", b"MIME-Version: 1.0", b"", b"text"])
        assert kind_of(head, "a") is Kind.MAIL


def test_labels_without_a_free_line_behind_them_are_told_at_once() -> None:
    program = (
        "from assistant.documents.kinds import kind_of\n"
        "kind_of(b'MIME-Version: 1.0\\r\\n' + b'a: b\\r\\n' * 5000, 'a.eml')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
