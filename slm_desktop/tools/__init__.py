"""Tools: those of the app, and servers of tools that speak MCP, each behind a child process."""
