"""Work that goes on on another core until its result is needed."""

from collections.abc import Callable, Sequence
from threading import Thread
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Beside(Generic[Result]):
    """Calls `work` on a thread of its own, at once.

    Worth it for work that leaves Python to others, as the sentence model and long array operations do.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="beside a search")
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:
            self._error = error

    def result(self) -> Result:
        """What the work came to, waited for; raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """What `work` makes of each item, in their order; on two cores where there are several."""
    half = (len(items) + 1) // 2
    if half == len(items):
        return [work(item) for item in items]
    other = Beside(lambda: [work(item) for item in items[half:]])
    return [work(item) for item in items[:half]] + other.result()
