// Builds the service worker to dist/sw.js, under a name that never changes, with the list of everything else that was built: what
// it keeps for opening the application without a network; and dist/forget.js, which the sign-in page has. Run after the
// application's own build.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { build } from 'vite'

const ui = new URL('..', import.meta.url)
const dist = new URL('dist/', ui)
/** Pictures are for the system that installs the application, and asks for them itself. */
const kept = /\.(html|js|css|svg|webmanifest)$/

const names = (await readdir(dist, { recursive: true })).filter((name) => kept.test(name) && name !== 'sw.js').sort()
const digest = createHash('sha256')
for (const name of names) digest.update(name).update(await readFile(new URL(name, dist)))

const define = {
  CTAC_FILES: JSON.stringify(names.map((name) => `/app/${name}`)),
  CTAC_BUILD: JSON.stringify(digest.digest('hex').slice(0, 16)),
}

for (const [source, name] of [['worker', 'sw'], ['forget', 'forget']]) {
  await build({
    root: ui.pathname,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define,
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: `src/sw/${source}.ts`, formats: ['iife'], name: 'ctac', fileName: () => `${name}.js` },
    },
  })
}
