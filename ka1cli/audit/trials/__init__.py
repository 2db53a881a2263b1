"""Cases to try: profiles with what is expected of them."""
