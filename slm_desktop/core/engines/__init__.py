"""What runs models: how one is named, loaded, lent and asked, and what it tells."""
