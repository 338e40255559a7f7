"""Ids of platforms: the largest that each counts up to, and how anything else is refused."""

from __future__ import annotations

from importlib import import_module

import pytest

from polycart.core.errors import ParameterError

LARGEST = {
    "woocommerce_api.numbers": 10**18 - 1,
    "bigcommerce_api.numbers": 10**15 - 1,
    "magento2.numbers": 10**18 - 1,
    "prestashop_api.numbers": 4294967295,
    "opencart.values": 2147483647,
}


@pytest.mark.parametrize("module", LARGEST)
def test_ids_are_taken_up_to_the_largest(module: str) -> None:
    found = import_module(f"polycart.platforms.{module}")
    assert found.native_id("id").dump(f" {LARGEST[module]} ") == LARGEST[module]
    for wrong in (LARGEST[module] + 1, "9" * 5000, "-1", "1.0", "\u0661", "1e3", "", "a", "1,2"):
        with pytest.raises(ParameterError, match="Parameter 'id' is not valid"):
            found.native_id("id").dump(wrong)


def test_numbers_that_begin_with_zero_are_ids_but_in_magento() -> None:
    for module in LARGEST:
        codec = import_module(f"polycart.platforms.{module}").native_id("id")
        if module == "magento2.numbers":  # there they are the numbers of orders, invoices and parcels
            with pytest.raises(ParameterError):
                codec.dump("000000012")
        else:
            assert codec.dump("000000012") == 12
