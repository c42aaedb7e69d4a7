import { mountDiagram } from "../models/diagram_view.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountDiagram);
