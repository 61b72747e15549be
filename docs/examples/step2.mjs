// Step 2 in JavaScript: one handler acts and keeps a summary ready, the other can only pick it up.

class OrderCommandHandler {
  #orders = new Map()
  #summaries

  constructor(summaries) {
    this.#summaries = summaries
  }

  createOrder(orderId, customerId) {
    if (this.#orders.has(orderId)) throw new Error(`Order ${orderId}: an order id is used once`)
    this.#orders.set(orderId, { status: "pending", items: [] })
    this.#summaries.set(orderId, Object.freeze({ orderId, customerId, totalCents: 0, itemCount: 0, status: "pending" }))
  }

  addItem(orderId, product, qty, priceCents) {
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Error(`Order ${orderId}: nothing is added to a confirmed order`)
    order.items.push({ product, qty, priceCents })
    this.#change(orderId, ({ totalCents, itemCount }) => ({
      totalCents: totalCents + qty * priceCents, itemCount: itemCount + 1,
    }))
  }

  confirm(orderId) {
    const order = this.#find(orderId)
    if (order.status === "confirmed") throw new Error(`Order ${orderId}: an order is confirmed once`)
    if (order.items.length === 0) throw new Error(`Order ${orderId}: an order without items can't be confirmed`)
    order.status = "confirmed"
    this.#change(orderId, () => ({ status: "confirmed" }))
  }

  #find(orderId) {
    const order = this.#orders.get(orderId)
    if (!order) throw new Error(`Order ${orderId}: there is no such order`)
    return order
  }

  #change(orderId, changed) {
    const summary = this.#summaries.get(orderId)
    this.#summaries.set(orderId, Object.freeze({ ...summary, ...changed(summary) }))
  }
}

class OrderQueryHandler {
  #summaryOf

  constructor(summaryOf) {
    this.#summaryOf = summaryOf
  }

  getSummary(orderId) {
    const summary = this.#summaryOf(orderId)
    if (!summary) throw new Error(`Order ${orderId}: there is no such order`)
    return summary
  }
}

const summaries = new Map()
const commands = new OrderCommandHandler(summaries)
const queries = new OrderQueryHandler(orderId => summaries.get(orderId)) // it can look, and do nothing else
commands.createOrder("ORD-1", "CUST-1")
commands.addItem("ORD-1", "Laptop", 1, 99999)
commands.addItem("ORD-1", "Mouse", 2, 2999)
commands.confirm("ORD-1")
console.log(JSON.stringify(queries.getSummary("ORD-1")))
