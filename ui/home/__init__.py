"""The home page: a recorded run that plays, the pages as pictures, the source documents again."""
