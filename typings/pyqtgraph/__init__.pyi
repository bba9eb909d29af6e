"""The part of pyqtgraph 0.14 that rnnlab uses; the package has no types of its own."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, SignalInstance
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsScene,
    QGraphicsView,
    QGraphicsWidget,
    QWidget,
)

FloatArray = npt.NDArray[np.float64]

def setConfigOptions(**options: Any) -> None: ...
def mkPen(color: QColor, width: float = ..., style: Any = ...) -> QPen: ...

class GraphicsScene(QGraphicsScene):
    sigMouseMoved: SignalInstance
    sigMouseClicked: SignalInstance

class GraphicsView(QGraphicsView):
    def __init__(
        self,
        parent: QWidget | None = None,
        useOpenGL: bool | None = None,
        background: QColor | Literal["default"] | None = "default",
    ) -> None: ...
    def setCentralWidget(self, item: QGraphicsWidget) -> None: ...
    def setBackground(self, background: QColor) -> None: ...
    def setAntialiasing(self, aa: bool) -> None: ...
    def scene(self) -> GraphicsScene: ...

class GraphicsObject(QGraphicsObject): ...
class GraphicsWidget(QGraphicsWidget): ...

class ViewBox(GraphicsWidget):
    sigRangeChanged: SignalInstance
    sigXRangeChanged: SignalInstance
    sigRangeChangedManually: SignalInstance
    sigResized: SignalInstance
    def __init__(
        self,
        parent: QGraphicsItem | None = None,
        enableMenu: bool = True,
        invertY: bool = False,
        defaultPadding: float = 0.02,
    ) -> None: ...
    def addItem(self, item: QGraphicsItem, ignoreBounds: bool = False) -> None: ...
    def removeItem(self, item: QGraphicsItem) -> None: ...
    def setRange(
        self,
        rect: QRectF | None = None,
        xRange: Sequence[float] | None = None,
        yRange: Sequence[float] | None = None,
        padding: float | None = None,
        update: bool = True,
        disableAutoRange: bool = True,
    ) -> None: ...
    def viewRange(self) -> list[list[float]]: ...
    def disableAutoRange(self) -> None: ...
    def setAspectLocked(self, lock: bool = True, ratio: float | None = 1) -> None: ...
    def invertY(self, b: bool = True) -> None: ...
    def setMouseEnabled(self, x: bool | None = None, y: bool | None = None) -> None: ...
    def mapSceneToView(self, obj: QPointF) -> QPointF: ...
    def mapViewToScene(self, obj: QPointF) -> QPointF: ...
    def wheelEvent(self, ev: Any, axis: int | None = None) -> None: ...

class PlotCurveItem(GraphicsObject):
    def __init__(self, **options: Any) -> None: ...
    def setData(
        self,
        x: FloatArray,
        y: FloatArray,
        *,
        connect: Literal["all", "finite"] = "all",
        skipFiniteCheck: bool = False,
    ) -> None: ...
    def setPen(self, pen: QPen) -> None: ...
    def setSegmentedLineMode(self, mode: Literal["auto", "on", "off"]) -> None: ...
    def getData(self) -> tuple[FloatArray, FloatArray]: ...

class ScatterPlotItem(GraphicsObject):
    def __init__(self, **options: Any) -> None: ...
    def setData(
        self,
        *,
        x: FloatArray,
        y: FloatArray,
        size: float = ...,
        pen: QPen | None = ...,
        brush: QBrush | None = ...,
    ) -> None: ...
    def getData(self) -> tuple[FloatArray, FloatArray]: ...

class ImageItem(GraphicsObject):
    def __init__(self, **options: Any) -> None: ...
    def setImage(
        self,
        image: npt.NDArray[Any],
        autoLevels: bool | None = None,
        levels: tuple[float, float] | None = None,
        lut: npt.NDArray[np.uint8] | None = None,
    ) -> None: ...
    def setRect(self, rect: QRectF) -> None: ...
    def clear(self) -> None: ...

class ColorMap:
    def getLookupTable(
        self, start: float = 0.0, stop: float = 1.0, nPts: int = 512, alpha: bool | None = None
    ) -> npt.NDArray[np.uint8]: ...

class colormap:
    @staticmethod
    def get(name: str) -> ColorMap: ...
