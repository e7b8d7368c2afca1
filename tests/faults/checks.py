"""Disturbs runs of duizhao in every way: checks.py BINARY WORK [CHECK...]"""

import os
import sys
import time
import traceback
from pathlib import Path

import batches
import damage
import disks
import kills
import sites
import together
from project import Wrong
from server import Server

EVERY = {"kills": kills, "batches": batches, "sites": sites, "disks": disks, "damage": damage, "together": together}


def main() -> int:
    binary, work, names = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:] or list(EVERY)
    unknown = set(names) - EVERY.keys()
    if unknown:
        sys.exit(f"no such checks: {', '.join(sorted(unknown))}; there are {', '.join(EVERY)}")
    scale = float(os.environ.get("FAULTS_SCALE", "1"))
    server, ok, failed = Server(), 0, 0
    for name in names:
        folder, start = work / name, time.monotonic()
        folder.mkdir()
        try:
            for line, wrong in EVERY[name].checks(binary, server, folder, scale):
                seconds = f"({time.monotonic() - start:.1f} s)"
                start = time.monotonic()
                if wrong is None:
                    print(f"skipped: {line}", flush=True)
                elif wrong:
                    failed += 1
                    shown = [text.replace("\n", "\n    ") for text in wrong[: int(os.environ.get("FAULTS_SHOWN", "3"))]]
                    print("\n  ".join([f"FAIL {name}: {line}: {len(wrong)} times {seconds}", *shown]), flush=True)
                else:
                    ok += 1
                    print(f"ok {name}: {line} {seconds}", flush=True)
        except Exception as error:
            failed += 1
            shown = str(error) if isinstance(error, Wrong) else traceback.format_exc()
            print(f"FAIL {name}: " + shown.replace("\n", "\n  "), flush=True)
    print(f"{ok} checks ok, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
