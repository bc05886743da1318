"""Documents in chats: whole, or passages of them found for each question."""
