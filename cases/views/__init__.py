"""What the desk answers: the queue, a case and its moves, many cases at once. Denied looks like missing everywhere."""
