import { runCommand } from '../drivers/probes/run-command.ts'
import { parseDuration } from '../formats/duration.ts'
import { isFailure } from '../errors.ts'
import { versionsIn } from '../release/version.ts'
import { probeNames } from '../drivers/probes/table.ts'
import type { App } from './app.ts'
import { probeTools } from './probe-tools.ts'

/**
 * Asks a release that nobody recorded which version it is, by the command of the app's `version` probe: as that probe does, in a
 * sandbox and as the configured user. Null when it has none, or does not tell.
 */
export async function askVersion({ settings }: App): Promise<string | null> {
  const probe = probeNames(settings.probes).find((one) => one.kind === 'version')
  if (probe === undefined) return null
  const { command, user, timeout } = probe as unknown as { readonly command: readonly string[]; readonly user?: string; readonly timeout: string }
  try {
    const [first, ...others] = settings.binaries
    const ran = await runCommand((await probeTools()).alone, { command, user, timeoutMs: parseDuration(timeout) }, { files: [first, ...others], to: { version: '' } }, new AbortController().signal)
    return ran.status === 0 ? (versionsIn(ran.output)[0] ?? null) : null
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}
