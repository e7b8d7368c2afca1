"""Rows of the table, printed as they are made."""


def row(figure, ours, peer=None, ratio=None, goal="", met=None):
    mark = "" if met is None else (" ✓" if met else " ✗")
    cells = [figure, ours, peer or "", f"{ratio:.3g} ×" if ratio else "", goal + mark]
    print("| " + " | ".join(cells) + " |", flush=True)


def process_row(figure, ours, peers, limit, memory=None):
    """A row of milliseconds of processor time; the ratio is to the fastest of the others."""
    ok = ours.cpu <= limit and (memory is None or ours.peak <= memory)
    goal = f"≤ {limit} ms" + (f", ≤ {memory} MiB" if memory else "")
    shown = [f"{name} {peer.cpu:.1f} ms, {peer.peak:.0f} MiB" for name, peer in peers]
    fastest = min((peer.cpu for _, peer in peers), default=None)
    ratio = fastest / ours.cpu if fastest else None
    row(figure, f"{ours.cpu:.1f} ms, {ours.peak:.0f} MiB", "; ".join(shown), ratio, goal, ok)


def rate_row(figure, ours, peers, goal=None, unit="MB/s"):
    shown = "; ".join(f"{name} {rate:,.3g}" if rate < 1000 else f"{name} {rate:,.0f}" for name, rate in peers)
    ratio = ours / max(rate for _, rate in peers) if peers else None
    ours_shown = f"{ours:,.0f}" if ours >= 1000 else f"{ours:.3g}"
    row(
        figure,
        f"{ours_shown} {unit}",
        shown,
        ratio,
        f"≥ {goal:,} {unit}" if goal else "",
        ours >= goal if goal else None,
    )
