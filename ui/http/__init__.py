"""Routes beside Streamlit's own."""
