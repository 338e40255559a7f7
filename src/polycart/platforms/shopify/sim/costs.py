"""What a query costs before and after it is run, by Shopify's calculated query costs.

The documents say: a scalar and an enum nothing, an object 1, an interface or a union its dearest selection, a mutation
10, a connection by its ``first`` or ``last`` (https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits). How
a connection grows was told in https://community.shopify.dev/t/how-to-calculate-graphql-cost-estimates/24364: two
points, and what one of its records costs times twice the natural logarithm of the size, rounded down. The example of
https://community.shopify.dev/t/23101 (one product, 250 variants with their inventory items: 25) agrees.
"""

from __future__ import annotations

from math import floor, log
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from polycart.platforms.shopify.sim.binding import named
from polycart.platforms.shopify.sim.state import Record

MUTATION = 10
CONNECTION = 2
FREE = frozenset(
    {"PageInfo", "MoneyV2", "MoneyBag", "MailingAddress", "ShopAddress", "CurrencyFormats", "InventoryItemMeasurement"}
)
"""Values without a life of their own, which observed costs leave out."""


class Costs:
    """The costs of one operation; ``fields`` tells each by its path, as ``Shopify-GraphQL-Cost-Debug`` asks."""

    def __init__(
        self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], variables: dict[str, Any]
    ) -> None:
        self.schema, self.fragments, self.variables = schema, fragments, variables
        self.fields: list[Record] = []

    def requested(self, operation: OperationDefinitionNode) -> int:
        """What the operation may cost at most, told from its text and variables alone."""
        root = self.schema.get_root_type(operation.operation)
        return self._selection(operation.selection_set, root, ())

    def _selection(self, chosen: SelectionSetNode | None, type: Any, path: tuple[str, ...]) -> int:
        """The sum of the fields of a selection, and the dearest of its alternatives."""
        if chosen is None:
            return 0
        total, alternatives = 0, [0]
        several = isinstance(type, (GraphQLInterfaceType, GraphQLUnionType))
        for node in chosen.selections:
            if isinstance(node, FieldNode):
                total += self._field(node, type, path)
                continue
            inner: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = inner.type_condition
            narrowed = self.schema.get_type(condition.name.value) if condition else type
            cost = self._selection(inner.selection_set, narrowed, path)
            if several and isinstance(narrowed, GraphQLObjectType):
                alternatives.append(cost)
            else:
                total += cost
        return total + max(alternatives)

    def _field(self, node: FieldNode, parent: Any, path: tuple[str, ...]) -> int:
        name = node.name.value
        field = getattr(parent, "fields", {}).get(name)
        if field is None:  # __typename and introspection
            return 0
        path = (*path, node.alias.value if node.alias else name)
        type = named(field)
        if parent is self.schema.mutation_type:
            self._selection(node.selection_set, type, path)
            return self._told(path, MUTATION, MUTATION, 0)
        children = self._selection(node.selection_set, type, path)
        if node.selection_set is None or type.name in FREE:
            return self._told(path, 0, 0, children if node.selection_set else None)
        if type.name.endswith("Connection"):
            return self._told(path, 0, CONNECTION + children * growth(self._size(node)), children)
        own = 0 if type.name.endswith("Edge") or isinstance(type, (GraphQLInterfaceType, GraphQLUnionType)) else 1
        if isinstance(type, (GraphQLInterfaceType, GraphQLUnionType)):
            own = 1
        return self._told(path, own, own + children, children)

    def _told(self, path: tuple[str, ...], own: int, total: int, children: int | None) -> int:
        self.fields.append(
            {
                "path": list(path), "definedCost": own, "requestedTotalCost": total,
                "requestedChildrenCost": children,
            }
        )  # fmt: skip
        return total

    def _size(self, node: FieldNode) -> int:
        """How many records a connection is asked for."""
        size = 0
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    size = max(size, int(value.value))
                elif isinstance(value, VariableNode) and isinstance(self.variables.get(value.name.value), int):
                    size = max(size, self.variables[value.name.value])
        return min(size, 250)

    def actual(self, operation: OperationDefinitionNode, data: Any) -> int:
        """What the operation did cost: as requested, with the records that there were."""
        root = self.schema.get_root_type(operation.operation)
        return self._spent(operation.selection_set, root, data)

    def _spent(self, chosen: SelectionSetNode | None, type: Any, value: Any) -> int:
        if chosen is None or value is None:
            return 0
        total = 0
        for node in chosen.selections:
            if isinstance(node, FieldNode):
                total += self._spent_field(node, type, value)
                continue
            inner: Any = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            condition = inner.type_condition
            total += self._spent(
                inner.selection_set, self.schema.get_type(condition.name.value) if condition else type, value
            )
        return total

    def _spent_field(self, node: FieldNode, parent: Any, value: Any) -> int:
        name = node.name.value
        field = getattr(parent, "fields", {}).get(name)
        key = node.alias.value if node.alias else name
        if field is None or node.selection_set is None or key not in value or value[key] is None:
            return MUTATION if parent is self.schema.mutation_type and field is not None else 0
        type = named(field)
        inner: Any = value[key]
        if parent is self.schema.mutation_type:
            return MUTATION
        if type.name in FREE:
            return 0
        if type.name.endswith("Connection"):
            none: list[Any] = []
            held = max((_listed(each) for each in inner.values()), key=len, default=none)
            if not held:
                return CONNECTION
            each = max(self._spent(node.selection_set, type, _one(inner, at)) for at in range(len(held)))
            return CONNECTION + each * growth(len(held))
        own = 0 if type.name.endswith("Edge") else 1
        spent = [self._spent(node.selection_set, type, row) for row in _listed(inner) or [inner]]
        return own + max(spent, default=0)


def _listed(value: Any) -> list[Any]:
    """The records of a list; none where a value is no list."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def _one(connection: Record, at: int) -> Record:
    """A connection with one record in it."""
    return {key: value[at : at + 1] if isinstance(value, list) else value for key, value in connection.items()}


def growth(size: int) -> int:
    """What the cost of one record is multiplied with in a connection of a size."""
    return 0 if size == 0 else floor(2 * log(max(2, size)))
