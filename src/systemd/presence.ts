import { stat } from 'node:fs/promises'

/** Whether systemd is the service manager of this machine: sd_booted(3). */
export async function isRunBySystemd(directory = '/run/systemd/system'): Promise<'yes' | 'no'> {
  try {
    return (await stat(directory)).isDirectory() ? 'yes' : 'no'
  } catch {
    return 'no'
  }
}
