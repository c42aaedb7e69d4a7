import { mountLab } from "../toy/lab_page.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountLab);
