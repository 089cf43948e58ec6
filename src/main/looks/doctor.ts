import type { DoctorReport, Finding } from '../../upgrade/report.ts'
import { journals, live, packages, rehearsal, telling } from './app-looks.ts'
import { openAppHere, type App } from '../app.ts'
import { networkText } from '../acquire/net-for.ts'
import { theScope } from '../scope.ts'
import { bad, finding, troubleOf } from './findings.ts'
import { gateFindings } from './gate-findings.ts'
import { machineFindings } from './machine-findings.ts'
import { trustDoubts, trustText } from './trust-findings.ts'
import { apps } from '../which.ts'
import { placesText } from './places-look.ts'
import { stuckFindings } from './stuck-finding.ts'

/** Looks at everything an upgrade would need, before one is needed. Changes nothing; every finding says what to do. */
export async function doctor(name: string | null): Promise<DoctorReport> {
  const names = name === null ? await apps() : [name]
  const findings = [...await machineFindings()]
  if (names.length === 0) findings.push(bad('apps', 'no app is configured', `describe one in '${theScope().places('').config}/<app>.toml'; 'man app-upgrade.toml' shows how`))
  for (const one of names) findings.push(...await ofApp(one))
  return { app: name, findings }
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
    ['rehearsal', rehearsal],
    ['packages', packages],
    ['journals', journals],
    ['telling', telling],
  ]
  const said = await Promise.all(looks.map(([about, look]) => finding(`${name}: ${about}`, () => look(app))))
  return [...said, ...await stuckFindings(app), ...await gates(app), ...trustDoubts(app)]
}

/** What cannot even be asked is one finding. */
async function gates(app: App): Promise<readonly Finding[]> {
  try {
    return await gateFindings(app)
  } catch (thrown) {
    return [troubleOf(`${app.name}: gates`, thrown)]
  }
}
