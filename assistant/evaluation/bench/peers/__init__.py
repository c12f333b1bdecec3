"""The tools that are compared, one a file. Each names itself and has `build(terms, cues)`, which returns what finds terms.

A file imports its tool inside `build`, and nothing of ours: it is run by the Python in which the tool is installed.
"""
