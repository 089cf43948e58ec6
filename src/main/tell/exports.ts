import { quietly } from './quietly.ts'

/** Files for others to read, made anew from the truth. Never read by us, and never a reason for anything to fail. */
export async function remakeExports(app: string): Promise<void> {
  await quietly(async () => (await import('./motd-file.ts')).remakeMotd(app))
  await quietly(async () => (await import('./metrics-file.ts')).remakeMetrics(app))
}
