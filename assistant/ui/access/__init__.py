"""Who may see the pages: the guard before them, the sign-in, and the person who sits there."""
