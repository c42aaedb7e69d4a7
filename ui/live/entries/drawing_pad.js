import { mountPad } from "../run/drawing_pad.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountPad);
