"""Many people pressing at the same moment."""

import threading

from django.db import connection


def at_once(number, act):
    """Call `act(n)` for 0 ≤ n < number in threads that start together; return answers in order.

    An exception is an answer: it stands in the list. Each thread has its own database connection.
    """
    barrier = threading.Barrier(number)
    answers = [None] * number

    def run(index):
        try:
            barrier.wait(timeout=30)
            answers[index] = act(index)
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
