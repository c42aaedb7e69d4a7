"""The page of words: each with a sentence, and where in the app it stands."""
