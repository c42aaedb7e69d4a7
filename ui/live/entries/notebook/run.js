import "../../run/run.css";
import "../../notebook/notebook.css";
import { showRun } from "../../notebook/run.js";

export default { render: showRun };
