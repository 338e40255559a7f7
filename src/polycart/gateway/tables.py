"""The tables of the gateway, as portable SQLAlchemy metadata; migrations/ holds the way to them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

# Times are Unix seconds and structured values are JSON text, because both read the same through SQLAlchemy and through
# a driver of its own. Names of constraints are fixed, so that a migration can name them on every database.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

Large = BigInteger().with_variant(Integer, "sqlite")
"""Numbers that grow with every change in every store; integers of SQLite are as large, and count by themselves."""

meta = Table(
    "meta",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("token", String(200), primary_key=True),
    Column("beat", Float, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("created", Float, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("concurrency", Integer),
    sqlite_autoincrement=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("prefix", String(8), nullable=False, index=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", String(200), nullable=False),
    Column("created", Float, nullable=False),
    Column("last_used", Float),
    Column("disabled", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# An id is never given twice: ciphertexts are bound to it, and traces of a deleted store may outlive it for a moment.
stores = Table(
    "stores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("cart_id", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("identity", Text, unique=True),
    Column("prefix", String(8), nullable=False, index=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("data_key", LargeBinary, nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    Column("sealed_settings", LargeBinary, nullable=False),
    Column("label", Text, nullable=False),
    Column("custom_label", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("facts", Text, nullable=False),
    Column("unsupported", String(8), nullable=False),
    Column("concurrency", Integer),
    Column("private_network", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# What was made for a bridge before its store is connected, and is needed again when the bridge is downloaded anew.
bridges = Table(
    "bridges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("prefix", String(8), nullable=False, index=True),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("data_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
    sqlite_autoincrement=True,
)

# A plugin that was built: the keys that all shops share in which it is installed, and whose those shops become.
plugin_builds = Table(
    "plugin_builds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("build", String(32), nullable=False, unique=True),
    Column("platform", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("gateway", LargeBinary(32), nullable=False, index=True),
    Column("data_key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
    sqlite_autoincrement=True,
)

# No foreign key: counts and traces are written behind, and one deleted store must not fail a whole batch.
store_calls = Table(
    "store_calls",
    metadata,
    Column("store_id", Integer, primary_key=True, autoincrement=False),
    Column("day", String(10), primary_key=True),
    Column("calls", Integer, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", LargeBinary(32), primary_key=True),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("answer", LargeBinary),
    Column("expires", Float, nullable=False, index=True),
)

journal = Table(
    "journal",
    metadata,
    Column("entry", String(32), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("request_id", String(64), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("created", Float, nullable=False),
    Column("step", LargeBinary, nullable=False),
)

# ``mark`` is what a batch and its repetition under the same idempotency key have in common; ``progress`` is how many
# items were done when ``owner`` took the batch.
batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("account_id", Integer, nullable=False),
    Column("key_id", Integer, nullable=False),
    Column("method", String(100), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("created", Float, nullable=False),
    Column("processed", Float),
    Column("items", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("mark", LargeBinary(32), unique=True),
    sqlite_autoincrement=True,
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", Integer, ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("sent", Float),
    Column("tries", Integer, nullable=False),
    Column("item", LargeBinary),
    Column("status", String(8)),
    Column("entity_id", Text),
    Column("told", LargeBinary),
)

# The stream of changes of a store that somebody watches: the last change, the last that is not kept any more, and
# where polling stands. ``pushed`` lists entities that the shop tells of by itself.
NEVER = 1e18
"""When a store is due that nobody watches."""

NOBODYS, SOMEBODYS = text("owner = ''"), text("owner <> ''")

streams = Table(
    "streams",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("last", Large, nullable=False),
    Column("purged", Large, nullable=False),
    Column("pushed", Text, nullable=False),
    Column("due", Float, nullable=False),
    Column("pause", Float, nullable=False),
    Column("nudged", Boolean, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("state", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("lost", Text, nullable=False),
    # Whoever looks for stores that are due must not step over those that others have.
    Index("ix_streams_due", "due", postgresql_where=NOBODYS, sqlite_where=NOBODYS),
    Index("ix_streams_owner", "owner", postgresql_where=SOMEBODYS, sqlite_where=SOMEBODYS),
)

watches = Table(
    "watches",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("by", String(64), primary_key=True),
    Column("entities", Text, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", Large, primary_key=True),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("entity", String(40), nullable=False),
    Column("action", String(8), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("parent_id", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("source", String(8), nullable=False),
    Column("moment", Float, nullable=False),
    Column("kept", Float, nullable=False, index=True),
    Index("ix_changes_store_id_seq", "store_id", "seq"),
    sqlite_autoincrement=True,
)

# What is known of each entity that is watched: hashes and moments, no more. Without row ids SQLite keeps it in the
# order of the key, which halves it.
known = Table(
    "known",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("entity", String(40), primary_key=True),
    Column("entity_id", String(200), primary_key=True),
    Column("parent_id", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("action", String(8), nullable=False),
    Column("told", Boolean, nullable=False),
    Column("moment", Float, nullable=False),
    Column("seen", Float, nullable=False),
    sqlite_with_rowid=False,
)

# How far a reader of a store's changes has come; it survives the reader. ``behind`` says that there are later ones.
BEHIND = text("behind")

consumers = Table(
    "consumers",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("name", String(64), primary_key=True),
    Column("seq", Large, nullable=False),
    Column("moment", Float, nullable=False),
    Column("behind", Boolean, nullable=False),
    Index("ix_consumers_behind", "name", postgresql_where=BEHIND, sqlite_where=BEHIND),
)

# Where the shop of a store delivers to what it tells by itself; ``entities`` are those it is subscribed to for.
push_doors = Table(
    "push_doors",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("entities", Text, nullable=False),
    Column("natively", Text, nullable=False),
    Column("failed", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("due", Float, nullable=False, index=True),
)

push_marks = Table(
    "push_marks",
    metadata,
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("mark", LargeBinary(32), primary_key=True),
    Column("expires", Float, nullable=False, index=True),
)

traces = Table(
    "traces",
    metadata,
    Column("request_id", String(64), primary_key=True),
    Column("ts", Float, nullable=False, index=True),
    Column("account_id", Integer, index=True),
    Column("store_id", Integer, index=True),
    Column("method", String(100), nullable=False),
    Column("code", Integer, nullable=False),
    Column("ms", Float, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# ``since`` is the last change that came before the webhook (or before it was switched on again); ``due`` the earliest
# moment at which one of its deliveries is to be tried, ``rest`` until when its endpoint is left alone after
# ``failures`` in a row. ``listener`` is the process of a `polycart listen`, which sends by itself.
webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("entity", String(32), nullable=False),
    Column("action", String(8), nullable=False),
    Column("callback", Text, nullable=False),
    Column("label", Text),
    Column("fields", Text, nullable=False),
    Column("response_fields", Text),
    Column("lang_id", Text),
    Column("shop_id", Text),
    Column("conditions", Text),
    Column("active", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("since", Large, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("old_secret", LargeBinary),
    Column("old_until", Float),
    Column("failures", Integer, nullable=False),
    Column("failing", Float),
    Column("rest", Float, nullable=False),
    Column("due", Float, index=True),
    Column("listener", String(200), nullable=False),
    sqlite_autoincrement=True,
)

# One event for one webhook: what it is about, never what it held. ``due`` is empty while one before it, about the same
# entity, is open. ``attempts`` are those since it was opened, ``tries`` all of them. ``told`` is what there is to tell
# where that is no entity.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Large, primary_key=True),
    Column("webhook_id", Integer, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("message", String(40), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("seq", Large, nullable=False),
    Column("entity", String(32), nullable=False),
    Column("action", String(8), nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("parent_id", Text, nullable=False),
    Column("moment", Float, nullable=False),
    Column("created", Float, nullable=False, index=True),
    Column("opened", Float, nullable=False),
    Column("state", String(12), nullable=False),
    Column("due", Float),
    Column("owner", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried", Float),
    Column("finished", Float),
    Column("status", Integer),
    Column("said", Text, nullable=False),
    Column("told", Text),
    Column("digest", LargeBinary(32)),
    Column("size", Integer),
    Index("ix_deliveries_line", "webhook_id", "state", "due"),
    Index("ix_deliveries_entity", "webhook_id", "entity_id", "state"),
    Index("ix_deliveries_owner", "state", "owner"),
    sqlite_autoincrement=True,
)

delivery_attempts = Table(
    "delivery_attempts",
    metadata,
    Column("delivery_id", Large, ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("moment", Float, nullable=False),
    Column("ms", Float, nullable=False),
    Column("status", Integer),
    Column("said", Text, nullable=False),
)

# A store whose shop can't be reached: ``checks`` that failed, and when the next one is.
outages = Table(
    "outages",
    metadata,
    Column(
        "store_id",
        Integer,
        ForeignKey("stores.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("began", Float, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("due", Float, nullable=False, index=True),
    Column("code", Integer, nullable=False),
    Column("said", Text, nullable=False),
)

# A service that the shop of a store asks for rates: ``hash`` is that of the token in the address where the shop asks,
# ``registered`` whether the shop was told of it, ``failures`` how often in a row the callback went wrong since
# ``failing``, and ``failed`` when it last did.
live_shipping_services = Table(
    "live_shipping_services",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("store_id", Integer, ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("callback", Text, nullable=False),
    Column("shop_id", Text),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("failing", Float),
    Column("failed", Float),
    Column("created", Float, nullable=False),
    Column("fallback", Text),
    sqlite_autoincrement=True,
)
