"""The gateway that one would write oneself: FastAPI, pydantic and httpx in some forty lines, tuned in nothing."""

import os
from typing import Any

import httpx
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel


class Image(BaseModel):
    id: int
    src: str
    name: str = ""
    alt: str = ""


class Product(BaseModel):
    id: int
    name: str
    type: str
    sku: str = ""
    description: str = ""
    short_description: str = ""
    price: float | None = None
    quantity: float | None = None
    in_stock: bool
    url: str
    weight: float | None = None
    categories: list[str]
    images: list[Image]
    created_at: str
    modified_at: str
    attributes: list[dict[str, Any]]
    meta: dict[str, Any]


app = FastAPI()
shop = httpx.AsyncClient(base_url=os.environ["BENCH_SHOP"] + "/wp-json/wc/v3/", auth=("ck", "cs"), trust_env=False)


def product(row: dict[str, Any]) -> Product:
    return Product(
        **{name: row[name] for name in ("id", "name", "type", "sku", "description", "short_description", "attributes")},
        price=float(row["price"]) if row["price"] else None, quantity=row["stock_quantity"],
        in_stock=row["stock_status"] == "instock", url=row["permalink"],
        weight=float(row["weight"]) if row["weight"] else None,
        categories=[str(each["id"]) for each in row["categories"]],
        images=[Image(**each) for each in row["images"]], created_at=row["date_created_gmt"],
        modified_at=row["date_modified_gmt"], meta={each["key"]: each["value"] for each in row["meta_data"]},
    )  # fmt: skip


@app.get("/products")
async def products(start: int = 0, count: int = 100, x_api_key: str = Header()) -> list[Product]:
    if x_api_key != "secret":
        raise HTTPException(401)
    answer = await shop.get("products", params={"offset": start, "per_page": count})
    return [product(row) for row in answer.json()]
