"""What columns are made of, in a SQLite file and on a PostgreSQL server alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Computed, Integer, Text
from sqlalchemy.ext.compiler import compiles

NUMBER = Integer().with_variant(BigInteger(), "postgresql")  # which SQLite stores in as many bytes as it takes
TEXT = Text().with_variant(Text(collation="C"), "postgresql")  # in the order of its bytes, as SQLite has it


class FromBody(Computed):
    """A name of the body, generated: computed by SQLite when it is read, kept by PostgreSQL with the row."""

    inherit_cache = True

    def __init__(self, name: str) -> None:
        super().__init__(f"json_extract(body, '$.{name}')", persisted=False)
        self.name = name


@compiles(FromBody, "postgresql")
def _on_a_server(element: FromBody, _compiler: Any, **_: Any) -> str:
    kind = {"rev": "bigint"}.get(element.name, "text")
    return f"GENERATED ALWAYS AS (((body::json) ->> '{element.name}')::{kind}) STORED"
