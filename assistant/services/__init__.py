"""Decides which services a report documents: the account of its studies, weighed against what its words say."""
