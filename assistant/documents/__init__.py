"""From bytes to the text of a report."""
