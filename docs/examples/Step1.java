// Step 1 in Java: one class changes orders and answers for them. Money is in whole cents.

import java.util.*;

class Step1 {
    record Item(String product, int qty, long priceCents) {}

    record OrderSummary(String orderId, String customerId, long totalCents, int itemCount, String status) {}

    static class Order {
        final String customerId;
        final List<Item> items = new ArrayList<>();
        boolean confirmed;

        Order(String customerId) {
            this.customerId = customerId;
        }
    }

    static class Orders {
        private final Map<String, Order> orders = new HashMap<>();

        void createOrder(String orderId, String customerId) {
            if (orders.putIfAbsent(orderId, new Order(customerId)) != null)
                throw new IllegalStateException("Order " + orderId + ": an order id is used once");
        }

        void addItem(String orderId, String product, int qty, long priceCents) {
            Order order = find(orderId);
            if (order.confirmed)
                throw new IllegalStateException("Order " + orderId + ": nothing is added to a confirmed order");
            order.items.add(new Item(product, qty, priceCents));
        }

        void confirm(String orderId) {
            Order order = find(orderId);
            if (order.confirmed)
                throw new IllegalStateException("Order " + orderId + ": an order is confirmed once");
            if (order.items.isEmpty())
                throw new IllegalStateException("Order " + orderId + ": an order without items can't be confirmed");
            order.confirmed = true;
        }

        OrderSummary getSummary(String orderId) {
            Order order = find(orderId);
            long totalCents = order.items.stream().mapToLong(item -> item.qty() * item.priceCents()).sum(); // on every read
            String status = order.confirmed ? "confirmed" : "pending";
            return new OrderSummary(orderId, order.customerId, totalCents, order.items.size(), status);
        }

        private Order find(String orderId) {
            Order order = orders.get(orderId);
            if (order == null)
                throw new NoSuchElementException("Order " + orderId + ": there is no such order");
            return order;
        }
    }

    public static void main(String[] args) {
        var shop = new Orders();
        shop.createOrder("ORD-1", "CUST-1");
        shop.addItem("ORD-1", "Laptop", 1, 99999);
        shop.addItem("ORD-1", "Mouse", 2, 2999);
        shop.confirm("ORD-1");
        System.out.println(shop.getSummary("ORD-1"));
    }
}
