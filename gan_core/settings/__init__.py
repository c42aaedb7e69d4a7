"""What can be set, with limits and help; nothing here needs torch."""
