"""Areas: load and check, clean the coverage, crosswalks, map geometry, stand-alone map.

Imports neither `indicators` nor Streamlit.
"""
