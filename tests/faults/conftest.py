"""One house for all fault tests of a run: its database is emptied before each."""

import threading

import pytest

from tests.faults.house import Browser, House, copied_schema, make_people, pointed_at


@pytest.fixture(scope="session")
def whole_house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        found = House()
        try:
            found.open(copied_schema)
            found.open_web()
            yield found
        finally:
            found.close()


@pytest.fixture
def house(transactional_db, whole_house):
    """Everything well, the database empty, web open, nothing else running."""
    with pointed_at(whole_house):
        whole_house.calm()
        yield whole_house
        for part in whole_house.parts[1:]:
            part.kill()


@pytest.fixture
def people(house):
    return make_people()


@pytest.fixture
def desk(house, people):
    """The duty desk in front of a browser."""
    return Browser(house, people.vagt)


@pytest.fixture
def in_background():
    """Do something in a thread; what it gives, or the exception it ends with, can be asked for."""
    threads = []

    def begin(act):
        said = []

        def run():
            try:
                said.append(act())
            except Exception as error:
                said.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        threads.append(thread)

        def answer():
            thread.join(120)
            return said[0]

        return answer

    yield begin
    for thread in threads:
        thread.join(120)
