"""How a process ends that has used the official tables: what the collector cannot reach then, their binding calls a leak."""

import subprocess
import sys

import pytest

USES = """
from assistant import analyze
from assistant.tables.lookup import OfficialTables

class Holder:
    pass

holder = Holder()
holder.itself, holder.tables = holder, OfficialTables()
analyze("Ultrasound of the abdomen. Liver normal.")
"""


#: What stands here is reachable from nowhere, and the interpreter drops it only after the collector's last look.
KEPT_TO_THE_END = "import gc; gc.callbacks.append(lambda *_: holder)"


@pytest.mark.parametrize(
    ("ends", "told"), [("", ""), ("raise SystemExit('stopped')", "stopped\n"), (KEPT_TO_THE_END, "")]
)
def test_a_process_that_holds_tables_ends_without_a_word_of_their_binding(ends: str, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", USES + ends], capture_output=True, text=True)
    assert done.stderr == told
