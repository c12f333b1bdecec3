"""The app's script, in a folder of its own.

Streamlit takes a folder `pages` beside the script for pages that it may run by themselves, past the navigation, until
the first visitor has run the script.
"""
