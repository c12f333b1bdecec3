"""What stands behind the encounter page: reports by patient and day, their check, and its answer."""
