"""llama.cpp in a child process: the host side may import `jobs`, `core`, `errors` and `paths`.

Nothing that the app itself imports from here (`host`, `scripted`) touches llama_cpp: native code that
reads model bytes runs in the child alone, where a crash costs one answer and not the window.
"""
