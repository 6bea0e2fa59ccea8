"""PDFs put together so that their tags stay: one file, read out in order (PDF/UA-1).

`joined` puts papers one after the other. `underlaid` puts pages of pictures under pages that hold the
words, as artifacts: who cannot see reads what stands above them.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


def joined(papers: Sequence[bytes], *, title: str) -> bytes:
    """One file of several tagged papers; a single one stays as it was made."""
    if len(papers) == 1:
        return papers[0]
    whole = pikepdf.new()
    parts, numbers, next_key = Array(), Array(), 0
    for paper in papers:
        with pikepdf.open(io.BytesIO(paper)) as one:
            first = len(whole.pages)
            whole.add_pages_from(one)
            tree = whole.copy_foreign(whole_tree(one))
            for leaf in list(whole.pages)[first:]:
                _move(leaf.obj, "/StructParents", next_key)
                for note in leaf.obj.get("/Annots", []):
                    _move(note, "/StructParent", next_key)
            parts.extend(_document_parts(tree))
            _number_headers(tree, f"{first}-")
            highest = next_key
            for key, value in _entries(tree.ParentTree):
                numbers.append(key + next_key)
                numbers.append(value)
                highest = max(highest, key + next_key + 1)
            next_key = highest
    _set_tree(whole, parts, numbers, next_key)
    _describe(whole, title)
    target = io.BytesIO()
    whole.save(target, deterministic_id=True)
    return target.getvalue()


def whole_tree(paper: Any) -> Any:
    """The tags of a paper as an object that can be copied into another file."""
    return paper.make_indirect(paper.Root.StructTreeRoot)


def _number_headers(element: Any, prefix: str) -> None:
    """Names of table headers are unlike those of the other papers; cells name them so."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or "/S" not in kid:
            continue
        if "/ID" in kid:
            kid.ID = pikepdf.String(prefix + str(kid.ID))
        if "/Headers" in kid.get("/A", {}):
            kid.A.Headers = Array([pikepdf.String(prefix + str(name)) for name in kid.A.Headers])
        _number_headers(kid, prefix)


def _move(owner: Any, key: str, by: int) -> None:
    if key in owner:
        owner[key] = int(owner[key]) + by


def _document_parts(tree: Any) -> Array:
    kids = tree.K
    return kids if isinstance(kids, Array) else Array([kids])


def _entries(tree: Any) -> Sequence[tuple[int, Any]]:
    """Keys and values of a tree of numbers, which may have branches."""
    numbers = list(tree.get("/Nums", []))
    found = [(int(key), value) for key, value in zip(numbers[::2], numbers[1::2], strict=True)]
    for branch in tree.get("/Kids", []):
        found += _entries(branch)
    return found


def _set_tree(whole: Any, parts: Array, numbers: Array, next_key: int) -> None:
    """One document element over those of the papers."""
    root = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = whole.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=parts)
    )
    for part in parts:
        part.P = document
    root.K = Array([document])
    root.ParentTree = whole.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = next_key
    whole.Root.StructTreeRoot = root


def _describe(whole: Any, title: str) -> None:
    whole.Root.MarkInfo = Dictionary(Marked=True)
    whole.Root.Lang = pikepdf.String("ja")
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    whole.docinfo["/Title"] = title
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["pdfuaid:part"] = "1"


def underlaid(paper: bytes, pictures: Mapping[int, tuple[bytes, int]], *, share: float) -> bytes:
    """Pages of other files laid under pages of the paper (from 0): (file, its page from 0), made
    smaller to `share` so that the foot of the page stays free."""
    with pikepdf.open(io.BytesIO(paper)) as whole:
        files = {id(file): pikepdf.open(io.BytesIO(file)) for file, _ in pictures.values()}
        for at, (file, number) in pictures.items():
            leaf, below = whole.pages[at], files[id(file)].pages[number]
            form = whole.copy_foreign(below.as_form_xobject())
            name = leaf.add_resource(form, Name.XObject)
            wide, high = (float(x) for x in leaf.mediabox[2:])
            own = [float(x) for x in below.mediabox]
            fit = share * min(wide / own[2], high / own[3])
            left, up = (wide - own[2] * fit) / 2, high - own[3] * fit
            drawn = (
                f"/Artifact BMC q {fit:.5f} 0 0 {fit:.5f} {left:.3f} {up:.3f} cm {name} Do Q EMC\n"
            )
            leaf.contents_add(pikepdf.Stream(whole, drawn.encode("ascii")), prepend=True)
        target = io.BytesIO()
        whole.save(target, deterministic_id=True)
        return target.getvalue()
