"""Reading what users have: text, HTML, JSON lines, CSV, folders of them."""
