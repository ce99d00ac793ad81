// Bundles each component into one file of ../assets and puts the Plotly bundle beside them.
import { createHash } from "node:crypto";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const assets = path.join(here, "..", "assets");
const plotly = path.join(here, "node_modules", "plotly.js-basic-dist-min");
const components = [
  "live_chart",
  "network_list",
  "digit_pad",
  "graph_view",
  "fold_chart",
  "picture_grid",
  "paste_box",
  "surface",
  "confusion",
  "figure",
];

const { metafile } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: components.map((name) => ({ in: `src/${name}/index.js`, out: name })),
  outdir: assets,
  bundle: true,
  preserveSymlinks: true, // a linked node_modules is still found as node_modules, for the licences
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  loader: { ".css": "text" },
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  metafile: true,
});
await copyFile(path.join(plotly, "plotly-basic.min.js"), path.join(assets, "plotly-basic.min.js"));
await copyFile(path.join(plotly, "LICENSE"), path.join(assets, "plotly-LICENSE.txt"));
await writeFile(path.join(assets, "graph_view-LICENSES.txt"), await licences(packages(metafile)));

/** Folders of the packages of others that went into the bundles. */
function packages({ inputs }) {
  const found = Object.keys(inputs).map((file) => file.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(found.filter(Boolean))].sort();
}

async function licences(folders) {
  const texts = folders.map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(path.join(here, folder, "package.json")));
    const file = (await readdir(path.join(here, folder))).find((one) => /^licen[cs]e/i.test(one));
    return `${name} ${version}\n\n${(await readFile(path.join(here, folder, file), "utf8")).trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(72)}\n\n`);
}

// What was built from what: a test compares it with the sources, without needing Node.
const hash = async (file) => createHash("sha256").update(await readFile(file)).digest("hex");
const sources = (await readdir(path.join(here, "src"), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name));
const built = {};
for (const file of sources) built[path.relative(here, file).split(path.sep).join("/")] = await hash(file);
const ordered = Object.fromEntries(Object.entries(built).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(path.join(assets, "built.json"), JSON.stringify(ordered, null, 1) + "\n");
