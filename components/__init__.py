"""Everything that draws: besides the pages, the only code that imports Streamlit."""
