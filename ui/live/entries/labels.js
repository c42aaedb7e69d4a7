import { mountLabels } from "../labels/view.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountLabels);
