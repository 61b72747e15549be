"""Lists what a browser must keep so that the site works without a network: `python -m kata.docs.offline site`.

The list's name for this build is a digest of all files, so that a browser notices when the site has changed.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path

LATER = ("vendor/pyodide/", "vendor/kata.zip")  # large: kept when a reader asks for it
NEVER = (".map", ".gz", "sitemap.xml", "404.html", "offline.json")


def main(site: Path) -> None:
    files = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*")) if path.is_file()]
    kept = [name for name in files if not name.endswith(NEVER) and "/lunr/" not in name]
    digest = sha256()
    for name in kept:
        digest.update(name.encode() + b"\0" + (site / name).read_bytes())
    playground = [name for name in kept if name.startswith(LATER)]
    listed = {
        "version": digest.hexdigest()[:12],
        "pages": ["./", *(name for name in kept if not name.startswith(LATER))],
        "playground": playground,
        "megabytes": round(sum((site / name).stat().st_size for name in playground) / 1_000_000),
    }
    (site / "offline.json").write_text(json.dumps(listed), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
