"""A local HTTP server over the pool of engines: OpenAI's protocols, Anthropic's, and llama-server's own addresses."""
