import { mountLab } from "../toy/lab.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountLab);
