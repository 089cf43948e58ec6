import { allows, bites, holds } from './house/holds.ts'
import { sources } from './house/files.ts'
import { importsOf, sourceFile, violation, type SourceFile, type Violation } from './house/source-file.ts'

/** What a room may import besides itself (architecture section 3). `types` of a room: only `import type`. */
interface May { readonly values: readonly Room[]; readonly types: readonly Room[] }
type Room = (typeof rooms)[number]
const rooms = ['main', 'index', 'cli', 'drivers', 'config', 'publish', 'upgrade', 'policy', 'systemd', 'release', 'host', 'formats', 'errors'] as const

const may: Readonly<Record<Room, May>> = {
  main: { values: rooms, types: rooms },
  index: { values: ['publish', 'upgrade', 'policy', 'release', 'errors'], types: ['host', 'config'] },
  cli: { values: ['publish', 'upgrade', 'policy', 'release', 'config', 'formats', 'errors'], types: ['host'] },
  drivers: { values: ['publish', 'upgrade', 'systemd', 'release', 'formats', 'errors'], types: ['policy', 'host'] },
  config: { values: ['upgrade', 'release', 'formats', 'errors'], types: ['policy', 'host'] },
  // What a publisher does with releases: a story of its own, which never meets the other one.
  publish: { values: ['release', 'formats', 'errors'], types: ['host'] },
  upgrade: { values: ['policy', 'release', 'formats', 'errors'], types: ['host'] },
  policy: { values: ['release', 'formats', 'errors'], types: ['host'] },
  // Foreign calls live in one file of host, and two of them speak to systemd.
  systemd: { values: ['release', 'formats', 'errors', 'host'], types: ['policy'] },
  release: { values: ['formats', 'errors'], types: [] },
  host: { values: ['formats', 'errors'], types: [] },
  formats: { values: ['errors'], types: [] },
  errors: { values: [], types: [] },
}

export function roomOf(path: string): Room | null {
  const name = path.replace(/^src\//, '').split('/')[0]?.replace(/\.ts$/, '')
  return path.startsWith('src/') ? (rooms.find((room) => room === name) ?? null) : null
}

function floors(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path)
    if (room === null) return [violation(file, null, 'is in no room of the house')]
    return importsOf(file).flatMap(({ target, isTypeOnly, node }) => {
      const other = roomOf(target)
      if (other === null || other === room || may[room].values.includes(other)) return []
      if (may[room].types.includes(other)) return isTypeOnly ? [] : [violation(file, node, `${room} may import only types of ${other}, and imports '${target}'`)]
      return [violation(file, node, `${room} must not know ${other}, and imports '${target}'`)]
    })
  })
}

holds('a room imports only rooms below it', floors, sources('src'))
bites(floors, [
  ['src/upgrade/x.ts', "import { links } from '../drivers/layouts/links.ts'", /upgrade must not know drivers/],
  ['src/upgrade/x.ts', "import type { Bus } from '../systemd/bus.ts'", /upgrade must not know systemd/],
  ['src/upgrade/x.ts', "import { disk } from '../host/disk.ts'", /upgrade may import only types of host/],
  ['src/drivers/probes/x.ts', "import { loadSettings } from '../../config/load.ts'", /drivers must not know config/],
  ['src/config/x.ts', "import { links } from '../drivers/layouts/links.ts'", /config must not know drivers/],
  ['src/cli/x.ts', "export { disk } from '../host/disk.ts'", /cli may import only types of host/],
  ['src/formats/x.ts', "const x = await import('../release/version.ts')", /formats must not know release/],
  ['src/policy/x.ts', "let x: import('../upgrade/plan.ts').Plan", /policy must not know upgrade/],
  ['src/errors.ts', "import { printable } from './formats/printable.ts'", /errors must not know formats/],
  ['src/host/x.ts', "import { bus } from '../systemd/bus.ts'", /host must not know systemd/],
  ['src/utils/x.ts', 'export const x = 1', /is in no room/],
  ['src/index.ts', "export { main } from './main.ts'", /index must not know main/],
])
allows(floors, [
  ['src/upgrade/x.ts', "import type { Disk } from '../host/types.ts'"],
  ['src/upgrade/x.ts', "import { type Disk, type Clock } from '../host/types.ts'"],
  ['src/main/x.ts', "import { disk } from '../host/disk.ts'"],
  ['src/config/x.ts', "import { x } from './rules/paths.ts'"],
])

/** Drivers are the files that their folder's table imports; others are parts that drivers share. */
function strangers(files: readonly SourceFile[]): readonly Violation[] {
  const tables = files.filter((file) => /^src\/drivers\/[^/]+\/table\.ts$/.test(file.path))
  const drivers = new Set(tables.flatMap((table) => importsOf(table).filter((one) => !one.isTypeOnly).map((one) => one.target)).filter((path) => path.startsWith('src/drivers/')))
  return files.flatMap((file) => importsOf(file).flatMap(({ target, node }) => {
    const [, folder] = /^src\/drivers\/([^/]+)\//.exec(file.path) ?? []
    const [, other] = /^src\/drivers\/([^/]+)\//.exec(target) ?? []
    if (folder === undefined || other === undefined) return []
    if (folder !== other) return [violation(file, node, `a driver of '${folder}' must not know one of '${other}'`)]
    return drivers.has(target) && !file.path.endsWith('/table.ts') ? [violation(file, node, `'${target}' is a driver; only its table may know it`)] : []
  }))
}

holds('a driver knows no other driver', strangers, sources('src/drivers'))
bites(strangers, [
  ['src/drivers/sources/x.ts', "import { seal } from '../trust/seal.ts'", /must not know one of 'trust'/],
])
const table = sourceFile('src/drivers/layouts/table.ts', "import { links } from './links.ts'")
bites((files) => strangers([...files, table]), [
  ['src/drivers/layouts/in-place.ts', "import { links } from './links.ts'", /is a driver; only its table may know it/],
])
allows((files) => strangers([...files, table]), [
  ['src/drivers/layouts/in-place.ts', "import { prune } from './prune.ts'"],
])
