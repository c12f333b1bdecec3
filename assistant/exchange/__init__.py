"""What goes out: reports with their codes as files for billing systems, auditors and other programs.

    reports = [Exported("visit-12", text, analyze(text), patient="MRN-1")]
    csv = "".join(claim_csv(reports))
    pdf = audit_pdf(reports[0])
    bundle = fhir_bundle(reports[0])

`exported` is what goes in, and which lines of it go out; each form has a module of its own: `claim_lines`, `clipboard`,
`audit_sheet` (with `sheet_pdf` and `sheet_docx`), `fhir`. `formats` lists them for commands and pages.
"""

from __future__ import annotations

from assistant.exchange.audit_sheet import audit_sheet
from assistant.exchange.claim_lines import claim_csv
from assistant.exchange.clipboard import codes_text
from assistant.exchange.exported import Exported, OutLine, each_exported, exported, out_lines
from assistant.exchange.fhir import fhir_bundle
from assistant.exchange.formats import FORMATS, Format, delivery
from assistant.exchange.sheet_docx import audit_docx
from assistant.exchange.sheet_pdf import audit_pdf

__all__ = [
    "FORMATS",
    "Exported",
    "Format",
    "OutLine",
    "audit_docx",
    "audit_pdf",
    "audit_sheet",
    "claim_csv",
    "codes_text",
    "delivery",
    "each_exported",
    "exported",
    "fhir_bundle",
    "out_lines",
]
