"""What is wrong with an input, said in one sentence a person can act on."""

from dataclasses import dataclass

__all__ = ["Fault", "SourceError"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it."""

    file: str
    row: str = ""  # line number or code, as a person would look it up
    column: str = ""
    problem: str
    remedy: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else ""
        column = f"column {self.column}" if self.column else ""
        place = ", ".join(part for part in (self.file, row, column) if part)
        return f"{place}: {self.problem}; {self.remedy}."


class SourceError(ValueError):
    """An input that the build cannot use. Carries every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
