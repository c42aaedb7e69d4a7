// Makes one file for each place in which something is shown: entries/NAME.js -> bundles/NAME.js,
// entries/notebook/NAME.js -> gan_core/notebook/bundles/NAME.js and NAME.css.
// `node build.js` writes them; with --check it says which are not what the sources give.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const HELPERS = ["component.js", "page.js"];

/**
 * The app's components and pages; and the widgets of notebooks, with their style sheets, which lie in
 * gan_core: it is used without ui, and never imports it.
 */
const PLACES = [
  { entries: "entries", bundles: "bundles" },
  { entries: "entries/notebook", bundles: "../../gan_core/notebook/bundles" },
];

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

/** An entry's files: {name: content}, the script, and a style sheet where it imports any. */
async function bundle(entries, name) {
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: [join(entries, name)],
    outdir: "unwritten",
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
  const about = `Made by ui/live/build.js of ui/live/${entries}/${name}.`;
  const head = `/* ${about}${note && `\n\n${note}\n`} */\n`;
  return Object.fromEntries(
    result.outputFiles.map(({ path, text }) => [
      basename(path),
      path.endsWith(".js") ? head + text : `/* ${about} */\n${text}`,
    ]),
  );
}

/** The files of a place that are not what the sources give: [path, wanted content or undefined]. */
async function differing({ entries, bundles }) {
  const names = readdirSync(join(HERE, entries)).filter(
    (name) => name.endsWith(".js") && !HELPERS.includes(name),
  );
  const parts = await Promise.all(names.map((name) => bundle(entries, name)));
  const made = new Map(parts.flatMap(Object.entries));
  const folder = join(HERE, bundles);
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder);
  const read = (name) => (there.includes(name) ? readFileSync(join(folder, name), "utf8") : null);
  return [...new Set([...there, ...made.keys()])]
    .filter((name) => read(name) !== made.get(name))
    .map((name) => [join(folder, name), made.get(name)]);
}

const wrong = (await Promise.all(PLACES.map(differing))).flat();

if (process.argv.includes("--check")) {
  if (wrong.length) {
    const names = wrong.map(([path]) => relative(HERE, path)).join(", ");
    console.error(`Not what the sources give: ${names}. Run: make live`);
    process.exit(1);
  }
} else {
  for (const [path, content] of wrong) {
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
  }
}
