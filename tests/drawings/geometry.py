"""What must hold on the geometry of any picture: nothing lies upon anything else."""

import itertools

from drawings.geometry import Box, Drawing


def inside(small: Box, large: Box) -> bool:
    return (
        large.x - 0.1 <= small.x
        and small.right <= large.right + 0.1
        and large.y - 0.1 <= small.y
        and small.bottom <= large.bottom + 0.1
    )


def faults(drawing: Drawing) -> list[str]:
    """Overlaps of boxes and labels, and lines through either, in words."""
    labels, boxes = drawing.labels, drawing.boxes.items()
    found = [f"{a} on {b}" for (a, x), (b, y) in itertools.combinations(boxes, 2) if x.overlaps(y)]
    found += [
        f"{a.lines} on {b.lines}"
        for a, b in itertools.combinations(labels, 2)
        if a.box.overlaps(b.box)
    ]
    for label in labels:
        found += [
            f"{label.lines} on {key}"
            for key, box in boxes
            if label.box.overlaps(box) and not inside(label.box, box)
        ]
        found += [f"line through {label.lines}" for n in drawing.lines if n.crosses(label.box)]
        if not inside(label.box, Box(0, 0, drawing.width, drawing.height)):
            found.append(f"{label.lines} outside")
    return found


def lines_through_boxes(drawing: Drawing) -> list[str]:
    """Lines that run through a figure."""
    return [key for key, box in drawing.boxes.items() if any(n.crosses(box) for n in drawing.lines)]
