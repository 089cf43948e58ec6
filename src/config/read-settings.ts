import { usualOfSystem, type UsualPlaces } from '../upgrade/places.ts'
import type { Table } from './inputs.ts'
import { rollbackOf } from './health-shape.ts'
import { defaultKinds, gatesMax, generatedMax, mirrorsMax, probesMax, rehearsedMax, tellersMax, trustMax, unitsMax } from './limits.ts'
import { readChannels, withChannel } from './read-channels.ts'
import { readCompanions } from './read-companions.ts'
import { readDriver, type Drivers } from './read-driver.ts'
import { readLayout } from './read-layout.ts'
import { good, readAll, readList, readTable, wrong, type Read } from './read-table.ts'
import type { Settings } from './settings.ts'
import { sections, shape } from './shape.ts'
import { unknownSays } from './unknown-keys.ts'

/** Which drivers there are, and what each one's table looks like. Handed in by main: this room knows no driver. */
export interface DriverSchemas {
  readonly sources: Drivers
  readonly trust: Drivers
  readonly layouts: Drivers
  readonly probes: Drivers
  readonly gates: Drivers
  readonly tellers: Drivers
  readonly coordinators: Drivers
}

/** What the merged files mean, without where they came from. */
export type Meaning = Omit<Settings, 'files' | 'fingerprint'>

/** Reads every section before it gives up: a person corrects all mistakes in one go. Knows shapes only; see rules/ for sense. */
export function readSettings(values: Table, app: string, schemas: DriverSchemas, usual: UsualPlaces = usualOfSystem): Read<Meaning> {
  const read = readAll({
    nothingElse: unknownSections(values),
    source: readDriver(values['source'] ?? {}, ['source'], { drivers: schemas.sources, defaultKind: defaultKinds['source'] }),
    mirrors: readList(values['mirror'] ?? [], ['mirror'], mirrorsMax, (item, path) => readDriver(item, path, { drivers: schemas.sources, defaultKind: defaultKinds['source'] })),
    network: readTable(shape.network, values['network'] ?? {}, ['network']),
    trust: readTrust(values['trust'] ?? [], schemas.trust),
    layout: readLayout(values['layout'] ?? {}, app, schemas.layouts, usual),
    units: readList(values['unit'] ?? [{ name: `${app}.service` }], ['unit'], unitsMax, (item, path) => readTable(shape.unit, item, path)),
    companions: readCompanions(values['file'] ?? [], usual),
    generate: readList(values['generate'] ?? [], ['generate'], generatedMax, (item, path) => readTable(shape.generate, item, path)),
    rehearsed: readList(values['rehearse'] ?? [], ['rehearse'], rehearsedMax, (item, path) => readTable(shape.rehearsed, item, path)),
    rehearsal: readTable(shape.rehearsal, values['rehearsal'] ?? {}, ['rehearsal']),
    data: values['data'] === undefined ? good(null) : readTable(shape.data, values['data'], ['data']),
    buildInfo: values['build_info'] === undefined ? good(null) : readTable(shape.buildInfo, values['build_info'], ['build_info']),
    probes: readProbes(values['probe'] ?? [], schemas.probes),
    release: readTable(shape.release, values['release'] ?? {}, ['release']),
    archive: readTable(shape.archive, values['archive'] ?? {}, ['archive']),
    health: readTable(shape.health, values['health'] ?? {}, ['health']),
    rollback: readTable(shape.rollback, values['rollback'] ?? {}, ['rollback']),
    channels: readChannels(values['channel'] ?? []),
    gates: readList(values['gate'] ?? [], ['gate'], gatesMax, (item, path) => readDriver(item, path, { drivers: schemas.gates, defaultKind: undefined })),
    tellers: readList(values['tell'] ?? [], ['tell'], tellersMax, (item, path) => readDriver(item, path, { drivers: schemas.tellers, defaultKind: undefined })),
    exports: readTable(shape.exports, values['export'] ?? {}, ['export']),
    coordination: readDriver(values['coordination'] ?? {}, ['coordination'], { drivers: schemas.coordinators, defaultKind: defaultKinds['coordination'] }),
    policy: readTable(shape.policy, values['policy'] ?? {}, ['policy']),
    limits: readTable(shape.limits, values['limits'] ?? {}, ['limits']),
  })
  if (read.kind === 'wrong') return read
  const { companions, generate, rehearsed, rehearsal, data, buildInfo, source, mirrors, network, trust, release, layout, units, probes, archive, health, gates, tellers, exports, coordination, channels, limits } = read.value
  const policy = withChannel(read.value.policy, channels)
  return good({ app, companions, generate, rehearsal: { ...rehearsal, commands: rehearsed }, data, buildInfo, source, mirrors, network, trust, release, ...layout, units, probes, archive, health, rollback: rollbackOf(health, read.value.rollback), gates, tellers, exports, coordination, policy, channels, limits })
}

function unknownSections(values: Table): Read<'yes'> {
  const known: readonly string[] = sections
  const mistakes = Object.keys(values).filter((key) => !known.includes(key)).map((key) => ({ path: [key], says: unknownSays(key, known) }))
  return mistakes.length > 0 ? { kind: 'wrong', mistakes } : good('yes')
}

/** With nobody to trust there is nothing to verify, and no default could be right: keys are the operator's to choose (E48). */
function readTrust(value: unknown, drivers: Drivers): Read<Settings['trust']> {
  const read = readList(value, ['trust'], trustMax, (item, path) => readDriver(item, path, { drivers, defaultKind: defaultKinds['trust'] }))
  if (read.kind === 'wrong') return read
  const [first, ...others] = read.value
  return first === undefined ? wrong(['trust'], 'missing; say in a [[trust]] table whose signature a release must carry') : good([first, ...others])
}

function readProbes(value: unknown, drivers: Drivers): Read<Settings['probes']> {
  return readList(value, ['probe'], probesMax, (item, path) => readDriver(item, path, { drivers, defaultKind: undefined }))
}
