"""What an expert knows, as data: lexicon, code registry, code families, documentation elements, edits, sources."""

from pathlib import Path

KNOWLEDGE_FILES = Path(__file__).parent  # the shipped files; every room that reads one of its own names it from here
