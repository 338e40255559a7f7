"""The reference page in a real browser: found by keyboard, tried out, and asking nobody but its own server."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from polycart.api import METHODS
from polycart.core.platform import Capability
from polycart.server.app import create_app
from polycart.server.doors import Answer
from polycart.server.reference import Facts, Reference

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1400,1000",
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM.exists() and DRIVER.exists()), reason="chromium and chromedriver are not installed"
    ),
]


class Echo:
    """Doors that answer with what they were given."""

    async def call(self, name: str, arguments: Callable[[], Mapping[str, object]], **asked: Any) -> Answer:
        result = {"name": name, "raw": arguments(), "html": "<img src=x onerror=alert(1)>", **asked}
        body = {"return_code": 0, "return_message": "", "result": result}
        return Answer(msgspec.json.encode(body), "application/json; charset=utf-8", 0)


def support() -> dict[str, Facts]:
    cells = {name: Capability(state="not yet", reason="Not served yet.") for name in METHODS}
    cells["product.list"] = Capability(state="native", parameters=["count", "sku"])
    cells["product.find"] = Capability(state="emulated", reason="Looks through the list.")
    return {"Woo": Facts("WooCommerce", cells)}


app = create_app(Echo(), reference=Reference(platforms=support))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port)]
    folder = Path(__file__).parent
    process = subprocess.Popen(
        [*command, f"{Path(__file__).stem}:app"],
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{url}/healthz", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield driver
    driver.quit()


@pytest.fixture
def page(server: str, browser: webdriver.Chrome) -> webdriver.Chrome:
    browser.get("about:blank")
    browser.get(f"{server}/docs")
    browser.execute_script("sessionStorage.clear()")
    browser.refresh()
    WebDriverWait(browser, 10).until(lambda it: it.execute_script("return document.documentElement.dataset.ready"))
    return browser


def at(page: webdriver.Chrome, selector: str) -> Any:
    return WebDriverWait(page, 5).until(lambda it: it.find_element(By.CSS_SELECTOR, selector))


def go(page: webdriver.Chrome, name: str) -> None:
    page.execute_script("location.hash = arguments[0]", name)
    WebDriverWait(page, 5).until(lambda it: it.find_element(By.TAG_NAME, "h1").text == name)


def sent(page: webdriver.Chrome) -> Any:
    return json.loads(at(page, "#answer pre").text)["result"]


def test_a_method_is_found_with_the_keyboard(page: webdriver.Chrome) -> None:
    page.find_element(By.TAG_NAME, "body").send_keys("/")
    page.switch_to.active_element.send_keys("product child list")
    names = [link.text for link in page.find_elements(By.CSS_SELECTOR, "#methods a")]
    assert any("child_item.list" in name for name in names)
    assert len(names) < 10
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert at(page, "h1").text == "product.child_item.list"
    page.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert page.switch_to.active_element.tag_name == "a"


def test_every_method_has_its_page(page: webdriver.Chrome) -> None:
    assert len(page.find_elements(By.CSS_SELECTOR, "#methods a")) == len(METHODS)
    broken = page.execute_script(
        """return (async (names) => {
          const broken = [];
          for (const name of names) {
            location.hash = name;
            await new Promise((done) => addEventListener("hashchange", done, { once: true }));
            const leaves = document.querySelectorAll("#tree li, main > p.quiet").length;
            if (document.querySelector("h1").textContent !== name || !leaves) broken.push(name);
          }
          return broken;
        })(arguments[0])""",
        list(METHODS),
    )
    assert broken == []


def test_a_call_is_tried_out_and_shown_as_curl(page: webdriver.Chrome) -> None:
    at(page, "#keys summary").click()
    at(page, "#api-key").send_keys("k" * 32)
    go(page, "product.list")
    at(page, "#p-count").send_keys("5")
    at(page, "#p-sku").send_keys("a b&c")
    curl = at(page, "#curl").text
    assert "/v1.1/product.list.json?count=5&sku=a%20b%26c'" in curl
    assert "k" * 32 not in curl
    at(page, "#p-sku").send_keys(Keys.CONTROL, Keys.ENTER)
    result = sent(page)
    assert result["raw"] == {"count": "5", "sku": "a b&c"}
    assert result["api_key"] == "k" * 32
    assert result["store_key"] is None
    assert not page.find_elements(By.CSS_SELECTOR, "#answer img")


def test_a_body_is_written_in_the_types_of_the_contract(page: webdriver.Chrome) -> None:
    go(page, "product.add")
    for name, text in {"name": "Bag", "price": "9.5", "tags": "a,b"}.items():
        at(page, f"#p-{name}").send_keys(text)
    Select(at(page, "#p-is_virtual")).select_by_visible_text("true")
    at(page, ".send").click()
    result = sent(page)
    assert result["verb"] == "POST"
    assert result["raw"] == {"name": "Bag", "price": 9.5, "tags": "a,b", "is_virtual": True}
    at(page, "#p-price").send_keys("x")
    at(page, ".send").click()
    assert at(page, ".wrong").text == "A number is needed."


def test_keys_live_as_long_as_the_tab(page: webdriver.Chrome) -> None:
    at(page, "#keys summary").click()
    at(page, "#api-key").send_keys("secret")
    page.refresh()
    WebDriverWait(page, 10).until(lambda it: it.execute_script("return document.documentElement.dataset.ready"))
    assert at(page, "#api-key").get_attribute("value") == "secret"
    assert page.execute_script("return [localStorage.length, document.cookie]") == [0, ""]


def test_a_platform_shows_what_it_serves(page: webdriver.Chrome) -> None:
    go(page, "product.find")
    Select(at(page, "#platform")).select_by_visible_text("WooCommerce")
    assert at(page, "#support").text == "WooCommerce: Emulated. Looks through the list."
    at(page, "#only").click()
    assert len(page.find_elements(By.CSS_SELECTOR, "#methods a")) == 2
    go(page, "product.list")
    off = [row.text for row in page.find_elements(By.CSS_SELECTOR, ".field.off .name")]
    assert "vendor_id" in off
    assert "sku" not in off


def test_types_open_step_by_step(page: webdriver.Chrome) -> None:
    go(page, "category.list")
    page.execute_script("document.querySelectorAll('#tree summary').forEach((one) => one.click())")
    page.execute_script(
        "document.querySelectorAll('#tree details:not([open]) > summary').forEach((one) => one.click())"
    )
    assert "seo_url" in at(page, "#tree").text


def test_dark_and_light_can_be_switched(page: webdriver.Chrome) -> None:
    def shade() -> str:
        return page.execute_script("return getComputedStyle(document.body).backgroundColor")

    before = shade()
    at(page, "#theme").click()
    assert shade() != before
    at(page, "#theme").click()
    assert shade() == before


def test_the_page_asks_nobody_else_and_complains_about_nothing(page: webdriver.Chrome, server: str) -> None:
    go(page, "order.add")
    asked = page.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert asked
    assert all(url.startswith((server, "data:")) for url in asked)
    assert [row for row in page.get_log("browser") if row["level"] == "SEVERE"] == []
    with urllib.request.urlopen(f"{server}/docs") as answer:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
