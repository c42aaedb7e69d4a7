"""What the pages share: shell, live component, controls, URL state."""
