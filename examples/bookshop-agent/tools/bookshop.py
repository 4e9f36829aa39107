"""The bookshop's tools: plain functions that take simple values and return dictionaries. Standard library only."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

# Made when it is first needed, beside what it is made from. Every session has its own copy of the project, so what one
# customer of the agent orders, another does not see. BOOKSHOP_DB points to a database somewhere else.
DATA = Path(__file__).resolve().parent.parent / "data"
DATABASE = Path(os.environ.get("BOOKSHOP_DB") or DATA / "bookshop.db")

DEFAULT_ROWS = 100
MAX_ROWS = 1000
MAX_STEPS = 50_000_000


def query_database(sql: str, max_rows: int = DEFAULT_ROWS) -> dict:
    """The rows of one SELECT statement."""
    with closing(_open()) as database:
        # The database itself refuses to be changed, so no statement has to be understood here.
        database.execute("PRAGMA query_only = ON")
        steps = [0]
        database.set_progress_handler(lambda: _count(steps), 1_000_000)
        try:
            cursor = database.execute(sql)
        except sqlite3.Error as error:
            return {"status": "error", "error": f"SQL error: {error}"}
        if cursor.description is None:
            return {"status": "error", "error": "Only SELECT statements return rows."}
        limit = max(1, min(int(max_rows), MAX_ROWS))
        rows = [dict(row) for row in cursor.fetchmany(limit + 1)]
    return {
        "columns": [column[0] for column in cursor.description],
        "rows": rows[:limit],
        "row_count": min(len(rows), limit),
        "more_rows": len(rows) > limit,
    }


def place_order(customer_id: int, isbn: str, quantity: int = 1) -> dict:
    """Takes copies out of stock and writes the order, or does neither."""
    with closing(_open()) as database, database:
        database.execute("BEGIN IMMEDIATE")
        customer = database.execute("SELECT name FROM customers WHERE id = ?", (customer_id,)).fetchone()
        if customer is None:
            return {"status": "error", "error": f"There is no customer {customer_id}."}
        book = database.execute(
            "SELECT title, price_cents, on_hand FROM books JOIN stock USING (isbn) WHERE isbn = ?", (isbn,)
        ).fetchone()
        if book is None:
            return {"status": "error", "error": f"There is no book with ISBN {isbn}."}
        if book["on_hand"] < quantity:
            return {"status": "error", "error": f"Only {book['on_hand']} of {book['title']!r} are on hand."}
        database.execute("UPDATE stock SET on_hand = on_hand - ? WHERE isbn = ?", (quantity, isbn))
        order_id = database.execute(
            "INSERT INTO orders (customer_id, ordered_at, status) VALUES (?, date('now'), 'open')", (customer_id,)
        ).lastrowid
        database.execute(
            "INSERT INTO order_items VALUES (?, ?, ?, ?)", (order_id, isbn, quantity, book["price_cents"])
        )
    return {
        "order_id": order_id,
        "customer": customer["name"],
        "title": book["title"],
        "quantity": quantity,
        "total_cents": quantity * book["price_cents"],
        "left_on_hand": book["on_hand"] - quantity,
    }


def _open() -> sqlite3.Connection:
    if not DATABASE.exists():
        _create()
    database = sqlite3.connect(DATABASE, timeout=10, isolation_level=None)
    database.row_factory = sqlite3.Row
    return database


def _create() -> None:
    """Makes the database beside its place and moves it there whole, as two calls may be the first at once."""
    part = DATABASE.with_name(f"{DATABASE.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    DATABASE.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(part)) as database:
        for name in ("schema.sql", "seed.sql"):
            database.executescript((DATA / name).read_text(encoding="utf-8"))
        database.commit()
    if DATABASE.exists():
        part.unlink()
    else:
        part.replace(DATABASE)


def _count(steps: list) -> int:
    """Ends a query that would go on for ever, such as a recursion without an end."""
    steps[0] += 1_000_000
    return 1 if steps[0] > MAX_STEPS else 0
