CREATE TABLE authors (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  country TEXT NOT NULL
);

CREATE TABLE books (
  isbn TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors (id),
  genre TEXT NOT NULL,
  price_cents INTEGER NOT NULL CHECK (price_cents > 0),
  published INTEGER NOT NULL
);

CREATE TABLE stock (
  isbn TEXT PRIMARY KEY REFERENCES books (isbn),
  on_hand INTEGER NOT NULL CHECK (on_hand >= 0),
  reorder_at INTEGER NOT NULL
);

CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  city TEXT NOT NULL,
  member_since TEXT
);

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  ordered_at TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'shipped', 'returned'))
);

CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  isbn TEXT NOT NULL REFERENCES books (isbn),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  price_cents INTEGER NOT NULL,
  PRIMARY KEY (order_id, isbn)
);

CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX orders_by_day ON orders (ordered_at);
