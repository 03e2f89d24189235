"""What cannot be answered is refused in words, whatever the address holds."""

import pytest

from tests.webapp.conftest import Desk


@pytest.mark.parametrize(
    ("address", "status"),
    [("/find/service/%00", 404), ("/nothing/here", 404), ("/find?words=%00", 400), ("/find?words=x", 200)],
)
def test_an_address_that_no_database_takes_is_no_fault_of_ours(desk: Desk, address: str, status: int) -> None:
    assert desk.browser.get(address).status_code == status
