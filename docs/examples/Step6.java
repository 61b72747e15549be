// A shop over HTTP in Java, as step 6's OpenAPI documents have it. Usage: java Step6.java [port]
// Commands and queries in one process, everything in memory. Money is in whole cents.

import com.sun.net.httpserver.*;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.*;

class Step6 {
    static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    enum Kind {
        ORDER_ALREADY_EXISTS(409, "An order id is used once"),
        INVALID_TEXT(422, "An id or a product name is text of 1 to 200 characters"),
        INVALID_QUANTITY(422, "A quantity is a whole number of at least 1"),
        INVALID_PRICE(422, "A price is an amount of at least 0 with at most two decimals"),
        AMOUNT_TOO_LARGE(409, "An amount fits into 64 bits of cents"),
        ORDER_NOT_FOUND(404, "There is no such order"),
        ORDER_IS_CONFIRMED(409, "Nothing is added to a confirmed order"),
        ORDER_IS_EMPTY(409, "An order without items can't be confirmed"),
        ALREADY_CONFIRMED(409, "An order is confirmed once");

        final int status;
        final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }
    }

    static class Refused extends RuntimeException {
        final Kind kind;
        final Object orderId;
        final String found;

        Refused(Kind kind, Object orderId, Object found) {
            this.kind = kind;
            this.orderId = orderId;
            this.found = String.valueOf(found);
        }

        Map<String, Object> problem() {
            var type = "tag:cqrs-kata.example,2026:" + kind.name().toLowerCase().replace('_', '-');
            return map("type", type, "title", kind.title, "status", kind.status,
                "detail", "Order " + orderId + ": " + kind.title, "order_id", orderId, "found", found);
        }
    }

    record OrderSummary(String orderId, String customerId, BigInteger cents, int itemCount, String status, int version) {
        Object asJson() {
            return map("order_id", orderId, "customer_id", customerId, "total", new BigDecimal(cents, 2).toPlainString(),
                "item_count", itemCount, "status", status);
        }
    }

    static class OrderCommandHandler {
        private final Map<String, OrderSummary> orders;
        private int position;

        OrderCommandHandler(Map<String, OrderSummary> orders) {
            this.orders = orders;
        }

        synchronized Object createOrder(Object orderId, Object customerId) {
            checkText(orderId, orderId, customerId);
            if (orders.containsKey(orderId)) throw new Refused(Kind.ORDER_ALREADY_EXISTS, orderId, "");
            return happened(new OrderSummary((String) orderId, (String) customerId, BigInteger.ZERO, 0, "pending", 1));
        }

        synchronized Object addItem(String orderId, Object product, Object qty, Object price) {
            checkText(orderId, orderId, product);
            var pieces = toPieces(orderId, qty);
            var cents = toCents(orderId, price);
            var order = find(orderId);
            if (order.status.equals("confirmed")) throw new Refused(Kind.ORDER_IS_CONFIRMED, orderId, "");
            var total = atMostLargest(orderId, order.cents.add(pieces.multiply(cents)));
            return happened(new OrderSummary(
                orderId, order.customerId, total, order.itemCount + 1, order.status, order.version + 1));
        }

        synchronized Object confirm(String orderId) {
            checkText(orderId, orderId);
            var order = find(orderId);
            if (order.status.equals("confirmed")) throw new Refused(Kind.ALREADY_CONFIRMED, orderId, "");
            if (order.itemCount == 0) throw new Refused(Kind.ORDER_IS_EMPTY, orderId, "");
            return happened(new OrderSummary(
                orderId, order.customerId, order.cents, order.itemCount, "confirmed", order.version + 1));
        }

        private OrderSummary find(String orderId) {
            var order = orders.get(orderId);
            if (order == null) throw new Refused(Kind.ORDER_NOT_FOUND, orderId, "");
            return order;
        }

        private Object happened(OrderSummary order) {
            orders.put(order.orderId, order);
            return map("order_id", order.orderId, "version", order.version, "position", ++position);
        }
    }

    static class OrderQueryHandler {
        private final Map<String, OrderSummary> orders;

        OrderQueryHandler(Map<String, OrderSummary> orders) {
            this.orders = orders;
        }

        Object getSummary(String orderId) {
            var order = orders.get(orderId);
            if (order == null) throw new Refused(Kind.ORDER_NOT_FOUND, orderId, "");
            return order.asJson();
        }

        Object listByCustomer(String customerId) {
            synchronized (orders) { // one page, however long
                return map("next", null, "orders", orders.values().stream()
                    .filter(order -> order.customerId.equals(customerId)).map(OrderSummary::asJson).toList());
            }
        }
    }

    static void checkText(Object orderId, Object... texts) {
        for (var text : texts) {
            boolean isText = text instanceof String s && !s.isBlank() && s.codePointCount(0, s.length()) <= 200
                && s.codePoints().noneMatch(point -> point == 0
                    || Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE);
            if (!isText) throw new Refused(Kind.INVALID_TEXT, orderId, text);
        }
    }

    static BigInteger toPieces(String orderId, Object qty) {
        try {
            var pieces = ((BigDecimal) qty).toBigIntegerExact();
            if (pieces.signum() > 0) return atMostLargest(orderId, pieces);
        } catch (ClassCastException | NullPointerException | ArithmeticException error) {
            // refused below
        }
        throw new Refused(Kind.INVALID_QUANTITY, orderId, qty);
    }

    static BigInteger toCents(String orderId, Object price) {
        if (!(price instanceof String text && text.matches("[0-9]+(\\.[0-9]{1,2})?")))
            throw new Refused(Kind.INVALID_PRICE, orderId, price);
        return atMostLargest(orderId, new BigDecimal(text).movePointRight(2).toBigIntegerExact());
    }

    static BigInteger atMostLargest(String orderId, BigInteger amount) {
        if (amount.compareTo(LARGEST) > 0) throw new Refused(Kind.AMOUNT_TOO_LARGE, orderId, "");
        return amount;
    }

    // HTTP

    public static void main(String[] args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer waits 40 ms for an acknowledgement
        Map<String, OrderSummary> orders = Collections.synchronizedMap(new LinkedHashMap<>());
        var commands = new OrderCommandHandler(orders);
        var queries = new OrderQueryHandler(orders);
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            try {
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                serve(exchange, commands, queries, body.isEmpty() ? Map.of() : (Map<?, ?>) new Json(body).read());
            } catch (Refused refusal) {
                send(exchange, refusal.kind.status, refusal.problem());
            } catch (RuntimeException error) {
                send(exchange, 400, map("type", "about:blank", "title", "The request is malformed", "status", 400,
                    "detail", error.toString()));
            }
        });
        server.start();
        System.out.println("The shop: http://127.0.0.1:" + server.getAddress().getPort());
    }

    static void serve(HttpExchange exchange, OrderCommandHandler commands, OrderQueryHandler queries, Map<?, ?> body)
            throws IOException {
        var parts = Stream.of(exchange.getRequestURI().getRawPath().substring(1).split("/"))
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)).toList();
        var id = parts.size() > 1 ? parts.get(1) : "";
        var what = exchange.getRequestMethod() + " " + parts.get(0) + (parts.size() > 2 ? " " + parts.get(2) : "");
        switch (what + (parts.size() > 1 ? "*" : "")) {
            case "POST orders" -> accept(exchange, commands.createOrder(body.get("order_id"), body.get("customer_id")));
            case "POST orders items*" ->
                accept(exchange, commands.addItem(id, body.get("product"), body.get("qty"), body.get("price")));
            case "POST orders confirmation*" -> accept(exchange, commands.confirm(id));
            case "GET orders*" -> send(exchange, 200, queries.getSummary(id));
            case "GET customers orders*" -> send(exchange, 200, queries.listByCustomer(id));
            case "GET lag" ->
                send(exchange, 200, map("events_behind", 0, "seconds_behind", 0, "stopped_by", null));
            default -> send(exchange, 404, map("type", "about:blank", "title", "Not Found", "status", 404, "detail", what));
        }
    }

    static void accept(HttpExchange exchange, Object answer) throws IOException {
        var accepted = (Map<?, ?>) answer;
        var id = URLEncoder.encode((String) accepted.get("order_id"), StandardCharsets.UTF_8).replace("+", "%20");
        exchange.getResponseHeaders().set("ETag", "\"" + accepted.get("version") + "\"");
        exchange.getResponseHeaders().set("Location", "/orders/" + id + "?at_least=" + accepted.get("position"));
        send(exchange, 202, answer);
    }

    static void send(HttpExchange exchange, int status, Object document) throws IOException {
        var bytes = json(document).getBytes(StandardCharsets.UTF_8);
        var type = status < 300 ? "application/json" : "application/problem+json";
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    // JSON, which the JDK has no reader for

    static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    static String json(Object value) {
        if (value instanceof Map<?, ?> map)
            return map.entrySet().stream().map(entry -> json(entry.getKey()) + ":" + json(entry.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        if (value instanceof List<?> list) return list.stream().map(Step6::json).collect(Collectors.joining(",", "[", "]"));
        if (value instanceof String text)
            return text.chars().mapToObj(c -> c < ' ' || c == '"' || c == '\\' || c > '~' ? String.format("\\u%04x", c)
                : String.valueOf((char) c)).collect(Collectors.joining("", "\"", "\""));
        return String.valueOf(value);
    }

    static class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object read() {
            switch (next()) {
                case '{': {
                    var map = new HashMap<String, Object>();
                    for (at++; next() != '}'; skip(',', '}')) {
                        var key = (String) read();
                        expect(':');
                        map.put(key, read());
                    }
                    at++;
                    return map;
                }
                case '[': {
                    var list = new ArrayList<>();
                    for (at++; next() != ']'; skip(',', ']')) list.add(read());
                    at++;
                    return list;
                }
                case '"': return string();
                default: {
                    int start = at;
                    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++;
                    var word = text.substring(start, at);
                    return switch (word) {
                        case "true" -> true;
                        case "false" -> false;
                        case "null" -> null;
                        default -> new BigDecimal(word);
                    };
                }
            }
        }

        private String string() {
            var found = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    if (c == 'u') {
                        c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else {
                        c = "\"\\/\b\f\n\r\t".charAt("\"\\/bfnrt".indexOf(c));
                    }
                }
                found.append(c);
            }
            at++;
            return found.toString();
        }

        private char next() {
            while (Character.isWhitespace(text.charAt(at))) at++;
            return text.charAt(at);
        }

        private void expect(char wanted) {
            if (next() != wanted) throw new IllegalArgumentException(wanted + " is missing at " + at);
            at++;
        }

        private void skip(char comma, char end) {
            if (next() != end) expect(comma);
        }
    }
}
