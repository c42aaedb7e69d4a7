import { mountArithmetic } from "../latent/arithmetic.js";
import { streamlitComponent } from "./component.js";

export default streamlitComponent(mountArithmetic);
