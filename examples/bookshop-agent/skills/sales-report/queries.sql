-- Revenue, orders and average order.
SELECT SUM(i.quantity * i.price_cents) / 100.0 AS revenue_eur,
       COUNT(DISTINCT o.id) AS orders,
       SUM(i.quantity * i.price_cents) / 100.0 / COUNT(DISTINCT o.id) AS average_order_eur
FROM orders o JOIN order_items i ON i.order_id = o.id
WHERE o.status <> 'returned' AND o.ordered_at BETWEEN :from AND :to;

-- The five best titles.
SELECT b.title, a.name AS author, SUM(i.quantity) AS copies, SUM(i.quantity * i.price_cents) / 100.0 AS revenue_eur
FROM orders o JOIN order_items i ON i.order_id = o.id JOIN books b USING (isbn) JOIN authors a ON a.id = b.author_id
WHERE o.status <> 'returned' AND o.ordered_at BETWEEN :from AND :to
GROUP BY b.isbn ORDER BY revenue_eur DESC LIMIT 5;

-- Revenue by month.
SELECT substr(o.ordered_at, 1, 7) AS month, SUM(i.quantity * i.price_cents) / 100.0 AS revenue_eur
FROM orders o JOIN order_items i ON i.order_id = o.id
WHERE o.status <> 'returned' AND o.ordered_at BETWEEN :from AND :to
GROUP BY month ORDER BY month;
