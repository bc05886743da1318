"""Structured output: where its form is written, and its answers as trees and tables."""
