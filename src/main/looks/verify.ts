import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { machine } from '../../host/machine.ts'
import { parseVersion, versionsIn, type Version } from '../../release/version.ts'
import { fileEvidence } from '../../upgrade/acquire/file-evidence.ts'
import type { VerifyReport } from '../../upgrade/report.ts'
import { openApp } from '../app.ts'
import { beliefs } from '../acquire/beliefs.ts'
import { netFor } from '../acquire/net-for.ts'

/** A release that somebody fetched by hand, held to the same trust as any other; what it is believed by lies beside it. Changes nothing, and asks the network no longer than a download may take. */
export async function verify(name: string, file: string, wanted: string | null): Promise<VerifyReport> {
  const app = await openApp(name)
  const path = posix.resolve(file)
  const version = wanted === null ? onlyVersionIn(posix.basename(path)) : parseVersion(wanted)
  const { trust, ...tools } = beliefs(app.settings, { net: netFor(app), lastSeen: null, memory: null })
  const evidence = fileEvidence({ ...tools, path, version, disk: machine.disk, files: machine.files, atMs: machine.clock.nowMs() }, machine.clock.deadline(app.settings.limits.downloadMs))
  const { artifact, sha256, grounds } = await trust.verify(evidence)
  return { artifact, version, sha256, grounds }
}

function onlyVersionIn(artifact: string): Version {
  const [only, ...others] = new Set(versionsIn(artifact))
  if (only !== undefined && others.length === 0) return only
  throw failure('USAGE', `${quoted(artifact)} does not tell which version it is`, { next: 'say it with --to' })
}
