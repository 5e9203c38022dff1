__all__ = ["targets_part"]


def targets_part(view, data) -> None:
    pass
