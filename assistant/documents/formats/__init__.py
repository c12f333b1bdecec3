"""One reader a format: `read(stream, name)` gives the reports of a document (see `opening.Reader`)."""
