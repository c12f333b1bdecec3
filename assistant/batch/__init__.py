"""Many reports at once: every report gives one line of JSON, a bad file is set aside with its reason."""
