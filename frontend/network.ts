// A network page of usual size.

import { CanvasDrawing } from "./canvas";
import { start } from "./desk";

start((box, payload, events) => new CanvasDrawing(box, payload, events));
