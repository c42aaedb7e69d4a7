// Makes one file for each place in which something is shown: entries/NAME.js -> bundles/NAME.js.
// `node build.js` writes them; with --check it says which are not what the sources give.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ENTRIES = join(HERE, "entries");
const BUNDLES = join(HERE, "bundles");
const HELPERS = ["component.js", "page.js"];

/** Names of the packages that lie in a bundle. */
function packagesIn(inputs) {
  const names = Object.keys(inputs).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1],
  );
  return [...new Set(names.filter(Boolean))].sort();
}

/** The licence of each package, which has to go with every copy. */
function licences(names) {
  return names
    .map((name) => {
      const folder = join(HERE, "node_modules", name);
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}`;
    })
    .join("\n\n");
}

async function bundle(name) {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: [join("entries", name)],
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    minify: true,
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const note = licences(packagesIn(result.metafile.inputs));
  const about = `Made by ui/live/build.js of ui/live/entries/${name}.`;
  const head = `/* ${about}${note && `\n\n${note}\n`} */\n`;
  return head + result.outputFiles[0].text;
}

const names = readdirSync(ENTRIES).filter((name) => !HELPERS.includes(name));
const made = new Map(await Promise.all(names.map(async (name) => [name, await bundle(name)])));

mkdirSync(BUNDLES, { recursive: true });
const there = readdirSync(BUNDLES);
const read = (name) => (there.includes(name) ? readFileSync(join(BUNDLES, name), "utf8") : null);
const wrong = [...new Set([...there, ...names])].filter((name) => read(name) !== made.get(name));

if (process.argv.includes("--check")) {
  if (wrong.length) {
    console.error(`Not what the sources give: ${wrong.join(", ")}. Run: make live`);
    process.exit(1);
  }
} else {
  for (const name of wrong) {
    if (made.has(name)) writeFileSync(join(BUNDLES, name), made.get(name));
    else rmSync(join(BUNDLES, name));
  }
}
