import { posix } from 'node:path'
import { trustOf } from '../drivers/trust/table.ts'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { machine } from '../host/machine.ts'
import { parseArtifactName } from '../release/artifact.ts'
import { parseVersion, versionsIn, type Version } from '../release/version.ts'
import type { Evidence } from '../upgrade/ports.ts'
import type { VerifyReport } from '../upgrade/report.ts'
import { openApp } from './app.ts'

/** A release that somebody fetched by hand, held to the same trust as any other; its signed list and signature lie beside it. Changes nothing. */
export async function verify(name: string, file: string, wanted: string | null): Promise<VerifyReport> {
  const { settings } = await openApp(name)
  const path = posix.resolve(file)
  const artifact = parseArtifactName(posix.basename(path))
  const version = wanted === null ? onlyVersionIn(artifact) : parseVersion(wanted)
  const trust = trustOf(settings.trust, { disk: machine.disk, uid: machine.facts.uid })
  const statement = await trust.verify(evidenceOf(path, version))
  return { artifact: statement.artifact, version: statement.version, sha256: statement.sha256, grounds: statement.grounds }
}

function evidenceOf(path: string, version: Version): Evidence {
  return {
    version,
    artifact: parseArtifactName(posix.basename(path)),
    atMs: machine.clock.nowMs(),
    async sidecar(name, sizeBytesMax) {
      const beside = posix.join(posix.dirname(path), name)
      const bytes = await machine.disk.read(beside, sizeBytesMax)
      if (bytes === null) throw failure('REFUSED', `there is no ${quoted(beside)} beside the release`)
      return bytes
    },
    async digest() {
      const [facts, sha256] = [await machine.disk.look(path), await machine.disk.sha256(path)]
      if (facts === null || sha256 === null) throw failure('USAGE', `there is no file ${quoted(path)}`)
      return { sha256, blake2b512: null, sizeBytes: facts.sizeBytes }
    },
  }
}

function onlyVersionIn(artifact: string): Version {
  const [only, ...others] = new Set(versionsIn(artifact))
  if (only !== undefined && others.length === 0) return only
  throw failure('USAGE', `${quoted(artifact)} does not tell which version it is`, { next: 'say it with --to' })
}
