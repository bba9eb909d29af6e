"""Showing: the window, its panels (what you set) and plots (what you see)."""
