"""Brings the JavaScript that others wrote into docs/vendor, with its licences: `python -m kata.docs.vendor`.

npm fetches exactly what package.json names. Without npm the site is built all the same; what it then lacks, it says.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from kata.docs.source import ROOT

PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "docs" / "vendor"

FILES = {
    "iframe-worker/shim/index.js": "iframe-worker.js",
    "mermaid/dist/mermaid.min.js": "mermaid.js",
    "pyodide/pyodide.mjs": "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.mjs": "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm": "pyodide/pyodide.asm.wasm",
    "pyodide/python_stdlib.zip": "pyodide/python_stdlib.zip",
    "pyodide/pyodide-lock.json": "pyodide/pyodide-lock.json",
}


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        print("npm is not installed: diagrams stay text, search needs a web server, and there is no playground.")
        return
    if not up_to_date():
        subprocess.run(
            [npm, "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=ROOT,
            check=True,
        )
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / source, VENDOR / target)
    (VENDOR / "licences.txt").write_text("\n\n".join(licences()), encoding="utf-8")


def up_to_date() -> bool:
    """Whether what is installed is what package.json names."""
    wanted: dict[str, str] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return all(version == installed(PACKAGES / name).get("version") for name, version in wanted.items())


def installed(folder: Path) -> dict[str, str]:
    manifest = folder / "package.json"
    return dict(json.loads(manifest.read_text(encoding="utf-8"))) if manifest.is_file() else {}


def licences() -> Iterator[str]:
    """Of every package, its own and those it has taken in: name, version, licence and the licence's text."""
    for manifest in sorted({*PACKAGES.glob("*/package.json"), *PACKAGES.glob("@*/*/package.json")}):
        about = installed(manifest.parent)
        texts = [path.read_text(encoding="utf-8") for path in sorted(manifest.parent.glob("LICEN[CS]E*"))]
        yield "\n".join([f"{about['name']} {about['version']}: {about.get('license', 'see below')}", *texts])


if __name__ == "__main__":
    main()
