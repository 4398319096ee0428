"""Real threads that start at the same moment, each with its own connection to the database."""

import threading
from collections.abc import Callable

from django.db import connection


def together(works: list[Callable[[], object]]) -> list:
    """Run all `works` at once; returns what each answered, or the exception it raised, in the order given."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = works[place]()
        except Exception as fault:
            results[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def faults(results: list) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
