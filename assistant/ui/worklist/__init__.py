"""What stands behind the worklist page: reports coming in, the list, and decisions about one report."""
