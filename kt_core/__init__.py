"""What the dashboard and the command line think with: plain Python, no Streamlit."""
