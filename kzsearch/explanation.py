"""How a score came about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and what it is made of: each value follows from its children by the operation that is named.

    >>> print(Explanation(3.0, "sum", (Explanation(1.0, "a"), Explanation(2.0, "b"))))
    3.0000  sum
      1.0000  a
      2.0000  b
    """

    value: float
    operation: str
    children: tuple["Explanation", ...] = ()

    def __str__(self) -> str:
        lines = [f"{self.value:.4f}  {self.operation}"]
        lines += ["  " + line for child in self.children for line in str(child).splitlines()]
        return "\n".join(lines)
