// A network page with more nodes or lines than a canvas draws swiftly; views/network.py chooses.

import { start } from "./desk";
import { WebglDrawing } from "./webgl";

start((box, payload, events) => new WebglDrawing(box, payload, events));
