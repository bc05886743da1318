"""A page of HTML as PDF, by Qt; its charts are drawn from SVG."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument
from PySide6.QtSvg import QSvgRenderer

SCALE = 3
"""Pixels of a chart for each of its own: paper is finer than a screen."""
MARGIN_MM, DOTS_PER_INCH = 15.0, 144


class PdfCharts:
    """Pictures of charts, in the order in which the page has them."""

    def __init__(self) -> None:
        self._images: list[QImage] = []

    def __call__(self, svg: str) -> str:
        """Draw a chart; return what stands for it in the page."""
        drawn = QSvgRenderer(QByteArray(svg.encode()))
        size = drawn.defaultSize()
        image = QImage(size * SCALE, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        drawn.render(painter)
        painter.end()
        self._images.append(image)
        return f'<p><img src="chart:{len(self._images) - 1}" width="{size.width()}" height="{size.height()}"></p>'

    def add_to(self, document: QTextDocument) -> None:
        """Let a document find them."""
        for at, image in enumerate(self._images):
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(f"chart:{at}"), image)


def to_pdf(title: str, html: str, charts: PdfCharts) -> bytes:
    """The page on A4, across."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setResolution(DOTS_PER_INCH)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter))
    document = QTextDocument()
    charts.add_to(document)
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))  # Else it has margins of its own.
    # The app's own font has digits of one width, whose places no reader of a PDF knows: they could not be copied.
    document.setDefaultFont(QFont("sans-serif"))
    document.setHtml(html.replace("Inter, ", "").replace("<table>", '<table cellpadding="4">'))
    document.print_(writer)
    buffer.close()
    return bytes(data.data())
