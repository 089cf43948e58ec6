import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { DoctorReport, Finding } from '../../upgrade/report.ts'
import { journals, packages, rehearsal, telling, unitsText } from './app-looks.ts'
import { openAppHere, type App } from '../app.ts'
import { askNobody, liveState } from '../live.ts'
import { networkText } from '../acquire/net-for.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, serviceFor } from '../service.ts'
import { trustDoubts, trustText } from './trust-findings.ts'
import { apps } from '../which.ts'
import { placesText } from './places-look.ts'

/** Looks at everything an upgrade would need, before one is needed. Changes nothing; every finding says what to do. */
export async function doctor(name: string | null): Promise<DoctorReport> {
  const names = name === null ? await apps() : [name]
  const findings = [...await ofTheMachine()]
  if (names.length === 0) findings.push(bad('apps', 'no app is configured', `describe one in '${theScope().places('').config}/<app>.toml'; 'man app-upgrade.toml' shows how`))
  for (const one of names) findings.push(...await ofApp(one))
  return { app: name, findings }
}

async function ofTheMachine(): Promise<readonly Finding[]> {
  const { PRETTY_NAME: system } = await machine.facts.osRelease()
  const about = good('machine', `${system ?? 'an unknown system'}, Linux ${machine.facts.kernel}, ${machine.facts.processor}`)
  if ((await hasSystemd()) === 'no') return [about, warning('systemd', 'systemd does not run here', theScope().wake ?? 'upgrades swap the files, and leave the start of the new version to you')]
  return [about, await finding('systemd', async () => {
    await (await serviceFor('now')).state('dbus.service')
    return 'systemd answers over D-Bus'
  })]
}

async function ofApp(name: string): Promise<readonly Finding[]> {
  let app: App
  try {
    app = await openAppHere(name)
  } catch (thrown) {
    return [troubleOf(name, thrown)]
  }
  const looks: readonly [string, (app: App) => Promise<string>][] = [
    ['settings', async () => `read from ${app.settings.files.join(', ')}`],
    ['trust', trustText],
    ['network', networkText],
    ['places', placesText],
    ['live', live],
    ['units', units],
    ['rehearsal', rehearsal],
    ['packages', packages],
    ['journals', journals],
    ['telling', telling],
  ]
  return [...await Promise.all(looks.map(([about, look]) => finding(`${name}: ${about}`, () => look(app)))), ...trustDoubts(app)]
}

async function live(app: App): Promise<string> {
  const { live: release } = await liveState(app, askNobody)
  return release === null ? 'nothing is live yet; the first upgrade brings the first release' : `${release.version} is live`
}

async function units({ settings }: App): Promise<string> {
  return (await hasSystemd()) === 'no' ? 'not looked at: there is no systemd' : unitsText(settings, await serviceFor('now'))
}

async function finding(about: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return good(about, await look())
  } catch (thrown) {
    return troubleOf(about, thrown)
  }
}

const good = (about: string, text: string): Finding => ({ about, state: 'good', text, next: null })
const warning = (about: string, text: string, next: string): Finding => ({ about, state: 'warning', text, next })
const bad = (about: string, text: string, next: string | null): Finding => ({ about, state: 'bad', text, next })

/** What one may not look at is no illness. */
function troubleOf(about: string, thrown: unknown): Finding {
  const [text, next] = [thrown instanceof Error ? thrown.message : String(thrown), isFailure(thrown) ? thrown.next : null]
  return isFailure(thrown) && thrown.code === 'PERMISSION' ? warning(about, text, 'run it as root') : bad(about, text, next)
}
