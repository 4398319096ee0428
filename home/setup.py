"""The page tree and the roles of editors that every office starts with."""


def load_home() -> None:
    """Nothing yet."""
