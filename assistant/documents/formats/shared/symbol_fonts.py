"""Reads the signs that documents write as letters of a symbol font: the boxes and ticks of forms, marks before values."""

from __future__ import annotations

# Microsoft's Symbol and Wingdings, by their 8-bit codes; Word also writes them in the private area from U+F000 on.
_WINGDINGS = {
    0x52: "☑", 0x53: "☒", 0x54: "☒", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑", 0x9F: "•", 0xA7: "•", 0x6C: "•", 0xD8: "•", 0xE0: "→", 0xE8: "→",
}  # fmt: skip
_SYMBOL = {
    0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB7: "•", 0xB4: "×", 0x6D: "µ", 0xBB: "≈", 0xAE: "→", 0xAD: "↑",
    0xAF: "↓", 0x61: "α", 0x62: "β", 0x44: "Δ", 0xD2: "®",
}  # fmt: skip


def symbol(code: int, font: str) -> str:
    """Return the sign that a code means in a symbol font; empty where the font is none or the code is not known."""
    table = _WINGDINGS if "wingdings" in font.lower() else _SYMBOL if font.lower().startswith("symbol") else {}
    return table.get(code & 0xFF, "")
