"""How work grows with what a file has much of."""
