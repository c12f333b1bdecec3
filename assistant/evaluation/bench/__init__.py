"""Measures speed, always as a ratio to spaCy's blank tokenizer on the same texts in the same run.

`own` measures this program and its stages, `jobs` one process against several, `compare` other tools, each of which has a
file in `peers` and runs in a process of its own (`measure_peer`).
"""
