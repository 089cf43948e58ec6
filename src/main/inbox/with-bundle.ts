import { posix } from 'node:path'
import { refuseUncarried } from '../../drivers/trust/table.ts'
import { machine } from '../../host/machine.ts'
import { openDirectory, removeWhole } from '../../host/open-directory.ts'
import type { Report, Request } from '../../upgrade/report.ts'
import { handOver, takeBack, type HandOverTools } from '../../upgrade/inbox/hand-over.ts'
import { openApp } from '../app.ts'
import { theScope } from '../scope.ts'

/** A run from a bundle: it is handed over to the half that acquires, and taken back when the run has ended. Any other run is run as it is. */
export async function withBundle(app: string, request: Request, run: (request: Request) => Promise<Report>): Promise<Report> {
  if (request.bundle === null) return run(request)
  const { settings, places } = await openApp(app)
  if (request.occasion === 'inbox') refuseUncarried(settings.trust)
  const tools: HandOverTools = {
    disk: machine.disk, files: machine.files, open: openDirectory, remove: removeWhole,
    hex: machine.randomness.hex(8), nowMs: machine.clock.nowMs(),
  }
  // What was typed means the caller's directory, and the run has another one.
  const from = posix.resolve(request.bundle)
  const bundle = await handOver({ from, handed: places.handed, fileBytesMax: settings.limits.artifactBytesMax, owner: theScope().owner }, tools)
  try {
    return await run({ ...request, bundle })
  } finally {
    await takeBack(bundle, tools)
  }
}
