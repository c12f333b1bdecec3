"""What a report's documentation lacks, per study, and the question to ask about it."""
