"""Answers that several methods share."""

from __future__ import annotations

from typing import Annotated

from polycart.core.method import UNSET, Doc, Entity, Sparse


class StoreConnected(Entity):
    """A store connected."""

    store_key: Annotated[Sparse[str], Doc("The store key.")] = UNSET


class UpdatedItems(Entity):
    """A updated items."""

    updated_items: Annotated[Sparse[int], Doc("The updated items.")] = UNSET


class Added(Entity):
    """A added."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET


class Deleted(Entity):
    """A deleted."""

    deleted: Annotated[Sparse[str], Doc("The deleted.")] = UNSET


class Updated(Entity):
    """A updated."""

    updated: Annotated[Sparse[bool], Doc("The updated.")] = UNSET


class DeletedFlag(Entity):
    """A deleted flag."""

    deleted: Annotated[Sparse[bool], Doc("The deleted.")] = UNSET


class Registered(Entity):
    """A registered."""

    id: Annotated[Sparse[int], Doc("The id.")] = UNSET


class Done(Entity):
    """A done."""

    status: Annotated[Sparse[bool], Doc("The status.")] = UNSET


class StatusText(Entity):
    """A status text."""

    status: Annotated[Sparse[str], Doc("The status.")] = UNSET


class JobQueued(Entity):
    """A job queued."""

    job_id: Annotated[Sparse[str], Doc("The job id.")] = UNSET


class DeletedItems(Entity):
    """A deleted items."""

    delete_items: Annotated[Sparse[int], Doc("The delete items.")] = UNSET


class UpdatedText(Entity):
    """A updated text."""

    updated: Annotated[Sparse[str], Doc("The updated.")] = UNSET
