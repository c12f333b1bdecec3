"""Word documents (.docx and its kin)."""
