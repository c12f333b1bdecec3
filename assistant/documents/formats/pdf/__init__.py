"""What a PDF document needs to be read: its letters, read apart in a process of their own, and the order of them."""
