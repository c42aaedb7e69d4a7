import { mountStudio } from "../studio/studio.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountStudio);
