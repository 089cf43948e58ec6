import { machine } from '../../host/machine.ts'
import type { Report } from '../../upgrade/report.ts'
import { replaceNote } from '../../upgrade/durable.ts'
import { theScope } from '../scope.ts'

const reportBytesMax = 1024 * 1024

/** Leaves a run's report for whoever followed its unit. A courtesy: an account that cannot be left changes nothing that happened. */
export async function leaveReport(app: string, report: string): Promise<void> {
  const path = theScope().places(app).report
  try {
    const left = { invocation: process.env['INVOCATION_ID'] ?? '', report: JSON.parse(report) as Report }
    await replaceNote(machine.disk, path, Buffer.from(JSON.stringify(left)), 0o600)
  } catch {
    // The final event in the system journal tells the same.
  }
}

/** The report of one of these invocations of the unit; null when none of them left one. */
export async function reportLeftBy(app: string, invocations: ReadonlySet<string>): Promise<Report | null> {
  try {
    const bytes = await machine.disk.read(theScope().places(app).report, reportBytesMax)
    const left = bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8')) as { invocation: string; report: Report }
    return left !== null && left.invocation !== '' && invocations.has(left.invocation) ? left.report : null
  } catch {
    return null
  }
}
