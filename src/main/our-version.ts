import packageJson from '../../package.json' with { type: 'json' }
import { readVersion, type Version } from '../release/version.ts'

/** For releases that ask for an app-upgrade of at least some version. */
export const ourVersion: Version | null = readVersion(packageJson.version)
