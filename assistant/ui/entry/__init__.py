"""The script of the app, alone in its folder: Streamlit takes a folder `pages` beside it for a list of pages of its own."""
