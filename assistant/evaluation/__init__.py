"""Measures analyses against gold answers."""
