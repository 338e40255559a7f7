"""``python -m bench``: one run of everything, a table of it, and as the last line all figures as JSON."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from bench import certificate, load, report
from bench.exports import KINDS, Export, Task
from bench.gateway import Keys, prepare
from bench.processes import Process, free_port, granian
from bench.targets import PAGES, TLS, Target

ROUNDS = 3
SECONDS = float(os.environ.get("BENCH_SECONDS", "1.2"))
CONNECTIONS = (1, 32)
PRODUCTS = 10_000
KEY, SECRET = "ck_" + "0" * 40, "cs_" + "0" * 40
FIRST = "/wp-json/wc/v3/products?per_page=1"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")

Samples = dict[str, list[float]]


class Bench:
    """The servers of one run, and what was measured of them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack
        self.skipped: dict[str, str] = {}
        self.exports = list(KINDS)
        if importlib.util.find_spec("woocommerce") is None:
            self.exports.remove("woocommerce client")
            self.skipped["woocommerce client"] = "not installed; see requirements-bench.lock"
        self.targets: list[Target] = []

    def start(self, name: str, command: list[str], url: str, ready: str, **environment: str) -> Process:
        """Start a server and wait until it answers."""
        process = Process(command, environment=environment, log=self.folder / f"{name}.log")
        self._stack.callback(process.stop)
        process.wait_until_answers(url + ready)
        return process

    def open(self) -> None:
        """Start the shop, with and without TLS, and everything that stands before it."""
        port, secure = free_port(), free_port()
        self.shop, self.secure_shop = f"http://127.0.0.1:{port}", f"https://127.0.0.1:{secure}"
        self.certificate, key = certificate.make(self.folder)
        shop = self.start("shop", granian("bench.shop:app", port), self.shop, FIRST)
        tls = granian("bench.shop:app", secure, tls=(self.certificate, key))
        secure_shop = self.start("shop-tls", tls, self.secure_shop, FIRST)
        self.targets += [
            Target("shop", shop, lambda page: self.shop + page.native, {}),
            Target("shop" + TLS, secure_shop, lambda page: self.secure_shop + page.native, {}),
        ]
        self._open_nginx()
        self._open_polycart()
        self._open_handmade()

    def _open_nginx(self) -> None:
        if NGINX is None:
            self.skipped["nginx"] = "nginx is not installed; see bench/system-packages.sh"
            return
        for name, shop in (("nginx", self.shop), ("nginx" + TLS, self.secure_shop)):
            port = free_port()
            folder = self.folder / f"nginx-{port}"
            folder.mkdir()
            scheme, _, upstream = shop.partition("://")
            (folder / "nginx.conf").write_text(
                _NGINX.format(folder=folder, port=port, upstream=upstream, scheme=scheme, trusted=self.certificate)
            )
            command = [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
            url = f"http://127.0.0.1:{port}"
            process = self.start(f"nginx-{port}", command, url, FIRST)
            self.targets.append(Target(name, process, lambda page, url=url: url + page.native, {}))

    def _open_polycart(self) -> None:
        home = self.folder / "home"
        self.keys: Keys = asyncio.run(prepare(str(home), self.shop, f"{self.shop}/slow", self.secure_shop))
        port = free_port()
        self.server = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "polycart.cli.main", "serve", "--port", str(port), "--home", str(home)]
        settings = {name: "" for name in os.environ if name.startswith("POLYCART_")}
        settings["SSL_CERT_FILE"] = str(self.certificate)  # the only certificate that this server trusts
        self.polycart = self.start("polycart", command, self.server, "/readyz", **settings)
        for name, shop in (("polycart", self.shop), ("polycart" + TLS, self.secure_shop)):
            headers = {"x-api-key": self.keys.api_key, "x-store-key": self.keys.stores[shop]}
            self.targets.append(Target(name, self.polycart, lambda page: self.server + page.unified, headers))

    def _open_handmade(self) -> None:
        name = "FastAPI by hand"
        missing = [module for module in ("fastapi", "httpx", "pydantic") if importlib.util.find_spec(module) is None]
        if missing:
            self.skipped[name] = f"{', '.join(missing)} not installed: not among polycart's own packages"
            return
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        process = self.start("handmade", granian("bench.handmade:app", port), url, "/docs", BENCH_SHOP=self.shop)
        self.targets.append(
            Target(name, process, lambda page: f"{url}/products", {"x-api-key": "secret"}, only=("everything",))
        )


