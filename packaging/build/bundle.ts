import { build, type Plugin } from 'esbuild'

import { paths } from './layout.ts'

/**
 * One CommonJS file out of src/main.ts, at `outfile`.
 *
 * `await import()` of our own rooms stays lazy (esbuild wraps each module), which is what keeps `--version` at the start-up
 * floor. Dynamic imports of Node's own modules become lazy `require` calls: import() does not work inside a
 * single executable that has a code cache.
 */
export async function bundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [paths.entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
    plugins: [withoutXmlParser],
    logLevel: 'warning',
  })
}

/** dbus-native needs xml2js only to read introspection data, which we never ask for: half of its size. */
const withoutXmlParser: Plugin = {
  name: 'without-xml2js',
  setup(build) {
    build.onResolve({ filter: /^xml2js$/ }, () => ({ path: 'xml2js', namespace: 'absent' }))
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: "throw new Error('D-Bus introspection is not part of this program')",
    }))
  },
}
