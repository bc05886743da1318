"""Numbered changes of the schema, each applied once and wholly; `user_version` counts them."""

from slm_desktop.store.migrations import (
    m001_chats,
    m002_pinned,
    m003_compare,
    m004_whys,
    m005_folders,
    m006_candidates,
    m007_figures,
    m008_lens,
    m009_formats,
    m010_answer_options,
    m011_sources,
    m012_calls,
    m013_pictures,
    m014_benchmarks,
    m015_losses,
)

MIGRATIONS = (
    m001_chats.SQL,
    m002_pinned.SQL,
    m003_compare.SQL,
    m004_whys.SQL,
    m005_folders.SQL,
    m006_candidates.SQL,
    m007_figures.SQL,
    m008_lens.SQL,
    m009_formats.SQL,
    m010_answer_options.SQL,
    m011_sources.SQL,
    m012_calls.SQL,
    m013_pictures.SQL,
    m014_benchmarks.SQL,
    m015_losses.SQL,
)
