// Step 2 in Java: one handler acts and keeps a summary ready, the other can only pick it up.

import java.util.*;

class Step2 {
    record Item(String product, int qty, long priceCents) {}

    record OrderSummary(String orderId, String customerId, long totalCents, int itemCount, String status) {}

    static class Order {
        final List<Item> items = new ArrayList<>();
        boolean confirmed;
    }

    static class OrderCommandHandler {
        private final Map<String, Order> orders = new HashMap<>();
        private final Map<String, OrderSummary> summaries;

        OrderCommandHandler(Map<String, OrderSummary> summaries) {
            this.summaries = summaries;
        }

        void createOrder(String orderId, String customerId) {
            if (orders.putIfAbsent(orderId, new Order()) != null)
                throw new IllegalStateException("Order " + orderId + ": an order id is used once");
            summaries.put(orderId, new OrderSummary(orderId, customerId, 0, 0, "pending"));
        }

        void addItem(String orderId, String product, int qty, long priceCents) {
            Order order = find(orderId);
            if (order.confirmed)
                throw new IllegalStateException("Order " + orderId + ": nothing is added to a confirmed order");
            order.items.add(new Item(product, qty, priceCents));
            summaries.computeIfPresent(orderId, (id, summary) -> new OrderSummary(
                id, summary.customerId(), summary.totalCents() + qty * priceCents, summary.itemCount() + 1, "pending"));
        }

        void confirm(String orderId) {
            Order order = find(orderId);
            if (order.confirmed)
                throw new IllegalStateException("Order " + orderId + ": an order is confirmed once");
            if (order.items.isEmpty())
                throw new IllegalStateException("Order " + orderId + ": an order without items can't be confirmed");
            order.confirmed = true;
            summaries.computeIfPresent(orderId, (id, summary) -> new OrderSummary(
                id, summary.customerId(), summary.totalCents(), summary.itemCount(), "confirmed"));
        }

        private Order find(String orderId) {
            Order order = orders.get(orderId);
            if (order == null)
                throw new NoSuchElementException("Order " + orderId + ": there is no such order");
            return order;
        }
    }

    static class OrderQueryHandler {
        private final Map<String, OrderSummary> summaries;

        OrderQueryHandler(Map<String, OrderSummary> summaries) {
            this.summaries = summaries;
        }

        OrderSummary getSummary(String orderId) {
            OrderSummary summary = summaries.get(orderId);
            if (summary == null)
                throw new NoSuchElementException("Order " + orderId + ": there is no such order");
            return summary;
        }
    }

    public static void main(String[] args) {
        var summaries = new HashMap<String, OrderSummary>();
        var commands = new OrderCommandHandler(summaries);
        var queries = new OrderQueryHandler(Collections.unmodifiableMap(summaries)); // it can look, and do nothing else
        commands.createOrder("ORD-1", "CUST-1");
        commands.addItem("ORD-1", "Laptop", 1, 99999);
        commands.addItem("ORD-1", "Mouse", 2, 2999);
        commands.confirm("ORD-1");
        System.out.println(queries.getSummary("ORD-1"));
    }
}
