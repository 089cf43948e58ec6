import type { App } from '../app.ts'
import { hasSystemd } from '../service.ts'

/** What a new version is asked before it is live: nothing is the commonest reason to learn of a missing setting from a daemon that is down. */
export async function rehearsalText({ settings: { rehearsal, probes } }: Pick<App, 'settings'>): Promise<string> {
  const asked = [...(probes.some(({ kind }) => kind === 'version') ? ['which version it is'] : []), ...rehearsal.commands.map(({ name }) => `'${name}'`)]
  if (asked.length === 0) return "a new version is asked nothing before it is live; [[rehearse]] or a probe of kind 'version' would"
  if ((await hasSystemd()) === 'no' && rehearsal.unsandboxed === 'skipped') return 'skipped: there is no systemd here that could isolate it'
  return `a new version is asked before it is live: ${asked.join(', ')}`
}
