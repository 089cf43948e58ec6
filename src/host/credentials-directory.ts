import { env } from 'node:process'

/** Where systemd laid the credentials of our unit (`$CREDENTIALS_DIRECTORY`, systemd.exec(5)); null when we are no unit, or one without any. */
export function credentialsDirectory(): string | null {
  const directory = env['CREDENTIALS_DIRECTORY'] ?? ''
  return directory.startsWith('/') ? directory : null
}
