"""Views, by page."""
