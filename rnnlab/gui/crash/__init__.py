"""When something fails all the same: one dialog, a report to copy, and the window goes on."""
