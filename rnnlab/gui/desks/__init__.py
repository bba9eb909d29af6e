"""What the window knows: texts, n-grams, runs and background work, without any widget.

A desk is a QObject that holds state owned by the main thread, answers the panels' wishes and
tells changes by signals. Desks load no torch: that happens in the background threads.
"""
