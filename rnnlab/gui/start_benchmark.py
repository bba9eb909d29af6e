"""What `rnnlab bench start` runs: the window as `rnnlab.__main__` opens it, which says when."""

from rnnlab.gui import collecting


def main() -> None:
    """Begin as the program does; its modules are loaded after that."""
    collecting.pause()
    from rnnlab.gui.live_benchmark import measure_start

    measure_start()


if __name__ == "__main__":
    main()
