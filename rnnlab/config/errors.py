"""The exceptions that carry a sentence for the user."""


class UserError(Exception):
    """Something the user can mend; ``str(error)`` is one sentence that says how.

    Every boundary of the program raises its own subclass. Anything that is not a
    `UserError` is a bug and reaches the error dialog with a report.
    """

    def __str__(self) -> str:
        """The sentence on one line: names of files may hold line breaks and worse."""
        sentence = super().__str__()
        return "".join(sign if sign.isprintable() else "\ufffd" for sign in sentence)


class ConfigError(UserError):
    """A setting that cannot be used.

    Args:
        field: Name of the setting, as it is declared (``"hidden_size"``).
        sentence: What is wrong and what to do.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class DeviceError(UserError):
    """A device that is not there or cannot hold what was asked of it."""
