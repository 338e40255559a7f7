"""Answers that several methods share."""

from __future__ import annotations

from typing import Annotated

from polycart.core.method import UNSET, Doc, Entity, Sparse


class StoreConnected(Entity):
    """A store that was connected."""

    store_key: Annotated[Sparse[str], Doc("Key of the store.")] = UNSET


class UpdatedItems(Entity):
    """How many entities were changed."""

    updated_items: Annotated[Sparse[int], Doc("How many were changed.")] = UNSET


class Added(Entity):
    """A new entity, by its id."""

    id: Annotated[Sparse[str], Doc("Id of the new entity.")] = UNSET


class Deleted(Entity):
    """Whether an entity is gone, written as text."""

    deleted: Annotated[Sparse[str], Doc("Whether it is gone, written as text.")] = UNSET


class Updated(Entity):
    """Whether an entity was changed."""

    updated: Annotated[Sparse[bool], Doc("Whether it was changed.")] = UNSET


class DeletedFlag(Entity):
    """Whether an entity is gone."""

    deleted: Annotated[Sparse[bool], Doc("Whether it is gone.")] = UNSET


class Registered(Entity):
    """A new entity, by its number."""

    id: Annotated[Sparse[int], Doc("Id of the new entity, a number.")] = UNSET


class Done(Entity):
    """Whether a call did its work."""

    status: Annotated[Sparse[bool], Doc("Whether it was done.")] = UNSET


class StatusText(Entity):
    """What became of a call, in words."""

    status: Annotated[Sparse[str], Doc("What became of it, in words.")] = UNSET


class JobQueued(Entity):
    """A batch that was put in line."""

    job_id: Annotated[Sparse[str], Doc("Id of the job.")] = UNSET


class DeletedItems(Entity):
    """How many entities are gone."""

    delete_items: Annotated[Sparse[int], Doc("How many were deleted.")] = UNSET


class UpdatedText(Entity):
    """Whether an entity was changed, written as text."""

    updated: Annotated[Sparse[str], Doc("Whether it was changed, written as text.")] = UNSET
