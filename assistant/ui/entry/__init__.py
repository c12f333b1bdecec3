"""The script that Streamlit runs. Beside the folder `pages` Streamlit would take that folder for the pages themselves."""
