// Step 1 in JavaScript: one class changes orders and answers for them. Money is in whole cents.

class Orders {
  #orders = new Map()

  createOrder(orderId, customerId) {
    if (this.#orders.has(orderId)) throw new Error(`Order ${orderId}: an order id is used once`)
    this.#orders.set(orderId, { customerId, status: "pending", items: [] })
  }

  addItem(orderId, product, qty, priceCents) {
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Error(`Order ${orderId}: nothing is added to a confirmed order`)
    order.items.push({ product, qty, priceCents })
  }

  confirm(orderId) {
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Error(`Order ${orderId}: an order is confirmed once`)
    if (order.items.length === 0) throw new Error(`Order ${orderId}: an order without items can't be confirmed`)
    order.status = "confirmed"
  }

  getSummary(orderId) {
    const { customerId, status, items } = this.#find(orderId)
    const totalCents = items.reduce((sum, { qty, priceCents }) => sum + qty * priceCents, 0) // on every read
    return { orderId, customerId, totalCents, itemCount: items.length, status }
  }

  #find(orderId) {
    const order = this.#orders.get(orderId)
    if (!order) throw new Error(`Order ${orderId}: there is no such order`)
    return order
  }
}

const shop = new Orders()
shop.createOrder("ORD-1", "CUST-1")
shop.addItem("ORD-1", "Laptop", 1, 99999)
shop.addItem("ORD-1", "Mouse", 2, 2999)
shop.confirm("ORD-1")
console.log(JSON.stringify(shop.getSummary("ORD-1")))
