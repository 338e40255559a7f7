"""Categories, brands, tags and options, by which products are found."""

from polycart.sandbox.catalogue.entities import Brand, Category, Option, OptionValue, Tag
from polycart.sandbox.catalogue.words import picture, slug

TREE: dict[str, dict[str, list[str]]] = {
    "Clothing": {"Men": ["Shirts", "Trousers", "Jackets"], "Women": ["Dresses", "Skirts", "Blouses"], "Kids": ["Toys"]},
    "Home & Garden": {"Kitchen": ["Cookware", "Tableware"], "Garden": ["Tools", "Seeds"], "Lighting": ["Lamps"]},
    "Electronics": {"Audio": ["Headphones", "Speakers"], "Phones": ["Cases", "Chargers"]},
    "Books": {"Fiction": ["Novels", "Poetry"], "Non-fiction": ["History", "Cookbooks"]},
    "Sports": {"Cycling": ["Helmets", "Lights"], "Camping": ["Tents", "Stoves"]},
    "Напої": {"Кава": ["Зерно"], "Чай": ["Листовий"]},
}
BRANDS = (
    "Acme",
    "Nordlys",
    "Київська майстерня",
    "Müller & Söhne",
    "Sakura 桜",
    "Aurora",
    "Bjørk",
    "Terra",
    "Ωmega",
    "Plain",
)
TAGS = (
    "new",
    "sale",
    "eco",
    "gift",
    "handmade",
    "bestseller",
    "limited",
    "vegan",
    "кава",
    "winter",
    "summer",
    "office",
)
OPTIONS = {
    "Color": ("Red", "Green", "Blue", "Black", "White", "Grün-Blau", "Жовтий"),
    "Size": ("XS", "S", "M", "L", "XL"),
    "Material": ("Cotton", "Wool", "Linen", "Leather"),
    "Capacity": ("64 GB", "128 GB", "256 GB"),
}


def categories() -> tuple[Category, ...]:
    """The tree, root by root with what is under each."""
    found: list[Category] = []

    def add(name: str, parent: int, position: int) -> int:
        n = len(found) + 1
        text = f"<p>{name}: everything in one place.</p>" if n % 3 else ""
        found.append(Category(n, parent, name, f"{slug(name)}", text, position, picture(name, n) if n % 2 else None))
        return n

    for i, (root, children) in enumerate(TREE.items()):
        root_id = add(root, 0, i)
        for j, (child, leaves) in enumerate(children.items()):
            child_id = add(child, root_id, j)
            for k, leaf in enumerate(leaves):
                add(leaf, child_id, k)
    return tuple(found)


def options() -> tuple[Option, ...]:
    """The shared definitions with their values."""
    found: list[Option] = []
    value_id = 0
    for n, (name, values) in enumerate(OPTIONS.items(), 1):
        made: list[OptionValue] = []
        for value in values:
            value_id += 1
            made.append(OptionValue(value_id, value, slug(value)))
        found.append(Option(n, name, slug(name), tuple(made)))
    return tuple(found)


def brands() -> tuple[Brand, ...]:
    """The makers; the first four tell nothing of themselves."""
    return tuple(Brand(n, b, slug(b), f"{b} since 19{n}0" if n > 4 else "") for n, b in enumerate(BRANDS, 1))


def tags() -> tuple[Tag, ...]:
    """The tags."""
    return tuple(Tag(n, t, slug(t)) for n, t in enumerate(TAGS, 1))
