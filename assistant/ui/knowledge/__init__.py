"""The knowledge page's parts: what is known of a rule, element, code, pair, source and setting, and how it is found.

`rule_sheets`, `element_sheets`, `edit_lists`, `holdings` and `site_changes` gather facts from the knowledge in use and
the imported tables, `search` finds them; `table_drop` imports tables; `sheets` draws.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
