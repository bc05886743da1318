"""The local server's part that needs no network: which models it offers, and the answers that clients asked for."""
