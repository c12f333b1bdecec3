"""Keeps files that people bring in memory: none of their bytes goes through a temporary file on the disk."""

from __future__ import annotations

import streamlit as st
from starlette.formparsers import MultiPartParser

#: Bytes of a form beside its file.
REST_OF_A_FORM = 65_536


def keep_uploads_in_memory() -> None:
    """Let the server that reads forms hold the largest upload that is taken; by itself it writes out what is over 1 MB."""
    largest: int = st.get_option("server.maxUploadSize") * 1024 * 1024
    MultiPartParser.spool_max_size = largest + REST_OF_A_FORM
