import { posix } from 'node:path'
import * as v from 'valibot'
import { listingNamed, newestNamed } from '../../release/newest.ts'
import type { Source } from '../../upgrade/ports.ts'
import { artifactTemplate } from './artifact-template.ts'
import type { SourceDriver, SourceTools } from './driver.ts'
import { localPlace, namesIn, openLocalFile } from './local-files.ts'
import { recognisePlace } from './recognise/place-recognised.ts'

const schema = v.strictObject({
  kind: v.pipe(v.literal('directory'), v.description('releases in a local directory: hosts without a network')),
  path: v.pipe(
    v.string('must be text in quotation marks'),
    v.check((text) => posix.isAbsolute(text) && posix.normalize(text) === text, 'must be a whole path, from /, in its shortest form'),
    v.description('the directory; release archives and signed lists lie in it side by side'),
  ),
  artifact: artifactTemplate,
})
type DirectorySettings = v.InferOutput<typeof schema>

/** An air gap: somebody carried the files here. They are hearsay like any other (PackageKit CVE-2020-16122). */
export const directory: SourceDriver = {
  kind: 'directory',
  schema,
  make: (settings, tools) => directorySource(v.parse(schema, settings), tools),
  async recognise({ address, version }, tools, signal) {
    if (!address.startsWith('/')) return null
    const found = await recognisePlace(localPlace(address, tools), { version, architecture: tools.architecture }, signal)
    if (found?.layout !== 'flat') return null
    const { layout: _, ...release } = found
    return { ...release, settings: { kind: 'directory', path: address }, address, name: posix.basename(address), pages: null }
  },
}

function directorySource(settings: DirectorySettings, tools: SourceTools): Source {
  const naming = { template: settings.artifact, architecture: tools.architecture }
  const names = (): Promise<readonly string[]> => namesIn(settings.path, { key: 'source.path', disk: tools.disk })
  return {
    list: async () => listingNamed(await names(), naming),
    async find(wanted) {
      const newest = newestNamed(await names(), naming, wanted)
      return newest === null ? null : { ...newest, origin: posix.join(settings.path, newest.artifact) }
    },
    open: (_, name, resume) => openLocalFile(posix.join(settings.path, name), resume, tools.files),
  }
}
