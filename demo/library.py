"""Pictures and documents of the demo's library: the illustrations as PNG, since editors upload no SVG, and forms."""

import io
import json

import typst
from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from core.models import CustomDocument, CustomImage
from demo.words import read

STATIC = settings.STATICFILES_DIRS[0]
PICTURE = '#set page(width: 400pt, height: 300pt, margin: 0pt)\n#image("/illustrations/{name}.svg", width: 100%)'
SIZE = (1200, 900)
FORM = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: 25mm)
#set text(font: "Plus Jakarta Sans", size: 11pt, lang: "id")
#set document(title: data.title)
#text(size: 18pt, weight: "bold", data.title)
#v(4mm)
#text(fill: gray, "CONTOH")
#for line in data.lines [
  #v(8mm)
  #line
  #v(2mm)
  #std.line(length: 100%, stroke: 0.5pt)
]
"""


def pictures() -> dict[str, CustomImage]:
    """Every picture of data/library.json by its name, with words for those who cannot see it."""
    compiler = typst.Compiler(root=str(STATIC))
    return {item["name"]: _picture(compiler, item) for item in read("library")["pictures"]}


def _picture(compiler: typst.Compiler, item: dict) -> CustomImage:
    source = PICTURE.format(name=item["name"]).encode()
    png = compiler.compile(input=source, format="png", ppi=72 * SIZE[0] / 400)
    image = Image.open(io.BytesIO(png)).convert("RGB").resize(SIZE)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    file = ContentFile(out.getvalue(), name=f"{item['name']}.png")
    return CustomImage.objects.create(title=item["title"], description=item["alt"]["id"], file=file)


def documents() -> dict[str, CustomDocument]:
    """Forms that somebody may print, by their key."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.PRINT_FONTS)]
    )
    compiler = typst.Compiler(root=str(STATIC), font_paths=fonts)
    return {item["key"]: _document(compiler, item) for item in read("library")["documents"]}


def _document(compiler: typst.Compiler, item: dict) -> CustomDocument:
    words = json.dumps({"title": item["title"], "lines": item["lines"]})
    pdf = compiler.compile(input=FORM.encode(), sys_inputs={"data": words})
    document = CustomDocument(title=item["title"], file=ContentFile(pdf, name=f"{item['key']}.pdf"))
    document.file_size = len(pdf)
    document.save()
    return document
