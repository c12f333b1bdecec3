"""Official edit tables of the user: reading what CMS publishes, keeping it, and answering from it by date."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.tables.edits import BilledCode, EditFinding, check_claim, check_codes, sources_of
    from assistant.tables.importing import Choices, import_files
    from assistant.tables.lookup import AddOnBases, FeeIndicators, Mue, OfficialTables, PtpPair
    from assistant.tables.rows import Kind, Setting
    from assistant.tables.store import TableStore, Vintage
    from assistant.tables.verify import AnchorResult, verify_tables

MODULES = {
    "edits": ("BilledCode", "EditFinding", "check_claim", "check_codes", "sources_of"),
    "importing": ("Choices", "import_files"),
    "lookup": ("AddOnBases", "FeeIndicators", "Mue", "OfficialTables", "PtpPair"),
    "rows": ("Kind", "Setting"),
    "store": ("TableStore", "Vintage"),
    "verify": ("AnchorResult", "verify_tables"),
}
MODULE_OF = {name: module for module, names in MODULES.items() for name in names}

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
    "check_claim",
    "check_codes",
    "import_files",
    "sources_of",
    "verify_tables",
]


def __getattr__(name: str) -> Any:
    """Load a part when it is first asked for: a database and a spreadsheet reader are slow to import."""
    if name in MODULE_OF:
        return getattr(import_module(f"{__name__}.{MODULE_OF[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
