"""What commands take: options and arguments, declared once."""
