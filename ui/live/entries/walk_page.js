import { mountWalkPage } from "../latent/walk_page.js";
import { fillPage } from "./page.js";

fillPage(mountWalkPage);