def measure_pages(bench: Bench) -> dict[str, Any]:
    """Throughput, latency and processor time of each page through each server; servers take turns in every round."""
    samples: dict[tuple[str, str, int], Samples] = defaultdict(lambda: defaultdict(list))
    plan = [
        (page, connections, target)
        for page in PAGES
        for connections in CONNECTIONS
        for target in bench.targets
        if not target.only or page.name in target.only
    ]
    for page, _, target in plan:
        load.run(target.url(page), target.headers, connections=4, seconds=0.3)
    for _ in range(ROUNDS):
        for page, connections, target in plan:
            before = target.process.cpu()
            measured = load.run(target.url(page), target.headers, connections=connections, seconds=SECONDS)
            cpu = target.process.cpu() - before
            found = samples[page.name, target.name, connections]
            found["per_second"].append(measured.per_second)
            found["p50_ms"].append(measured.p50)
            found["p99_ms"].append(measured.p99)
            found["cpu_ms"].append(cpu / measured.requests * 1000)
    figures: dict[str, Any] = {}
    for (page, target, connections), found in samples.items():
        rows = figures.setdefault(page, {}).setdefault(target, {})
        rows[f"c{connections}"] = {name: round(statistics.median(values), 4) for name, values in found.items()}
    return figures


def measure_exports(bench: Bench) -> dict[str, Any]:
    """All products by each way, with and without the shop taking its time."""
    figures: dict[str, Any] = {}
    for speed, shop, store_key, rounds in (
        ("at once", bench.shop, bench.keys.stores[bench.shop], ROUNDS),
        ("100 ms a page", f"{bench.shop}/slow", bench.keys.stores[f"{bench.shop}/slow"], 1),
    ):
        ways: dict[str, list[dict[str, float]]] = defaultdict(list)
        for kind in bench.exports:
            # The first walk makes the shop encode its pages, and what is compiled at first use is compiled.
            if speed == "at once":
                _export(bench, kind, shop, store_key)
        for _ in range(rounds):
            for kind in bench.exports:
                ways[kind].append(_export(bench, kind, shop, store_key))
        figures[speed] = {
            kind: {name: round(statistics.median(row[name] for row in rows), 4) for name in rows[0]}
            for kind, rows in ways.items()
        }
    return figures


def _export(bench: Bench, kind: str, shop: str, store_key: str) -> dict[str, float]:
    """One export in a process of its own; the server's time is added where it does a part of the work."""
    file = bench.folder / "export.jsonl"
    task = Task(
        kind=kind, shop=shop, file=str(file), key=KEY, secret=SECRET, products=PRODUCTS, server=bench.server,
        api_key=bench.keys.api_key, store_key=store_key,
    )  # fmt: skip
    before = bench.polycart.cpu()
    command = [sys.executable, "-m", "bench.exports", msgspec.json.encode(task).decode()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    file.unlink(missing_ok=True)
    if done.returncode:
        raise RuntimeError(f"the export by {kind} failed:\n{done.stderr.decode()[-2000:]}")
    export = msgspec.json.decode(done.stdout, type=Export)
    if export.records != PRODUCTS:
        raise RuntimeError(f"the export by {kind} gave {export.records} products")
    added = bench.polycart.cpu() - before if kind == "polycart API" else 0.0
    return {"wall_s": export.wall, "cpu_s": export.cpu + added, "server_cpu_s": added, "peak_mb": export.peak}


_NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-client;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    keepalive_requests 1000000000;
    upstream shop {{ server {upstream}; keepalive 64; keepalive_requests 1000000000; }}
    proxy_ssl_trusted_certificate {trusted};
    proxy_ssl_verify on;
    proxy_ssl_protocols TLSv1.3;
    proxy_ssl_name localhost;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {scheme}://shop;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_buffers 64 16k;
        }}
    }}
}}
"""


def main() -> None:
    """Measure, print, and leave nothing behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="polycart-bench-")))
        bench = Bench(folder, stack)
        bench.open()
        pages = measure_pages(bench)
        exports = measure_exports(bench)
        peaks = {target.name: round(target.process.peak(), 1) for target in bench.targets}
        figures = report.figures(pages, exports, peaks, bench.skipped, seconds=time.monotonic() - started)
    report.show(figures)
    print(msgspec.json.encode(figures).decode())


if __name__ == "__main__":
    main()
