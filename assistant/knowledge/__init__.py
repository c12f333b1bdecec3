"""What an expert knows, as data: lexicon, code registry, code families, documentation elements, edits, sources."""
