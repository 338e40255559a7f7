"""The figures of a run as ratios beside their aims, and as a table to read."""

from __future__ import annotations

import os
import platform
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from bench import load
from bench.targets import PAGES, TLS

Figures = dict[str, Any]


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """One aim: what it is about, the bound, whether it is a least or a most, and what was reached."""

    what: str
    unit: str
    aim: float
    least: bool
    reached: float | None

    @property
    def met(self) -> bool | None:
        """Whether it was reached; ``None`` where it was not measured."""
        if self.reached is None:
            return None
        return self.reached >= self.aim if self.least else self.reached <= self.aim


def figures(pages: Figures, exports: Figures, peaks: Figures, skipped: Figures, *, seconds: float) -> Figures:
    """Everything that was measured, the ratios, and the aims."""
    aims = [*_page_aims(pages, ""), *_page_aims(pages, TLS), *_export_aims(exports)]
    return {
        "machine": {
            "cores": os.cpu_count(), "python": platform.python_version(), "load": "wrk" if load.WRK else "own client",
            "load_average": os.getloadavg()[0],
        },
        "seconds": round(seconds, 1),
        "pages": pages,
        "exports": exports,
        "peak_mb": peaks,
        "skipped": skipped,
        "aims": [{**msgspec.to_builtins(aim), "met": aim.met} for aim in aims],
    }  # fmt: skip


def _value(pages: Figures, page: str, target: str, loop: str, name: str) -> float | None:
    return pages.get(page, {}).get(target, {}).get(loop, {}).get(name)


def _ratio(one: float | None, two: float | None) -> float | None:
    return round(one / two, 3) if one and two else None


def _page_aims(pages: Figures, way: str) -> list[Aim]:
    """The aims for one way to the shop: plain, or ``TLS``."""

    def value(page: str, target: str, loop: str, name: str) -> float | None:
        return _value(pages, page, target + way, loop, name)

    def of_nginx(page: str, of: str | None = None) -> float | None:
        return _ratio(value(page, "polycart", "c32", "per_second"), value(of or page, "nginx", "c32", "per_second"))

    def added(page: str, name: str) -> float | None:
        through, direct = value(page, "polycart", "c1", name), value(page, "shop", "c1", name)
        return round(through - direct, 3) if through is not None and direct is not None else None

    def aim(what: str, unit: str, bound: float, reached: float | None, *, least: bool = False) -> Aim:
        return Aim(what=what + way, unit=unit, aim=bound, least=least, reached=reached)

    whole, one = "everything", "one object"
    rows = [
        aim("100 products: processor time", "ms", 1.5, value(whole, "polycart", "c32", "cpu_ms")),
        aim("100 products: throughput of nginx's", "x", 0.10, of_nginx(whole), least=True),
        aim("100 products: latency added, p50", "ms", 2.0, added(whole, "p50_ms")),
        aim("100 products: latency added, p99", "ms", 5.0, added(whole, "p99_ms")),
        aim("five fields: of nginx passing the whole page", "x", 0.20, of_nginx("five fields", whole), least=True),
        aim("five fields: of nginx passing the same fields", "x", 0.20, of_nginx("five fields"), least=True),
        aim("one object: throughput of nginx's", "x", 0.12, of_nginx(one), least=True),
        aim("one object: latency added, p50", "ms", 0.3, added(one, "p50_ms")),
        aim("one object: latency added, p99", "ms", 2.0, added(one, "p99_ms")),
    ]
    by_hand = _value(pages, whole, "FastAPI by hand", "c32", "per_second")
    if by_hand and not way:
        ahead = _ratio(value(whole, "polycart", "c32", "per_second"), by_hand)
        rows.append(aim("100 products: ahead of FastAPI by hand", "x", 5.0, ahead, least=True))
    return rows


def _export_aims(exports: Figures) -> list[Aim]:
    def of_client(speed: str, name: str) -> float | None:
        ways = exports[speed]
        return _ratio(ways["polycart library"][name], ways.get("woocommerce client", {}).get(name))

    slow = of_client("100 ms a page", "wall_s")
    return [
        Aim(
            what="export: processor time of the woocommerce client's", unit="x", aim=0.6, least=False,
            reached=of_client("at once", "cpu_s"),
        ),
        Aim(
            what="export at 100 ms a page: times as fast as the woocommerce client", unit="x", aim=6.0, least=True,
            reached=round(1 / slow, 2) if slow else None,
        ),
    ]  # fmt: skip


def show(figures: Figures) -> None:
    """Print the tables."""
    console = Console(width=130)
    for page in PAGES:
        table = Table(title=page.title, title_justify="left")
        table.add_column("through")
        columns = (
            "c=1 p50 ms", "c=1 p99 ms", "c=1 /s", "c=32 /s", "c=32 p50 ms", "c=32 p99 ms", "CPU ms each",
            "of nginx's /s",
        )  # fmt: skip
        for name in columns:
            table.add_column(name, justify="right")
        rows = figures["pages"][page.name]
        for target, loops in rows.items():
            one, many = loops["c1"], loops["c32"]
            proxy = "nginx" + (TLS if target.endswith(TLS) else "")
            ratio = _ratio(many["per_second"], _value(figures["pages"], page.name, proxy, "c32", "per_second"))
            table.add_row(
                target, f"{one['p50_ms']:.2f}", f"{one['p99_ms']:.2f}", f"{one['per_second']:.0f}",
                f"{many['per_second']:.0f}", f"{many['p50_ms']:.2f}", f"{many['p99_ms']:.2f}", f"{many['cpu_ms']:.3f}",
                "-" if ratio is None else f"{ratio:.2f}",
            )  # fmt: skip
        console.print(table)
    for speed, ways in figures["exports"].items():
        table = Table(title=f"10,000 products to a file, the shop answering {speed}", title_justify="left")
        table.add_column("by")
        for name in ("wall s", "CPU s", "of it in the server", "peak MB"):
            table.add_column(name, justify="right")
        for kind, row in ways.items():
            server = f"{row['server_cpu_s']:.2f}" if row["server_cpu_s"] else "-"
            table.add_row(kind, f"{row['wall_s']:.2f}", f"{row['cpu_s']:.2f}", server, f"{row['peak_mb']:.0f}")
        console.print(table)
    _show_aims(console, figures)


def _show_aims(console: Console, figures: Figures) -> None:
    table = Table(title="Aims", title_justify="left")
    table.add_column("what")
    for name in ("aim", "reached", ""):
        table.add_column(name, justify="right")
    for aim in figures["aims"]:
        reached = "not measured" if aim["reached"] is None else f"{aim['reached']:.3g} {aim['unit']}"
        bound = f"{'>=' if aim['least'] else '<='} {aim['aim']:g} {aim['unit']}"
        table.add_row(aim["what"], bound, reached, {True: "yes", False: "no", None: ""}[aim["met"]])
    console.print(table)
    peaks = ", ".join(f"{name} {peak:.0f}" for name, peak in figures["peak_mb"].items())
    console.print(
        f"Peak memory in MB: {peaks}. The run took {figures['seconds']:.0f} s, load by {figures['machine']['load']}."
    )
    for name, reason in figures["skipped"].items():
        console.print(f"Left out: {name}: {reason}.")
