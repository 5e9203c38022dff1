"""The programme: what each measure is, whom it is for and which areas it reaches.

Imports neither Streamlit nor `sources` nor `ui`.
"""
