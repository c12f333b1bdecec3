"""Official edit tables of the user: reading what CMS publishes, keeping it, and answering from it by date."""

from __future__ import annotations

from assistant.tables.edits import BilledCode, EditFinding, check_codes, sources_of
from assistant.tables.importing import Choices, import_files
from assistant.tables.lookup import AddOnBases, FeeIndicators, Mue, OfficialTables, PtpPair
from assistant.tables.rows import Kind, Setting
from assistant.tables.store import TableStore, Vintage
from assistant.tables.verify import AnchorResult, verify_tables

__all__ = [
    "AddOnBases",
    "AnchorResult",
    "BilledCode",
    "Choices",
    "EditFinding",
    "FeeIndicators",
    "Kind",
    "Mue",
    "OfficialTables",
    "PtpPair",
    "Setting",
    "TableStore",
    "Vintage",
    "check_codes",
    "import_files",
    "sources_of",
    "verify_tables",
]
