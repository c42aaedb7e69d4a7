import { mountGame } from "../theory/game.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountGame);
