# Copyright (c) 2026 The smptcp authors
# SPDX-License-Identifier: GPL-2.0-only
"""Sphinx settings of the manual; Debian's python3-sphinx is all it needs."""

project = "smptcp"
author = "The smptcp authors"
copyright = "2026, The smptcp authors"  # Sphinx wants this name
root_doc = "index"
html_theme = "alabaster"
html_theme_options = {"page_width": "70em", "body_max_width": "60em", "fixed_sidebar": True}
html_show_sourcelink = False
highlight_language = "none"
