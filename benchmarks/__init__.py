"""Programs that measure what the documents say, and that write the documents from it."""
