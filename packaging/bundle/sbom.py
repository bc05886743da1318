"""List everything that is in the bundle, as CycloneDX: Python and its packages, llama.cpp, the model, the system's libraries.

python packaging/bundle/sbom.py OUT
"""

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from shipped import ROOT, packages

sys.path.insert(0, str(ROOT))
MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"


def main() -> int:
    """Write the list."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "environment.json"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "cyclonedx_py",
                "environment",
                "--output-format",
                "JSON",
                "--output-file",
                whole,
                sys.executable,
            ],
            check=True,
        )
        listed = json.loads(whole.read_text())
    shipped = {canonicalize_name(package.name) for package in packages()}
    listed["components"] = [one for one in listed["components"] if canonicalize_name(one["name"]) in shipped] + others()
    known = {one["bom-ref"] for one in listed["components"] if "bom-ref" in one}
    listed["dependencies"] = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in known]}
        for one in listed.get("dependencies", [])
        if one["ref"] in known
    ]
    Path(sys.argv[1]).write_text(json.dumps(listed, indent=1) + "\n")
    return 0


def others() -> list[dict[str, Any]]:
    """What is no package of Python."""
    from slm_desktop import __version__
    from slm_desktop.library.starter import SHA256

    made = [
        component("application", "SLM Desktop", __version__, "MIT"),
        component("library", "CPython", platform.python_version(), "Python-2.0"),
        component("library", "llama.cpp", (ROOT / "build" / "runtime" / "BUILD").read_text().strip(), "MIT"),
        {
            **component("machine-learning-model", MODEL, "1", "Apache-2.0"),
            "hashes": [{"alg": "SHA-256", "content": SHA256}],
        },
    ]
    return made + (system() if sys.platform == "linux" else [])


def component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    """One row."""
    return {"type": kind, "name": name, "version": version, "licenses": [{"license": {"id": licence}}]}


def system() -> list[dict[str, Any]]:
    """Debian's packages whose libraries were brought in, with their versions."""
    from system_notices import owners

    rows = []
    for name in owners(ROOT / "dist" / "slm-desktop" / "_internal"):
        asked = ["dpkg-query", "--show", "--showformat", "${Version}", name]
        version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        rows.append({"type": "library", "name": name, "version": version, "purl": f"pkg:deb/debian/{name}@{version}"})
    return rows


if __name__ == "__main__":
    sys.exit(main())
