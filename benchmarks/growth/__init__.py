"""How work grows with what a file or a workspace has much of."""
